"""The whole configuration of a run, and the bounds on what it may cost."""

from functools import cached_property
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, ValidationError, ValidationInfo, field_validator, model_validator

from solver.config.budget import Budget
from solver.config.checking import Strict, checked, refusal
from solver.config.classification import Classification
from solver.config.contender import MOST_CONTENDERS, Contender
from solver.config.function import FunctionProblem
from solver.config.landscape import Landscape, completed_plane
from solver.config.numbers import BATCH_SEED, EPOCHS, VERSION
from solver.config.start import Start, completed
from solver.gradients import GRADIENTS
from solver.optimizers import OPTIMIZERS
from solver.parameters import Value
from solver.registry import FieldError
from solver.stopping import RULES, TOLERANCE

# The most that a run may cost, in `RunConfig.cost` units: some seconds on one core.
MOST_COST = 1_000_000_000
# The most numbers of the trails: contenders by epochs by parameters.
MOST_NUMBERS = 2_000_000
# Bytes (measured): of a number of the trails, in all the arrays that hold it at once; of a height of the landscape; of
# a contender's fields and boundaries, whose grid is coarser for longer runs.
_TRAIL_BYTES, _HEIGHT_BYTES, _FIELD_BYTES = 76, 20, 300_000
# Measured: about 15 us a layer.
_UPDATE_COST = 2000
_ABSENT = {
    "initialisation": "layers to initialise. Its start is drawn uniformly from its usual range",
    "accuracy_above": "data, so it has no accuracy",
    "batch_size": "data points to draw batches from",
}


Problem = Annotated[
    Annotated[Classification, Tag("classification")] | Annotated[FunctionProblem, Tag("function")],
    Discriminator(lambda value: "function" if _is_function(value) else "classification"),
]


def _is_function(value: Any) -> bool:
    """True if a problem, or the plain data of one, is a test function."""
    if isinstance(value, dict):
        return value.get("kind") == "function" or ("kind" not in value and "function" in value)
    return isinstance(value, FunctionProblem)


class Stopping(Strict):
    """The limits of the stopping rules; None: the rule is off."""

    objective_below: Annotated[float | None, checked(RULES["objective_below"].limit)] = None
    accuracy_above: Annotated[float | None, checked(RULES["accuracy_above"].limit)] = None
    patience: Annotated[int | None, checked(RULES["no_improvement"].limit)] = None
    tolerance: Annotated[float, checked(TOLERANCE)] = 0.0

    def limits(self) -> dict[str, Value]:
        """The limits by rule name."""
        return {name: getattr(self, rule.limit.name) for name, rule in RULES.items()}


def _with_learning_rate(contender: Any, problem: Classification | FunctionProblem) -> Any:
    if not isinstance(contender, dict) or contender.get("learning_rate") is not None:
        return contender
    optimizer = contender.get("optimizer", "gradient_descent")
    if not isinstance(optimizer, str) or optimizer not in OPTIMIZERS:
        return contender
    return {**contender, "learning_rate": problem.learning_rate(optimizer)}


class RunConfig(Strict):
    """Everything that decides what a run computes. The default is the tutorial's run."""

    version: Annotated[int, checked(VERSION)] = 1
    problem: Problem = Classification()
    contenders: tuple[Contender, ...] = Field(default=({},), validate_default=True)
    start: Start = Start()
    batch_seed: Annotated[int, checked(BATCH_SEED)] = 0
    epochs: Annotated[int, checked(EPOCHS)] = 100
    stopping: Stopping = Stopping()
    plane: Landscape = Field(default={}, validate_default=True)

    @field_validator("contenders", mode="before")
    @classmethod
    def _with_learning_rates(cls, value: Any, info: ValidationInfo) -> Any:
        """One to six contenders; one without a learning rate gets its optimizer's default for the problem."""
        if not isinstance(value, list | tuple):
            return value
        if not 1 <= len(value) <= MOST_CONTENDERS:
            raise ValueError(f"A run has 1 to {MOST_CONTENDERS} optimizers, not {len(value):,}.")
        if "problem" not in info.data:
            return tuple(value)
        return tuple(_with_learning_rate(contender, info.data["problem"]) for contender in value)

    @field_validator("start", mode="before")
    @classmethod
    def _completed_start(cls, value: Any, info: ValidationInfo) -> Any:
        return completed(value, info.data["problem"]) if "problem" in info.data else value

    @field_validator("plane", mode="before")
    @classmethod
    def _completed_plane(cls, value: Any, info: ValidationInfo) -> Any:
        if "problem" not in info.data or "contenders" not in info.data:
            return value
        return completed_plane(value, info.data["problem"], [bool(c.off) for c in info.data["contenders"]])

    @field_validator("contenders")
    @classmethod
    def _one_runs(cls, value: tuple[Contender, ...]) -> tuple[Contender, ...]:
        if all(contender.off for contender in value):
            raise FieldError("0.off", "All optimizers are switched off. At least one must run.")
        return value

    @model_validator(mode="after")
    def _start_fits(self) -> "RunConfig":
        given, needed = self.start.parameters, len(self.problem.parameter_names)
        if given is not None and len(given) != needed:
            raise FieldError("start", f"Start must have {needed} numbers, one for each parameter, not {len(given)}.")
        return self

    @model_validator(mode="after")
    def _gradients_fit(self) -> "RunConfig":
        model = (self.problem.network, self.problem.loss) if isinstance(self.problem, Classification) else (None, None)
        for k, contender in enumerate(self.contenders):
            refused = GRADIENTS[contender.gradient].refusal(*model)
            if refused:
                raise FieldError(f"contenders.{k}.gradient", refused)
        return self

    @model_validator(mode="after")
    def _affordable(self) -> "RunConfig":
        self.check_cost(MOST_COST)
        runs, size = len(self.racing), self.problem.size
        epochs = MOST_NUMBERS // (runs * size) - 1
        if self.epochs > epochs:
            optimizers = f"{runs} optimizers" if runs > 1 else "one optimizer"
            raise FieldError(
                "epochs",
                f"Epochs must be at most {epochs:,} for {optimizers} with {size:,} parameters, not {self.epochs:,}. "
                "A smaller network or fewer optimizers allow more epochs.",
            )
        return self

    @model_validator(mode="after")
    def _drawable(self) -> "RunConfig":
        try:
            self.plane.fits(self.problem, [bool(c.off) for c in self.contenders])
            self.landscape.check()
        except FieldError as error:
            raise FieldError(f"plane.{error.field}", str(error)) from None
        return self

    @model_validator(mode="after")
    def _function_has_no_data(self) -> "RunConfig":
        if not isinstance(self.problem, FunctionProblem):
            return self
        given = {
            "start.initialisation": self.start.initialisation,
            "stopping.accuracy_above": self.stopping.accuracy_above,
            **{f"contenders.{k}.batch_size": c.batch_size for k, c in enumerate(self.contenders)},
        }
        for field, value in given.items():
            if value is not None:
                raise FieldError(field, f"A test function has no {_ABSENT[field.split('.')[-1]]}.")
        return self

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The places, among all contenders, of those that run, counted from 0."""
        return tuple(k for k, contender in enumerate(self.contenders) if not contender.off)

    @property
    def epoch_word(self) -> str:
        """What messages call an epoch: of a test function, which has no data to pass over, an iteration."""
        return "iteration" if isinstance(self.problem, FunctionProblem) else "epoch"

    @property
    def height_word(self) -> str:
        """What messages call the objective: of a test function, which has no data to fit, its value."""
        return "value" if isinstance(self.problem, FunctionProblem) else "loss"

    @cached_property
    def racing(self) -> tuple[Contender, ...]:
        """The contenders that run."""
        return tuple(self.contenders[k] for k in self.places)

    @cached_property
    def landscape(self) -> Budget:
        """The budget of the landscape: its resolution and its number of slices."""
        return Budget(self.plane, self.problem, len(self.racing) * (self.epochs + 1))

    def check_cost(self, most: int) -> None:
        """FieldError with what would be right if the run costs more."""
        if self.cost <= most:
            return
        epochs = int(most / self.cost * self.epochs)
        if epochs:
            refusal = f"Epochs must be at most {epochs:,} for this problem and these optimizers, not {self.epochs:,}."
        else:
            refusal = f"One epoch of this run costs {self.cost / self.epochs / most:.1f} times what a run may cost."
        less = "Fewer samples, larger batches, a smaller network or another optimizer make an epoch cheaper."
        raise FieldError("epochs", f"{refusal} {less}")

    @property
    def slice_through(self) -> str:
        """What the landscape's slice goes through: an entry of THROUGH, or 'at'."""
        return self.plane.slice_through(self.problem)

    @cached_property
    def cost(self) -> int:
        """Work in parameter-samples."""
        return self.epochs * sum(self._epoch_cost(contender) for contender in self.racing)

    @cached_property
    def memory(self) -> int:
        """The most bytes that a run takes while it is computed, with its report; a step takes some more."""
        epochs = self.epochs + 1
        trails, fields = self.problem.size * epochs * _TRAIL_BYTES, _FIELD_BYTES * epochs**0.5
        return int(len(self.racing) * (trails + fields)) + self.landscape.heights * _HEIGHT_BYTES

    def side_by_side(self, contender: Contender, runs: int) -> int:
        """The cost of several runs like a contender's at once, which share the cost of an update besides its points."""
        return self.epochs * (self._epoch_cost(contender) + (runs - 1) * self._epoch_cost(contender, besides=0))

    def _epoch_cost(self, contender: Contender, besides: int = _UPDATE_COST) -> int:
        """An epoch's work in parameter-samples; the fixed cost of an update counts as some more of them."""
        problem, samples = self.problem, self.problem.training_samples
        updates = -(-samples // self.batch(contender))
        each = samples * problem.work / updates + besides * problem.layers
        each *= GRADIENTS[contender.gradient].evaluations(problem.size)
        return round(updates * OPTIMIZERS[contender.optimizer].work(problem.size, each / problem.size))

    def batch(self, contender: Contender) -> int:
        """A contender's batch size in points, the full batch being the training half."""
        samples = self.problem.training_samples
        return samples if contender.batch_size is None else min(contender.batch_size, samples)

    def full_batch(self, contender: Contender) -> bool:
        """True if a contender takes all training points at once."""
        return self.batch(contender) == self.problem.training_samples

    @classmethod
    def check(cls, data: object) -> "RunConfig":
        """A configuration from plain data; ConfigError with a sentence for each field that is wrong."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise refusal(error) from None
