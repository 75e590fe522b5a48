"""Settings, from environment variables prefixed BASIN_."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Settings:
    """`streams`: runs computed at once, more get 503; `retry_after`: seconds that those should wait."""

    streams: int = 16
    retry_after: int = 1

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of an environment; ValueError naming a variable that is no positive whole number."""
        given = {}
        for field in fields(cls):
            name = f"BASIN_{field.name.upper()}"
            text = environment.get(name)
            if text is None:
                continue
            if not text.isascii() or not text.isdigit() or int(text) < 1:
                raise ValueError(f"{name} must be a whole number of at least 1, not {text!r}.")
            given[field.name] = int(text)
        return cls(**given)
