"""Classic test functions: a problem of its own, without data. Importing this package registers them all."""

from solver.functions import curves  # isort: skip  (the order of imports is the order of the registry)
from solver.functions import quadratics  # isort: skip
from solver.functions import saddles  # isort: skip
from solver.functions import squares  # isort: skip
from solver.functions import egg_boxes  # isort: skip
from solver.functions import hollows  # isort: skip
from solver.functions import waves  # isort: skip
from solver.functions.base import FUNCTIONS, Function, Options
from solver.functions.objective import FunctionObjective
from solver.functions.pictures import bands, outline

__all__ = [
    "FUNCTIONS",
    "Function",
    "FunctionObjective",
    "Options",
    "bands",
    "curves",
    "egg_boxes",
    "hollows",
    "outline",
    "quadratics",
    "saddles",
    "squares",
    "waves",
]
