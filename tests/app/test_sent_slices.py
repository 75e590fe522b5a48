"""Slices as they are sent: what a reader puts together is what there was, in fewer bytes."""

import numpy as np
import pytest

from app.sent_slices import SentSlices
from app.wire import Event
from solver.surfaces.levels import STEP, Levels
from solver.surfaces.path import Heights
from tests.app.client import Sent, surfaces, unpack

U, V = np.linspace(-2, 2, 31), np.linspace(-1, 3, 21)
BOWL = 1 + U**2 + (V**2)[:, None]
RNG = np.random.default_rng(1)


def surface(z, epoch=None, **rest):
    return {
        "plane": {"kind": "axes", "labels": ["w1", "w2"], "origin": np.array([0.0, epoch or 0.0]), "explained": None},
        "u": U,
        "v": V,
        "z": z,
        "epoch": epoch,
        "follows": 0,
        "left_out": None,
    } | rest


def sent(*slices, **options):
    """The events of slices."""
    made = SentSlices(**options)
    return [Sent(str(i), "surface", Event("surface", made.next(each)).json()) for i, each in enumerate(slices)]


def moving(n):
    """Slices like those of a run: the first, the last, then those between."""
    return [surface(BOWL + 0.01 * epoch * U, float(epoch)) for epoch in (0, n, *range(1, n))]


def test_a_slice_says_only_what_is_not_as_in_the_one_before():
    first, second, third = sent(*moving(2))
    assert set(first.data) == {"plane", "u", "v", "z", "epoch", "follows", "left_out"}
    assert set(second.data) == set(third.data) == {"plane", "z", "epoch"}
    assert set(second.data["plane"]) == {"origin"}
    (_, fourth) = sent(surface(BOWL, 1.0), surface(BOWL, 1.0, left_out="Much."))
    assert set(fourth.data) == {"z", "left_out"}


def test_what_is_put_together_is_what_there_was():
    slices = moving(9)
    for found, made in zip(surfaces(sent(*slices)), slices, strict=True):
        assert (unpack(found["u"]) == U).all()
        assert (unpack(found["v"]) == V).all()
        assert (unpack(found["plane"]["origin"]) == made["plane"]["origin"]).all()
        assert found["plane"]["labels"] == ["w1", "w2"]
        assert {name: found[name] for name in ("epoch", "follows", "left_out")} == {
            name: made[name] for name in ("epoch", "follows", "left_out")
        }
        assert (found["z"] == Levels.of(made["z"]).heights()).all()


def test_a_slice_like_one_before_is_its_difference_to_the_nearest_that_a_reader_keeps():
    assert [event.data["z"]["of"] for event in sent(*moving(5))] == [None, 0, 0, 2, 3, 4]


def test_a_slice_unlike_all_before_is_sent_by_itself():
    z = np.exp(3 * RNG.standard_normal(BOWL.shape))
    events = sent(surface(z, 0.0), surface(BOWL, 1.0))
    assert events[1].data["z"]["of"] is None
    (alone,) = sent(surface(BOWL, 1.0))
    assert events[1].data["z"] == alone.data["z"]


def test_slices_that_are_alike_take_a_fraction_of_the_first():
    sizes = [len(event.data["z"]["levels"]["data"]) for event in sent(*moving(5))]
    assert max(sizes[1:]) <= min(sizes[0], 1.2 * BOWL.size)
    texts = [len(event.text) for event in sent(*moving(5))]
    assert max(texts[1:]) < 0.6 * texts[0]


def test_slices_of_another_shape_are_no_differences_to_each_other():
    events = sent(surface(BOWL, 0.0), surface(BOWL[:11], 1.0, v=V[:11]), surface(BOWL, 2.0, v=V))
    assert [event.data["z"]["of"] for event in events][1] is None
    assert [found["z"].shape for found in surfaces(events)] == [(21, 31), (11, 31), (21, 31)]


def test_a_curve_over_a_line_is_sent_likewise():
    events = sent(*(surface(U**2 + 0.1 * epoch, float(epoch), v=None) for epoch in (0, 2, 1)))
    assert [event.data.get("v", "as before") for event in events] == [None, "as before", "as before"]
    for found, epoch in zip(surfaces(events), (0, 2, 1), strict=True):
        z = U**2 + 0.1 * epoch
        assert Heights.of(z).apart(found["z"], z).max() <= STEP / 2 * (1 + 1e-6)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_heights_that_are_not_finite_are_sent_as_they_are(value):
    z = BOWL.copy()
    z[2, 3] = value
    events = sent(*moving(2), surface(z, 3.0), surface(BOWL, 4.0), surface(BOWL, 5.0))
    assert set(events[3].data["z"]) == {"dtype", "shape", "data"}
    np.testing.assert_array_equal(surfaces(events)[3]["z"], z)
    # A reader keeps the levels of the first and of the latest that has any.
    assert [event.data["z"].get("of") for event in events] == [None, 0, 0, None, 2, 4]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_heights_that_are_asked_for_are_float64(dtype):
    z = BOWL.astype(dtype)
    (event,) = sent(surface(z), as_computed=True)
    assert event.data["z"]["dtype"] == "<f8"
    assert (surfaces([event])[0]["z"] == z).all()
