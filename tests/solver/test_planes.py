"""Planes and lines: the directions of each kind, and that they are what their words say."""

import numpy as np
import pytest

from solver.config import ConfigError
from solver.config.query import parse
from solver.effort import PLANE, Effort
from solver.planes import PLANES, Plane, axes, orthonormal, pca
from solver.planes.random import filter_normalised
from solver.report.scene import Scene
from solver.training.trainer import Training

RNG = np.random.default_rng(8)
RACE = "data_seed=208&spread=2.5&epochs=30&2.opt=adam&2.lr=0.3"
NETWORK = "data=moons&samples=60&model=mlp&hidden=3&loss=mse&lr=2&epochs=20&2.opt=adam"
BOTH = (RACE, NETWORK)


def scene(query: str) -> Scene:
    training = Training(parse(query))
    return Scene.of(training, list(training.run()))


def trail(made: Scene, k: int = 0) -> np.ndarray:
    """Contender k's parameters at every whole epoch (n, P)."""
    path = made.paths[k]
    return path.theta[path.epochs == np.floor(path.epochs)]


def numerical_hessian(objective, theta: np.ndarray) -> np.ndarray:
    """Central differences of the gradient, (P, P)."""
    steps = 1e-5 * np.eye(len(theta))
    gradients = [objective.value_and_gradient(theta + sign * steps)[1] for sign in (1, -1)]
    h = (gradients[0] - gradients[1]) / 2e-5
    return (h + h.T) / 2


def test_the_axes_are_the_chosen_parameters():
    plane = axes(("w1", "w2", "b"), 0, 1)
    assert plane.labels == ("w1", "w2")
    assert plane.points(np.array([3.0, -2.0])).tolist() == [3.0, -2.0, 0.0]
    assert plane.coordinates(np.array([3.0, -2.0, 9.0])).tolist() == [3.0, -2.0]
    line = axes(("w1", "w2", "b"), 2)
    assert (line.labels, line.line, plane.line) == (("b",), True, False)
    assert line.coordinates(np.array([3.0, -2.0, 9.0])).tolist() == [9.0]


@pytest.mark.parametrize("dimensions", [1, 2])
def test_a_plane_through_a_point_holds_it_and_keeps_the_coordinates(dimensions):
    directions = np.linalg.qr(RNG.standard_normal((5, dimensions)))[0].T
    plane = Plane(("a", "b")[:dimensions], RNG.standard_normal(5), directions)
    for theta in RNG.standard_normal((4, 5)):
        through = plane.through(theta)
        np.testing.assert_allclose(through.points(through.coordinates(theta)), theta, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(through.coordinates(theta), plane.coordinates(theta), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("directions", [[[1, 0, 0], [1, 0, 0]], [[2, 0, 0], [0, 1, 0]], [[1, 0, 0], [0.1, 1, 0]]])
def test_directions_that_are_not_orthonormal_are_refused(directions):
    with pytest.raises(ValueError, match="orthonormal"):
        Plane(("a", "b"), np.zeros(3), np.array(directions, dtype=float))


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_directions_are_made_orthonormal_and_span_what_they_did(scale):
    vectors = RNG.standard_normal((2, 7)) * scale
    vectors[1] += 1e5 * vectors[0]
    found, made_up = orthonormal(vectors)
    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-14)
    assert not made_up
    np.testing.assert_allclose(found[0], vectors[0] / np.linalg.norm(vectors[0] / scale) / scale, rtol=1e-12)
    unit = vectors[1] / scale
    np.testing.assert_allclose((unit @ found.T) @ found, unit, rtol=1e-9)


@pytest.mark.parametrize("second", [[0, 0, 0], [2, 2, 0], [np.nan, 0, 1], [np.inf, 0, 0]])
def test_a_direction_that_says_nothing_new_gives_way_to_an_axis(second):
    found, made_up = orthonormal(np.array([[1.0, 1.0, 0.0], second]))
    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-15)
    assert made_up == {1}


@pytest.mark.parametrize("query", BOTH)
@pytest.mark.parametrize("kind", PLANES)
def test_every_kinds_directions_are_orthonormal(kind, query):
    plane = scene(f"{query}&plane={kind}").plane
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(len(plane.labels)), atol=1e-12)
    assert len(plane.labels) == PLANES[kind].dimensions == len(plane.directions)


@pytest.mark.parametrize("kind", PLANES)
def test_a_kind_says_what_is_looked_at(kind):
    sentence = scene(f"{RACE}&plane={kind}").sentence
    assert sentence.startswith("Training loss " + ("along " if PLANES[kind].dimensions == 1 else "over "))
    assert sentence.endswith(".")
    assert "  " not in sentence


@pytest.mark.parametrize(
    ("query", "ending"),
    [
        ("", "over w1 and w2, with b as at the shown epoch of Gradient descent."),
        ("plane=weight&first=3", "along b, with w1 and w2 as at the shown epoch of Gradient descent."),
        ("through=start", "over w1 and w2, with b as at the start."),
        ("through=end&2.opt=adam&follow=2", "over w1 and w2, with b as at the end of Adam."),
        ("through=best", "over w1 and w2, with b at the lowest loss found for each point."),
        (
            "l2=0.1",
            "Training loss with penalty over w1 and w2, with b as at the shown epoch of Gradient descent.",
        ),
        ("plane=random&through=start", "over two random directions, through the start."),
        ("plane=random&through=epoch", "two random directions, through Gradient descent at the shown epoch."),
        ("plane=between", "along the line from start to end."),
        ("plane=between&2.opt=adam", "along the line from the end of Gradient descent to the end of Adam."),
        ("plane=ends&2.opt=adam", "the plane through the start and the ends of Gradient descent and Adam."),
        ("function=himmelblau", "Himmelblau over x and y."),
        ("function=himmelblau&plane=weight&first=2&through=start", "Himmelblau along y, with x as at the start."),
        ("function=plateau", "Plateau along x."),
    ],
)
def test_the_sentence_of_a_slice(query, ending):
    assert scene(f"{query}&epochs=5").sentence.endswith(ending)


@pytest.mark.parametrize("query", BOTH)
def test_pca_is_of_the_trails_of_all_contenders_together(query):
    made = scene(f"{query}&plane=pca")
    points = np.concatenate([trail(made, k) for k in range(2)])
    values, vectors = np.linalg.eigh(np.cov(points.T))
    for i in (0, 1):
        assert abs(made.plane.directions[i] @ vectors[:, -1 - i]) == pytest.approx(1, rel=1e-9)
    np.testing.assert_allclose(made.explained, values[:-3:-1] / values.sum(), rtol=1e-9)
    # It goes through the followed contender's end, as in Li et al.
    assert (made.plane.points(np.zeros(2)) == trail(made)[-1]).all()


def test_pca_of_a_straight_trail_says_that_one_direction_is_any():
    made = scene("function=bowl&plane=pca&epochs=10")
    assert made.plane.labels == ("PC 1", "arbitrary direction")
    np.testing.assert_allclose(made.explained, [1, 0], atol=1e-12)


def test_filters_are_what_leads_into_each_unit():
    network = parse("model=mlp&hidden=2,3&centers=3").problem.network
    places = [list(each) for each in network.filters]
    # Matrices (2, 3), (3, 3) and (3, 4), row by row; each row's last column is the bias.
    assert places == [[0, 1], [3, 4], [6, 7], [9, 10], [12, 13], [15, 16, 17], [19, 20, 21], [23, 24, 25]]
    assert [list(each) for each in parse("centers=3").problem.network.filters] == [[0, 1], [3, 4], [6, 7]]


def test_filter_normalisation_is_the_papers_formula_read_directly():
    made = scene(f"{NETWORK}&plane=filters&plane_seed=3")
    theta = trail(made)[-1]
    rng = np.random.default_rng(3)
    spanned = []
    for direction in rng.standard_normal((2, len(theta))):
        # d_{i,j} <- d_{i,j} / ||d_{i,j}|| * ||theta_{i,j}||, layer i, filter j; biases are not perturbed.
        shapes, begin, out = [(3, 3), (1, 4)], 0, np.zeros_like(theta)
        for rows, columns in shapes:
            d, w = (each[begin : begin + rows * columns].reshape(rows, columns) for each in (direction, theta))
            part = out[begin : begin + rows * columns].reshape(rows, columns)
            for j in range(rows):
                part[j, :-1] = d[j, :-1] / np.linalg.norm(d[j, :-1]) * np.linalg.norm(w[j, :-1])
            begin += rows * columns
        np.testing.assert_allclose(filter_normalised(direction, theta, made.training.problem.filters), out, rtol=1e-12)
        spanned.append(out)
    # The plane is the span of these two.
    for vector in spanned:
        inside = (vector @ made.plane.directions.T) @ made.plane.directions
        np.testing.assert_allclose(inside, vector, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("query", BOTH)
@pytest.mark.parametrize("at", [None, 0, 7])
@pytest.mark.parametrize(("kind", "wanted"), [("hessian", (-1, -2)), ("extremes", (-1, 0)), ("eigenvector", (-1,))])
def test_hessian_planes_are_along_its_eigenvectors(kind, wanted, at, query):
    made = scene(f"{query}&plane={kind}" + ("" if at is None else f"&at={at}"))
    theta = trail(made)[-1 if at is None else at]
    values, vectors = np.linalg.eigh(numerical_hessian(made.training.problem.train, theta))
    for direction, place, label in zip(made.plane.directions, wanted, made.plane.labels, strict=True):
        assert abs(direction @ vectors[:, place]) == pytest.approx(1, rel=1e-5)
        assert float(label.split()[-1]) == pytest.approx(values[place], rel=5e-3, abs=1e-4)
    np.testing.assert_allclose(made.plane.points(np.zeros(len(wanted))), theta, rtol=1e-12)


def test_the_gradients_line_leads_downhill_through_its_epoch():
    made = scene(f"{RACE}&plane=gradient&at=4&follow=2")
    objective, theta = made.training.problem.train, trail(made, 1)[4]
    gradient = objective.value_and_gradient(theta[None])[1][0]
    np.testing.assert_allclose(made.plane.directions[0], -gradient / np.linalg.norm(gradient), rtol=1e-12)
    before, after = objective.value(made.plane.points(np.array([[0.0], [1e-3]])))
    assert after < before == objective.value(theta[None])[0]


def test_an_epoch_after_the_end_is_the_end():
    late, end = (scene(f"{RACE}&plane=gradient{at}") for at in ("&at=2000", ""))
    assert (late.plane.directions == end.plane.directions).all()


def test_start_and_ends_are_on_their_plane_and_line():
    made, line = scene(f"{RACE}&plane=ends"), scene(f"{RACE}&plane=between&follow=2&rival=1")
    points = [trail(made)[0], trail(made)[-1], trail(made, 1)[-1]]
    for theta in points:
        np.testing.assert_allclose(made.plane.points(made.plane.coordinates(theta)), theta, rtol=1e-9)
    for theta in points[1:]:
        np.testing.assert_allclose(line.plane.points(line.plane.coordinates(theta)), theta, rtol=1e-9)
    assert (line.plane.points(np.zeros(1)) == points[2]).all()
    # All three, or both, lie in the plane, without a distance to it.
    for each, ends in ((made, (0, -1)), (line, (-1,))):
        gap, distance = each.projection.height - each.projection.objective, each.projection.distance
        for end in ends:
            np.testing.assert_allclose(gap[:, end], 0, atol=1e-9 * each.projection.height.max())
            np.testing.assert_allclose(distance[:, end], 0, atol=1e-9)


def test_with_one_contender_its_path_stands_in_for_the_other():
    query = RACE.partition("&2.opt")[0]
    made, line = scene(f"{query}&plane=ends"), scene(f"{query}&plane=between")
    for epoch in (0, 15, -1):
        theta = trail(made)[epoch]
        np.testing.assert_allclose(made.plane.points(made.plane.coordinates(theta)), theta, rtol=1e-9)
    for epoch in (0, -1):
        theta = trail(line)[epoch]
        np.testing.assert_allclose(line.plane.points(line.plane.coordinates(theta)), theta, rtol=1e-9)


def test_random_directions_follow_their_seed_alone():
    one, other, again = (scene(f"{RACE}&plane=random&plane_seed={seed}").plane for seed in (1, 2, 1))
    assert (one.directions == again.directions).all()
    assert not np.allclose(one.directions, other.directions)


@pytest.mark.parametrize("kind", PLANES)
def test_a_contender_that_goes_off_for_ever_spoils_no_plane(kind):
    made = scene(f"loss=cross_entropy&epochs=8&2.opt=gradient_descent&2.lr=1e308&plane={kind}")
    assert np.isfinite(made.plane.directions).all()
    assert all(np.isfinite(each.z).all() for each in made.slices())
    assert np.isfinite(made.projection.height[0]).all()


def test_a_line_is_all_that_one_parameter_has():
    assert scene("function=plateau").plane.line
    for kind, entry in PLANES.items():
        if entry.dimensions == 2:
            with pytest.raises(ConfigError, match="one"):
                parse(f"function=plateau&plane={kind}")


@pytest.mark.parametrize("kind", ["hessian", "extremes", "eigenvector"])
def test_where_no_curvature_is_known_any_direction_will_do_and_it_says_so(kind):
    # At its tip Ackley's function has no second derivative.
    made = scene(f"function=ackley&start=0,0&epochs=2&plane={kind}")
    assert set(made.plane.labels) == {"arbitrary direction"}
    assert "because the curvature at epoch 2 of Gradient descent is not known" in made.sentence
    assert all(np.isfinite(each.z).all() for each in made.slices())


@pytest.mark.parametrize("kind", ["walk", "tall", "flat", "second is tiny", "straight", "still"])
def test_first_vectors_of_a_large_matrix_are_those_of_the_whole_decomposition(kind):
    rng = np.random.default_rng(3)
    one, other = (np.multiply.outer(rng.standard_normal(90), rng.standard_normal(120)) for _ in range(2))
    points = {
        "walk": rng.standard_normal((90, 120)).cumsum(axis=0),
        "tall": rng.standard_normal((400, 20)),
        "flat": rng.standard_normal((90, 120)),
        "second is tiny": one + 1e-8 * other,
        "straight": one,
        "still": np.zeros((90, 120)),
    }[kind]
    sizes, directions, known = pca._bidiagonalised(points, Effort())
    _, exact, vectors = np.linalg.svd(points, full_matrices=False)
    assert known
    np.testing.assert_allclose(sizes, exact[: len(sizes)], rtol=1e-12, atol=1e-13 * exact[0])
    for size, found, vector in zip(sizes, directions, vectors, strict=False):
        if size > 1e-12 * exact[0]:
            assert abs(found @ vector) == pytest.approx(1, abs=1e-10)


def test_a_search_for_the_first_vectors_that_is_cut_says_so():
    effort = Effort()
    effort.spent[PLANE] = 10**12
    with effort.part(PLANE):
        _, directions, known = pca._bidiagonalised(np.random.default_rng(3).standard_normal((90, 120)), effort)
    assert not known
    assert np.isfinite(directions).all()
