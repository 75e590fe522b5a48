"""gunicorn's worker with threads: it drains at once when it is told to end, and refuses in problem documents."""

import json
import logging
import selectors
import socket
import struct
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from types import FrameType
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from app.edge.headers import ALWAYS, OWN
from app.edge.logs import REQUESTS
from app.edge.refusals import unreadable
from app.edge.visitors import pseudonym
from app.problems import document

log = logging.getLogger(__name__)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker whose application keeps its settings and its health among its extensions."""

    def enqueue_req(self, conn: Any) -> None:
        """Bounds how long a connection may stand still, or whoever says or reads nothing would hold its thread."""
        # Of the kernel: gunicorn takes a time-out of Python's away again.
        seconds = struct.pack("ll", self.wsgi.extensions["settings"].standstill, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)
        if conn.initialized or conn.data_ready or conn.wait_for_data(0):
            super().enqueue_req(conn)
            return
        # Who has said nothing yet gets no thread to say it to, as later with gunicorn itself.
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def finish_request(self, conn: Any, fs: "Future[object]") -> None:
        """Ends a connection without waiting in this thread, or in any, for the other side to close it too."""
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.sock.setblocking(False)
        conn.set_timeout()
        # From here gunicorn closes it when its time is over, as it does with those that are kept alive.
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._discard, conn))

    def _discard(self, conn: Any, sock: socket.socket) -> None:
        """Takes what still comes of a request that is answered: left unread, it would have the answer thrown away."""
        try:
            if sock.recv(65_536):
                return
        except BlockingIOError:
            return
        except OSError as error:
            log.debug("A visitor has gone: %s", error)
        self.poller.unregister(sock)
        self.keepalived_conns.remove(conn)
        self._close(conn)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: streams end after their present event."""
        self._drain()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT and SIGQUIT: the same, or the process would wait for threads that stream."""
        self._drain()
        super().handle_quit(sig, frame)

    def _drain(self) -> None:
        # There is no application yet where a worker is stopped while it boots.
        if hasattr(self, "wsgi"):
            self.wsgi.extensions["health"].drain()

    def handle_error(self, req: object, client: socket.socket, addr: tuple[Any, ...] | None, exc: Exception) -> None:
        """Refuses what is no request, in words that gunicorn has no room for, and never logs an address."""
        status, sentence = unreadable(exc)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("A request failed.", exc_info=exc)
        visitor = pseudonym(addr[0] if isinstance(addr, tuple) else None)
        fields = {"method": None, "path": None, "status": status.value, "visitor": visitor}
        logging.getLogger(REQUESTS).info("", extra={"fields": fields})
        try:
            client.sendall(_answer(status, sentence))
        except OSError:
            log.debug("Nobody waits for the refusal.")


def _answer(status: HTTPStatus, sentence: str) -> bytes:
    body = json.dumps(document(status, [("", sentence)]))
    headers = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Security-Policy": "default-src 'none'",
        **ALWAYS,
        **OWN,
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii") + body.encode("ascii")
