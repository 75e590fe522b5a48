"""A run as it is written down: its events as bytes, which any number of readers follow."""

from collections.abc import Sequence
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
    def events(self) -> tuple[bytes, ...]:
        """All events so far."""
        return tuple(self._events)

    def keep(self) -> None:
        """Nothing will be appended, and it stays for long."""
        with self._changed:
            self._events = Block(self._events)

    def after(self, place: int, seconds: float) -> tuple[Sequence[bytes], bool]:
        """Some events from a place on, waited for that many seconds; and whether none will follow these."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._events) > place or self._over, seconds)
            events, over = self._events, self._over
        found: list[bytes] = []
        size = 0
        while place < len(events) and (not found or size + len(events[place]) <= _PIECE):
            found.append(events[place])
            size += len(found[-1])
            place += 1
        return found, over and place >= len(events)
