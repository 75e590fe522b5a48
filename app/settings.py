"""Settings, from environment variables prefixed BASIN_."""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

from solver.config.run import MOST_COST

# What gunicorn takes at most for the first line of a request.
LONGEST_LINE = 8190


def _whole(default: int, least: int, help: str, most: int | None = None) -> Any:
    return field(default=default, metadata={"least": least, "most": most, "help": help})


def _text(pattern: str, form: str, help: str) -> Any:
    return field(default="", metadata={"pattern": pattern, "form": form, "help": help})


@dataclass(frozen=True)
class Settings:
    """What whoever runs Basin may choose; each is said in its help, and in the README by `tools.readme`."""

    workers: int = _whole(2, 1, "processes, best as many as cores; each has places, a cache and limits of its own")
    streams: int = _whole(64, 1, "streams open at once in a worker, which has 16 threads more; beyond it: 503", 1000)
    computing: int = _whole(8, 1, "threads of a worker that compute runs: in turns, but none waits for a slow one")
    retry_after: int = _whole(1, 1, "seconds that a request beyond a limit is told to wait")
    deadline: int = _whole(30, 1, "seconds of computing that a run may have")
    stream_age: int = _whole(60, 1, "seconds after which a stream is closed; the page goes on from its last event")
    header_deadline: int = _whole(10, 1, "seconds in which a request's header must be there, whole; beyond them: 408")
    body_deadline: int = _whole(20, 1, "seconds in which the body must follow, whole; beyond them: 408")
    standstill: int = _whole(20, 1, "seconds after which a connection is closed on which nothing is read")
    memory: int = _whole(
        256_000_000, 1, "bytes that the runs of a worker may take while they are computed or sent; beyond it: 503"
    )
    cache_bytes: int = _whole(32_000_000, 0, "bytes of finished runs that a worker keeps")
    cost: int = _whole(MOST_COST, 1, "the most that a run may cost: epochs by samples by parameters", MOST_COST)
    visitor_streams: int = _whole(20, 1, "streams open at once for one visitor, in a worker; beyond it: 429")
    visitor_requests: int = _whole(1800, 1, "requests for runs a minute from one visitor; beyond it: 429")
    visitor_connections: int = _whole(
        256, 1, "connections of one address to a worker, where no proxy is in front; beyond it the oldest goes"
    )
    address_bytes: int = _whole(
        LONGEST_LINE, 1024, "the longest first line of a request, address and all; beyond it: 414", LONGEST_LINE
    )
    body_bytes: int = _whole(1_000_000, 1, "the longest body of a request; beyond it: 413")
    proxies: int = _whole(0, 0, "proxies in front whose `X-Forwarded` headers are believed")
    metrics_port: int = _whole(0, 0, "port on which Prometheus metrics are served; 0: none", 65_535)
    prefix: str = _text(
        r"(/[\w.~-]+)*", "a path such as /basin, with no slash at its end", "path under which Basin is served"
    )
    redis_url: str = _text(
        r"((rediss?|unix)://\S+)?",
        "an address such as redis://host:6379/0",
        "a Redis in which replicas share finished runs and limits",
    )

    @property
    def threads(self) -> int:
        """Those of a worker that answer requests: for all streams, and for the page beside them."""
        return self.streams + 16

    @property
    def visitor_threads(self) -> int:
        """How many of them one visitor may have, who otherwise waits for their own: of three, a fourth is left some."""
        return min(self.visitor_streams, self.streams) + 4

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of an environment; ValueError naming a variable that is wrong, and what would be right."""
        given = {each.name: environment.get(variable(each)) for each in fields(cls)}
        return cls(**{each.name: _read(each, text) for each in fields(cls) if (text := given[each.name]) is not None})


def variable(setting: "Field[Any]") -> str:
    """The environment variable of a setting."""
    return f"BASIN_{setting.name.upper()}"


def _read(setting: "Field[Any]", text: str) -> Any:
    of = setting.metadata
    if "pattern" in of:
        if re.fullmatch(of["pattern"], text, re.ASCII):
            return text
        raise ValueError(f"{variable(setting)} must be {of['form']}, not {text!r}.")
    if text.isascii() and text.isdigit() and len(text) < 20 and of["least"] <= int(text) <= (of["most"] or int(text)):
        return int(text)
    limits = f"of at least {of['least']}" if of["most"] is None else f"from {of['least']} to {of['most']}"
    raise ValueError(f"{variable(setting)} must be a whole number {limits}, not {text!r}.")
