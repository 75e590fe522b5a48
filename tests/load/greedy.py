"""Clients that request the most expensive runs again and again, and leave at any time."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count

from app.wire import fingerprint, most_events
from solver.config.query import parse
from tests.app.client import PATIENCE

# Short addresses of expensive runs: level slices, landscapes of large networks, profiles, long races.
DEAR = (
    "lr=1&epochs=1",
    "lr=10&data=moons",
    "model=mlp&hidden=8&through=best&epochs=100",
    "data=spirals&arms=4&samples=5000&model=mlp&hidden=32,32,32&activation=gelu&epochs=20",
    "epochs=2000&samples=2000",
    "data=gaussian_quantiles&loss=squared_hinge&model=mlp&hidden=4&through=best",
)
# Seconds after which a client leaves.
_STAYS = 3.0
# Seconds before a client that was refused, or could not connect, tries again.
_PAUSE = 0.1


def _dear(number: int) -> bytes:
    """A request that is new to the server; every second one claims to have all events but the last."""
    query = f"{DEAR[number % len(DEAR)]}&data_seed={number + 1}"
    most = most_events(parse(query))
    last = f"Last-Event-ID: {fingerprint()}-{most - 1}\r\n" if number % 2 else ""
    return f"GET /api/stream?{query} HTTP/1.1\r\nHost: basin\r\n{last}\r\n".encode()


def _half_header(number: int) -> bytes:
    return b"GET / HTTP/1.1\r\nX-Half: "


def _half_body(number: int) -> bytes:
    head = b"POST /api/stream HTTP/1.1\r\nHost: basin\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    return head + b'{"problem": '


KINDS: dict[str, Callable[[int], bytes]] = {"dear runs": _dear, "half headers": _half_header, "half bodies": _half_body}


@contextlib.contextmanager
def greedy(host: tuple[str, int], kind: str, clients: int = 40, addresses: int = 3) -> Iterator[list[int]]:
    """So many clients at so few addresses keep asking; the list gets the length of each answer."""
    over, got, numbers = threading.Event(), list[int](), count()
    threads = [
        threading.Thread(target=_client, args=(host, f"127.0.9.{1 + i % addresses}", KINDS[kind], numbers, over, got))
        for i in range(clients)
    ]
    for each in threads:
        each.start()
    try:
        yield got
    finally:
        over.set()
        for each in threads:
            each.join()


def _client(
    host: tuple[str, int],
    source: str,
    request: Callable[[int], bytes],
    numbers: Iterator[int],
    over: threading.Event,
    got: list[int],
) -> None:
    while not over.is_set():
        with contextlib.suppress(OSError):
            got.append(_visit(host, source, request(next(numbers)), over))
        over.wait(_PAUSE)


def _visit(host: tuple[str, int], source: str, request: bytes, over: threading.Event) -> int:
    """Asks once, reads for some seconds, and leaves; returns the number of bytes."""
    size, until = 0, time.monotonic() + _STAYS
    with socket.create_connection(host, timeout=PATIENCE, source_address=(source, 0)) as connection:
        connection.sendall(request)
        connection.settimeout(0.25)
        while time.monotonic() < until and not over.is_set():
            try:
                piece = connection.recv(1 << 16)
            except TimeoutError:
                continue
            if not piece:
                break
            size += len(piece)
    return size
