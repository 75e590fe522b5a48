"""Heights as whole numbers: levels so close that neither the linear nor the logarithmic picture shows the rounding.

A level is STEP of the drawn range in the picture in which it is the larger part: the logarithmic one below the knee,
the linear one above. The knee is the height at which both pictures are equally steep, the logarithmic mean of the ends.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.arrays import AnyFloat, Array
from solver.surfaces.path import Heights

Whole = NDArray[np.signedinteger[Any]]

# The distance of two levels, as a share of the drawn range; half of it is the largest error.
STEP = 2.0**-17


@dataclass(frozen=True, eq=False)
class Levels:
    """Heights as `numbers` (whole, from 0) of levels over the range `drawn`."""

    numbers: Whole
    drawn: Heights

    @classmethod
    def of(cls, z: AnyFloat) -> "Levels | None":
        """The levels of heights of any shape; None if one, or their range, is not finite or too small."""
        heights = np.asarray(z, dtype=np.float64)
        if not np.isfinite(heights).all():
            return None
        with np.errstate(over="ignore"):
            drawn = Heights.of(heights)
        if not np.isfinite(drawn.high - drawn.low):
            return None
        above = np.maximum(heights - drawn.base, drawn.low)
        knee, at = _knee(drawn)
        low = np.log(np.minimum(above, knee) / drawn.low) / np.log(drawn.high / drawn.low)
        places = np.where(above < knee, low, at + (above - knee) / (drawn.high - drawn.low))
        found = cls(np.rint(places / STEP).astype(np.int32), drawn)
        # The drawn range ends above 0, which some heights are all below.
        return None if np.abs(found.heights() - heights).max() > STEP * (drawn.high - drawn.low) else found

    def heights(self) -> Array:
        """The heights that the levels stand for."""
        drawn, places = self.drawn, self.numbers * STEP
        knee, at = _knee(drawn)
        low = drawn.low * np.exp(np.minimum(places, at) * np.log(drawn.high / drawn.low))
        return np.asarray(drawn.base + np.where(places < at, low, knee + (places - at) * (drawn.high - drawn.low)))


def _knee(drawn: Heights) -> tuple[float, float]:
    """The height of the knee above the base, and its place: a share of the drawn range, and more where both add up."""
    ratio = np.log(drawn.high / drawn.low)
    knee = (drawn.high - drawn.low) / ratio
    return float(knee), float(np.log(knee / drawn.low) / ratio)
