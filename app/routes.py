"""The HTTP routes besides Dash's own: the stream of a run, and plotly.js."""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote, unquote

from flask import Blueprint, Request, Response, redirect, request
from plotly.offline import get_plotlyjs_version
from werkzeug.wrappers import Response as BaseResponse

from app.plotlyjs import plotlyjs
from app.posted import Unreadable, posted
from app.problems import later, problem
from app.runs import BUSY, END, Busy, Runs, Visit
from app.settings import Settings
from app.wire import COLUMNS, fingerprint, most_events
from solver.config import ConfigError, RunConfig
from solver.config.query import parse
from solver.parameters import shorten
from solver.registry import FieldError

PLOTLY_PATH = f"/plotly-{get_plotlyjs_version()}.min.js"
_EVENT_ID = re.compile(rf"([0-9a-f]{{12}})-([0-9]{{1,9}}|{END})", re.ASCII)
_NOT_KEPT = {"Cache-Control": "no-store"}
# nginx keeps what it is sent until it has a whole buffer of it, unless it is told not to.
_STREAMED = {**_NOT_KEPT, "X-Accel-Buffering": "no"}
# Characters, besides letters and digits, that stay unescaped in a query.
_IN_QUERIES = "=&,:;.-"
_COLUMNS = re.compile(r"(?:^|&)columns=([^&]*)")


def blueprint(settings: Settings, runs: Runs, visit: Callable[[Request], Visit]) -> Blueprint:
    """The routes of one application. `visit` tells who sends a request."""
    routes = Blueprint("basin", __name__)

    @routes.route("/api/stream", methods=["GET", "POST"])
    def stream() -> Response:
        try:
            query, columns = _split(request.query_string.decode("ascii", "replace"))
            config = _posted_beside(query, settings.body_bytes) if request.method == "POST" else parse(query)
            config.check_cost(settings.cost)
            place = _next_place(request.headers.get("Last-Event-ID"), config)
        except Unreadable as error:
            return problem(error.status, error.problems)
        except ConfigError as error:
            return problem(HTTPStatus.BAD_REQUEST, error.problems)
        except FieldError as error:
            return problem(HTTPStatus.BAD_REQUEST, [(error.field, str(error))])
        if place is None:
            return Response(status=HTTPStatus.NO_CONTENT, headers=_NOT_KEPT)
        try:
            reader = runs.open(config, columns, place, visit(request))
        except Busy:
            return later(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, settings.retry_after)
        return Response(reader, mimetype="text/event-stream", headers=_STREAMED)

    @routes.get("/?<path:query>")
    def escaped(query: str) -> BaseResponse:
        """Redirects a link whose question mark a program has escaped."""
        beside = request.query_string.decode("ascii", "replace")
        link = "&".join(part for part in (quote(query, safe=_IN_QUERIES), beside) if part)
        return redirect(f"{request.root_path}/?{link}", HTTPStatus.PERMANENT_REDIRECT)

    @routes.get(PLOTLY_PATH)
    def plotly() -> Response:
        response = Response(plotlyjs(), mimetype="text/javascript")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    return routes


def _posted_beside(query: str, longest: int) -> RunConfig:
    """The configuration in a request's body of at most so many bytes; its address must hold none."""
    if query:
        raise ConfigError(
            [("", "The configuration of a POST request belongs in its body; the address may hold only columns.")]
        )
    return posted(longest)


def _split(query: str) -> tuple[str, tuple[str, ...] | None]:
    """Splits a query string into the configuration and the columns asked for; None if it names no columns."""
    asked = _COLUMNS.findall(query)
    if len(asked) > 1:
        raise ConfigError([("columns", "'columns' is given more than once. Give it once.")])
    if not asked:
        return query, None
    columns = tuple(unquote(asked[0]).split(","))
    if len(set(columns)) < len(columns):
        raise ConfigError([("columns", "A column is named more than once. Name each column once.")])
    for column in columns:
        if column not in COLUMNS:
            sentence = f"There is no column {shorten(column)}; the columns are {', '.join(COLUMNS)}."
            raise ConfigError([("columns", sentence)])
    return _COLUMNS.sub("", query).removeprefix("&"), columns


def _next_place(event_id: str | None, config: RunConfig) -> int | None:
    """The place of the event after the last that a client saw: 0 if it saw none or another engine's; None: no more."""
    if not event_id:
        return 0
    match = _EVENT_ID.fullmatch(event_id)
    if not match:
        sentence = f"Last-Event-ID must be an id that this stream sent, not {shorten(event_id)}."
        raise ConfigError([("Last-Event-ID", sentence)])
    if match[2] == END:
        return None
    if match[1] != fingerprint():
        return 0
    place, most = int(match[2]), most_events(config)
    if place >= most:
        sentence = f"Last-Event-ID must be an id that this stream sent: it has at most {most:,} events, not {place:,}."
        raise ConfigError([("Last-Event-ID", sentence)])
    return place + 1
