"""A run while it is computed: when its events are recorded, and why it may end early."""

import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from time import monotonic
from typing import Literal

from app.problems import document
from app.runs.coding import recorded
from app.runs.recording import Recording
from app.runs.scheduler import Turn
from app.wire import Event, fingerprint

# Stands in the id of a run's last event in place of a number: nothing follows.
END = "end"
# Seconds of computing between two deliveries: waking readers for each small event would cost more.
_MOMENT = 0.004
_TOO_LONG = "This run needs more than {} of computing, which is the limit. Fewer points or epochs need less."
_FAILED = "This run could not be computed because of an error in Basin. Another run may work."

Ended = Literal["computed", "cancelled", "failed"]

log = logging.getLogger(__name__)


class _Unwanted(Exception):
    """Raised when the run has no readers left."""


class _Overdue(Exception):
    """Raised when the run has used up its time."""


class Computation:
    """A run that is being computed for so many `readers`; `memory` are the bytes that it takes at most.

    `goes_on` says whether it should.
    """

    def __init__(
        self, recording: Recording, memory: int, deadline: int, goes_on: "Callable[[Computation], bool]"
    ) -> None:
        self.recording = recording
        self.memory = memory
        self.readers = 1
        # The time until which it goes on without readers.
        self.kept_until = 0.0
        self.turn: Turn | None = None
        self._deadline = deadline
        self._goes_on = goes_on
        self._place = 0
        self._found: list[Event] = []
        self._told = monotonic()

    @property
    def wanted(self) -> bool:
        """True while it has a reader, or expects one back."""
        return bool(self.readers) or monotonic() < self.kept_until

    def run(self, turn: Turn, events: Callable[[Callable[[], None]], Iterator[Event]]) -> Ended:
        """Computes the events and returns how the run ended. `events` gets a function that it must call often."""
        self.turn = turn
        self._told = monotonic()
        try:
            for event in events(self._look):
                self._found.append(event)
                self._look()
        except _Unwanted:
            return "cancelled"
        except _Overdue:
            seconds = self._deadline
            self._give_up(_TOO_LONG.format(f"{seconds} second{'s' if seconds > 1 else ''}"))
            return "failed"
        except Exception:
            log.exception("A run failed.")
            self._give_up(_FAILED)
            return "failed"
        self._tell()
        return "computed"

    def _look(self) -> None:
        """Checks readers, time and turn; called often while the run is computed."""
        assert self.turn is not None
        if self._found and monotonic() - self._told > _MOMENT:
            self._tell()
        if not self._goes_on(self):
            raise _Unwanted
        if self.turn.spent > self._deadline:
            raise _Overdue
        self.turn.look()

    def _give_up(self, sentence: str) -> None:
        self._found.append(Event("problem", document(HTTPStatus.SERVICE_UNAVAILABLE, [("", sentence)])))
        self._tell()

    def _tell(self) -> None:
        """Records the events that are ready, compressed."""
        found, self._found = self._found, []
        self.recording.append([recorded(_framed(self._place + i, event)) for i, event in enumerate(found)])
        self._place += len(found)
        self._told = monotonic()


def _framed(place: int, event: Event) -> bytes:
    """Formats an event as a server-sent event. Its id is the engine's fingerprint and its place."""
    number = END if event.kind in ("done", "problem") else place
    return f"id: {fingerprint()}-{number}\nevent: {event.kind}\ndata: {event.json()}\n\n".encode("ascii")
