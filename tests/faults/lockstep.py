"""A server that writes the next chunk of a stream only after its reader has received the one before."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

# Seconds without an answer after which a chunk counts as held back.
_HELD = 60
# Headers that a visitor may forge, as if proxies had set them.
FORGED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Prefix": "/forged", "X-Forwarded-Port": "1"}


class LockStep:
    """Answers one request with chunks; `head` is the request."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self.head = b""
        self._chunks = chunks
        self._seen = threading.Semaphore(0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_HELD)
        self.host: tuple[str, int] = self._listener.getsockname()

    def serve(self) -> None:
        """Answers the request."""
        with self._listener, self._listener.accept()[0] as connection:
            while not self.head.endswith(b"\r\n\r\n"):
                self.head += connection.recv(65_536)
            kind = b"Content-Type: text/event-stream\r\nCache-Control: no-store\r\n"
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + kind + b"Transfer-Encoding: chunked\r\n\r\n")
            for chunk in self._chunks:
                connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
                if not self._seen.acquire(timeout=_HELD):
                    return
            connection.sendall(b"0\r\n\r\n")

    def read(self, connect: Callable[[], http.client.HTTPConnection], path: str) -> list[bytes]:
        """The chunks as a reader gets them. If one is held back, http.client calls the answer incomplete."""
        read = []
        with closing(connect()) as connection:
            connection.request("GET", path, headers=FORGED)
            response = connection.getresponse()
            for chunk in self._chunks:
                read.append(response.read(len(chunk)))
                self._seen.release()
            assert response.read() == b""
        return read


@contextmanager
def lockstep(chunks: Sequence[bytes]) -> Iterator[LockStep]:
    """A lock-step server in a thread of its own."""
    server = LockStep(chunks)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    thread.join(timeout=2 * _HELD)
