"""The stream's events about motion: arrows in the plane, and the optimizers' slots."""

import numpy as np
import pytest

from tests.app.client import column, one, unpack

RACE = "epochs=30&opt=momentum&2.opt=adam&2.off=1&3.opt=adam&patience=5"


def test_every_arrow_is_a_displacement_in_the_plane_with_its_whole_length(stream):
    sent = stream(RACE)
    motion, theta = one(sent, "motion"), column(sent, "theta")
    n = theta.shape[1]
    epochs = unpack(motion["epochs"])
    assert epochs.dtype == np.int32
    assert epochs.tolist() == list(range(n))
    assert list(motion["arrows"]) == ["gradient", "velocity", "step", "newton"]
    for arrow in motion["arrows"].values():
        assert set(arrow) == {"u", "v", "length"}
        assert all(unpack(part).shape == (2, n) for part in arrow.values())
    step = motion["arrows"]["step"]
    ahead = np.diff(theta, axis=1)
    for k in range(2):
        end = int(one(sent, "report")["contenders"][k]["epoch"])
        np.testing.assert_allclose(unpack(step["u"])[k, :end], ahead[k, :end, 0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(unpack(step["v"])[k, :end], ahead[k, :end, 1], rtol=0, atol=1e-12)
        assert np.isnan(unpack(step["length"])[k, end:]).all()


def test_slots_are_each_contenders_own_by_name(stream):
    motion = one(stream(RACE), "motion")
    assert [list(slots) for slots in motion["slots"]] == [["v"], ["m", "v"]]
    n = len(unpack(motion["epochs"]))
    assert all(unpack(norms).shape == (n,) for slots in motion["slots"] for norms in slots.values())


@pytest.mark.parametrize("query", ["plane=weight&epochs=3", "function=bowl&plane=between&epochs=3"])
def test_on_a_line_arrows_have_one_coordinate(stream, query):
    arrows = one(stream(query), "motion")["arrows"]
    assert all(arrow["v"] is None and unpack(arrow["u"]).shape == (1, 4) for arrow in arrows.values())
