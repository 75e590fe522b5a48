"""The plane of the trails' largest variance."""

import math
from collections.abc import Mapping

import numpy as np

from solver.arrays import Array
from solver.effort import Effort
from solver.parameters import Value
from solver.planes.definition import PLANES, Chosen, PlaneKind, Trails

# Units of effort of a decomposition, for each number of the matrix and of its shorter side; and of a bidiagonalisation
# step, for each number (measured).
_DECOMPOSITION, _STEP = 0.5, 1
# Units above which a matrix is not decomposed as a whole: some 30 ms.
_WHOLE = 30_000_000
# The residual of a singular vector that counts as found, as a share of the spread.
_TOLERANCE = 1e-13


def _percent(share: float) -> str:
    """A percentage to two digits, rounded down."""
    return f"{math.floor(1e4 * share + 1e-9) / 100:.2f} %"


def _spread(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    """The first two right singular vectors of all contenders' epochs, after subtracting their mean."""
    points = np.concatenate(trails.trails)
    points = points - points.mean(axis=0)
    scale = np.abs(points).max() or 1.0
    points /= scale
    sizes, directions, known = _first(points, trails.objective.effort)
    total = np.square(points).sum()
    found = [row * np.sign(row[np.abs(row).argmax()]) for row in directions]
    vectors = np.zeros((2, points.shape[1]))
    # Directions without spread are left at 0, for any direction to take.
    spread = [i for i, size in enumerate(sizes) if size > 1e-12 * sizes[0]]
    for i in spread:
        vectors[i] = found[i]
    shares = np.zeros(2)
    shares[: len(sizes)] = np.square(sizes) / (total or 1.0)
    whose = "the trails vary" if len(trails.trails) > 1 else "the trail varies"
    most = "most" if known else "most, as far as was searched"
    sentence = f"the two directions in which {whose} {most} ({_percent(shares.sum())} of the variance)"
    return Chosen(("PC 1", "PC 2"), vectors, sentence, shares)


def _first(points: Array, effort: Effort) -> tuple[Array, Array, bool]:
    """The first two singular values of points (n, P), their right vectors (2, P), and whether they have converged."""
    cost = _DECOMPOSITION * points.size * min(points.shape)
    if cost <= _WHOLE:
        _, sizes, directions = np.linalg.svd(points, full_matrices=False)
        effort.spend(int(cost))
        return sizes[:2], directions[:2], True
    return _bidiagonalised(points, effort)


def _bidiagonalised(points: Array, effort: Effort) -> tuple[Array, Array, bool]:
    """The same by Lanczos bidiagonalisation with full reorthogonalisation (Golub & Kahan 1965)."""
    (n, parameters), most = points.shape, min(points.shape)
    right, left, matrix = np.zeros((most + 1, parameters)), np.zeros((most, n)), np.zeros((most, most + 1))
    v = np.random.default_rng(0).standard_normal(parameters)
    right[0] = v / np.linalg.norm(v)
    for j in range(most):
        u = _beside(left[:j], points @ right[j])
        matrix[j, j] = np.linalg.norm(u)
        left[j] = u / (matrix[j, j] or 1.0)
        w = _beside(right[: j + 1], points.T @ left[j])
        matrix[j, j + 1] = np.linalg.norm(w)
        turned, sizes, back = np.linalg.svd(matrix[: j + 1, : j + 1])
        off = matrix[j, j + 1] * np.abs(turned[-1, :2]).max()
        known = bool((j > 1 and off <= _TOLERANCE * sizes[0]) or matrix[j, j + 1] == 0)
        effort.spend(int(_STEP * points.size))
        if known or effort.left <= 0:
            break
        right[j + 1] = w / matrix[j, j + 1]
    return sizes[:2], back[:2] @ right[: j + 1], known


def _beside(basis: Array, vector: Array) -> Array:
    """The part of a vector (P,) orthogonal to the rows of an orthonormal basis (m, P); twice against rounding."""
    for _ in range(2):
        vector = vector - (basis @ vector) @ basis
    return vector


PLANES.add(
    PlaneKind(
        name="pca",
        label="PCA of the trails",
        help="The two directions in which all trails together vary most. Even 99 % of the variance can leave out "
        "what the loss depends on; the table shows the gap between each ball and the surface.",
        latex=r"\{\theta_e^{(k)}\} - \bar\theta = U \Sigma V^\top",
        cite="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 7.2",
        usual="end",
        directions=_spread,
    )
)
