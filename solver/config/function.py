"""The problem of descending a test function, without any data."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from solver.config.checking import Strict, check_against, checked
from solver.functions import FUNCTIONS, FunctionObjective
from solver.optimizers import OPTIMIZERS
from solver.parameters import Value


class FunctionProblem(Strict):
    """A test function with its options. It has no data, so each gradient is a full one."""

    kind: Literal["function"] = "function"
    function: Annotated[str, checked(FUNCTIONS)]
    options: dict[str, Any] = Field(default_factory=dict)

    @field_validator("options", mode="before")
    @classmethod
    def _known_options(cls, value: object, info: ValidationInfo) -> dict[str, Value]:
        return check_against(FUNCTIONS, info.data.get("function"), value)

    @cached_property
    def objective(self) -> FunctionObjective:
        """The objective."""
        return FunctionObjective(FUNCTIONS[self.function], self.options)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of the function's arguments."""
        return FUNCTIONS[self.function].names

    @property
    def size(self) -> int:
        """P, the number of parameters."""
        return len(self.parameter_names)

    @property
    def training_samples(self) -> int:
        """1: its cost is about that of one data point."""
        return 1

    @property
    def work(self) -> int:
        """The cost of a value, in multiplications."""
        return self.objective.work

    @property
    def layers(self) -> int:
        """1: a call costs about as much as a layer."""
        return 1

    @property
    def flat_terms(self) -> int:
        """0: it has no flat pieces."""
        return 0

    def point_cost(self, general: bool) -> float:
        """Nanoseconds a point of a surface."""
        return self.work

    @property
    def bounded(self) -> bool:
        """Whether it has a minimum."""
        return len(FUNCTIONS[self.function].minima(self.options)) > 0

    @property
    def usual_start(self) -> tuple[float, ...] | None:
        """A start that is known from the literature, or shows the function's character."""
        return tuple(FUNCTIONS[self.function].start(self.options).tolist())

    @property
    def usual_initialisation(self) -> None:
        """None: a start is drawn uniformly from the window."""
        return None

    def learning_rate(self, optimizer: str) -> float:
        """An optimizer's default: the function's own rate, scaled, if the optimizer's step grows with the gradient."""
        rates, descent = OPTIMIZERS[optimizer].learning_rates, OPTIMIZERS["gradient_descent"].learning_rates
        proportional = rates["sum"] != rates["mean"]
        own = FUNCTIONS[self.function].rate(self.options)
        return own * rates["mean"] / descent["mean"] if proportional else rates["mean"]
