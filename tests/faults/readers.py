"""Readers that read a stream slowly or not at all, each from a loopback address of its own."""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator

from tests.faults.asking import request

# Bytes that a slow reader reads a second, and the tries of a reader that is refused.
_PACE, _TRIES = 1024, 200


@contextlib.contextmanager
def unhurried(host: tuple[str, int], path: str, slow: int, idle: int) -> Iterator[None]:
    """In this context, `slow` readers read a stream at 1 kB a second, and `idle` ones read nothing."""
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(_admitted(host, path, i)) for i in range(slow + idle)]
        over = threading.Event()
        thread = threading.Thread(target=_read, args=(connections[:slow], over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _read(connections: list[socket.socket], over: threading.Event) -> None:
    while not over.wait(1):
        for connection in select.select(connections, [], [], 0)[0]:
            connection.recv(_PACE)


def _admitted(host: tuple[str, int], path: str, i: int) -> socket.socket:
    """A connection to a stream whose answer has begun; only its status has been read."""
    for _ in range(_TRIES):
        connection = socket.socket()
        connection.settimeout(30)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.bind((f"127.0.1.{i + 1}", 0))
        connection.connect(host)
        connection.sendall(request(path))
        status = connection.recv(12)
        if status == b"HTTP/1.1 200":
            return connection
        connection.close()
        assert status == b"HTTP/1.1 503", status
        time.sleep(0.1)
    raise AssertionError(f"no room for reader {i + 1} after {_TRIES} tries")
