"""Watches every request from its first byte to its last, for the log and the metrics."""

import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from app.edge.logs import REQUESTS
from app.edge.metrics import Metrics
from app.edge.refusals import REASON, by_status
from app.edge.visitors import Names

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The key of a request's environment that holds the route it took.
_ROUTE = "basin.route"
# The label of a path without a route.
_LONGEST_PATH = 200

# As proxies make them, with or without dashes.
_ID = re.compile(r"[0-9a-fA-F-]{16,64}", re.ASCII)

log = logging.getLogger(REQUESTS)


def install(server: Flask) -> None:
    """Makes a server note the route of each request."""

    @server.before_request
    def note() -> None:
        if request.url_rule:
            request.environ[_ROUTE] = request.url_rule.rule


def note_refusal(status: HTTPStatus, reason: str, visitor: str, seconds: float) -> str:
    """Logs a request that is refused before the application sees it. Returns its id."""
    request_id = _new_id()
    fields = {
        "method": None,
        "path": None,
        "status": status.value,
        "reason": reason,
        "milliseconds": round(1000 * seconds, 1),
        "request": request_id,
        "visitor": visitor,
    }
    log.info("", extra={"fields": fields})
    return request_id


def _new_id() -> str:
    return secrets.token_hex(8)


class Watch:
    """A WSGI application that watches another one. A request keeps the id that a trusted proxy gave it."""

    def __init__(self, application: "WSGIApplication", metrics: Metrics, names: Names, proxied: bool) -> None:
        self._application = application
        self._metrics = metrics
        self._names = names
        self._proxied = proxied

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers as the other application does, and adds the request's id as a header."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._proxied else ""
        seen = _Seen(environ, self._metrics, self._names, given if _ID.fullmatch(given) else _new_id())

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen.status = int(status[:3])
            return start_response(status, [*headers, ("X-Request-Id", seen.id)], *rest)

        try:
            seen.follow(self._application(environ, start))
        except BaseException:
            seen.close()
            raise
        return seen


class _Seen(Iterator[bytes]):
    """A request and its answer, passed on piece by piece."""

    def __init__(self, environ: "WSGIEnvironment", metrics: Metrics, names: Names, request_id: str) -> None:
        self.id = request_id
        self.status = HTTPStatus.INTERNAL_SERVER_ERROR.value
        self._environ = environ
        self._metrics = metrics
        self._names = names
        self._began = perf_counter()
        self._first: float | None = None
        self._bytes = 0
        self._answer: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())
        self._open = True

    def follow(self, answer: Iterable[bytes]) -> None:
        """Notes status and headers as the answer begins."""
        self._answer = answer
        self._pieces = iter(answer)
        self._metrics.look()

    def __next__(self) -> bytes:
        piece = next(self._pieces, None)
        # The answer's place is given back now: the server may close the answer much later.
        if piece is None:
            self.close()
            raise StopIteration
        if self._first is None:
            self._first = perf_counter() - self._began
        self._bytes += len(piece)
        return piece

    def close(self) -> None:
        """Logs and counts the answer once it is over or has no reader. A second call does nothing."""
        if not self._open:
            return
        self._open = False
        try:
            getattr(self._answer, "close", lambda: None)()
        finally:
            self._over()

    def _over(self) -> None:
        environ = self._environ
        seconds = perf_counter() - self._began
        self._metrics.answered(environ.get(_ROUTE, "none"), self.status, seconds, self._first)
        if self.status >= HTTPStatus.BAD_REQUEST:
            self._metrics.refused(environ.get(REASON) or by_status(self.status))
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        fields = {
            "method": environ["REQUEST_METHOD"],
            "path": path[:_LONGEST_PATH],
            "status": self.status,
            "milliseconds": round(1000 * seconds, 1),
            "bytes": self._bytes,
            "request": self.id,
            "visitor": self._names.pseudonym(environ.get("REMOTE_ADDR")),
        }
        log.info("", extra={"fields": fields})
