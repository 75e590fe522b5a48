"""Surfaces: the objective at all points of a grid, by every way of computing it."""

from dataclasses import replace

import numpy as np
import pytest

import solver.separable
from solver.config.query import parse
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.planes import Plane, axes
from solver.separable import RELATIVE, enough
from solver.surfaces.chebyshev import points, weights
from solver.surfaces.grid import Grid
from solver.surfaces.path import Heights
from solver.surfaces.sheets import Sheet
from solver.surfaces.surface import PROMISED, surfaces
from solver.training.problem import Problem
from tests.solver import by_hand

# Away from the origin and overlapping, so that no symmetry hides a mistake.
RNG = np.random.default_rng(5)
POINTS = np.column_stack((RNG.standard_normal((150, 2)) * [2.0, 0.7] + [1.5, -3.0], np.ones(150)))
BANDS = POINTS @ [0.8, -1.0, 0.0] + RNG.standard_normal(150)
BORDERS = {2: [4.2], 3: [3.5, 5.0]}
MODELS = [
    ("linear", (), "identity"),
    *((activation, (5,), activation) for activation in ACTIVATIONS),
    ("two layers of tanh", (4, 3), "tanh"),
    ("two layers of relu", (4, 3), "relu"),
]
each_loss = pytest.mark.parametrize("loss", LOSSES)
each_model = pytest.mark.parametrize(("hidden", "activation"), [m[1:] for m in MODELS], ids=[m[0] for m in MODELS])
each_count = pytest.mark.parametrize("classes", BORDERS)
# The middle of the grid, its half width, and the size of the offset's numbers.
PLACES = {
    "near": (0, 3, 1),
    "far": (1e3, 2, 1),
    "wide": (0, 300, 1),
    "narrow": (0, 0.05, 1),
    "moved": (50, 20, 5),
    "above": (0, 2, 2),
}
PENALISED = ("moved", "above")


def objective(loss, hidden=(), activation="tanh", classes=2, l1=0.0, l2=0.0):
    network = Network(3, hidden, 1 if classes == 2 else classes, ACTIVATIONS[activation])
    return DataObjective.of(network, loss, POINTS, np.digitize(BANDS, BORDERS[classes]), l1, l2)


def planes(network, rng):
    """All kinds: along parameters of the first layer, of the last, of both, and along no parameters."""
    names = tuple(str(i) for i in range(network.size))
    last = network.size - 1
    directions = np.linalg.qr(rng.standard_normal((network.size, 2)))[0].T
    random = Plane(("u", "v"), rng.standard_normal(network.size), directions)
    return {
        "two weights": axes(names, 0, 1),
        "weight and bias": axes(names, 2, 0),
        "two units": axes(names, 1, min(4, last)),
        "last layer": axes(names, last - 1, last),
        "first and last": axes(names, last, 0),
        "random": random,
        "line of a weight": axes(names, 1),
        "line": Plane(("u",), random.origin, directions[:1]),
    }


def grid_around(plane, middle, half):
    u, v = np.linspace(middle - half, middle + half, 13), np.linspace(middle / 2 - half, middle / 2 + half, 11)
    return Grid(u) if plane.line else Grid(u, v)


@np.errstate(all="ignore")
def exact_heights(f, plane, grid, offset):
    return f.value(plane.points(grid.points()) + offset).reshape(grid.shape)


@each_loss
@each_model
@each_count
@np.errstate(all="ignore")
def test_heights_equal_the_objective(loss, hidden, activation, classes):
    rng = np.random.default_rng(6)
    plain, penalised = (objective(loss, hidden, activation, classes, *sizes) for sizes in ((0.0, 0.0), (0.02, 0.01)))
    for kind, plane in planes(plain.network, rng).items():
        for place, (middle, half, size) in PLACES.items():
            f = penalised if place in PENALISED else plain
            grid = grid_around(plane, middle, half)
            offset = size * rng.standard_normal(f.network.size)
            z = surfaces(f, plane, grid)(offset)
            exact = exact_heights(f, plane, grid, offset)
            assert z.shape == grid.shape
            apart = Heights.of(exact.ravel()).apart(z.astype(np.float64), exact)
            assert apart[np.isfinite(exact)].max() <= PROMISED, (kind, place)


@each_loss
@pytest.mark.parametrize(("hidden", "activation"), [((), "tanh"), ((5,), "tanh"), ((5,), "relu"), ((4, 3), "elu")])
@np.errstate(all="ignore")
def test_heights_equal_the_objective_in_windows_of_any_width_anywhere(loss, hidden, activation):
    rng = np.random.default_rng(8)
    for i in range(40):
        f = objective(loss, hidden, activation, 2 + i % 2, *((0.02, 0.01) if i % 3 == 0 else (0.0, 0.0)))
        kinds = planes(f.network, rng)
        plane = kinds[rng.choice(list(kinds))]
        # From a millionth to the widest window; often outwards from where the loss is low.
        width, share = 10 ** rng.uniform(-6, 6), rng.choice([0, 0.5, rng.random()])
        middle = (0.5 - share) * width + rng.choice([0, 1, -1]) * min(10 ** rng.uniform(-2, 6), 1e5 * width)
        grid = grid_around(plane, middle, width / 2)
        offset = rng.choice([0, 1, 5]) * rng.standard_normal(f.network.size)
        z, exact = surfaces(f, plane, grid)(offset), exact_heights(f, plane, grid, offset)
        apart = Heights.of(exact.ravel()).apart(z.astype(np.float64), exact)
        assert apart[np.isfinite(exact)].max(initial=0) <= PROMISED, (i, width, middle)


def test_heights_in_a_window_of_hundreds_of_thousands_keep_the_low_end_of_the_logarithm():
    of = Problem.of(parse("data=overlapping&loss=cross_entropy"))
    plane, grid = axes(of.names, 0), Grid(np.linspace(0, 800_000, 201))
    # Low where the window begins, and high everywhere else.
    offset = np.array([0.0, -0.3, 1.9])
    z, exact = surfaces(of.train, plane, grid)(offset), exact_heights(of.train, plane, grid, offset)
    assert Heights.of(exact).apart(z.astype(np.float64), exact).max() <= PROMISED


@pytest.mark.parametrize("loss", ["cross_entropy", "sse"])
@np.errstate(over="ignore")
def test_float64_is_exact_to_more_than_is_promised_where_a_higher_precision_looks(loss):
    of = Problem.of(parse(f"data=overlapping&loss={loss}&samples=40"))
    plane, grid = axes(of.names, 0), Grid(np.linspace(0, 800_000, 31))
    z, offset = surfaces(of.train, plane, grid)(np.array([0.0, -0.3, 1.9])), np.array([0.0, -0.3, 1.9])
    theta = (plane.points(grid.points()) + offset).astype(np.longdouble)
    margins = theta @ of.train.columns.astype(np.longdouble)
    error = 1 / (1 + np.exp(margins))
    each = np.logaddexp(np.longdouble(0), -margins) if loss == "cross_entropy" else error**2
    exact = (each.sum(axis=-1) / of.train.divisor).astype(np.float64)
    assert Heights.of(exact).apart(z.astype(np.float64), exact).max() <= PROMISED


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_heights_equal_the_objective_beside_the_flat_bottom_of_a_hinge(loss):
    # From u = 0.7 on all margins are above 1; float32 cannot tell how far a point is from there.
    points = np.array([[1.0, 9.0, 1.0], [-1.0, 9.0, 1.0], [2.0, 9.0, 1.0]])
    f = DataObjective.of(Network(3, (), 1, ACTIVATIONS["tanh"]), loss, points, np.array([1, 0, 1]))
    plane, grid = axes(("w1", "w2", "b"), 0), Grid(0.7 - 1e-7 + np.linspace(-1, 1, 41))
    z, exact = surfaces(f, plane, grid)(np.array([0.3, 0.7, -6.3])), exact_heights(f, plane, grid, [0.3, 0.7, -6.3])
    assert 0 < exact[20] < 1e-7
    assert exact[21] == 0
    assert Heights.of(exact).apart(z.astype(np.float64), exact).max() <= PROMISED


@each_loss
@each_count
@pytest.mark.parametrize("hidden", [(), (3,)])
def test_z_of_row_and_column_is_the_objective_at_v_of_row_and_u_of_column(loss, classes, hidden):
    f = objective(loss, hidden, classes=classes)
    grid = Grid(np.linspace(-3, 1, 7), np.linspace(0.5, 2.5, 5))
    theta = np.random.default_rng(7).standard_normal(f.network.size)
    plane = axes(tuple(str(i) for i in range(f.network.size)), 1, 0)
    z = surfaces(f, plane, grid)(theta)
    assert z.shape == (5, 7)
    for row, v in enumerate(grid.v):
        for column, u in enumerate(grid.u):
            there = theta + np.eye(len(theta))[1] * u + np.eye(len(theta))[0] * v
            assert z[row, column] == pytest.approx(f.value(there[None])[0], rel=1e-5, abs=1e-5 * float(np.ptp(z)))
    # Otherwise the test could not tell rows from columns.
    square = surfaces(f, plane, Grid(grid.u[:5], grid.u[:5]))(theta)
    assert not np.allclose(square, square.T, rtol=1e-2)


def test_the_slices_of_a_run_are_the_objective_to_what_no_pixel_shows(drawn):
    for each in [*drawn.slices[::4], drawn.slices[-1]]:
        exact = exact_heights(drawn.problem.train, each.plane, drawn.grid, 0.0)
        assert each.z.dtype == np.float32
        assert np.abs(each.z - exact).max() <= PROMISED * np.ptp(exact)
        assert drawn.heights.apart(each.z.astype(np.float64), exact).max() <= PROMISED


@each_loss
def test_a_surface_far_out_is_flat_and_silent(loss):
    f = objective(loss)
    far = Grid(np.linspace(-1e6, 1e6, 21), np.linspace(-1e6, 1e6, 21))
    for size in (0.0, 1e12):
        z = surfaces(f, axes(("w1", "w2", "b"), 0, 1), far)(np.full(3, size))
        assert np.isfinite(z).all()
        assert z.min() >= 0


@np.errstate(all="ignore")
def test_where_the_objective_is_no_number_a_surface_is_none_and_silent():
    f = objective("cross_entropy", (3,), "relu")
    grid = Grid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 5))
    z = surfaces(f, axes(tuple(str(i) for i in range(f.network.size)), 0, 1), grid)(np.full(f.network.size, 1e200))
    assert not np.isfinite(z).any()


@pytest.mark.parametrize("hidden", [(), (16,), (4, 4)])
def test_a_surface_of_many_points_is_computed_in_blocks_without_a_seam(hidden):
    rng = np.random.default_rng(8)
    network = Network(3, hidden, 1, ACTIVATIONS["tanh"])
    points = np.column_stack((rng.standard_normal((1300, 2)), np.ones(1300)))
    f = DataObjective.of(network, "cross_entropy", points, rng.integers(0, 2, 1300))
    plane = planes(network, rng)["random"]
    grid = Grid(np.linspace(-1, 1, 201), np.linspace(-2, 1, 6))
    exact = exact_heights(f, plane, grid, 0.0)
    assert np.abs(surfaces(f, plane, grid)(np.zeros(network.size)) - exact).max() <= PROMISED * np.ptp(exact)


def test_a_surface_is_the_same_however_often_and_in_whatever_order_it_is_asked_for():
    f = objective("sse", (4,), l2=0.1)
    rng = np.random.default_rng(9)
    plane = planes(f.network, rng)["two weights"]
    made = surfaces(f, plane, grid_around(plane, 0, 3))
    offsets = rng.standard_normal((3, f.network.size))
    first = [made(offset) for offset in offsets]
    again = [made(offset) for offset in offsets[::-1]][::-1]
    assert all(one.tobytes() == other.tobytes() for one, other in zip(first, again, strict=True))


def test_nothing_given_is_changed_and_numpys_own_settings_are_not_either():
    f = objective("cross_entropy", (4,), l2=0.1)
    plane = planes(f.network, np.random.default_rng(9))["random"]
    grid, offset = grid_around(plane, 0, 3), np.ones(f.network.size)
    given = [f.columns, f.targets, plane.origin, plane.directions, grid.u, grid.v, offset]
    kept, buffer, errors = [array.copy() for array in given], np.getbufsize(), np.geterr()
    surfaces(f, plane, grid)(offset)
    assert all((array == old).all() for array, old in zip(given, kept, strict=True))
    assert (np.getbufsize(), np.geterr()) == (buffer, errors)


each_separated = pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if loss.two.separated])


@each_separated
@pytest.mark.parametrize("size", [0.02, 0.3, 1.0])
@pytest.mark.parametrize("penalty", [0.0, 0.02])
def test_surfaces_along_a_line_are_the_objective_too(loss, size, penalty):
    rng = np.random.default_rng(14)
    f = objective(loss, l2=penalty)
    plane = planes(f.network, rng)["random"]
    grid = grid_around(plane, 0, 3)
    start, direction = rng.standard_normal((2, f.network.size))
    longest = np.linalg.norm(f.columns, axis=0).max()
    offsets = start + np.multiply.outer(rng.uniform(0, 2 * size, 40), direction / np.linalg.norm(direction)) / longest
    computed = []

    def counted(rows, columns, sums=f.loss.two.separated):
        computed.append(rows)
        return sums(rows, columns)

    f = replace(f, loss=replace(f.loss, two=replace(f.loss.two, separated=counted)))
    made = surfaces(f, plane, grid, offsets, 40)
    for offset in offsets:
        z, exact = made(offset), exact_heights(f, plane, grid, offset)
        assert z.shape == grid.shape
        assert Heights.of(exact.ravel()).apart(z.astype(np.float64), exact).max() <= PROMISED
    assert 3 <= len(computed) <= 12


@pytest.mark.parametrize(
    ("name", "most", "reach", "beside"),
    [("not on a line", 40, 0.3, 1e-3), ("too far apart", 40, 50.0, 0.0), ("too few", 3, 0.3, 0.0)],
)
def test_surfaces_that_few_do_not_give_are_those_of_each_alone(name, most, reach, beside):
    rng = np.random.default_rng(15)
    f = objective("sse")
    plane = planes(f.network, rng)["two weights"]
    grid = grid_around(plane, 0, 3)
    offsets = np.multiply.outer(np.linspace(0, reach, 40), [0.0, 0.0, 1.0]) + beside * rng.standard_normal((40, 3))
    made, alone = surfaces(f, plane, grid, offsets, most), surfaces(f, plane, grid)
    assert all(made(offset).tobytes() == alone(offset).tobytes() for offset in offsets)


def test_beside_a_line_and_beyond_it_surfaces_are_exact_too():
    f = objective("sse")
    plane = planes(f.network, np.random.default_rng(16))["two weights"]
    grid = grid_around(plane, 0, 3)
    made = surfaces(f, plane, grid, np.multiply.outer(np.linspace(0, 0.1, 40), [0.0, 0.0, 1.0]), 40)
    for offset in np.array([[0.0, 0.0, 0.2], [1e-3, 0.0, 0.05], [0.0, 0.0, 0.05]]):
        exact = exact_heights(f, plane, grid, offset)
        assert Heights.of(exact.ravel()).apart(made(offset).astype(np.float64), exact).max() <= PROMISED


@pytest.mark.parametrize("offsets", [np.zeros((1, 3)), np.ones((40, 3)), np.full((40, 3), np.nan)])
def test_offsets_that_make_no_line_do_no_harm(offsets):
    f = objective("cross_entropy")
    plane = planes(f.network, np.random.default_rng(16))["two weights"]
    made, alone = (
        surfaces(f, plane, grid_around(plane, 0, 3), offsets, 40),
        surfaces(f, plane, grid_around(plane, 0, 3)),
    )
    assert made(offsets[0]).tobytes() == alone(offsets[0]).tobytes()


@each_separated
@pytest.mark.parametrize("reach", [1e-3, 0.1, 0.5, 1.0, 2.0, 2.4])
def test_so_many_points_are_enough(loss, reach):
    n = enough(reach, 24)
    value = LOSSES[loss].two.value
    for middle in np.linspace(-20, 20, 81):
        between = [value(np.array([middle + reach * t])) for t in np.linspace(-1, 1, 51)]
        few = [value(np.array([middle + reach * t])) for t in points(n)]
        off = [abs(weights(n, t) @ few - z) for t, z in zip(np.linspace(-1, 1, 51), between, strict=True)]
        assert max(off) <= RELATIVE / 2 * max(between)


def test_no_chebyshev_points_if_more_are_needed_than_pay_off():
    assert enough(0.5, 24) == enough(0.5, enough(0.5, 24))
    assert enough(0.5, enough(0.5, 24) - 1) is None
    assert enough(8.0, 1000) is None
    assert enough(np.nan, 24) is None


@pytest.mark.parametrize("line", [False, True])
def test_a_test_functions_surface_is_its_values(line):
    problem = Problem.of(parse("function=himmelblau"))
    plane = axes(problem.names, *([1] if line else [0, 1]))
    grid, offset = grid_around(plane, 0, 4), np.array([0.5, -0.25])
    z = surfaces(problem.train, plane, grid)(offset)
    assert z.dtype == np.float64
    assert (z == exact_heights(problem.train, plane, grid, offset)).all()


@pytest.mark.parametrize(
    ("place", "loss", "dtype"),
    [
        ((0, 3, 1), "sse", np.float32),
        # Heights that differ by less than float32 can tell.
        ((0, 1e-4, 1), "sse", np.float64),
        ((0, 1e-4, 1), "squared_hinge", np.float64),
    ],
)
def test_what_is_not_seen_in_float32_is_given_in_float64(place, loss, dtype):
    f = objective(loss)
    plane = axes(("w1", "w2", "b"), 0, 1)
    assert surfaces(f, plane, grid_around(plane, *place[:2]))(np.zeros(3)).dtype == dtype


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(1,), (4,), (4, 3), (2, 2, 2)])
@pytest.mark.parametrize("separated", [True, False])
def test_a_sheets_scores_are_those_of_a_loop_over_units(activation, hidden, separated, monkeypatch):
    if not separated:
        monkeypatch.setattr(solver.separable, "LARGEST_EXPONENT", 0.0)
    rng = np.random.default_rng(11)
    network = Network(3, hidden, 2, ACTIVATIONS[activation])
    u, v = np.linspace(-1, 1, 3), np.linspace(-2, 0, 2)
    for kind, plane in planes(network, rng).items():
        if plane.line or kind == "last layer":
            continue
        sheet = Sheet(network, rng.standard_normal(network.size), plane.directions, u, v)
        for row, columns, scores in sheet.scores(POINTS.T[:, :4], np.float64):
            for i, column in enumerate(range(len(u))[columns]):
                theta = sheet.theta + np.array([u[column], v[row]]) @ plane.directions
                for n in range(4):
                    expected, _ = by_hand.scores(theta, [2, *hidden, 2], activation, POINTS[n, :2])
                    np.testing.assert_allclose(scores[i, :, n], expected, rtol=1e-11, atol=1e-12)
