"""Surfaces against a loop over their points in plain NumPy; both sides include their set-up."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.model.activations import ACTIVATIONS
from solver.model.data_objective import DataObjective
from solver.model.features import design
from solver.model.network import Network
from solver.planes import Plane, axes
from solver.surfaces.grid import Grid
from solver.surfaces.surface import surfaces
from solver.training.trainer import Training
from tests.benchmarks.timing import medians


def sum_of_squares(z, labels):
    return np.sum((1 / (1 + np.exp(-z)) - labels) ** 2)


def cross_entropy(z, labels):
    return np.mean(np.log(1 + np.exp(-z)) + (1 - labels) * z)


LOSSES = {"sse": sum_of_squares, "cross_entropy": cross_entropy}


def linear(points, theta):
    return points @ theta


def network(points, theta):
    """Scores of a 2-16-1 network from its parameters (65,)."""
    hidden, output = theta[:48].reshape(16, 3), theta[48:]
    return np.tanh(points @ hidden.T) @ output[:-1] + output[-1]


def loop_over_points(points, labels, scores, loss, plane, grid):
    z = np.empty(grid.shape)
    for row, v in enumerate(grid.v):
        for column, u in enumerate(grid.u):
            theta = plane.origin + u * plane.directions[0] + v * plane.directions[1]
            z[row, column] = loss(scores(points, theta), labels)
    return z


def compare(report, what, aim, objective, plane, grid, slow, repetitions):
    """A surface with its set-up against a loop; and another surface of the same plane, moved a little."""
    still = np.zeros(len(plane.origin))
    made = surfaces(objective, plane, grid)
    found, exact = made(still), slow()
    assert np.abs(found - exact).max() <= 1e-5 * np.ptp(exact)
    ms = medians(
        repetitions,
        slow=lambda: slow,
        fast=lambda: lambda: surfaces(objective, plane, grid)(still),
        further=lambda: lambda: made(still + 0.01),
    )
    size = f"{len(grid.v)} x {len(grid.u)}"
    report(
        f"float64 loop over {size} points / surface of {what}",
        f"{ms['slow'] / ms['fast']:.1f}",
        aim,
        f"{ms['slow']:.1f} / {ms['fast']:.2f} ms, a further slice {ms['further']:.2f} ms",
    )


@pytest.mark.parametrize(("loss", "aim"), [("sse", ">= 30"), ("cross_entropy", "")])
def test_the_linear_models_surface_against_a_loop_over_its_points(report, loss, aim):
    training = Training(parse(f"samples=1000&loss={loss}"))
    trail = np.concatenate([frames.theta[0] for frames in training.run()])
    problem, plane = training.problem, axes(training.problem.names, 0, 1)
    grid = Grid.around(plane.coordinates(trail), 101)
    points, labels = design(problem.data.training[0], ()), problem.data.training[1]
    assert len(points) == 500
    plane = plane.through(trail[0])

    def slow():
        return loop_over_points(points, labels, linear, LOSSES[loss], plane, grid)

    compare(report, f"the linear model, {loss}", aim, problem.train, plane, grid, slow, 30)


@pytest.mark.parametrize(("general", "aim"), [(True, ">= 2.5"), (False, "")])
def test_a_networks_surface_against_a_loop_over_its_points(report, general, aim):
    rng = np.random.default_rng(0)
    made = Network(3, (16,), 1, ACTIVATIONS["tanh"])
    points = np.column_stack((rng.standard_normal((500, 2)), np.ones(500)))
    labels = (points[:, 0] * points[:, 1] > 0).astype(np.intp)
    objective = DataObjective.of(made, "cross_entropy", points, labels)
    directions = np.linalg.qr(rng.standard_normal((made.size, 2)))[0].T if general else np.eye(2, made.size)
    plane = Plane(("u", "v"), rng.standard_normal(made.size), directions)
    grid = Grid(np.linspace(-4, 4, 61), np.linspace(-4, 4, 61))

    def slow():
        return loop_over_points(points, labels, network, cross_entropy, plane, grid)

    what = "a 2-16-1 network, a general plane" if general else "a 2-16-1 network, two weights into one unit"
    compare(report, what, aim, objective, plane, grid, slow, 10)
