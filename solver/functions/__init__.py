"""Classic test functions: a problem of its own, without data. Importing this package registers them all."""

from solver.functions.base import FUNCTIONS, Function, Options
from solver.functions.objective import FunctionObjective
from solver.functions.pictures import bands, outline
from solver.registry import find

__all__ = ["FUNCTIONS", "Function", "FunctionObjective", "Options", "bands", "outline"]

# Files in the order of the page; a file that is not named comes after these.
find(__name__, __path__, first=("curves", "quadratics", "saddles", "squares", "egg_boxes", "hollows", "waves"))
