"""Objectives without kinks: near the original ones, smooth, and leading to lower profiles."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.planes import axes
from solver.surfaces.profile import profile
from solver.surfaces.rounded import kinked, rounded
from solver.training.problem import Problem
from tests.solver.test_piecewise import least

KINKED = [
    "loss=hinge&model=mlp&hidden=2&activation=tanh",
    "loss=hinge&model=mlp&hidden=2&activation=identity&data=blobs&centers=3",
    "loss=cross_entropy&model=mlp&hidden=3&activation=relu",
    "loss=mse&model=mlp&hidden=3&activation=leaky_relu",
    "loss=cross_entropy&l1=0.1",
    "loss=squared_hinge&l1=0.1&l2=0.2&model=mlp&hidden=2&activation=relu",
]


@pytest.mark.parametrize("query", KINKED)
def test_rounded_off_an_objective_is_near_itself_and_its_slope_is_that_of_its_values(query):
    of = Problem.of(parse(f"samples=30&{query}")).train
    assert kinked(of)
    rng = np.random.default_rng(2)
    theta = rng.standard_normal((5, of.network.size))
    apart = [np.abs(rounded(of, radius).value(theta) - of.value(theta)).max() for radius in (1e-2, 1e-6)]
    assert apart[1] < 1e-4 * max(apart[0], 1e-3) + 1e-5
    smooth, h = rounded(of, 0.3), 1e-6
    _, slope = smooth.value_and_gradient(theta)
    for j, unit in enumerate(np.eye(theta.shape[1])):
        ends = [smooth.value(theta + sign * h * unit) for sign in (1, -1)]
        np.testing.assert_allclose(slope[:, j], (ends[0] - ends[1]) / (2 * h), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "query", ["", "loss=cross_entropy&model=mlp", "loss=squared_hinge&l2=1", "function=himmelblau"]
)
def test_what_has_no_kinks_is_not_rounded_off(query):
    assert not kinked(Problem.of(parse(query)).train)


def test_the_profile_of_an_identity_network_under_a_hinge_is_the_best_of_all_linear_scores():
    # The second unit can replace the first, whose two weights span the plane.
    of = Problem.of(parse("data=moons&samples=80&loss=hinge&model=mlp&hidden=2&activation=identity"))
    linear = Problem.of(parse("data=moons&samples=80&loss=hinge")).train
    best = least(linear, np.eye(3), np.zeros(3))
    axis = np.linspace(-2, 2, 5)
    coordinates = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    found = profile(of.train, axes(of.names, 0, 1), coordinates, of.start[None])
    begun = of.train.value(axes(of.names, 0, 1).through(of.start).points(coordinates))
    assert (found.objective >= best - 1e-9).all()
    assert (found.objective - best).max() <= 0.01 * np.ptp(begun)
    assert np.median(found.objective - best) <= 1e-3 * np.ptp(begun)
