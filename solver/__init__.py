"""Basin's solver: data sets, models, losses, optimizers and landscapes in NumPy, without any web.

Importing it pins the numerical engine (see `solver.engine`), so import it before NumPy where results must
repeat bit for bit.
"""

from solver import engine

engine.pin()

from solver.config import ConfigError, RunConfig
from solver.training.descent import descend
from solver.training.trainer import Frame, train

__all__ = ["ConfigError", "Frame", "RunConfig", "descend", "train"]
