"""Requests as raw bytes, so that no library repairs what is wrong with them."""

import contextlib
import json
import re
import socket
import time
from dataclasses import dataclass
from typing import Any

from tests.app.client import PATIENCE

_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")
# The most bytes that are read of a stream that should have been refused.
_MOST = 2_000_000


@dataclass(frozen=True)
class Answer:
    """An answer: the status (0 for none), headers by lower-case name, body, and the seconds that it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def problem(self) -> dict[str, Any]:
        """The problem document."""
        assert self.headers.get("content-type", "").startswith("application/problem+json"), self
        document: dict[str, Any] = json.loads(self.body)
        assert document["status"] == self.status
        return document


def request(
    path: str | bytes, method: str = "GET", headers: tuple[str | bytes, ...] = (), body: bytes | None = None
) -> bytes:
    """A request that closes its connection. A body gets its length, unless a header frames it otherwise."""
    lines = [b"Host: 127.0.0.1", b"Connection: close", *map(_raw, headers)]
    framed = any(line.lower().startswith((b"content-length:", b"transfer-encoding:")) for line in lines)
    if body is not None and not framed:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join((method.encode("latin-1") + b" " + _raw(path) + b" HTTP/1.1", *lines, b"", body or b""))


def ask(host: tuple[str, int], raw: bytes, whole: bool = True, last: bool = False, seconds: float = PATIENCE) -> Answer:
    """The answer to raw bytes. After the `last` ones the connection is closed for writing.

    If not `whole`, a stream is read only at its beginning. TimeoutError after so many seconds of silence.
    """
    begun = time.monotonic()
    received = bytearray()
    with socket.create_connection(host, timeout=seconds) as connection:
        # A request may be refused before all of it is sent; the answer has come then.
        with contextlib.suppress(ConnectionError):
            connection.sendall(raw)
            if last:
                connection.shutdown(socket.SHUT_WR)
        while len(received) < _MOST and (whole or b"\r\n\r\n" not in received or _refused(received)):
            try:
                piece = connection.recv(65_536)
            except ConnectionError:
                break
            if not piece:
                break
            received += piece
    return _answer(bytes(received), time.monotonic() - begun)


def _refused(received: bytearray) -> bool:
    status = _STATUS.match(received)
    return status is not None and status[1] >= b"400"


def _answer(received: bytes, seconds: float) -> Answer:
    if received.startswith(b"HTTP/1.1 100 "):
        received = received.partition(b"\r\n\r\n")[2]
    status = _STATUS.match(received)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    headers = {name.lower(): value.strip() for name, _, value in lines}
    return Answer(int(status[1]) if status else 0, headers, body, seconds)


def _raw(text: str | bytes) -> bytes:
    return text.encode("latin-1") if isinstance(text, str) else text
