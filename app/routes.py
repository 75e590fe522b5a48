"""The HTTP routes besides Dash's own: the stream of a run, and plotly.js."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import quote, unquote

from flask import Blueprint, Request, Response, redirect, request
from plotly.offline import get_plotlyjs_version
from werkzeug.wrappers import Response as BaseResponse

from app.plotlyjs import plotlyjs
from app.posted import Unreadable, posted
from app.problems import later, problem
from app.runs import BUSY, END, Busy, Gzip, Identity, Runs, Visit
from app.settings import Settings
from app.wire import COLUMNS, PROTOCOL, fingerprint, most_events
from solver.config import ConfigError, RunConfig
from solver.config.query import parse
from solver.parameters import shorten
from solver.registry import FieldError

PLOTLY_PATH = f"/plotly-{get_plotlyjs_version()}.min.js"
_EVENT_ID = re.compile(rf"([0-9a-f]{{12}})-([0-9]{{1,9}}|{END})", re.ASCII)
_NOT_KEPT = {"Cache-Control": "no-store"}
# nginx keeps what it is sent until it has a whole buffer of it, unless it is told not to. No proxy may compress a
# stream, or read what is compressed: either would hold events back.
_STREAMED: Mapping[str, str] = {
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
    "Vary": "Accept-Encoding",
}
# Characters, besides letters and digits, that stay unescaped in a query.
_IN_QUERIES = "=&,:;.-"
_COLUMNS = re.compile(r"(?:^|&)columns=([^&]*)")
_PROTOCOL = re.compile(r"(?:^|&)protocol=([^&]*)")
# What a page reads that was loaded from a server of another version.
_OUTDATED = (
    "This page is of another version of Basin. Load it again. "
    f"(A program adds protocol={PROTOCOL} to its address, if it reads that protocol.)"
)


def blueprint(settings: Settings, runs: Runs, visit: Callable[[Request], Visit]) -> Blueprint:
    """The routes of one application. `visit` tells who sends a request."""
    routes = Blueprint("basin", __name__)

    @routes.route("/api/stream", methods=["GET", "POST"])
    def stream() -> Response:
        try:
            query, named = _named_protocol(request.query_string.decode("ascii", "replace"))
            query, columns = _split(query, named)
            config = _posted_beside(query, settings.body_bytes) if request.method == "POST" else parse(query)
            config.check_cost(settings.cost)
            place = _next_place(request.headers.get("Last-Event-ID"), config, named)
        except Unreadable as error:
            return problem(error.status, error.problems)
        except ConfigError as error:
            return problem(HTTPStatus.BAD_REQUEST, error.problems)
        except FieldError as error:
            return problem(HTTPStatus.BAD_REQUEST, [(error.field, str(error))])
        if place is None:
            return Response(status=HTTPStatus.NO_CONTENT, headers=_NOT_KEPT)
        try:
            coding = Gzip() if request.accept_encodings["gzip"] else Identity()
            reader = runs.open(config, columns, place, visit(request), coding)
        except Busy:
            return later(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, settings.retry_after)
        return Response(reader, mimetype="text/event-stream", headers={**_STREAMED, **coding.headers})

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
        sentence = "The configuration of a POST belongs in its body; the address may hold only columns and protocol."
        raise ConfigError([("", sentence)])
    return posted(longest)


def _named_protocol(query: str) -> tuple[str, bool]:
    """A query string without the protocol, and whether it named the one that the stream has; any other is refused."""
    named = set(_PROTOCOL.findall(query))
    if named - {str(PROTOCOL)}:
        raise ConfigError([("", _OUTDATED)])
    return _PROTOCOL.sub("", query).removeprefix("&"), bool(named)


def _split(query: str, named: bool) -> tuple[str, tuple[str, ...] | None]:
    """Splits a query string into the configuration and the columns asked for; None if it names no columns.

    What columns hold depends on the protocol: without its name, whoever asks for them may expect another one.
    """
    asked = _COLUMNS.findall(query)
    if len(asked) > 1:
        raise ConfigError([("columns", "'columns' is given more than once. Give it once.")])
    if not asked:
        return query, None
    if not named:
        raise ConfigError([("", _OUTDATED)])
    columns = tuple(unquote(asked[0]).split(","))
    if len(set(columns)) < len(columns):
        raise ConfigError([("columns", "A column is named more than once. Name each column once.")])
    for column in columns:
        if column not in COLUMNS:
            sentence = f"There is no column {shorten(column)}; the columns are {', '.join(COLUMNS)}."
            raise ConfigError([("columns", sentence)])
    return _COLUMNS.sub("", query).removeprefix("&"), columns


def _next_place(event_id: str | None, config: RunConfig, named: bool) -> int | None:
    """The place of the event after the last that a client saw: 0 if it saw none or another engine's; None: no more.

    Another engine may have another protocol: who does not name this one cannot be known to read it.
    """
    if not event_id:
        return 0
    match = _EVENT_ID.fullmatch(event_id)
    if not match:
        sentence = f"Last-Event-ID must be an id that this stream sent, not {shorten(event_id)}."
        raise ConfigError([("Last-Event-ID", sentence)])
    if match[2] == END:
        return None
    if match[1] != fingerprint():
        if not named:
            raise ConfigError([("", _OUTDATED)])
        return 0
    place, most = int(match[2]), most_events(config)
    if place >= most:
        sentence = f"Last-Event-ID must be an id that this stream sent: it has at most {most:,} events, not {place:,}."
        raise ConfigError([("Last-Event-ID", sentence)])
    return place + 1
