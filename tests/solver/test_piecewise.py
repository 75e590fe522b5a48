"""Profiles of hinge losses against linear programming, point by point, and against the conditions of a minimum."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity, vstack

from solver.config.query import parse
from solver.effort import FLOOR, LOOK, SEARCH, Effort
from solver.model.data_objective import DataObjective
from solver.planes import Plane
from solver.report.scene import Scene
from solver.surfaces.piecewise import lowest
from solver.surfaces.profile import profile
from solver.surfaces.slices import Slice
from solver.training.problem import Problem
from solver.training.trainer import Training

# The largest error of a profile, as a share of its range, and the number of points compared.
CLOSE, LOOKED_AT = 1e-6, 8
# A smaller range counts as level.
LEVEL = 1e-6

SEVERAL = ",".join(f"{i}:{0.5 + i // 4}:0.5:{i % 2}" for i in range(12))
# A share of the height: the error of the lower bound by sums of large numbers, far from everything.
ROUNDING = 1e-9
HINGES = [
    "epochs=20",
    "data=overlapping&plane=weight&epochs=20",
    "l1=0.05&plane=random&epochs=20",
    "l1=0.2&features=x1_squared,x1_x2&samples=60&plane=random&epochs=20",
    "data=moons&features=x1_squared,x1_x2&samples=80&epochs=60",
    "data=moons&features=x1_squared,x2_squared,x1_x2,sin_x1,sin_x2&samples=200&resolution=21&epochs=20",
    "data=blobs&centers=3&samples=60&epochs=60",
    "data=blobs&centers=3&samples=90&spread=9&epochs=60&plane=random&resolution=21",
    "data=blobs&centers=5&samples=120&spread=9&l1=0.01&resolution=21&epochs=20",
    "data=spirals&arms=3&samples=120&resolution=21&epochs=20",
    # Windows that are narrow, wide, and far from everything.
    "extent=0.1,0.10001,0.2,0.20001&epochs=20",
    "data=moons&features=x1_squared,x1_x2&samples=80&extent=0.1,0.1001,5,5.00001&epochs=20",
    "data=moons&features=x1_x2&samples=80&extent=-1000000,1000000,-3,3&epochs=20",
    "data=moons&features=x1_x2&samples=80&extent=999990,999993,7,8&epochs=20",
    # Points of both classes in one place, and points on a line.
    f"data=moons&samples=40&features=x1_squared&edits={SEVERAL}&epochs=20",
]


def scene(query: str) -> Scene:
    training = Training(parse(f"loss=hinge&through=best&{query}"))
    return Scene.of(training, list(training.run()))


def terms(objective: DataObjective) -> np.ndarray:
    """Each point's hinge terms, less 1, for each other class: forms (M, P) of the parameters."""
    points, rows = objective.columns.T, []
    if objective.network.outputs == 1:
        return -points  # already multiplied by the labels' signs
    for point, own in zip(points, objective.targets.argmax(axis=0), strict=True):
        for other in set(range(objective.network.outputs)) - {own}:
            form = np.zeros((objective.network.outputs, len(point)))
            form[other], form[own] = point, -point
            rows.append(form.ravel())
    return np.array(rows)


def least(objective: DataObjective, basis: np.ndarray, foot: np.ndarray) -> float:
    """The minimum over foot + w basis, as a linear program in w, a slack for each term and each weight's size."""
    forms, penalty = terms(objective), objective.penalty
    m, free = len(forms), len(basis)
    weights = np.flatnonzero(penalty.weights) if penalty else np.array([], int)
    k = len(weights)
    assert not penalty or not penalty.l2
    rows = [hstack([csr_matrix(forms @ basis.T), -identity(m), csr_matrix((m, k))])]
    right = [-1 - forms @ foot]
    for sign in (1, -1) if k else ():
        rows.append(hstack([csr_matrix(sign * basis.T[weights]), csr_matrix((k, m)), -identity(k)]))
        right.append(-sign * foot[weights])
    cost = np.concatenate((np.zeros(free), np.full(m, 1 / objective.divisor), np.full(k, penalty.l1 if k else 0)))
    bounds = [(None, None)] * free + [(0, None)] * (m + k)
    return linprog(cost, vstack(rows).tocsr(), np.concatenate(right), bounds=bounds, method="highs").fun


def free_directions(plane: Plane) -> np.ndarray:
    whole, _ = np.linalg.qr(plane.directions.T, mode="complete")
    return whole[:, len(plane.directions) :].T


@pytest.mark.parametrize("query", HINGES)
def test_the_profile_of_a_hinge_loss_is_what_linear_programming_finds(query):
    drawn = scene(query)
    objective, plane = drawn.training.problem.train, drawn.plane
    (slice_,) = drawn.slices()
    z, points, rng = slice_.z.ravel(), drawn.grid.points(), np.random.default_rng(3)
    relief, basis = max(np.ptp(z), LEVEL), free_directions(plane)
    for i in rng.choice(len(points), LOOKED_AT, replace=False):
        assert abs(z[i] - least(objective, basis, plane.points(points[i]))) <= CLOSE * relief
    # Far from everything sums of large numbers have more rounding than the range shows.
    assert slice_.gap <= CLOSE * relief + ROUNDING * z.max()
    said = "which is the global minimum" if slice_.gap <= CLOSE * relief else "range above the global minimum"
    assert drawn.said(slice_).endswith(f"{said}.")


@pytest.mark.parametrize("query", [HINGES[0], HINGES[4], HINGES[6], HINGES[7]])
def test_the_feet_of_a_trail_are_on_that_profile(query):
    drawn = scene(query)
    objective, plane, projection = drawn.training.problem.train, drawn.plane, drawn.projection
    (slice_,) = drawn.slices()
    relief, basis = max(np.ptp(slice_.z), LEVEL), free_directions(plane)
    for at, height in zip(projection.coordinates[0, ::7], projection.objective[0, ::7], strict=True):
        assert abs(height - least(objective, basis, plane.points(at))) <= CLOSE * relief


@pytest.mark.parametrize(
    "query", ["l2=0.1", "l2=0.1&l1=0.05&features=x1_squared", "data=blobs&centers=3&samples=90&l2=0.02&l1=0.01"]
)
def test_with_squares_of_the_weights_slopes_balance_at_the_lowest(query):
    of = Problem.of(parse(f"loss=hinge&{query}")).train
    basis = np.linalg.qr(np.random.default_rng(1).standard_normal((of.network.size, 2)), mode="complete")[0][:, 2:].T
    feet = 3 * np.random.default_rng(2).standard_normal((30, of.network.size))
    found = lowest(of, basis, feet, np.zeros((30, len(basis))), feet[:, :2])
    assert (found.gap <= 1e-6).all()
    forms, weights = terms(of), of.penalty.weights
    for theta in feet + found.w @ basis:
        # At a kink any derivative between both sides' is allowed; one choice must make the gradient 0.
        z, each = np.append(1 + forms @ theta, theta[weights > 0]), np.diag(weights)[weights > 0]
        slopes = np.concatenate((forms / of.divisor, of.penalty.l1 * each)) @ basis.T
        low = np.append(np.zeros(len(forms)), -np.ones(len(each)))
        bent = np.abs(z) < 1e-4
        bounds = np.stack((np.where((z > 0) & ~bent, 1, low), np.where((z > 0) | bent, 1, low)), axis=-1)
        rest = -(of.penalty.l2 * weights * theta) @ basis.T
        n = len(basis)
        whole = np.hstack((slopes.T, np.eye(n), -np.eye(n)))
        cost = np.append(np.zeros(len(z)), np.ones(2 * n))
        bounds = [*map(tuple, bounds), *[(0, None)] * (2 * n)]
        assert linprog(cost, A_eq=whole, b_eq=rest, bounds=bounds, method="highs").fun < 1e-4


def test_what_cannot_be_proved_is_not_said_and_a_gap_is():
    drawn = scene("epochs=5&samples=40")
    z = np.linspace(0, 2, 9)
    said = [drawn.said(Slice(None, drawn.plane, drawn.grid, z, gap)) for gap in (np.nan, 1e-9, 0.01)]
    assert said[0].endswith("with b at the lowest loss found for each point.")
    assert said[1].endswith("with b at the lowest loss found for each point, which is the global minimum.")
    assert said[2].endswith("at most 0.5 % of the drawn range above the global minimum.")


def test_a_gap_is_never_smaller_than_what_is_missing():
    of = Problem.of(parse("loss=hinge&data=blobs&centers=3&samples=60&spread=8")).train
    basis = np.eye(9)[2:]
    feet = np.random.default_rng(5).standard_normal((12, 9)) * 3
    plane = Plane(("a", "b"), np.zeros(9), np.eye(9)[:2])
    found = profile(of, plane, feet[:, :2], np.zeros((1, 9)))
    for i in range(12):
        missing = found.objective[i] - least(of, basis, plane.points(feet[i, :2]))
        assert -1e-12 <= missing <= found.gap[i] + 1e-12


def test_each_block_of_work_is_counted_and_what_costs_too_much_is_left_where_it_began():
    effort = Effort()
    of = Problem.of(parse("loss=hinge&data=moons&features=x1_squared"), effort).train
    plane = Plane(("a",), np.zeros(4), np.eye(4)[:1])
    with effort.part(SEARCH):
        whole = profile(of, plane, np.linspace(-3, 3, 301)[:, None], np.zeros((1, 4)))
        assert effort.widest < 2 * LOOK
        assert effort.looks > 1
        assert whole.left_out is None
        effort.spend(10 * FLOOR)
        part = profile(of, plane, np.linspace(-3, 3, 301)[:, None], np.zeros((1, 4)))
    assert part.left_out
    assert np.isnan(part.gap).all()
    np.testing.assert_array_equal(part.theta[:, 1:], 0)


def test_where_the_numbers_overflow_the_candidates_are_kept():
    of = Problem.of(parse("loss=hinge&features=x1_squared")).train
    plane, candidates = Plane(("a",), np.zeros(4), np.eye(4)[:1]), np.ones((1, 4))
    coordinates = np.array([[0.0], [1e150], [1e307], [np.nan], [1.0]])
    found = profile(of, plane, coordinates, candidates)
    with np.errstate(all="ignore"):
        begun = of.value(plane.through(candidates[0]).points(coordinates))
    assert np.isnan(found.objective[3])
    finite = np.isfinite(begun)
    assert (found.objective[finite] <= begun[finite]).all()
    assert found.gap[[0, 4]].max() < 1e-8


@pytest.mark.parametrize("query", ["data=blobs&centers=3&samples=300&spread=9", "data=spirals&arms=3&samples=900"])
def test_what_is_left_out_between_searched_points_is_near_the_lowest_too(query):
    drawn = scene(f"{query}&epochs=20")
    objective, plane, points = drawn.training.problem.train, drawn.plane, drawn.grid.points()
    (slice_,) = drawn.slices()
    assert slice_.left_out
    z, basis = slice_.z.ravel(), free_directions(plane)
    for i in np.random.default_rng(4).choice(len(points), LOOKED_AT, replace=False):
        assert z[i] - least(objective, basis, plane.points(points[i])) <= 1e-3 * max(np.ptp(z), LEVEL)
