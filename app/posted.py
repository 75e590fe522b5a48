"""A configuration that is posted, because it is too long for an address."""

import json
from http import HTTPStatus
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from solver.config import ConfigError, RunConfig
from solver.parameters import shorten
from solver.query import LONGEST_ELSEWHERE as LONGEST
from solver.query import parse


class Unreadable(ConfigError):
    """A body that is not even looked into, and the status that says why."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__([("", sentence)])
        self.status = status


def posted() -> RunConfig:
    """The configuration in the body of the request: JSON as a run's `config`, or what an address would hold.

    Raises ConfigError for what is wrong: with the paths of JSON's fields, or with the address's names.
    """
    if request.mimetype == "application/json":
        return RunConfig.check(_plain(_body()))
    if request.mimetype == "application/x-www-form-urlencoded":
        return parse(_body().decode("ascii", "replace").strip(), LONGEST)
    sentence = f"Content-Type must be application/json or application/x-www-form-urlencoded, not {_given()}."
    raise Unreadable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)


def _given() -> str:
    return shorten(request.mimetype) if request.mimetype else "none"


def _body() -> bytes:
    request.max_content_length = LONGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        sentence = f"A configuration may be at most {LONGEST:,} bytes long."
        raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence) from None


def _plain(body: bytes) -> object:
    """What strict JSON says: no field twice, no NaN or infinity."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except ConfigError:
        raise
    except json.JSONDecodeError as error:
        sentence = f"The body is not JSON: it cannot be read beyond line {error.lineno}, column {error.colno}."
    except UnicodeDecodeError:
        sentence = "The body is not JSON in UTF-8."
    except RecursionError:
        sentence = "The body is JSON within JSON, too deep to be read."
    except ValueError:
        sentence = "The body has a number of thousands of digits."
    raise ConfigError([("", sentence)])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ConfigError([(name, f"{shorten(name)} is given more than once.")])
        found[name] = value
    return found


def _no_number(token: str) -> None:
    raise ConfigError([("", f"JSON has no number {token}.")])
