"""Planes of random directions."""

from collections.abc import Mapping, Sequence

import numpy as np

from solver.arrays import Array, Rows
from solver.parameters import Value
from solver.planes.definition import PLANES, Chosen, PlaneKind, Trails
from solver.planes.settings import PLANE_SEED


def _drawn(trails: Trails, options: Mapping[str, Value]) -> Array:
    return np.random.default_rng(options["plane_seed"]).standard_normal((2, len(trails.names)))


def _plain(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    return Chosen(("random 1", "random 2"), _drawn(trails, options), "two random directions")


def _by_filter(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    vectors = np.stack([filter_normalised(d, trails.at(None), trails.filters) for d in _drawn(trails, options)])
    sentence = "two random directions, scaled for each unit to the size of its trained weights"
    return Chosen(("random 1", "random 2"), vectors, sentence)


def filter_normalised(direction: Array, theta: Array, filters: Sequence[Rows]) -> Array:
    """A direction (P,) with each filter scaled to the norm of theta's (P,): d_i <- d_i / |d_i| * |theta_i|.

    A filter holds the weights into one unit. The biases of the direction are 0 (as in the authors' code).
    """
    out = np.zeros_like(direction)
    for places in filters:
        length = np.linalg.norm(direction[places])
        out[places] = direction[places] * (np.linalg.norm(theta[places]) / length)
    return out


PLANES.add(
    PlaneKind(
        name="random",
        label="Random directions",
        help="Two random directions at right angles. They show only a small part of a trail's motion.",
        latex=r"d \sim \mathcal{N}(0, I)",
        cite="Goodfellow, Vinyals & Saxe 2015, Qualitatively Characterizing Neural Network Optimization Problems",
        parameters=(PLANE_SEED,),
        usual="end",
        directions=_plain,
    )
)
PLANES.add(
    PlaneKind(
        name="filters",
        label="Random, filter-normalised",
        help="Two random directions in which the weights of each unit change in proportion to their size; biases "
        "stay. The directions are then made orthonormal, so coordinates are distances: the paper's 1 is the "
        "length of all weights together.",
        latex=r"d_i \leftarrow \frac{d_i}{\lVert d_i \rVert} \lVert \theta_i \rVert",
        cite="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 4",
        parameters=(PLANE_SEED,),
        usual="end",
        by_filter=True,
        directions=_by_filter,
    )
)
