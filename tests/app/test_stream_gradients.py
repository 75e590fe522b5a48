"""The stream's event about a contender's own gradient."""

import numpy as np
import pytest

from tests.app.client import one, unpack


def kinds(sent) -> list[str]:
    return [each.kind for each in sent]


def test_it_comes_only_where_a_gradient_is_not_the_analytic_one(stream):
    assert "gradients" not in kinds(stream("epochs=3&2.opt=adam"))
    assert kinds(stream("epochs=3&gradient=central"))[-2:] == ["gradients", "done"]


@pytest.mark.parametrize("plane", ["weights", "weight"])
def test_each_such_contender_has_its_arrows_angle_and_check(stream, plane):
    sent = stream(f"epochs=6&plane={plane}&2.opt=adam&2.gradient=no_bias&3.opt=adam&3.gradient=forward")
    wrong, near = one(sent, "gradients")["contenders"]
    assert [(own["contender"], own["mistake"]) for own in (wrong, near)] == [(1, True), (2, False)]
    assert unpack(wrong["epochs"]).tolist() == list(range(7))
    for name in ("u", "length", "angle", "ratio"):
        assert unpack(wrong[name]).shape == (7,)
    assert (wrong["v"] is None) == (plane == "weight")
    check = wrong["check"]
    assert (check["passed"], check["worst"]) == (False, "b")
    assert unpack(check["values"])[[0, 2]].tolist() == [0, 1]
    assert unpack(check["steps"]).shape == unpack(check["errors"]).shape
    assert near["check"]["passed"]
    assert np.all(unpack(check["errors"]) > check["tolerance"])
