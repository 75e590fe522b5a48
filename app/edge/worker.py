"""gunicorn's worker with threads. A thread only answers whole requests; at the end all drain at once."""

import errno
import json
import logging
import selectors
import socket
import struct
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from threading import local
from time import monotonic
from types import FrameType
from typing import Any, ClassVar

from gunicorn.http import wsgi  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker  # type: ignore[import-untyped]

from app.edge.arriving import Arriving, left
from app.edge.connections import Connection, Connections
from app.edge.headers import ALWAYS, OWN
from app.edge.refusals import Refused, reason, unreadable
from app.edge.visitors import network
from app.edge.watch import note_refusal
from app.problems import document
from app.settings import Settings

# Bytes of one read.
_PIECE = 65_536
# Bytes of unanswered requests in a worker; above it the largest unfinished request is refused.
_MOST_GATHERED = 64_000_000
_NAMELESS = "Server: \r\n"
# Seconds between two looks for connections that are late.
_LOOK = 0.25
# The system has no file left, or no memory for another one.
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_GONE = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EPROTO}

_CROWDED = Refused(
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many connections are open from this address; try again in a moment.",
    "connections",
)
_FULL = Refused(HTTPStatus.SERVICE_UNAVAILABLE, "This address sends too much at once; try again in a moment.", "memory")
_CUT = Refused(HTTPStatus.BAD_REQUEST, "The body was incomplete.", "cut")
_LATE = Refused(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive completely in time.", "late")

log = logging.getLogger(__name__)


class _Response(wsgi.Response):  # type: ignore[misc]
    """A response whose Server header does not name gunicorn."""

    # Where the header is missing, a proxy adds its own name.
    server: ClassVar[list[str]] = []

    def default_headers(self) -> list[str]:
        """The headers of every response, after its status."""
        return [line for line in super().default_headers() if not line.startswith("Server:")] + self.server


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker whose application holds its settings and its health among its extensions.

    A connection waits in the poller until its request and its body are complete. It has a thread only while the request
    is answered.
    """

    @classmethod
    def check_config(cls, cfg: Any, log: object) -> None:
        """Refuses TLS, which a thread would have to decrypt."""
        if cfg.is_ssl:
            raise SystemExit("Basin serves plain HTTP. For HTTPS, put a proxy in front, as docs/deploying.md says.")

    def run(self) -> None:
        """Accepts connections until it is told to end."""
        settings: Settings = self.wsgi.extensions["settings"]
        self._settings = settings
        # gunicorn has no setting for the Server header.
        _Response.server = [_NAMELESS] if settings.proxies else []
        wsgi.Response = _Response
        self._connections = Connections(settings.visitor_connections, settings.visitor_threads)
        self.wsgi.extensions["metrics"].watch(self._connections)
        # Another connection takes the place of the one that has waited longest, so that visitors can always connect.
        self._most = self.worker_connections
        self.worker_connections += 1
        self._next_look = 0.0
        self._thread = local()
        super().run()

    def accept(self, listener: socket.socket) -> None:
        """Accepts a connection, which must send its headers in time."""
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno in _EXHAUSTED and (oldest := self._connections.oldest()):
                self._close(oldest)
            elif error.errno not in _GONE | _EXHAUSTED:
                raise
            return
        # Set in the kernel, since gunicorn resets Python's time-out.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", self._settings.standstill, 0))
        counted = isinstance(address, tuple) and not self._settings.proxies
        conn = Connection(network(address[0]) if counted else None, self.cfg, sock, address, listener.getsockname())
        self.nr_conns += 1
        self._connections.add(conn)
        if self.nr_conns > self._most and (oldest := self._connections.oldest()):
            self._close(oldest)
        if self._connections.crowded(conn.visitor):
            oldest = self._connections.oldest(conn.visitor)
            if oldest is None:
                self._refuse(conn, _CROWDED)
                return
            self._close(oldest)
        self._wait(conn, self._settings.header_deadline)

    def _wait(self, conn: Connection, seconds: float, begun: bytes = b"") -> None:
        """Waits for a request, of which some bytes may have come already."""
        conn.wait(seconds, Arriving(self.cfg, conn.client, self._settings.body_bytes))
        self._listen(conn, self._read)
        if begun:
            self._take(conn, begun)

    def _listen(self, conn: Connection, read: Any) -> None:
        conn.sock.setblocking(False)
        self._connections.waiting[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(read, conn))

    def _stop_listening(self, conn: Connection) -> None:
        if conn in self._connections.waiting:
            del self._connections.waiting[conn]
            self.poller.unregister(conn.sock)

    def _read(self, conn: Connection, sock: socket.socket) -> None:
        try:
            piece = sock.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError as error:
            log.debug("A visitor has gone: %s", error)
            piece = b""
        if piece:
            self._take(conn, piece)
        elif conn.arriving and conn.arriving.headed:
            self._refuse(conn, _CUT)
        else:
            self._close(conn)

    def _take(self, conn: Connection, piece: bytes) -> None:
        """Takes a piece of a request, and answers the request once it is complete."""
        before = conn.arriving
        assert before is not None, "nothing is expected"
        if not before.received:
            conn.wait(self._settings.header_deadline, before)
        headed = before.headed
        try:
            arriving = self._connections.take(conn, piece)
        except Exception as error:
            self._refuse(conn, error)
            return
        if arriving.whole:
            self._stop_listening(conn)
            self._begin(conn)
            return
        if arriving.headed and not headed:
            conn.until = monotonic() + self._settings.body_deadline
            if arriving.expects:
                self._send(conn, b"HTTP/1.1 100 Continue\r\n\r\n")
        if self._connections.gathered > _MOST_GATHERED and (largest := self._connections.largest):
            self._refuse(largest, _FULL)

    def _begin(self, conn: Connection) -> None:
        """Answers a complete request in a thread, if its visitor may have another one."""
        if self._connections.begins(conn):
            assert conn.arriving is not None, "a request is there"
            conn.initialized = True
            # The parser never waits for bytes: the request is complete, or it is refused.
            conn.parser = RequestParser(self.cfg, conn.arriving.pieces(), conn.client)
            self.enqueue_req(conn)

    def handle(self, conn: Connection) -> Any:
        """Answers a request in a thread, and tells the thread when the request began."""
        self._thread.began = conn.began
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answers a request. If it expected 100 Continue, that was sent already."""
        req._expected_100_continue = False
        if conn.arriving is not None and conn.arriving.unread:
            req.force_close()
        return super().handle_request(req, conn)

    def finish_request(self, conn: Connection, fs: "Future[object]") -> None:
        """Waits for the next request, or closes; no thread waits for the other side to close too."""
        following = self._connections.ends(conn)
        if following is not None:
            self._begin(following)
        if fs.cancelled() or fs.exception() or not fs.result():
            self._linger(conn)
            return
        seconds = self.cfg.keepalive if self.alive else min(self.cfg.keepalive, STOP_KEEPALIVE_LINGER)
        self._wait(conn, seconds, left(conn.parser.unreader))

    def _linger(self, conn: Connection) -> None:
        """Closes for writing, and discards what still comes: otherwise the answer could be lost."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.wait(self.cfg.keepalive, None)
        self._listen(conn, self._discard)

    def _discard(self, conn: Connection, sock: socket.socket) -> None:
        try:
            if sock.recv(_PIECE):
                return
        except BlockingIOError:
            return
        except OSError as error:
            log.debug("A visitor has gone: %s", error)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self._stop_listening(conn)
        self._connections.remove(conn)
        self.nr_conns -= 1
        conn.close()

    def murder_keepalived(self, force: bool = False) -> None:
        """Closes connections whose time is over, or all of them at the end. gunicorn's own list stays empty."""
        now = monotonic()
        if now < self._next_look and not force:
            return
        self._next_look = now + _LOOK
        self.wsgi.extensions["metrics"].look()
        for conn in [conn for conn in self._connections.waiting if force or conn.until < now]:
            if conn.arriving and conn.arriving.received:
                self._refuse(conn, _LATE)
            else:
                self._close(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """Shortens the wait for requests that have not begun, when the worker ends."""
        for conn in self._connections.waiting:
            if not (conn.arriving and conn.arriving.received):
                conn.until = min(conn.until, deadline)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: streams end after their current event."""
        self._drain()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT and SIGQUIT: likewise, since the process would wait for threads that stream."""
        self._drain()
        super().handle_quit(sig, frame)

    def _drain(self) -> None:
        # A worker that is stopped while it boots has no application yet.
        if hasattr(self, "wsgi"):
            self.wsgi.extensions["health"].drain()

    def _refuse(self, conn: Connection, error: Exception) -> None:
        """Refuses a request outside of a thread, and takes no more of it."""
        self._stop_listening(conn)
        self._send(conn, self._refusal(error, conn.client, monotonic() - conn.began))
        self._connections.forget(conn)
        self._linger(conn)

    def _send(self, conn: Connection, said: bytes) -> None:
        """Sends what fits the connection's empty send buffer."""
        try:
            conn.sock.setblocking(False)
            conn.sock.send(said)
        except OSError:
            log.debug("Nobody waits for the refusal.")

    def handle_error(self, req: object, client: socket.socket, addr: tuple[Any, ...] | None, exc: Exception) -> None:
        """Answers a request that failed, in a thread."""
        try:
            client.sendall(self._refusal(exc, addr, monotonic() - self._thread.began))
        except OSError:
            log.debug("Nobody waits for the refusal.")

    def _refusal(self, error: Exception, address: Any, seconds: float) -> bytes:
        """A refusal as a problem document, where gunicorn sends HTML. It is logged without the address, and counted."""
        status, sentence = unreadable(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Refused):
            log.error("A request failed.", exc_info=error)
        extensions, why = self.wsgi.extensions, reason(error)
        visitor = extensions["names"].pseudonym(address[0] if isinstance(address, tuple) else None)
        extensions["metrics"].refused(why)
        return _answer(status, sentence, note_refusal(status, why, visitor, seconds), _Response.server)


def _answer(status: HTTPStatus, sentence: str, request_id: str, more: list[str]) -> bytes:
    body = json.dumps(document(status, [("", sentence)]))
    headers = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Security-Policy": "default-src 'none'",
        "X-Request-Id": request_id,
        **ALWAYS,
        **OWN,
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "".join([*(f"{line}\r\n" for line in lines), *more, "\r\n", body]).encode("ascii")
