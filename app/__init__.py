"""Basin's web application: a thin Flask and Dash layer over the solver."""

import solver  # noqa: F401  (pins the engine before anything imports NumPy)
