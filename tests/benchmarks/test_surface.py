import numpy as np

from solver.config import RunConfig
from solver.features import design
from solver.landscape import Grid, surface
from solver.path import refine
from solver.planes import axes
from solver.trainer import Training
from tests.benchmarks.timing import medians

CONFIG = RunConfig.check({})


def sum_of_squares(features, labels, weights):
    """The objective at one point, as one would write it."""
    return np.sum((1 / (1 + np.exp(-(features @ weights))) - labels) ** 2)


def loop_over_points(features, labels, grid, bias):
    z = np.empty((len(grid.v), len(grid.u)))
    for row, v in enumerate(grid.v):
        for column, u in enumerate(grid.u):
            z[row, column] = sum_of_squares(features, labels, np.array([u, v, bias]))
    return z


def test_a_surface_against_a_loop_over_its_points(report):
    training = Training(CONFIG)
    chunks = list(training.run())
    trail = np.concatenate([frames.theta[0] for frames in chunks])
    objective = np.concatenate([frames.columns["objective"][0] for frames in chunks])
    problem, plane = training.problem, axes(training.problem.names)
    path = refine(problem.train, trail, objective)
    grid = Grid.around(plane.coordinates(path.theta), CONFIG.resolution)
    single, through = problem.train.astype(np.float32), plane.through(trail[0])
    features, labels = design(problem.data.training[0], ()), problem.data.training[1]

    def fast():
        return lambda: surface(single, through, grid)

    def slow():
        return lambda: loop_over_points(features, labels, grid, trail[0, 2])

    exact = slow()()
    assert np.abs(fast()() - exact).max() <= 1e-5 * np.ptp(exact)
    ms = medians(30, fast=fast, slow=slow)
    report(
        f"float64 loop over {len(grid.v)} x {len(grid.u)} points / float32 surface",
        f"{ms['slow'] / ms['fast']:.1f}",
        ">= 10",
        f"{ms['slow']:.1f} / {ms['fast']:.2f} ms",
    )
