"""The HTTP routes besides Dash's own: the stream of a run, plotly.js, and health."""

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from threading import BoundedSemaphore
from urllib.parse import unquote

from flask import Blueprint, Response, request
from plotly.offline import get_plotlyjs, get_plotlyjs_version

from app.posted import Unreadable, posted
from app.problems import problem
from app.settings import Settings
from app.wire import COLUMNS, Event, events, fingerprint
from solver.config import ConfigError, RunConfig
from solver.parameters import shorten
from solver.query import parse

PLOTLY_PATH = f"/plotly-{get_plotlyjs_version()}.min.js"
_EVENT_ID = re.compile(r"([0-9a-f]{12})-([0-9]{1,9})", re.ASCII)
_COLUMNS = re.compile(r"(?:^|&)columns=([^&]*)")


def blueprint(settings: Settings) -> Blueprint:
    """The routes of one application."""
    routes = Blueprint("basin", __name__)
    places = BoundedSemaphore(settings.streams)

    @routes.route("/api/stream", methods=["GET", "POST"])
    def stream() -> Response:
        try:
            query, columns = _split(request.query_string.decode("ascii", "replace"))
            config = _posted_beside(query) if request.method == "POST" else parse(query)
            after = _last_seen(request.headers.get("Last-Event-ID"))
        except Unreadable as error:
            return problem(error.status, error.problems)
        except ConfigError as error:
            return problem(HTTPStatus.BAD_REQUEST, error.problems)
        if not places.acquire(blocking=False):
            busy = "All places for runs are taken; try again in a moment."
            headers = {"Retry-After": str(settings.retry_after)}
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, [("", busy)], headers)
        body = _Stream(config, columns, after, places)
        return Response(body, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    @routes.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})

    @routes.get(PLOTLY_PATH)
    def plotly() -> Response:
        response = Response(get_plotlyjs(), mimetype="text/javascript")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    return routes


class _Stream(Iterator[str]):
    """A run as server-sent events, from after the last one seen; gives its place back when it ends."""

    def __init__(self, config: RunConfig, columns: Sequence[str] | None, after: int, places: BoundedSemaphore) -> None:
        self._events = enumerate(events(config, columns))
        self._after = after
        self._places: BoundedSemaphore | None = places

    def __next__(self) -> str:
        try:
            place, event = next(item for item in self._events if item[0] > self._after)
        except BaseException:
            self.close()
            raise
        return _frame(place, event)

    def close(self) -> None:
        """Called by the server however the request ends."""
        if self._places is not None:
            self._places.release()
            self._places = None


def _frame(place: int, event: Event) -> str:
    return f"id: {fingerprint()}-{place}\nevent: {event.kind}\ndata: {event.json()}\n\n"


def _posted_beside(query: str) -> RunConfig:
    """The configuration that is posted, where the address holds none."""
    if query:
        raise ConfigError([("", "What is posted stands in the body: its address may hold nothing but columns.")])
    return posted()


def _split(query: str) -> tuple[str, tuple[str, ...] | None]:
    """The configuration's part of a query string, and the columns asked for; None where it names none."""
    asked = _COLUMNS.findall(query)
    if len(asked) > 1:
        raise ConfigError([("columns", "'columns' is given more than once.")])
    if not asked:
        return query, None
    columns = tuple(unquote(asked[0]).split(","))
    if len(set(columns)) < len(columns):
        raise ConfigError([("columns", "A column is given more than once.")])
    for column in columns:
        if column not in COLUMNS:
            sentence = f"There is no column {shorten(column)}; there is {', '.join(COLUMNS)}."
            raise ConfigError([("columns", sentence)])
    return _COLUMNS.sub("", query).removeprefix("&"), columns


def _last_seen(event_id: str | None) -> int:
    """The place of the last event that a client saw; -1 if it saw none or another engine's."""
    if not event_id:
        return -1
    match = _EVENT_ID.fullmatch(event_id)
    if not match:
        sentence = f"Last-Event-ID must be an id that this stream sent, not {shorten(event_id)}."
        raise ConfigError([("Last-Event-ID", sentence)])
    return int(match[2]) if match[1] == fingerprint() else -1
