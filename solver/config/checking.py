"""Checks of fields, and the words of their refusals."""

from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from solver.parameters import Parameter, Value, printable, shorten
from solver.registry import FieldError, Registry, Several

# The most characters of an unknown name that are quoted.
_LONGEST_FIELD = 200


class ConfigError(ValueError):
    """A configuration that is refused: `problems` are pairs of a field's path and a sentence."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = [(printable(field[:_LONGEST_FIELD]), sentence) for field, sentence in problems]


class Strict(BaseModel):
    """What all parts of the configuration share: frozen, no unknown fields, no coercion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True)


def checked(kind: Parameter | Registry[Any] | Several[Any]) -> Any:
    """The annotation of a field that a parameter or a registry checks."""
    return BeforeValidator(kind.check)


def check_against(registry: Registry[Any], name: object, values: object) -> dict[str, Value]:
    """Checks options or hyperparameters by their definition."""
    if name is None:
        return {}  # the name itself was refused
    if not isinstance(name, str) or not isinstance(values, dict) or any(not isinstance(k, str) for k in values):
        raise ValueError(f"Settings must be given by name, not as {shorten(values)}.")
    found: dict[str, Value] = registry[name].check(values)
    return found


def refusal(error: ValidationError) -> ConfigError:
    """A pydantic error as pairs of paths and sentences."""
    # Only a learning rate can be missing: its default needs a loss and an optimizer, and one was refused.
    return ConfigError([_explain(e) for e in error.errors() if e["type"] != "missing"])


_TYPES = {
    "extra_forbidden": "There is no field {field}.",
    "dict_type": "{field} must be an object.",
    "model_type": "{field} must be an object.",
    "tuple_type": "{field} must be a list.",
    "literal_error": "{field} must be {expected}, not {value}.",
}


def _explain(error: Any) -> tuple[str, str]:
    """A pydantic error -> the field's path and one sentence."""
    parts = [str(part) for part in error["loc"]]
    # Within the problem pydantic also names which kind of problem it is.
    path = ".".join(parts[:1] + parts[2:] if parts[:1] == ["problem"] else parts)
    if error["type"] == "value_error":
        cause = error["ctx"]["error"]
        field = [cause.field] if isinstance(cause, FieldError) else []
        return ".".join(filter(None, (path, *field))), str(cause)
    template = _TYPES.get(error["type"], "{field} is not valid: {message}.")
    sentence = template.format(
        field=shorten(path) if path else "The configuration",
        value=shorten(error["input"]),
        message=error["msg"],
        expected=error.get("ctx", {}).get("expected", ""),
    )
    return path, sentence
