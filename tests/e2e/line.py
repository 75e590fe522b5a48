"""A line from a browser to a server, which can be slow, cut, and mended."""

import contextlib
import socket
import struct
import threading
import time
from types import TracebackType
from typing import Self

# Bytes that are forwarded at once. Hardly more are on their way, so that what is cut has not arrived.
_PIECE = 16_384
# A socket option: closing resets the connection at once, instead of ending it.
_RESET = struct.pack("ii", 1, 0)


# The header by which browsers ask for compression, and one of as many letters that means nothing: compressed, a run
# would be in buffers on the way before the line is cut.
_ASKED, _UNKNOWN = b"Accept-Encoding:", b"Without-Meaning:"


class Line:
    """Forwards TCP connections from `address` to a host; waits `pause` seconds after each piece of an answer.

    Answers are not compressed.
    """

    def __init__(self, host: tuple[str, int]) -> None:
        self.pause = 0.0
        self._host = host
        self._ends: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._place = self._listener.getsockname()
        self.address = f"http://{self._place[0]}:{self._place[1]}"
        self._listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Breaks every connection, and accepts no new one."""
        # `close` alone does not close a socket that waits in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in list(self._ends):
            self._break(end)

    def mend(self) -> None:
        """Accepts connections again, at the same address."""
        self._listener = socket.create_server(self._place)
        self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket()
            far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _PIECE)
            try:
                far.connect(self._host)
            except OSError:
                near.close()
                far.close()
                continue
            self._ends |= {near, far}
            # The line was cut in the meantime.
            if listener.fileno() < 0:
                self._break(near)
                self._break(far)
                return
            for source, target, slow in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._forward, args=(source, target, slow), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, slow: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                target.sendall(piece if slow else piece.replace(_ASKED, _UNKNOWN))
                if slow:
                    time.sleep(self.pause)
            target.shutdown(socket.SHUT_WR)
            return
        self._break(source)
        self._break(target)

    def _break(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with contextlib.suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            end.shutdown(socket.SHUT_RDWR)
        end.close()
