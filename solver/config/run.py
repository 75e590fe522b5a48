"""The whole configuration of a run, and the bounds on what it may cost."""

from functools import cached_property
from typing import Annotated, Any

from pydantic import ValidationError, ValidationInfo, field_validator, model_validator

from solver.config.checks import Strict, checked, refusal
from solver.config.classification import Classification
from solver.config.contender import MOST_CONTENDERS, Contender
from solver.config.start import Start, completed
from solver.fields import BATCH_SEED, EPOCHS, VERSION
from solver.losses import LOSSES
from solver.optimizers import OPTIMIZERS
from solver.parameters import Value
from solver.planes import PLANES, RESOLUTION, USUAL_RESOLUTION
from solver.registry import FieldError
from solver.stopping import RULES, TOLERANCE

# What a run may cost, in `RunConfig.cost` units: some seconds on one core.
MOST_COST = 1_000_000_000
# What one slice of the landscape may cost, and all of them together, in nanoseconds.
MOST_SLICE_COST, MOST_SLICES_COST = 2_500_000_000, 2_000_000_000
# Slices a run at most: beyond it they are spaced out, and the page shows the ball beside its surface.
MOST_SLICES = 120
# Rather than with fewer slices than this a landscape is drawn less finely, but not below the other.
_ENOUGH_SLICES, _FINE_ENOUGH = 40, 41
# Measured: about 15 us a layer.
_UPDATE_COST = 2000


def _get(data: Any, field: str, default: Any) -> Any:
    return data.get(field, default) if isinstance(data, dict) else getattr(data, field, default)


def _with_learning_rate(contender: Any, loss: Any) -> Any:
    known = loss in LOSSES if isinstance(loss, str) else False
    if not isinstance(contender, dict) or contender.get("learning_rate") is not None or not known:
        return contender
    optimizer = contender.get("optimizer", "gradient_descent")
    if not isinstance(optimizer, str) or optimizer not in OPTIMIZERS:
        return contender
    return {**contender, "learning_rate": OPTIMIZERS[optimizer].learning_rates[LOSSES[loss].reduction]}


class Stopping(Strict):
    """The limits of the stopping rules; None: the rule is off."""

    objective_below: Annotated[float | None, checked(RULES["objective_below"].limit)] = None
    accuracy_above: Annotated[float | None, checked(RULES["accuracy_above"].limit)] = None
    patience: Annotated[int | None, checked(RULES["no_improvement"].limit)] = None
    tolerance: Annotated[float, checked(TOLERANCE)] = 0.0

    def limits(self) -> dict[str, Value]:
        """The limits by rule name."""
        return {name: getattr(self, rule.limit.name) for name, rule in RULES.items()}


class Surface(Strict):
    """Which plane the landscape is drawn over, and how finely (None: as is usual, or as can be afforded)."""

    kind: Annotated[str, checked(PLANES)] = "following"
    resolution: Annotated[int | None, checked(RESOLUTION)] = None


class RunConfig(Strict):
    """Everything that decides what a run computes. The default is the tutorial's run."""

    version: Annotated[int, checked(VERSION)] = 1
    problem: Classification = Classification()
    contenders: tuple[Contender, ...]
    start: Start = Start()
    batch_seed: Annotated[int, checked(BATCH_SEED)] = 0
    epochs: Annotated[int, checked(EPOCHS)] = 100
    stopping: Stopping = Stopping()
    plane: Surface = Surface()

    @model_validator(mode="before")
    @classmethod
    def _default_learning_rates(cls, data: Any) -> Any:
        """A contender without a learning rate gets its optimizer's default for the kind of loss."""
        if not isinstance(data, dict):
            return data
        data = {"contenders": ({},), **data}
        if not isinstance(data["contenders"], list | tuple):
            return data
        loss = _get(_get(data, "problem", {}), "loss", "sse")
        filled = [_with_learning_rate(c, loss) for c in data["contenders"]]
        return {**data, "contenders": tuple(filled)}

    @field_validator("start", mode="before")
    @classmethod
    def _completed_start(cls, value: Any, info: ValidationInfo) -> Any:
        return completed(value, info.data["problem"]) if "problem" in info.data else value

    @field_validator("contenders")
    @classmethod
    def _one_to_six(cls, value: tuple[Contender, ...]) -> tuple[Contender, ...]:
        if not 1 <= len(value) <= MOST_CONTENDERS:
            raise ValueError(f"There must be 1 to {MOST_CONTENDERS} contenders, not {len(value)}.")
        return value

    @model_validator(mode="after")
    def _start_fits(self) -> "RunConfig":
        given, needed = self.start.parameters, len(self.problem.parameter_names)
        if given is not None and len(given) != needed:
            raise FieldError("start", f"Start must have {needed} numbers for this model, not {len(given)}.")
        return self

    @model_validator(mode="after")
    def _affordable(self) -> "RunConfig":
        if self.cost > MOST_COST:
            most = int(MOST_COST / self.cost * self.epochs)
            less = "Fewer samples, larger mini-batches, a smaller network or another optimizer make an epoch cheaper."
            if most:
                refusal = f"Epochs must be at most {most:,} for this problem and these optimizers, not {self.epochs:,}."
            else:
                refusal = f"One epoch of this run is {self.cost / self.epochs / MOST_COST:.1f} times what is allowed."
            raise FieldError("epochs", f"{refusal} {less}")
        return self

    @model_validator(mode="after")
    def _drawable(self) -> "RunConfig":
        asked = self.plane.resolution
        if asked is not None and asked > self._finest:
            raise FieldError(
                "plane.resolution",
                f"Resolution must be at most {self._finest} with {self.problem.training_samples:,} training points "
                f"and {self.problem.network.size:,} parameters, not {asked}.",
            )
        return self

    @property
    def _finest(self) -> int:
        """The finest resolution whose slices are affordable."""
        return int((MOST_SLICE_COST / self._point_cost) ** 0.5)

    @property
    def _point_cost(self) -> int:
        """Nanoseconds a point of a slice."""
        return self.problem.training_samples * self.problem.network.sheet_work

    @property
    def resolution(self) -> int:
        """Points a side of the surface's grid."""
        brisk = int((MOST_SLICES_COST / _ENOUGH_SLICES / self._point_cost) ** 0.5)
        return self.plane.resolution or min(USUAL_RESOLUTION, max(brisk, _FINE_ENOUGH), self._finest)

    @property
    def most_slices(self) -> int:
        """How many slices of the landscape a run may have besides the first and the last."""
        return max(2, min(MOST_SLICES, int(MOST_SLICES_COST / (self._point_cost * self.resolution**2))))

    @cached_property
    def cost(self) -> int:
        """Work in parameter-samples."""
        return self.epochs * sum(self._epoch_cost(contender) for contender in self.contenders)

    def _epoch_cost(self, contender: Contender) -> int:
        """An epoch's work in parameter-samples, what each update costs besides counted as some more of them."""
        network, samples = self.problem.network, self.problem.training_samples
        updates = -(-samples // self.batch(contender))
        each = samples * network.work / updates + _UPDATE_COST * len(network.shapes)
        return round(updates * OPTIMIZERS[contender.optimizer].work(network.size, each / network.size))

    def batch(self, contender: Contender) -> int:
        """A contender's batch size in points, the full batch being the training half."""
        samples = self.problem.training_samples
        return samples if contender.batch_size is None else min(contender.batch_size, samples)

    @classmethod
    def check(cls, data: object) -> "RunConfig":
        """A configuration from plain data; ConfigError with a sentence for each field that is wrong."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise refusal(error) from None
