"""Settings, read from environment variables prefixed BASIN_."""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

from redis.exceptions import RedisError

from app import redis_url
from solver.config.run import MOST_COST

# The most bytes that gunicorn accepts for the first line of a request.
LONGEST_LINE = 8190
# Seconds: nobody waits longer than this.
_AN_HOUR = 3600
# Characters of a wrong value that a message repeats.
_QUOTED = 100
# More than any machine has, and small enough not to overflow.
_MANY = 1_000_000_000
_PATH = re.compile(r"(/([\w.~!$()*+,:;=@-]|%[0-9A-Fa-f]{2})+)*", re.ASCII)
_HIDDEN = re.compile(r"[\x00-\x1f\x7f/\\%]")
# Variables that Kubernetes sets in every container beside a service named basin.
_OF_A_SERVICE = re.compile(r"BASIN_(SERVICE_(HOST|PORT\w*)|PORT(_\d+_(TCP|UDP)\w*)?)")


def _whole(default: int, least: int, most: int, help: str) -> Any:
    return field(default=default, metadata={"least": least, "most": most, "help": help})


def _text(wrong: Callable[[str], str], help: str, secret: bool = False) -> Any:
    """A text setting; `wrong` says what a value must be that it is not, or "" for a right one."""
    return field(default="", repr=not secret, metadata={"wrong": wrong, "help": help, "secret": secret})


def _no_prefix(text: str) -> str:
    """For a wrong prefix, what is right: segments by RFC 3986 that all proxies read alike, no ., .. or hidden slash."""
    try:
        segments = [unquote(each, errors="strict") for each in text.split("/")[1:]] if _PATH.fullmatch(text) else [""]
    except UnicodeDecodeError:
        segments = [""]
    holds = text == "" or not any(each in ("", ".", "..") or _HIDDEN.search(each) for each in segments)
    return "" if holds else "a path such as /basin, without a slash at its end"


def _no_redis(text: str) -> str:
    try:
        return redis_url.wrong(text)
    except (ValueError, TypeError, RedisError):
        return redis_url.FORM


def _no_key(text: str) -> str:
    return "" if re.fullmatch(r"([!-~]{16,})?", text) else "at least 16 characters without spaces"


@dataclass(frozen=True)
class Settings:
    """The settings of a server. Each has a help, which docs/deploying.md lists by `tools.docs`."""

    workers: int = _whole(
        2, 1, 256, "number of processes, best as many as cores; each has its own streams, cache and limits"
    )
    streams: int = _whole(
        32, 1, 1000, "most streams open at once in a worker, which has 48 more threads; beyond it: 503"
    )
    retry_after: int = _whole(1, 1, _AN_HOUR, "seconds that a refused request is told to wait")
    deadline: int = _whole(30, 1, _AN_HOUR, "most seconds of computing for a run")
    stream_age: int = _whole(
        60, 1, _AN_HOUR, "seconds after which a stream is closed; the page then continues from its last event"
    )
    header_deadline: int = _whole(
        10, 1, _AN_HOUR, "seconds in which a request's whole header must arrive; beyond them: 408"
    )
    body_deadline: int = _whole(20, 1, _AN_HOUR, "seconds in which the whole body must follow; beyond them: 408")
    standstill: int = _whole(20, 1, _AN_HOUR, "seconds after which a connection is closed if its client reads nothing")
    memory: int = _whole(
        256_000_000,
        1_000_000,
        1_000 * _MANY,
        "most bytes for the runs of a worker while they are computed or sent; beyond it: 503",
    )
    cache_bytes: int = _whole(32_000_000, 0, 1_000 * _MANY, "most bytes of finished runs that a worker caches")
    cost: int = _whole(MOST_COST, 1, MOST_COST, "most that a run may cost: epochs times samples times parameters")
    visitor_streams: int = _whole(
        20, 1, _MANY, "most streams open at once for one visitor, in a worker; beyond it: 429"
    )
    visitor_requests: int = _whole(1800, 1, _MANY, "most requests for runs per minute from one visitor; beyond it: 429")
    visitor_connections: int = _whole(
        256,
        1,
        _MANY,
        "most connections of one address to a worker without a proxy in front; beyond it the oldest is closed",
    )
    address_bytes: int = _whole(
        LONGEST_LINE, 1024, LONGEST_LINE, "most bytes of the first line of a request, with its address; beyond it: 414"
    )
    body_bytes: int = _whole(1_000_000, 1, 16_000_000, "most bytes of the body of a request; beyond it: 413")
    proxies: int = _whole(0, 0, 16, "number of proxies in front whose `X-Forwarded` headers are trusted")
    metrics_port: int = _whole(0, 0, 65_535, "port on which Prometheus metrics are served; 0: no metrics")
    prefix: str = _text(_no_prefix, "path under which Basin is served")
    redis_url: str = _text(_no_redis, "address of a Redis in which replicas share finished runs and limits")
    redis_key: str = _text(_no_key, "key with which replicas sign what they store in Redis", secret=True)

    @property
    def threads(self) -> int:
        """The threads of a worker that answer requests: one for each stream, and some for the page."""
        return self.streams + 48

    @property
    def visitor_threads(self) -> int:
        """The most threads that a visitor may have at once, so that some are left for others."""
        return min(self.visitor_streams, self.streams) + 4

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of an environment; ValueError names a wrong variable and says what would be right."""
        known = {variable(each): each for each in fields(cls)}
        given = {name: text for name, text in environment.items() if name.upper().startswith("BASIN_")}
        for name, text in given.items():
            if name not in known and not _is_of_a_service(name, text):
                raise ValueError(_unknown(name, [*known]))
        return cls(**{known[name].name: _read(known[name], text) for name, text in given.items() if name in known})


def _is_of_a_service(name: str, text: str) -> bool:
    return _OF_A_SERVICE.fullmatch(name) is not None and (name != "BASIN_PORT" or "://" in text)


def _unknown(name: str, known: list[str]) -> str:
    """A sentence: there is no such setting; and which one was probably meant."""
    stems = {each.removeprefix("BASIN_"): each for each in ("HOST", "PORT", *known)}
    near = get_close_matches(name.upper().removeprefix("BASIN_"), stems, 1)
    meant = f" Did you mean {stems[near[0]]}?" if near else f" The settings are {', '.join(known)}."
    return f"There is no setting {name}.{meant}"


def variable(setting: "Field[Any]") -> str:
    """The environment variable of a setting."""
    return f"BASIN_{setting.name.upper()}"


def _read(setting: "Field[Any]", text: str) -> Any:
    of = setting.metadata
    if "wrong" in of:
        must = of["wrong"](text)
        if not must:
            return text
        said = "its present value" if of["secret"] else repr(_without_password(text))
        raise ValueError(f"{variable(setting)} must be {must}, not {said}.")
    if text.isascii() and text.isdigit() and len(text) < 20 and of["least"] <= int(text) <= of["most"]:
        return int(text)
    limits = f"from {of['least']} to {of['most']}"
    raise ValueError(f"{variable(setting)} must be a whole number {limits}, not {text[:_QUOTED]!r}.")


def _without_password(text: str) -> str:
    """An address with possible passwords hidden: everything before the last @, and options named password."""
    text = re.sub(r"//.*@", "//...@", text, flags=re.DOTALL)
    return re.sub(r"(password=)[^&]*", r"\1...", text)[:_QUOTED]
