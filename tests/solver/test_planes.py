import numpy as np
import pytest

from solver.planes import Plane, axes

RNG = np.random.default_rng(8)


def test_the_axes_are_the_first_two_parameters():
    plane = axes(("w1", "w2", "b"))
    assert plane.labels == ("w1", "w2")
    assert plane.points(np.array([3.0, -2.0])).tolist() == [3.0, -2.0, 0.0]
    assert plane.coordinates(np.array([3.0, -2.0, 9.0])).tolist() == [3.0, -2.0]


def test_a_plane_through_a_point_holds_it_and_keeps_the_coordinates():
    directions = np.linalg.qr(RNG.standard_normal((5, 2)))[0].T
    plane = Plane(("a", "b"), RNG.standard_normal(5), directions)
    for theta in RNG.standard_normal((4, 5)):
        through = plane.through(theta)
        np.testing.assert_allclose(through.points(through.coordinates(theta)), theta, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(through.coordinates(theta), plane.coordinates(theta), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("directions", [[[1, 0, 0], [1, 0, 0]], [[2, 0, 0], [0, 1, 0]], [[1, 0, 0], [0.1, 1, 0]]])
def test_directions_that_are_not_orthonormal_are_refused(directions):
    with pytest.raises(ValueError, match="orthonormal"):
        Plane(("a", "b"), np.zeros(3), np.array(directions, dtype=float))
