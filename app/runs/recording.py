"""The recording of a run: its compressed events, which any number of readers follow."""

from collections.abc import Sequence
from threading import Condition

from app.memory import Block

# The most bytes that are sent at once if several events are ready.
_PIECE = 65_536


class Recording:
    """The events of one run, in order, as `coding.recorded` has them. Readers see each as soon as it is appended."""

    def __init__(self, key: str, events: Sequence[bytes] = (), over: bool = False) -> None:
        self.key = key
        self.size = sum(map(len, events))
        self._events: list[bytes] | Block = list(events)
        self._over = over
        self._changed = Condition()

    def append(self, events: Sequence[bytes]) -> None:
        """Appends events."""
        with self._changed:
            assert isinstance(self._events, list), "what is kept has ended"
            self._events.extend(events)
            self.size += sum(map(len, events))
            self._changed.notify_all()

    def end(self) -> None:
        """Marks the recording as complete."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    @property
    def events(self) -> tuple[bytes, ...]:
        """All events so far."""
        return tuple(self._events)

    def keep(self) -> None:
        """Prepares a complete recording for being kept."""
        with self._changed:
            self._events = Block(self._events)

    def after(self, place: int, seconds: float) -> tuple[Sequence[bytes], bool]:
        """Waits up to `seconds` for events from a place on. Returns them, and whether they are the last."""
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
