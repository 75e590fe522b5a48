"""Arms that wind around each other."""

from dataclasses import replace

import numpy as np

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, FLIP, NOISE, SAMPLES, Dataset, Options, positions
from solver.parameters import Parameter

_RADIUS = 3.0
# The share of the radius that stays empty, so that the arms do not run into each other in the middle.
_EMPTY = 0.1

ARMS = Parameter(
    name="arms",
    label="Arms",
    help="The number of arms of the spiral. Each arm is one class.",
    default=2,
    low=2,
    high=4,
    integer=True,
    slider=(2, 4),
)
TURNS = Parameter(
    name="turns",
    label="Turns",
    help="How often each arm winds around the centre. The more turns, the harder it is to learn.",
    default=1.0,
    low=0.25,
    high=3,
    slider=(0.25, 3),
)


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    """Archimedean arms, angle in proportion to radius; the radius' root makes them as dense outside as inside."""
    arm = np.arange(options["samples"]) % options["arms"]
    radius = np.sqrt(positions(seed).uniform(_EMPTY**2, 1, len(arm)))
    angle = 2 * np.pi * (options["turns"] * radius + arm / options["arms"])
    return _RADIUS * radius[:, None] * np.stack((np.cos(angle), np.sin(angle)), axis=1), arm


DATASETS.add(
    Dataset(
        name="spirals",
        label="Spirals",
        help="Arms that wind around each other, each arm one class: hard even for a network.",
        cite="Lang & Witbrock 1988, Proc. Connectionist Models Summer School, 52-59; here with 2 to 4 arms",
        parameters=(SAMPLES, ARMS, TURNS, replace(NOISE, default=0.1), FLIP),
        draw=_draw,
        classes=lambda options: int(options["arms"]),
    )
)
