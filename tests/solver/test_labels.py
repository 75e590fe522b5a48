"""The names of contenders, all different."""

import pytest
from hypothesis import given

from solver.config.query import parse
from solver.training.labels import labels
from tests.solver.configurations import configurations


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("opt=adam&2.opt=momentum", ["Adam", "Momentum"]),
        ("opt=adam&2.opt=adam&2.lr=0.1", ["Adam (0.05)", "Adam (0.1)"]),
        ("opt=adam&2.opt=momentum&3.opt=adam", ["Adam (1)", "Momentum", "Adam (3)"]),
        # Rates that are written alike, or shared by two contenders, do not tell them apart.
        ("opt=adam&lr=0.1&2.opt=adam&2.lr=0.10000001", ["Adam (1)", "Adam (2)"]),
        ("opt=adam&2.opt=adam&3.opt=adam&3.lr=0.1", ["Adam (1)", "Adam (2)", "Adam (3)"]),
        # A gradient that is not the analytic one is part of the name.
        (
            "2.opt=gradient_descent&2.gradient=no_factor_two&3.opt=adam&3.gradient=central",
            ["Gradient descent", "Gradient descent, no factor 2", "Adam, central difference"],
        ),
        (
            "opt=adam&gradient=forward&h=1e-3&2.opt=adam&2.gradient=forward",
            ["Adam, forward difference (1)", "Adam, forward difference (2)"],
        ),
        # A contender that is switched off has a name like the others.
        ("opt=adam&off=1&2.opt=adam&2.lr=0.1&3.opt=lion", ["Adam (0.1)", "Lion"]),
    ],
)
def test_contenders_of_one_optimizer_are_told_apart_by_rate_or_by_number(query, expected):
    assert labels(parse(query)) == expected


@given(configurations())
def test_no_two_are_called_the_same(config):
    found = labels(config)
    assert len(set(found)) == len(found) == len(config.racing)
