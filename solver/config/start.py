"""Where a run starts: explicit parameters, or drawn ones."""

from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from solver.config.checking import Strict, checked
from solver.config.classification import Classification
from solver.config.function import FunctionProblem
from solver.config.numbers import START, START_SEED
from solver.model.initialisations import INITIALISATIONS
from solver.registry import FieldError


class Start(Strict):
    """Where all contenders start: explicit parameters, or drawn from a seed by an initialisation; never both."""

    seed: Annotated[int | None, checked(START_SEED)] = None
    initialisation: Annotated[
        str | None, BeforeValidator(lambda v: None if v is None else INITIALISATIONS.check(v))
    ] = None
    parameters: Annotated[tuple[float, ...] | None, checked(START)] = None

    @model_validator(mode="after")
    def _not_both(self) -> "Start":
        drawn = self.seed is not None or self.initialisation is not None
        if self.parameters is not None and drawn:
            field = "seed" if self.seed is not None else "initialisation"
            raise FieldError(field, "A start is drawn with a seed or given as parameters, not both.")
        return self


def completed(start: Any, problem: Classification | FunctionProblem) -> Any:
    """Completes a start: with the problem's usual parameters, or for a drawn one with seed and initialisation."""
    if isinstance(start, Start):
        start = start.model_dump()
    if not isinstance(start, dict) or start.get("parameters") is not None:
        return start
    drawn = start.get("seed") is not None or start.get("initialisation") is not None
    if not drawn and problem.usual_start:
        return {**start, "parameters": problem.usual_start}
    drawing = {"seed": 0, "initialisation": problem.usual_initialisation}
    return {**drawing, **{name: value for name, value in start.items() if value is not None}}
