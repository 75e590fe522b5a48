"""The report in the stream: why runs failed and what helps, right after the last frames."""

import numpy as np
import pytest

from tests.app.client import column, one


def report(stream, query: str) -> list[dict]:
    return one(stream(query), "report")["contenders"]


@pytest.mark.parametrize("query", ["", "opt=adam", "function=rosenbrock"])
def test_a_run_that_held_has_no_cause(stream, query):
    (row,) = report(stream, query)
    assert (row["cause"], row["headline"], row["remedy"]) == (None, None, None)


@pytest.mark.parametrize("query", ["", "lr=1", "function=rosenbrock&lr=0.1&epochs=20", "data=moons&model=mlp&hidden=2"])
def test_the_report_comes_right_after_the_last_frames(stream, query):
    kinds = [event.kind for event in stream(query)]
    last = len(kinds) - 1 - kinds[::-1].index("frames")
    assert kinds[last + 1 : last + 3] == ["report", "limits"]


@pytest.mark.parametrize(
    "query",
    [
        "function=bowl&lr=2.5",
        "data=overlapping&loss=squared_hinge&lr=3",
        "function=rosenbrock&opt=adam&lr=20",
        "lr=1",
        "lr=5000",
    ],
)
def test_the_rate_that_is_offered_is_one_of_one_digit_that_settles(stream, query):
    (row,) = report(stream, query)
    assert set(row["remedy"]) == {"text", "changes"}
    rate = row["remedy"]["changes"]["lr"]
    assert float(rate) == float(f"{float(rate):.0e}")
    assert row["remedy"]["text"].startswith("Use ")
    name = query.rpartition("lr=")[0]
    events = stream(f"{name}lr={rate}")
    objective = column(events, "objective")[0]
    (again,) = one(events, "report")["contenders"]
    assert again["stopped"] != "diverged"
    assert np.isfinite(objective).all()
    assert objective[-1] < objective[0]
    assert again["headline"] is None


def test_only_those_of_a_race_that_failed_have_one(stream):
    rows = report(stream, "function=ravine&lr=0.05&2.lr=0.15&3.lr=0.3&3.off=1&4.opt=adam")
    assert [row["remedy"] and row["remedy"]["changes"] for row in rows] == [
        None,
        {"2.lr": "0.09", "2.manual": None},
        None,
    ]


def test_where_nothing_helps_no_remedy_is_sent(stream):
    (row,) = report(stream, "function=monkey_saddle&lr=0.05")
    assert row["stopped"] == "diverged"
    assert row["remedy"] is None
    assert "unbounded below" in row["sentence"]
