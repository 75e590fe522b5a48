"""A reader of a run: what is sent, when a sign of life is, and how it is noticed that somebody has gone."""

from collections.abc import Callable, Iterator
from time import monotonic

from app.runs.recording import Recording

# Comments of an event stream, which its readers pass over: the first is there before anything is computed.
OPENING, HEARTBEAT = b": basin\n\n", b":\n\n"
# Seconds between two looks whether somebody is still there.
_LOOK = 0.1
# Seconds of silence after which a sign of life is sent, so that no proxy takes the stream for dead.
_SILENCE = 10.0


class Reader(Iterator[bytes]):
    """What one reader gets of a run from a place on, some events at a time, within so many seconds.

    `listens` says whether anybody still reads; `left` is called once, when the reader is closed.
    """

    def __init__(self, seconds: float, listens: Callable[[], bool], left: "Callable[[Reader], None]") -> None:
        self.recording: Recording | None = None
        self._until = monotonic() + seconds
        self._listens = listens
        self._left: Callable[[Reader], None] | None = left
        self._pieces: Iterator[bytes] = iter(())

    def begin(self, recording: Recording, place: int) -> None:
        """Reads from an event on."""
        self.recording = recording
        self._pieces = self._follow(recording, place)

    def __next__(self) -> bytes:
        return next(self._pieces)

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return monotonic() >= self._until

    def end(self) -> None:
        """Nothing more is read; seen at the next look."""
        self._until = 0.0

    def close(self) -> None:
        """Gives the place back; called by the server however the request ends."""
        left, self._left = self._left, None
        if left is not None:
            left(self)

    def _follow(self, recording: Recording, place: int) -> Iterator[bytes]:
        yield OPENING
        sent = monotonic()
        while (seconds := self._until - monotonic()) > 0:
            events, over = recording.after(place, min(seconds, _LOOK))
            if events:
                yield b"".join(events)
                place += len(events)
                sent = monotonic()
            elif over or not self._listens():
                return
            elif monotonic() - sent > _SILENCE:
                yield HEARTBEAT
                sent = monotonic()
