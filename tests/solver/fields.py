"""Helpers of the tests on boundaries."""

from collections.abc import Iterator

import numpy as np

from solver.model.boundary import Field


def lines(field: Field, frame: int) -> Iterator[np.ndarray]:
    """The polylines (n, 2) of a frame."""
    for i in range(field.frames[frame], field.frames[frame + 1]):
        yield field.points[field.lines[i] : field.lines[i + 1]]
