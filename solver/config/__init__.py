"""The configuration of a run: the one place where what people ask for is checked.

As JSON it holds every field; as a query string (see `solver.config.query`) only what differs from the defaults.
"""

from solver.config.checking import ConfigError
from solver.config.classification import Classification
from solver.config.contender import MOST_CONTENDERS, Contender
from solver.config.function import FunctionProblem
from solver.config.run import RunConfig

__all__ = ["MOST_CONTENDERS", "Classification", "ConfigError", "Contender", "FunctionProblem", "RunConfig"]
