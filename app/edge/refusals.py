"""Answers every error with a problem document, which tells nothing of the code."""

import logging
from http import HTTPStatus

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response
from gunicorn.http.errors import (  # type: ignore[import-untyped]
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    NoMoreData,
    ParseException,
)
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed

from app.problems import problem

_SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.BAD_REQUEST: "This request cannot be understood: its address or a header is malformed.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "An error in Basin prevented an answer to this request. It has been logged.",
}

# The key of a request's environment that holds the reason of a refusal, if the status does not tell.
REASON = "basin.reason"
_BY_STATUS = {
    400: "request",
    403: "site",
    404: "nothing",
    405: "method",
    408: "late",
    413: "body",
    414: "address",
    415: "kind",
    429: "visitor",
    431: "headers",
    503: "memory",
}
_REASONS = {
    LimitRequestLine: "address",
    LimitRequestHeaders: "headers",
    ExpectationFailed: "expectation",
    ParseException: "syntax",
    NoMoreData: "cut",
}
# The most characters of a request that are quoted.
_LONGEST = 200

log = logging.getLogger(__name__)


class Refused(Exception):
    """Raised for a request that is refused before the application sees it, with a sentence that says why."""

    def __init__(self, status: HTTPStatus, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.reason = reason


def install(server: Flask) -> None:
    """Answers the errors of a server."""
    server.register_error_handler(HTTPException, _refuse)
    server.register_error_handler(InvalidResourceError, _nothing)
    server.register_error_handler(DependencyException, _nothing)
    # Errors that show only when the body is read.
    server.register_error_handler(ParseException, _misread)
    server.register_error_handler(NoMoreData, _misread)
    server.register_error_handler(ClientDisconnected, _cut)
    server.register_error_handler(Exception, _fail)


def unreadable(error: Exception) -> tuple[HTTPStatus, str]:
    """The answer to a request that cannot be read, or whose answer failed."""
    if isinstance(error, Refused):
        return error.status, str(error)
    if isinstance(error, LimitRequestLine):
        most = f" It may be at most {error.max_size:,} bytes long." if error.max_size else ""
        return HTTPStatus.REQUEST_URI_TOO_LONG, f"The first line of this request, with its address, is too long.{most}"
    if isinstance(error, LimitRequestHeaders):
        return (
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "This request has too many headers, or headers that are too long.",
        )
    if isinstance(error, ExpectationFailed):
        return HTTPStatus.EXPECTATION_FAILED, "The only expectation that can be met is 100-continue."
    if isinstance(error, ParseException | NoMoreData):
        return HTTPStatus.BAD_REQUEST, f"This is not a valid HTTP/1.1 request. {str(error)[:_LONGEST]}"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return status, _SENTENCES[status]


def reason(error: Exception) -> str:
    """The reason, for the metrics, of a refusal before the application."""
    if isinstance(error, Refused):
        return error.reason
    for kind, word in _REASONS.items():
        if isinstance(error, kind):
            return word
    return "fault"


def by_status(status: int) -> str:
    """The reason, for the metrics, of a refusal by the application."""
    return _BY_STATUS.get(status, "fault")


def _misread(error: Exception) -> Response:
    status, sentence = unreadable(error)
    return problem(status, [("", sentence)])


def _refuse(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if isinstance(error, MethodNotAllowed):
        methods = ", ".join(sorted(error.valid_methods or ()))
        return problem(status, [("", f"This address accepts only {methods}.")], {"Allow": methods})
    return problem(status, [("", _SENTENCES.get(status) or error.description or status.phrase)])


def _cut(_: ClientDisconnected) -> Response:
    return problem(HTTPStatus.BAD_REQUEST, [("", "The body was incomplete, or did not arrive in time.")])


def _nothing(_: Exception) -> Response:
    """Answers for an unknown file of a package: Dash's own words would list the packages."""
    return problem(HTTPStatus.NOT_FOUND, [("", _SENTENCES[HTTPStatus.NOT_FOUND])])


def _fail(error: Exception) -> Response:
    log.error("A request failed.", exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(status, [("", _SENTENCES[status])])
