"""A visitor's own points, of which nothing is drawn."""

import numpy as np
import pytest
from hypothesis import given

from solver.config import ConfigError, RunConfig
from solver.datasets import DATASETS, make
from solver.datasets.own import POINTS
from solver.parameters import shorten
from solver.registry import FieldError
from solver.training.problem import Problem
from solver.training.trainer import train
from tests.solver.configurations import own_points

OWN = DATASETS["own"]
# Three classes along a line, with whole numbers as JavaScript writes them.
LINE = [[i, -i, i % 3] for i in range(12)]


def of(points, **problem) -> RunConfig:
    return RunConfig.check({"problem": {"dataset": "own", "options": {"points": points}, **problem}})


@given(own_points())
def test_the_points_are_those_given_whatever_the_seed(given_points):
    options = OWN.check({"points": given_points})
    for seed in (0, 7):
        points, labels = OWN.generate(options, seed)
        assert points.tolist() == [[x, y] for x, y, _ in given_points]
        assert labels.tolist() == [label for *_, label in given_points]
        assert (points.dtype, labels.dtype) == (np.float64, np.intp)
    assert OWN.samples(options) == len(given_points)
    assert OWN.classes(options) == 1 + max(label for *_, label in given_points)


@given(own_points())
def test_points_survive_their_text(points):
    value = POINTS.check(points)
    assert POINTS.parse(POINTS.text(value)) == value
    assert POINTS.check([list(point) for point in value]) == value


def test_without_any_there_are_some_to_begin_with_in_both_halves():
    data = Problem.of(RunConfig.check({"problem": {"dataset": "own"}})).data
    for half in (data.training, data.test):
        assert set(half[1].tolist()) == {0, 1}


def test_they_are_split_and_standardised_like_any_others():
    data = make("own", OWN.check({"points": LINE}), 0, 0.25, 3, standardise=True)
    assert data.train == 9
    np.testing.assert_allclose(data.training[0].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.training[0].std(axis=0), 1)
    assert sorted((data.points * data.scale + data.mean).round(9).tolist()) == sorted([x, y] for x, y, _ in LINE)


def test_the_usual_run_learns_those_to_begin_with():
    config = RunConfig.check({"problem": {"dataset": "own"}})
    assert (config.problem.training_samples, config.problem.classes) == (6, 2)
    frames = list(train(config))
    assert frames[-1].objective[0] < 0.6 * frames[0].objective[0]


def test_points_that_are_all_in_one_place_run_too():
    config = of([[1e6, 0, i % 2] for i in range(10)])
    assert np.isfinite(next(iter(train(config))).objective).all()


@pytest.mark.parametrize("value", ["nonsense", None, 3, {}, float("nan")])
def test_what_is_no_list_is_refused_whole(value):
    with pytest.raises(FieldError) as refusal:
        OWN.check({"points": value})
    assert refusal.value.field == "points"
    limits = "10 to 5,000 items joined by commas, each x:y:class"
    assert str(refusal.value) == f"Points must be {limits}, not {shorten(value)}."


WRONG = [
    ([1, 2], "it must be x:y:class, not '1:2'"),
    ([1, 2, 0, 0], "it must be x:y:class, not '1:2:0:0'"),
    ("1:2:0", "it must be x:y:class, not '1:2:0'"),
    (None, "it must be x:y:class, not None"),
    ([1, "2", 0], "y must be a number from -1,000,000 to 1,000,000, not '2'"),
    ([float("inf"), 2, 0], "x must be a number from -1,000,000 to 1,000,000, not inf"),
    ([-1e7, 2, 0], "x must be a number from -1,000,000 to 1,000,000, not -10000000.0"),
    ([1, 2, 0.0], "class must be a whole number from 0 to 5, not 0.0; write 0"),
    ([1, 2, True], "class must be a whole number from 0 to 5, not True"),
    ([1, 2, 6], "class must be a whole number from 0 to 5, not 6"),
    ([1, 2, -1], "class must be a whole number from 0 to 5, not -1"),
    ([1, 2, None], "class must be a whole number from 0 to 5, not None"),
]


@pytest.mark.parametrize(("point", "words"), WRONG, ids=str)
def test_a_wrong_point_is_named_by_its_place(point, words):
    with pytest.raises(ConfigError) as refusal:
        of([*LINE[:11], point])
    assert refusal.value.problems == [("problem.options.points", f"Point 12: {words}.")]


@pytest.mark.parametrize("count", [0, 9, 5001])
def test_too_few_and_too_many_are_refused(count):
    with pytest.raises(ConfigError, match=f"10 to 5,000 items joined by commas, each x:y:class; these are {count:,}"):
        of((LINE * 500)[:count])


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0] * 10, "at least two classes; these are all of class 0"),
        ([1] * 10, "at least two classes; these are all of class 1"),
        ([0, 2] * 5, "there are points of class 2, but none of 1"),
        ([1, 2] * 5, "there are points of class 2, but none of 0"),
    ],
)
def test_classes_are_numbered_without_a_gap(labels, words):
    with pytest.raises(ConfigError, match=words) as refusal:
        of([[0, 0, label] for label in labels])
    assert [field for field, _ in refusal.value.problems] == ["problem.options.points"]
