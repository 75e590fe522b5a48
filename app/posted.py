"""A configuration that is posted, because it is too long for an address."""

import json
from http import HTTPStatus
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from solver.config import ConfigError, RunConfig
from solver.config.query import LONGEST_ELSEWHERE, MOST_VALUES, TOO_MANY, parse
from solver.parameters import decimal, shorten

# The most names in a JSON object: several times what any part of a configuration has.
_MOST_NAMES = 100


class Unreadable(ConfigError):
    """Raised for a body that cannot be read, with the status that says why."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__([("", sentence)])
        self.status = status


def posted(longest: int) -> RunConfig:
    """The configuration in a body of at most `longest` bytes: JSON as a run's `config`, or what an address would hold.

    Raises ConfigError for what is wrong: with the paths of JSON's fields, or with the address's names.
    """
    if request.mimetype == "application/json":
        return RunConfig.check(_plain(_body(longest)))
    if request.mimetype == "application/x-www-form-urlencoded":
        return parse(_body(longest).decode("ascii", "replace").rstrip("\r\n"), LONGEST_ELSEWHERE)
    sentence = f"Content-Type must be application/json or application/x-www-form-urlencoded, not {_given()}."
    raise Unreadable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)


def _given() -> str:
    return shorten(request.mimetype) if request.mimetype else "none"


def _body(longest: int) -> bytes:
    request.max_content_length = longest
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        sentence = f"A configuration may be at most {longest:,} bytes long."
        raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence) from None


def _plain(body: bytes) -> object:
    """Parses strict JSON: no field twice, no NaN or infinity, no more than a configuration may hold."""
    # Each value follows one of these.
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ConfigError([("", TOO_MANY)])
    try:
        return json.loads(
            body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_float
        )
    except ConfigError:
        raise
    except json.JSONDecodeError as error:
        sentence = f"The body is not valid JSON: the error is at line {error.lineno}, column {error.colno}."
    except UnicodeDecodeError:
        sentence = "The body must be JSON encoded in UTF-8."
    except RecursionError:
        sentence = "The JSON in the body is nested too deeply."
    except ValueError:
        sentence = "The body holds a number with thousands of digits; numbers must be shorter."
    raise ConfigError([("", sentence)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MOST_NAMES:
        sentence = f"A part of a configuration may have at most {_MOST_NAMES} fields; this one has {len(pairs):,}."
        raise ConfigError([("", sentence)])
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ConfigError([(name, f"{shorten(name)} is given more than once. Give it once.")])
        found[name] = value
    return found


def _float(token: str) -> float | str:
    """Parses a number. One that underflows or overflows stays text, which its field refuses."""
    number = decimal(token)
    return token if number is None else number


def _no_number(token: str) -> None:
    raise ConfigError([("", f"{token} is not a JSON number. Write a finite number.")])
