"""A reader of a run: sends its events, signs of life in between, and notices when the other side has gone."""

from collections.abc import Callable, Iterator, Sequence
from time import monotonic

from app.runs.coding import Coding, Identity, recorded
from app.runs.recording import Recording

# Comments of an event stream, which clients ignore. The first is sent before anything is computed.
OPENING, HEARTBEAT = b": basin\n\n", b":\n\n"
_OPENED, _ALIVE = recorded(OPENING), recorded(HEARTBEAT)
# Seconds between two checks that the other side is still there.
_LOOK = 0.1
# Seconds of silence before a sign of life, which keeps proxies from closing the stream.
_SILENCE = 10.0


class Reader(Iterator[bytes]):
    """Iterates over the events of a run from a place on, some at a time, for so many seconds.

    `listens` says whether anybody still reads; `left` is called once, when the reader is closed.
    """

    def __init__(self, seconds: float, listens: Callable[[], bool], left: "Callable[[Reader], None]") -> None:
        self.recording: Recording | None = None
        self._until = monotonic() + seconds
        self._listens = listens
        self._left: Callable[[Reader], None] | None = left
        self._pieces: Iterator[bytes] = iter(())

    def begin(self, recording: Recording, place: int, coding: Coding | None = None) -> None:
        """Starts to read a recording from an event on, in a coding (None: as text)."""
        self.recording = recording
        self._pieces = self._coded(self._follow(recording, place), coding or Identity())

    def __next__(self) -> bytes:
        return next(self._pieces)

    @property
    def over(self) -> bool:
        """True once its time is over."""
        return monotonic() >= self._until

    def end(self) -> None:
        """Makes the reader stop at its next look."""
        self._until = 0.0

    def close(self) -> None:
        """Gives the place back. The server calls this however the request ends."""
        left, self._left = self._left, None
        if left is not None:
            left(self)

    def _coded(self, pieces: Iterator[Sequence[bytes]], coding: Coding) -> Iterator[bytes]:
        yield from map(coding.sent, pieces)
        if end := coding.end():
            yield end

    def _follow(self, recording: Recording, place: int) -> Iterator[Sequence[bytes]]:
        yield [_OPENED]
        sent = monotonic()
        while (seconds := self._until - monotonic()) > 0:
            events, over = recording.after(place, min(seconds, _LOOK))
            if events:
                yield events
                place += len(events)
                sent = monotonic()
            elif over or not self._listens():
                return
            elif monotonic() - sent > _SILENCE:
                yield [_ALIVE]
                sent = monotonic()
