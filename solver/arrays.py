"""The types that the solver speaks of."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
Labels = NDArray[np.intp]
# Float64 for trajectories, float32 for landscapes; functions return the type that they are given.
AnyFloat = NDArray[Any]
# Whether a loss sums over the points or averages.
Reduction = Literal["sum", "mean"]
