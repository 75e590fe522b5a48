"""The plane through the start and two ends, and the line between two ends."""

from collections.abc import Mapping

import numpy as np

from solver.parameters import Value
from solver.planes.definition import PLANES, Chosen, PlaneKind, Trails
from solver.planes.settings import RIVAL


def _other(trails: Trails, options: Mapping[str, Value]) -> int | None:
    """The index of the contender at the second end; None in a run of one contender."""
    if len(trails.trails) == 1:
        return None
    rival: int | None = options["rival"]
    return (trails.follow + 1) % len(trails.trails) if rival is None else trails.numbers.index(rival)


def _three_points(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    trail, other = trails.trails[trails.follow], _other(trails, options)
    start, end = trail[0], trail[-1]
    if other is None:
        middle = len(trail) // 2
        third, name, sentence = trail[middle], "to the middle", f"the start, epoch {middle} and the end"
    else:
        third, name = trails.trails[other][-1], f"to {trails.labels[other]}'s end"
        sentence = f"the start and the ends of {trails.leader} and {trails.labels[other]}"
    sentence = f"the plane through {sentence}"
    return Chosen((f"to {trails.leader}'s end", name), np.stack((end - start, third - start)), sentence)


def _between(trails: Trails, options: Mapping[str, Value]) -> Chosen:
    trail, other = trails.trails[trails.follow], _other(trails, options)
    if other is None:
        vector, sentence = trail[-1] - trail[0], "the line from start to end"
        return Chosen(("from start to end",), vector[None], sentence)
    vector = trails.trails[other][-1] - trail[-1]
    sentence = f"the line from the end of {trails.leader} to the end of {trails.labels[other]}"
    return Chosen((f"towards {trails.labels[other]}'s end",), vector[None], sentence)


PLANES.add(
    PlaneKind(
        name="ends",
        label="Start and two ends",
        help="The plane through the start and the ends of two optimizers. It shows whether a ridge lies between "
        "the two ends.",
        latex=r"\theta_0 + u (\theta^{(1)} - \theta_0) + v (\theta^{(2)} - \theta_0)",
        cite="Garipov, Izmailov, Podoprikhin, Vetrov & Wilson 2018, Loss Surfaces, Mode Connectivity, and Fast "
        "Ensembling of DNNs",
        parameters=(RIVAL,),
        usual="at",
        directions=_three_points,
    )
)
PLANES.add(
    PlaneKind(
        name="between",
        label="Between two ends",
        help="The loss on the straight line between the ends of two optimizers, or from start to end if there is "
        "only one. It shows whether a barrier lies between them.",
        latex=r"f((1 - t)\,\theta^{(1)} + t\,\theta^{(2)})",
        cite="Goodfellow, Vinyals & Saxe 2015, Qualitatively Characterizing Neural Network Optimization Problems",
        parameters=(RIVAL,),
        dimensions=1,
        usual="at",
        directions=_between,
    )
)
