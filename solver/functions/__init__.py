"""Classic test functions: problems without data. Importing this package registers them all."""

from solver.functions.base import FUNCTIONS, Function, Options
from solver.functions.objective import FunctionObjective
from solver.functions.pictures import bands, outline
from solver.registry import find

__all__ = ["FUNCTIONS", "Function", "FunctionObjective", "Options", "bands", "outline"]

# Files in the order of the page; files that are not named come last.
find(__name__, __path__, first=("curves", "quadratics", "saddles", "squares", "egg_boxes", "valleys", "waves"))
