"""The configuration of a run: the one place where what people ask for is checked.

As JSON it holds every field; as a query string (see `solver.query`) only what differs from the defaults.
"""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from solver.datasets import DATASETS
from solver.fields import (
    BATCH_SEED,
    BATCH_SIZE,
    DATA_SEED,
    EPOCHS,
    SPLIT_SEED,
    START_PARAMETER,
    START_SEED,
    TEST_FRACTION,
    VERSION,
)
from solver.losses import LOSSES
from solver.models import MODELS, outputs
from solver.optimizers import OPTIMIZERS
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Number, Parameter, shorten
from solver.planes import PLANES, RESOLUTION
from solver.registry import FieldError, Registry
from solver.stopping import RULES, TOLERANCE

MOST_CONTENDERS = 6
# Recovered by fitting the tutorial's printed losses; they reproduce all of them to all seven decimals.
TUTORIAL_START = (-1.706982277, -0.237856883, 1.498803565)
# What a run may cost, in `RunConfig.cost` units: some seconds on one core.
MOST_COST = 1_000_000_000
# Points of the surface's grid times training points: what one slice of the landscape may cost.
MOST_SURFACE_COST = 20_000_000
_UPDATE_COST = 2000


class ConfigError(ValueError):
    """A configuration that is refused: `problems` are pairs of a field's path and a sentence."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


def _checked(parameter: Parameter) -> Any:
    return BeforeValidator(parameter.check)


def _one_of(registry: Registry[Any]) -> Any:
    return BeforeValidator(registry.check)


def _check_start(value: object) -> tuple[float, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"Start must be a list of numbers, not {shorten(value)}.")
    return tuple(float(START_PARAMETER.check(v) or 0.0) for v in value)


def _check_against(registry: Registry[Any], name: object, values: object) -> dict[str, Number | None]:
    """Options or hyperparameters held against the definition that they belong to."""
    if name is None:
        return {}  # the name itself was refused
    if not isinstance(name, str) or not isinstance(values, dict) or any(not isinstance(k, str) for k in values):
        raise ValueError(f"Parameters must be given by name, not {shorten(values)}.")
    checked: dict[str, Number | None] = registry[name].check(values)
    return checked


def _fill(data: Any, field: str, value: Any) -> Any:
    """Validators run only on fields that are there, so absent ones are put in."""
    return {field: value, **data} if isinstance(data, dict) else data


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


class Strict(BaseModel):
    """What all parts of the configuration share: frozen, no unknown fields, no coercion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Classification(Strict):
    """A data set, its split, and the model and loss that are to learn it."""

    kind: Literal["classification"] = "classification"
    dataset: Annotated[str, _one_of(DATASETS)] = "blobs"
    options: dict[str, int | float | None] = {}
    data_seed: Annotated[int, _checked(DATA_SEED)] = 1
    test_fraction: Annotated[float, _checked(TEST_FRACTION)] = 0.5
    split_seed: Annotated[int, _checked(SPLIT_SEED)] = 42
    model: Annotated[str, _one_of(MODELS)] = "linear"
    loss: Annotated[str, _one_of(LOSSES)] = "sse"

    @field_validator("options", mode="before")
    @classmethod
    def _known_options(cls, value: dict[str, object], info: ValidationInfo) -> dict[str, Number | None]:
        return _check_against(DATASETS, info.data.get("dataset"), value)

    _fill_options = model_validator(mode="before")(lambda data: _fill(data, "options", {}))

    @property
    def training_samples(self) -> int:
        """How many points the training half has: the rest of scikit-learn's rounded-up test half."""
        samples = int(self.options["samples"] or 0)
        return samples - -int(-samples * self.test_fraction // 1)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of the model's parameters on two features and the bias column."""
        return MODELS[self.model].names(3, outputs(DATASETS[self.dataset].classes))


class Contender(Strict):
    """An optimizer with its settings. `batch_size` None is the full batch."""

    optimizer: Annotated[str, _one_of(OPTIMIZERS)] = "gradient_descent"
    learning_rate: Annotated[float, _checked(LEARNING_RATE)]
    hyperparameters: dict[str, int | float | None] = {}
    batch_size: Annotated[int | None, _checked(BATCH_SIZE)] = None

    @field_validator("hyperparameters", mode="before")
    @classmethod
    def _known_hyperparameters(cls, value: dict[str, object], info: ValidationInfo) -> dict[str, Number | None]:
        return _check_against(OPTIMIZERS, info.data.get("optimizer"), value)

    _fill_hyperparameters = model_validator(mode="before")(lambda data: _fill(data, "hyperparameters", {}))


class Start(Strict):
    """Where all contenders start: explicit parameters, or standard normal ones from a seed; never both."""

    seed: Annotated[int | None, _checked(START_SEED)] = None
    parameters: Annotated[tuple[float, ...] | None, BeforeValidator(_check_start)] = None

    @model_validator(mode="before")
    @classmethod
    def _default(cls, data: Any) -> Any:
        given = isinstance(data, dict) and any(data.get(k) is not None for k in ("seed", "parameters"))
        return data if given or not isinstance(data, dict) else {**data, "parameters": TUTORIAL_START}

    @model_validator(mode="after")
    def _not_both(self) -> "Start":
        if self.seed is not None and self.parameters is not None:
            raise FieldError("seed", "A start has a seed or explicit parameters, not both.")
        return self


class Stopping(Strict):
    """The limits of the stopping rules; None: the rule is off."""

    objective_below: Annotated[float | None, _checked(RULES["objective_below"].limit)] = None
    accuracy_above: Annotated[float | None, _checked(RULES["accuracy_above"].limit)] = None
    patience: Annotated[int | None, _checked(RULES["no_improvement"].limit)] = None
    tolerance: Annotated[float, _checked(TOLERANCE)] = 0.0

    def limits(self) -> dict[str, Number | None]:
        """The limits by rule name."""
        return {name: getattr(self, rule.limit.name) for name, rule in RULES.items()}


class Surface(Strict):
    """Which plane the landscape is drawn over, and how finely."""

    kind: Annotated[str, _one_of(PLANES)] = "following"
    resolution: Annotated[int, _checked(RESOLUTION)] = 61


class RunConfig(Strict):
    """Everything that decides what a run computes. The default is the tutorial's run."""

    version: Annotated[int, _checked(VERSION)] = 1
    problem: Classification = Classification()
    contenders: tuple[Contender, ...]
    start: Start = Start()
    batch_seed: Annotated[int, _checked(BATCH_SEED)] = 0
    epochs: Annotated[int, _checked(EPOCHS)] = 100
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
            raise FieldError(
                "epochs",
                f"This run is {self.cost / MOST_COST:.1f} times as much work as is allowed here. "
                "Fewer epochs, fewer samples or larger mini-batches make it smaller.",
            )
        return self

    @model_validator(mode="after")
    def _drawable(self) -> "RunConfig":
        if self.plane.resolution**2 * self.problem.training_samples > MOST_SURFACE_COST:
            finest = int((MOST_SURFACE_COST / self.problem.training_samples) ** 0.5)
            raise FieldError(
                "plane.resolution",
                f"Resolution must be at most {finest} with {self.problem.training_samples:,} training points, "
                f"not {self.plane.resolution}.",
            )
        return self

    @property
    def cost(self) -> int:
        """Work in parameter-samples; an update's overhead counts as 2,000 of them (measured: about 15 us)."""
        samples, parameters = self.problem.training_samples, len(self.problem.parameter_names)
        return sum(
            self.epochs * (samples * parameters + _UPDATE_COST * -(-samples // self.batch(c))) for c in self.contenders
        )

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
            # Only a learning rate can be missing, where the loss or optimizer that would give it was refused.
            wrong = [e for e in error.errors() if e["type"] != "missing"]
            raise ConfigError([_explain(e) for e in wrong]) from None


_TYPES = {
    "extra_forbidden": "There is no field {field}.",
    "dict_type": "{field} must be an object.",
    "model_type": "{field} must be an object.",
    "tuple_type": "{field} must be a list.",
    "literal_error": "{field} must be {expected}, not {value}.",
}


def _explain(error: Any) -> tuple[str, str]:
    """A pydantic error -> the field's path and one sentence."""
    path = ".".join(str(part) for part in error["loc"])
    if error["type"] == "value_error":
        refusal = error["ctx"]["error"]
        field = [refusal.field] if isinstance(refusal, FieldError) else []
        return ".".join(filter(None, (path, *field))), str(refusal)
    template = _TYPES.get(error["type"], "{field} is not valid: {message}.")
    sentence = template.format(
        field=shorten(path) if path else "The configuration",
        value=shorten(error["input"]),
        message=error["msg"],
        expected=error.get("ctx", {}).get("expected", ""),
    )
    return path, sentence
