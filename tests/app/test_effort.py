"""The budget of a run's picture: counted, never timed, so that it holds and repeats on every machine."""

from itertools import islice

import pytest

from app.wire import counted, events
from solver.config.query import parse
from solver.effort import FLOOR, LOOK, SHARES, TIMES, Effort
from tests.app.efforts import configurations, spent

# Units of the largest piece of work that is not divided by a look.
ONE_PIECE = 30_000_000
SMALL = 2_000_000
# Addresses for which these tests were written: each took from 5 to 25 s.
TINY_AND_DEAR = [
    "lr=1&epochs=1",
    "lr=10&epochs=20",
    "data=moons&lr=10&epochs=20",
    "data=gaussian_quantiles&loss=squared_hinge&model=mlp&hidden=4&through=best&epochs=20",
    "model=mlp&hidden=8&through=best&epochs=20",
]
# Searches that went on at kinks beyond their budget, and one whose history costs more than its evaluations.
CUT = [
    "data=moons&samples=545&standardise=1&model=mlp&hidden=11,2&activation=leaky_relu&loss=mse&opt=yogi&lr=0.267"
    "&seed=2&epochs=16&through=best",
    "data=moons&samples=313&standardise=1&model=mlp&hidden=1,8&activation=elu&loss=hinge&opt=amsgrad&lr=121&seed=58"
    "&epochs=178&through=best",
    "samples=15&model=mlp&activation=identity&opt=nadam&lr=0.0035&seed=68&epochs=65&plane=random&through=best",
]


@pytest.mark.parametrize("query", TINY_AND_DEAR + CUT)
def test_a_tiny_run_costs_little_beyond_training_and_slices(query):
    found = spent(parse(query))
    assert found.effort.beyond <= FLOOR + TIMES * found.effort.base
    assert found.effort.widest <= LOOK + ONE_PIECE


def test_random_runs_stay_within_what_they_may_spend_and_look_up_often():
    cheap = (config for config in configurations(0) if config.cost <= SMALL)
    for config in islice(cheap, 40):
        found = spent(config)
        assert found.effort.beyond <= FLOOR + TIMES * found.effort.base, found.query
        assert found.effort.widest <= LOOK + ONE_PIECE, found.query
        done = found.effort.base + found.effort.beyond
        assert found.effort.looks >= done // (LOOK + ONE_PIECE), found.query


def test_one_large_slice_is_computed_in_small_pieces():
    query = "data=spirals&arms=4&samples=3000&model=mlp&hidden=32,32,32&activation=gelu&epochs=1&resolution=21"
    found = spent(parse(f"{query}&plane=random&through=start"))
    assert found.effort.widest <= LOOK + ONE_PIECE
    assert found.effort.looks > 20


def test_an_exception_of_a_look_ends_the_run_and_reaches_the_caller():
    class Over(BaseException):
        pass

    total = Effort()
    for _ in counted(parse("lr=1&epochs=1"), None, total):
        pass
    for last in range(1, total.looks):
        looks = []

        def look(last: int = last, looks: list[int] = looks) -> None:
            looks.append(1)
            if len(looks) == last:
                raise Over

        with pytest.raises(Over):
            list(events(parse("lr=1&epochs=1"), None, look))
        assert len(looks) == last


def test_what_is_left_out_is_said_and_the_same_each_time():
    said = []
    for _ in range(2):
        found = {event.kind: event for event in events(parse("lr=1&epochs=1"))}
        said.append([event.json() for event in found.values()])
        assert "likely places" in found["critical"].data["left_out"]
        assert found["curvature"].data["left_out"] is None
    assert said[0] == said[1]


def test_the_tutorials_run_lacks_nothing():
    for event in events(parse("")):
        assert event.data.get("left_out") is None


def test_remedies_that_cannot_be_tried_out_are_said_in_the_report():
    queries = {"lr=1&epochs=1": None, "data=moons&samples=2000&model=mlp&hidden=16,16&lr=30&epochs=100": "was tried"}
    for query, said in queries.items():
        report = next(event for event in events(parse(query)) if event.kind == "report")
        assert (report.data["left_out"] is None) is (said is None)
        assert said is None or said in report.data["left_out"]


def test_paths_that_are_not_refined_to_a_pixel_are_said():
    dear = "data=moons&model=mlp&hidden=16,16&opt=momentum&lr=3&epochs=100&samples=3000"
    found = {query: next(e for e in events(parse(query)) if e.kind == "projection") for query in ("", dear)}
    assert found[""].data["left_out"] is None
    assert "straight" in found[dear].data["left_out"]


def test_shares_leave_room_to_end_what_is_begun():
    assert 0.9 < sum(SHARES.values()) < 1
