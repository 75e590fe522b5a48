"""A reader of streams that goes on wherever it was cut, as the page does."""

import http.client
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.app.client import PATIENCE

# Bytes that are read at once: fewer than most events have.
_PIECE = 4096
# Seconds until a reader asks again, and for how long it keeps asking.
_PAUSE = 0.02


class Cut(Exception):
    """The connection ended, or there was none."""


class Refused(Exception):
    """An answer that is no stream."""


class Reading:
    """A run as it comes in: `received`, how many `events` of it came whole, and the `requests` that were answered.

    Comments are no part of what is received: only the first answer of a run need have one.
    It cuts the connection itself after `cut` bytes; then it goes on at `then`, another address.
    """

    def __init__(self, address: str, query: str, cut: int | None = None, then: str | None = None) -> None:
        self.received = bytearray()
        self.events = 0
        self.requests = 0
        self._hosts = [urlsplit(address).netloc, urlsplit(then or address).netloc]
        self._query = query
        self._cut = cut
        # Where the event begins that is still to come, and the one before it.
        self._next = self._last = 0

    @property
    def over(self) -> bool:
        """Whether the last event is there."""
        return self.received.endswith(b"\nevent: done\ndata: {}\n\n")

    def to_the_end(self, seen: Callable[["Reading"], None] = lambda reading: None) -> "Reading":
        """Reads until the run is complete, telling `seen` of every piece; whatever refuses or cuts is asked again."""
        end = time.monotonic() + PATIENCE
        while not self.over:
            try:
                self._go_on(seen)
            except Cut:
                assert time.monotonic() < end, f"{self.requests} answers, {self.events} events"
                time.sleep(_PAUSE)
            # What came of an event that did not come whole is sent again.
            del self.received[self._next :]
        return self

    def _go_on(self, seen: Callable[["Reading"], None]) -> None:
        event_id = self.received[self._last + 4 : self.received.find(b"\n", self._last)].decode()
        last = {"Last-Event-ID": event_id} if self.events else {}
        connection = http.client.HTTPConnection(self._hosts[self._cut is None], timeout=PATIENCE)
        try:
            connection.request("GET", f"/api/stream?{self._query}", headers=last)
            answer = connection.getresponse()
            if answer.status >= 500:
                raise Cut
            if answer.status != 200:
                raise Refused(answer.status)
            self.requests += 1
            while piece := answer.read1(_PIECE):
                self._take(piece)
                if self._cut is not None and len(self.received) > self._cut:
                    self._back_to(self._cut)
                    raise Cut
                seen(self)
        except (OSError, http.client.HTTPException):
            raise Cut from None
        finally:
            connection.close()

    def _back_to(self, place: int) -> None:
        """As if no more than this had come."""
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
