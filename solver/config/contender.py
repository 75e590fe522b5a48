"""A contender of the race: an optimizer with its settings."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from solver.config.checking import Strict, check_against, checked
from solver.config.numbers import BATCH_SIZE
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Parameter, Value
from solver.schedules import MANUAL, SCHEDULES

MOST_CONTENDERS = 6
OFF = Parameter(
    name="off",
    label="Switched off",
    help="An optimizer that is switched off keeps its settings, but does not run.",
    default=0,
    low=0,
    high=1,
    integer=True,
)


class Contender(Strict):
    """An optimizer with its settings. `batch_size` None is the full batch.

    `manual` are pairs of an epoch and the learning rate that the schedule acts on from there. One that is `off` keeps
    its settings and its number, but does not run.
    """

    optimizer: Annotated[str, checked(OPTIMIZERS)] = "gradient_descent"
    learning_rate: Annotated[float, checked(LEARNING_RATE)]
    hyperparameters: dict[str, Any] = Field(default_factory=dict)
    schedule: Annotated[str, checked(SCHEDULES)] = "constant"
    schedule_options: dict[str, Any] = Field(default_factory=dict)
    manual: Annotated[tuple[tuple[int, float], ...] | None, BeforeValidator(MANUAL.check)] = None
    batch_size: Annotated[int | None, checked(BATCH_SIZE)] = None
    off: Annotated[int, checked(OFF)] = 0

    @field_validator("hyperparameters", mode="before")
    @classmethod
    def _known_hyperparameters(cls, value: object, info: ValidationInfo) -> dict[str, Value]:
        return check_against(OPTIMIZERS, info.data.get("optimizer"), value)

    @field_validator("schedule_options", mode="before")
    @classmethod
    def _known_schedule_options(cls, value: object, info: ValidationInfo) -> dict[str, Value]:
        return check_against(SCHEDULES, info.data.get("schedule"), value)
