"""What is refused before it is looked into: other sites' callers, too long bodies, and runs there is no room for."""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from flask import Flask, Request, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.problems import later, problem
from app.runs import BUSY, Runs
from app.settings import Settings


def install(server: Flask, settings: Settings, runs: Runs, stream: str, own: Collection[str]) -> None:
    """Guards a server; the endpoints in `own` are for its own pages, and for programs; `stream` needs a place."""

    @server.before_request
    def guard() -> AnyResponse | None:
        if request.endpoint in own and cross_site(request):
            sentence = "Pages of other sites may not ask for this; programs and Basin's own page may."
            return problem(HTTPStatus.FORBIDDEN, [("", sentence)])
        # The more there are who find no place, the less each may cost.
        if request.endpoint == stream and not runs.places_left:
            runs.refuse()
            return later(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, settings.retry_after)
        if (request.content_length or 0) > settings.body_bytes:
            return _too_long(settings.body_bytes)
        # gunicorn ends a body where its connection ends; then werkzeug sees that it is shorter than it should be.
        if request.content_length is not None:
            request.environ.pop("wsgi.input_terminated", None)
        # Without its last slash the page would look for the stream beside the prefix, not under it.
        if unquote(settings.prefix) == request.root_path and not request.environ["PATH_INFO"]:
            query = request.query_string.decode("ascii", "replace")
            return redirect(f"{settings.prefix}/{'?' if query else ''}{query}", HTTPStatus.PERMANENT_REDIRECT)
        return None


def cross_site(request: Request) -> bool:
    """Whether a page of another site asks; browsers say so, programs say nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != request.host
    except ValueError:
        return True


def _too_long(most: int) -> Response:
    sentence = f"A body may be at most {most:,} bytes long."
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [("", sentence)])
