"""Proxies that may stand between Basin and a browser and hold things back, in a few lines each."""

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

# Headers of a single connection, and headers that this proxy sets itself.
_OWN = {"connection", "transfer-encoding", "content-length", "keep-alive", "server", "date"}
_PIECE = 4096


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = prefix = ""
    holds = False
    asked: ClassVar[list[str]]
    cuts: ClassVar[list[int]]

    def do_GET(self) -> None:
        self._pass()

    def do_POST(self) -> None:
        self._pass()

    def _pass(self) -> None:
        if not self.path.startswith(f"{self.prefix}/"):
            self.send_error(404)
            return
        path = self.path.removeprefix(self.prefix)
        if path.startswith("/api/stream"):
            self.asked.append(self.command)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
        connection = http.client.HTTPConnection(self.upstream)
        connection.request(self.command, path, body, headers)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            self._answer(connection.getresponse())

    def _answer(self, response: http.client.HTTPResponse) -> None:
        held = response.read() if self.holds and self.command == "GET" else b""
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(held)
        left = self.cuts.pop(0) if self.cuts and "/api/stream" in self.path else None
        while left != 0 and (piece := response.read1(_PIECE if left is None else min(left, _PIECE))):
            self.wfile.write(piece)
            self.wfile.flush()
            left = None if left is None else left - len(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Does nothing: only the test sends requests."""


@contextlib.contextmanager
def between(
    server: str, *, prefix: str = "", holds: bool = False, cuts: tuple[int, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """The address of a proxy, and the list of methods by which streams were requested through it.

    The proxy strips a prefix from addresses and answers no others. If it `holds`, it passes answers to GET on only when
    they are complete. It ends the first streams after so many bytes each: `cuts`.
    """
    asked: list[str] = []
    own = {"upstream": urlsplit(server).netloc, "prefix": prefix, "holds": holds, "asked": asked, "cuts": list(cuts)}
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Proxy", (_Proxy,), own)) as site:
        site.daemon_threads = True
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}", asked
        site.shutdown()
