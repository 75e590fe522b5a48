"""The plane in which the trails spread most."""

import math
from collections.abc import Mapping

import numpy as np

from solver.parameters import Value
from solver.planes.kind import PLANES, Chosen, PlaneKind, Trails


def _percent(share: float) -> str:
    """To two digits, never more than it is."""
    return f"{math.floor(1e4 * share + 1e-9) / 100:.2f} %"


def _spread(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    """The first two right singular vectors of all epochs of all contenders, their mean taken away."""
    points = np.concatenate(trails.trails)
    points = points - points.mean(axis=0)
    scale = np.abs(points).max() or 1.0
    _, sizes, directions = np.linalg.svd(points / scale, full_matrices=False)
    total = np.square(sizes).sum()
    found = [row * np.sign(row[np.abs(row).argmax()]) for row in directions[:2]]
    vectors = np.zeros((2, points.shape[1]))
    # What the trails do not spread along is left for any direction to take.
    spread = [i for i, size in enumerate(sizes[:2]) if size > 1e-12 * sizes[0]]
    for i in spread:
        vectors[i] = found[i]
    shares = np.zeros(2)
    shares[: len(sizes[:2])] = np.square(sizes[:2]) / (total or 1.0)
    whose = "the trails spread" if len(trails.trails) > 1 else "the trail spreads"
    sentence = f"the two directions in which {whose} most, {_percent(shares.sum())} of the variance"
    return Chosen(("PC 1", "PC 2"), vectors, sentence, shares)


PLANES.add(
    PlaneKind(
        name="pca",
        label="PCA of the trails",
        help="The two directions in which all trails together spread most. Even 99 % of the variance can leave out "
        "what the loss depends on: see how far the balls are off the surface.",
        latex=r"\{\theta_e^{(k)}\} - \bar\theta = U \Sigma V^\top",
        cite="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 7.2",
        usual="end",
        directions=_spread,
    )
)
