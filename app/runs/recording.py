"""A run as it is written down: its events as bytes, which any number of readers follow."""

from collections.abc import Callable, Iterator, Sequence
from threading import Condition

from app.memory import Block

# Bytes that are sent at once at most, where more than one event is there already.
_PIECE = 65_536


class Recording:
    """The events of one run, in order; readers see each as soon as it is there."""

    def __init__(self, key: str, events: Sequence[bytes] = (), over: bool = False) -> None:
        self.key = key
        self.size = sum(map(len, events))
        self._events: list[bytes] | Block = list(events)
        self._over = over
        self._changed = Condition()

    def append(self, events: Sequence[bytes]) -> None:
        """Some more events."""
        with self._changed:
            assert isinstance(self._events, list), "what is kept has ended"
            self._events.extend(events)
            self.size += sum(map(len, events))
            self._changed.notify_all()

    def end(self) -> None:
        """No event will follow."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    @property
    def over(self) -> bool:
        """Whether no event will follow."""
        return self._over

    @property
    def events(self) -> tuple[bytes, ...]:
        """All events so far."""
        return tuple(self._events)

    def keep(self) -> None:
        """Nothing will be appended, and it stays for long."""
        with self._changed:
            self._events = Block(self._events)

    def wake(self) -> None:
        """Lets waiting readers look whether they have time left."""
        with self._changed:
            self._changed.notify_all()

    def follow(self, place: int, time_left: Callable[[], float]) -> Iterator[bytes]:
        """What is written from a place on, some events at a time, to the end or until no seconds are left."""
        while self._has(place, time_left):
            events, size = self._events, 0
            pieces: list[bytes] = []
            while place < len(events) and (not pieces or size + len(events[place]) <= _PIECE):
                pieces.append(events[place])
                size += len(pieces[-1])
                place += 1
            yield b"".join(pieces)

    def _has(self, place: int, time_left: Callable[[], float]) -> bool:
        """Waits for an event; whether there is one, and time left to send it."""
        with self._changed:
            while (seconds := time_left()) > 0 and len(self._events) <= place and not self._over:
                self._changed.wait(seconds)
            return seconds > 0 and len(self._events) > place
