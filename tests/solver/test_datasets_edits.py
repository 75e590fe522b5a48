"""Points that are moved, given another class, removed or added by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.config import ConfigError, RunConfig
from solver.config.query import parse
from solver.datasets import EDITS
from solver.datasets.edits import apply
from solver.model.data_objective import DataObjective
from solver.model.features import design
from solver.parameters import shorten
from solver.training.problem import Problem
from solver.training.trainer import train
from tests.solver.configurations import configurations, edits


def data_of(query: str):
    return Problem.of(parse(query)).data


def test_each_edit_does_what_it_says_and_nothing_else():
    """By hand: of 4 points 2 are for training; the second moves, the third is removed, one is added."""
    points, labels = np.arange(8.0).reshape(4, 2), np.array([0, 1, 0, 1])
    found, classes, train_, ids = apply([(1, 9.0, -9.0, 0), (2,), (7, 0.5, 0.25, 1)], points, labels, 2)
    assert found.tolist() == [[0, 1], [9, -9], [0.5, 0.25], [6, 7]]
    assert classes.tolist() == [0, 0, 1, 1]
    assert train_ == 3
    assert ids.tolist() == [0, 1, 7, 3]
    # The given arrays do not change.
    assert points.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert labels.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("query", ["", "data=own&edits=", "data=moons&standardise=1"])
def test_without_edits_the_data_are_as_they_were_drawn(query):
    data = data_of(query)
    assert data.points.tobytes() == data.drawn.tobytes()
    assert data.ids.tolist() == list(range(len(data.drawn)))


def test_they_are_meant_where_points_are_drawn_so_that_nothing_else_moves():
    before = data_of("data=moons&standardise=1")
    after = data_of("data=moons&standardise=1&edits=3:40:50:1,600")
    assert (after.mean == before.mean).all()
    assert (after.scale == before.scale).all()
    assert after.points[3].tolist() == [40, 50]
    rest = after.ids != 3
    assert (after.points[rest] == before.points[after.ids[rest]]).all()
    assert (after.labels == before.labels[after.ids])[rest].all()
    assert (after.drawn == before.points).all()
    assert 600 not in after.ids


@given(st.data())
def test_the_configuration_knows_the_halves_that_edits_leave(data):
    fraction = data.draw(st.floats(0.1, 0.9))
    problem = {"options": {"samples": data.draw(st.integers(10, 60))}, "test_fraction": fraction}
    problem["edits"] = data.draw(edits(RunConfig.check({"problem": problem}).problem))
    config = RunConfig.check({"problem": problem})
    made = Problem.of(config)
    assert made.data.train == config.problem.training_samples == made.train.columns.shape[1] >= 1
    assert len(made.data.test[1]) >= 1
    assert len(made.data.ids) == len(made.data.points) == len(made.data.labels)
    # Each id occurs once: training points first, each half in the order of drawing, additions at its end.
    for half in (made.data.ids[: made.data.train], made.data.ids[made.data.train :]):
        assert (np.diff(half) > 0).all()
    assert (made.data.ids[made.data.train :] < len(made.data.drawn)).all()


@given(configurations())
def test_edits_survive_json_and_address(config):
    dumped = config.model_dump(mode="json")
    assert RunConfig.check(dumped) == config
    if "edits" in dumped["problem"]:
        value = EDITS.check(dumped["problem"]["edits"])
        assert EDITS.parse(EDITS.text(value)) == value


def test_cost_and_batches_count_what_is_there():
    plain, added = parse("batch=5&epochs=3"), parse("batch=5&epochs=3&edits=1000:0:0:1,1001:0:0:0")
    taken = parse("batch=5&epochs=3&edits=0,1,2,3,4,5,6,7,8,9")
    assert [c.problem.training_samples for c in (plain, added, taken)] == [500, 502, 490]
    assert taken.cost < plain.cost < added.cost
    assert [int(list(train(c))[-1].updates[0]) for c in (plain, added, taken)] == [300, 303, 294]


def test_the_loss_is_that_of_the_points_as_they_are_now():
    drawn = data_of("samples=20")
    points, labels = drawn.training[0].copy(), drawn.training[1].copy()
    points[4], labels[4] = [0.5, -0.5], 1
    config = parse("samples=20&edits=4:0.5:-0.5:1")
    problem = Problem.of(config)
    expected = DataObjective.of(config.problem.network, "sse", design(points, ()), labels)
    theta = problem.start[None]
    assert problem.train.value(theta) == expected.value(theta)
    assert problem.train.value(theta) != Problem.of(parse("samples=20")).train.value(theta)


def test_a_training_half_of_one_class_is_learnt_as_such():
    """A split may leave one class by chance, so edits may too: all points then get that class."""
    drawn = data_of("samples=20")
    edits_ = ",".join(str(i) for i in range(10) if drawn.labels[i] == 1)
    config = parse(f"samples=20&loss=cross_entropy&opt=adam&epochs=50&edits={edits_}")
    assert set(Problem.of(config).data.training[1].tolist()) == {0}
    *_, last = train(config)
    assert last.train_accuracy[0] == 1
    assert np.isfinite(last.objective).all()


@pytest.mark.parametrize("value", [None, "17", 17, {}, {17: []}])
def test_what_is_no_list_is_refused_whole(value):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check({"problem": {"edits": value}})
    limits = "at most 5,000 items joined by commas, each id:x:y:class or id alone"
    assert refusal.value.problems == [("problem.edits", f"Edits must be {limits}, not {shorten(value)}.")]


WRONG = [
    (17, "Edit 2: it must be id:x:y:class or id alone, not 17"),
    ([], "Edit 2: it must be id:x:y:class or id alone, not ''"),
    ([17, 1.0], "Edit 2: it must be id:x:y:class or id alone, not '17:1.0'"),
    ([17, 1.0, 1.0, 1, 1], "Edit 2: it must be"),
    ([17.0], "Edit 2: the point's number must be a whole number from 0 to 99,999, not 17.0"),
    ([-1], "Edit 2: the point's number must be"),
    ([17, None, 1.0, 1], "Edit 2: x must be"),
    ([17, 1.0, float("nan"), 1], "Edit 2: y must be"),
    ([17, 1.0, 1.0, 1.0], "Edit 2: class must be a whole number from 0 to 5, not 1.0"),
    ([3], "Edit 2: edits must be in the order of their points; 3 comes after 3"),
    ([17, 1.0, 1.0, 2], "Point 17 cannot be of class 2: these data have the classes 0 to 1"),
    ([1000], "There is no point 1000 to remove: points are numbered from 0 to 999"),
]


@pytest.mark.parametrize(("edit", "words"), WRONG, ids=str)
def test_a_wrong_edit_is_named_by_its_place(edit, words):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.check({"problem": {"edits": [[3], edit]}})
    ((field, sentence),) = refusal.value.problems
    assert field == "problem.edits"
    assert sentence.startswith(words)
