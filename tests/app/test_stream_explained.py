"""What the report says of runs that failed: why, and the rate that would have held."""

import numpy as np
import pytest

from tests.app.client import column, one


def report(stream, query: str) -> list[dict]:
    return one(stream(query), "report")["contenders"]


@pytest.mark.parametrize("query", ["", "opt=adam", "function=rosenbrock", "lr=1e6"])
def test_a_run_that_held_has_no_other_rate(stream, query):
    (row,) = report(stream, query)
    assert row["holds"] is None


@pytest.mark.parametrize(
    "query",
    ["function=bowl&lr=2.5", "data=overlapping&loss=squared_hinge&lr=3", "function=rosenbrock&opt=adam&lr=20"],
)
def test_the_rate_that_holds_is_kept_by_the_run_that_it_is_put_into(stream, query):
    (row,) = report(stream, query)
    rate = row["holds"]
    assert f"A learning rate of {rate:g}" in row["sentence"]
    name = query.rpartition("&lr=")[0]
    events = stream(f"{name}&lr={rate!r}")
    objective = column(events, "objective")[0]
    (again,) = one(events, "report")["contenders"]
    assert again["stopped"] != "diverged"
    assert np.isfinite(objective).all()
    assert objective[-1] <= objective[0]
    assert again["holds"] is None


def test_only_those_of_a_race_that_failed_have_one(stream):
    rows = report(stream, "function=ravine&lr=0.05&2.lr=0.15&3.lr=0.3&3.off=1&4.opt=adam")
    assert [row["holds"] for row in rows] == [None, 0.1, None]


def test_where_no_rate_holds_none_is_sent(stream):
    (row,) = report(stream, "function=monkey_saddle&lr=0.05")
    assert row["stopped"] == "diverged"
    assert row["holds"] is None
    assert "no lower end" in row["sentence"]
