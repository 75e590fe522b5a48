"""A reader of streams that continues wherever it was cut, as the page does."""

import http.client
import time
import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

from app.wire import PROTOCOL
from tests.app.client import PATIENCE

# Bytes of one read: fewer than most events have.
_PIECE = 4096
# Seconds until a reader asks again, and seconds for which it keeps asking.
_PAUSE = 0.02


class Cut(Exception):
    """The connection ended, or could not be made."""


class Refused(Exception):
    """An answer that is not a stream."""


class Reading:
    """A run that is read: the bytes `received`, its number of complete `events`, and of `requests` that were answered.

    Comments are left out of what is received, since only the first answer of a run must have one. The reader itself
    cuts the connection after `cut` bytes, and continues at `then`, another address. With `gzip` it asks for compressed
    answers, and cuts after so many of their bytes.
    """

    def __init__(
        self, address: str, query: str, cut: int | None = None, then: str | None = None, gzip: bool = False
    ) -> None:
        self.received = bytearray()
        self.events = 0
        self.requests = 0
        self._hosts = [urlsplit(address).netloc, urlsplit(then or address).netloc]
        self._query = query
        self._cut = cut
        self._gzip = gzip
        # The bytes that came over the line, compressed ones as they were.
        self.line = 0
        # Where the next event begins, and where the last one began.
        self._next = self._last = 0

    @property
    def over(self) -> bool:
        """Whether the last event has come."""
        return self.received.endswith(b"\nevent: done\ndata: {}\n\n")

    def to_the_end(self, seen: Callable[["Reading"], None] = lambda reading: None) -> "Reading":
        """Reads until the run is complete, and calls `seen` after every piece. Asks again after refusals and cuts."""
        end = time.monotonic() + PATIENCE
        while not self.over:
            try:
                self._go_on(seen)
            except Cut:
                assert time.monotonic() < end, f"{self.requests} answers, {self.events} events"
                time.sleep(_PAUSE)
            # An incomplete event is sent again as a whole.
            del self.received[self._next :]
        return self

    def _go_on(self, seen: Callable[["Reading"], None]) -> None:
        event_id = self.received[self._last + 4 : self.received.find(b"\n", self._last)].decode()
        headers = {"Last-Event-ID": event_id} if self.events else {}
        if self._gzip:
            headers["Accept-Encoding"] = "gzip"
        connection = http.client.HTTPConnection(self._hosts[self._cut is None], timeout=PATIENCE)
        try:
            connection.request("GET", f"/api/stream?{self._query}&protocol={PROTOCOL}", headers=headers)
            answer = connection.getresponse()
            if answer.status >= 500:
                raise Cut
            if answer.status != 200:
                raise Refused(answer.status)
            self.requests += 1
            assert answer.getheader("Content-Encoding") == ("gzip" if self._gzip else None)
            inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if self._gzip else None
            while piece := answer.read1(_PIECE):
                self.line += len(piece)
                if inflate is not None:
                    if self._cut is not None and self.line > self._cut:
                        self._take(inflate.decompress(piece[: self._cut - self.line]))
                        self._cut = None
                        raise Cut
                    piece = inflate.decompress(piece)
                self._take(piece)
                if self._cut is not None and not self._gzip and len(self.received) > self._cut:
                    self._back_to(self._cut)
                    raise Cut
                seen(self)
        except (OSError, http.client.HTTPException):
            raise Cut from None
        finally:
            connection.close()

    def _back_to(self, place: int) -> None:
        """Forgets everything that came after this place."""
        received, self.received = self.received[:place], bytearray()
        self.events = self._next = self._last = 0
        self._cut = None
        self._take(received)

    def _take(self, piece: bytes) -> None:
        self.received += piece
        while (end := self.received.find(b"\n\n", self._next)) >= 0:
            if self.received.startswith(b":", self._next):
                del self.received[self._next : end + 2]
                continue
            self._last, self._next = self._next, end + 2
            self.events += 1
