"""What runs cost: seconds of processor time by the kind of event."""

from collections import defaultdict
from collections.abc import Iterator
from threading import Lock
from time import thread_time

from app.wire import Event


class Spending:
    """Adds up the processor time that events take."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._lock = Lock()

    def timed(self, events: Iterator[Event]) -> Iterator[Event]:
        """Passes events on and records the time that each took."""
        while True:
            begun = thread_time()
            event = next(events, None)
            if event is None:
                return
            with self._lock:
                self._seconds[event.kind] += thread_time() - begun
            yield event

    def seconds(self) -> dict[str, float]:
        """The seconds of each kind of event so far."""
        with self._lock:
            return dict(self._seconds)
