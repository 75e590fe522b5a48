"""What never changes while a process lives: the page, its assets and packages, each read and compressed once."""

import hashlib
import pathlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from dash.fingerprint import check_fingerprint
from flask import Flask, Response, abort, g, request
from flask_compress import Compress
from flask_compress.flask_compress import DictCache

FOREVER = "public, max-age=31536000, immutable"
# Browsers keep it but ask again each time, and get 304 while it is unchanged.
ASKED_AGAIN = "no-cache"
# The argument of Dash's route for packages that is a file name, possibly with a fingerprint.
FINGERPRINTED = "fingerprinted_path"
# The number of locks. One for each document would grow without bound, since anybody can invent paths.
_LOCKS = 64
# Set here, since the system's types differ between machines.
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Assets:
    """The files of a folder, at addresses that hold a fingerprint of all of them.

    Styles that name each other by relative paths are therefore of one version, and can be cached for ever.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        found = sorted(path for path in folder.rglob("*") if path.suffix in _TYPES and path.is_file())
        self._files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
        contents = hashlib.sha256()
        for name, content in self._files.items():
            contents.update(f"{name} {len(content)} ".encode() + content)
        self.path = f"assets/{contents.hexdigest()[:12]}"

    def serve(self, path: str) -> Response:
        """A file; 404 if there is none of that name."""
        content = self._files.get(path)
        if content is None:
            abort(HTTPStatus.NOT_FOUND)
        return Response(
            content, mimetype=_TYPES[pathlib.PurePosixPath(path).suffix], headers={"Cache-Control": FOREVER}
        )


@dataclass(frozen=True)
class _Document:
    content: bytes
    kind: str
    tag: str
    lifetime: str


class Documents:
    """Answers of views, kept for good. Only for views whose answer depends on their arguments alone."""

    def __init__(self, server: Flask) -> None:
        server.config.update(
            COMPRESS_REGISTER=False,
            COMPRESS_ALGORITHM=["br", "gzip"],
            COMPRESS_BR_LEVEL=6,
            COMPRESS_CACHE_BACKEND=DictCache,
            COMPRESS_CACHE_KEY=lambda _: g.document,
            COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        )
        self._server = server
        self._compress = Compress(server)
        self._kept: dict[tuple[str, ...], _Document] = {}
        self._locks = [Lock() for _ in range(_LOCKS)]

    def keep(self, endpoints: Iterable[str]) -> None:
        """Makes the views of these endpoints run only once for each of their documents."""
        for endpoint in endpoints:
            self._server.view_functions[endpoint] = self._keeping(endpoint)

    def _keeping(self, endpoint: str) -> Callable[..., Response]:
        view = self._server.ensure_sync(self._server.view_functions[endpoint])

        def answer(**arguments: str) -> Response:
            key = endpoint, *(_file(value) if name == FINGERPRINTED else value for name, value in arguments.items())
            # Simultaneous requests wait while the first one reads and compresses.
            with self._locks[hash(key) % _LOCKS]:
                if key not in self._kept:
                    self._kept[key] = _document(self._server.make_response(view(**arguments)))
                return self._answer(" ".join(key), self._kept[key])

        return answer

    def _answer(self, key: str, document: _Document) -> Response:
        response = Response(document.content, content_type=document.kind, headers={"Cache-Control": document.lifetime})
        response.set_etag(document.tag)
        g.document = key
        compressed: Response = self._compress.after_request(response)
        compressed.make_conditional(request)
        return compressed


def _file(path: str) -> str:
    """A file's name without its fingerprint, so that all fingerprints lead to one document."""
    if path.endswith(".map"):
        abort(HTTPStatus.NOT_FOUND)
    file: str = check_fingerprint(path)[0]
    return file


def _document(response: Response) -> _Document:
    content = response.get_data()
    lifetime = FOREVER if response.cache_control.max_age else ASKED_AGAIN
    return _Document(content, response.content_type or "", hashlib.sha256(content).hexdigest()[:16], lifetime)
