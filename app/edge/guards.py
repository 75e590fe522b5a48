"""Refuses requests before they are looked into: those of other sites, long bodies, and runs without room."""

from collections.abc import Collection
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from flask import Flask, Request, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.edge.refusals import REASON
from app.problems import later, problem
from app.runs import BUSY, Runs
from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_OTHER_SITE = "Pages of other sites may not request this; programs and Basin's own page may."


def install(server: Flask, settings: Settings, runs: Runs, stream: str, own: Collection[str]) -> None:
    """Guards a server; the endpoints in `own` are for its own pages, and for programs; `stream` needs a place."""

    @server.before_request
    def guard() -> AnyResponse | None:
        if not _plain(request.environ):
            abort(HTTPStatus.NOT_FOUND)
        if request.endpoint in own and cross_site(request, settings.proxies):
            return problem(HTTPStatus.FORBIDDEN, [("", f"{_OTHER_SITE}{_remedy(request)}")])
        # Refusals must be cheap, since there may be many.
        if request.endpoint == stream and not runs.places_left:
            runs.refuse()
            request.environ[REASON] = "places"
            return later(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, settings.retry_after)
        if (request.content_length or 0) > settings.body_bytes:
            return _too_long(settings.body_bytes)
        # gunicorn ends a body when its connection ends. werkzeug then sees that the body is too short.
        if request.content_length is not None:
            request.environ.pop("wsgi.input_terminated", None)
        # Without its last slash the page would look for the stream beside the prefix, not under it.
        if unquote(settings.prefix) == request.root_path and not request.environ["PATH_INFO"]:
            query = request.query_string.decode("ascii", "replace")
            return redirect(f"{settings.prefix}/{'?' if query else ''}{query}", HTTPStatus.PERMANENT_REDIRECT)
        return None


def cross_site(request: Request, proxies: int) -> bool:
    """Whether a page of another site asks; browsers say so, programs say nothing.

    It keeps other sites from having their visitors compute here, which is all that they could do: there are no cookies
    and no accounts. Over plain http browsers say only from which origin they ask, with its port, which many a proxy
    leaves out of the host.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    name, netloc = _name(origin)
    return netloc != request.host and not (proxies and name == request.host)


def _remedy(request: Request) -> str:
    """The advice to the operator for a refused page that is not another site's."""
    origin = request.headers.get("Origin", "")
    if origin == "null":
        return " A page in a sandboxed frame belongs to no site, unless its sandbox attribute has allow-same-origin."
    if origin and _name(origin)[0] == _name(f"//{request.host}")[0]:
        return (
            " If this is Basin's own page, the proxy in front must pass the host on unchanged, with its port"
            " (in nginx: proxy_set_header Host $http_host), or BASIN_PROXIES must give the number of proxies."
        )
    return ""


def _name(origin: str) -> tuple[str, str]:
    """The host of an origin, without and with its port; empty if there is none."""
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
        return f"[{host}]" if ":" in host else host, parts.netloc
    except ValueError:
        return "", ""


def _plain(environ: "WSGIEnvironment") -> bool:
    """True if a path is canonical: one slash at its beginning, and none escaped."""
    path, raw = environ["PATH_INFO"], environ.get("RAW_URI", "").partition("?")[0].lower()
    return (not path or (path.startswith("/") and not path.startswith("//"))) and "%2f" not in raw


def _too_long(most: int) -> Response:
    sentence = f"A body may be at most {most:,} bytes long."
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [("", sentence)])
