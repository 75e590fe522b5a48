"""The array types that the solver speaks of."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
Labels = NDArray[np.intp]
AnyFloat = NDArray[np.floating[Any]]
