"""All runs of a process. A run is computed once for everybody who asks at the same time, and kept for later."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from app import memory
from app.runs.cache import Cache
from app.runs.coding import Coding
from app.runs.computation import Computation, Ended
from app.runs.reader import Reader
from app.runs.recording import Recording
from app.runs.scheduler import Scheduler, Turn
from app.runs.shared import SharedCache
from app.runs.spending import Spending
from app.settings import Settings
from app.wire import events, fingerprint
from solver.config import RunConfig

BUSY = "The server has no room for this run now; try again in a moment."
# Seconds for which a run goes on after its last stream reached its age: such readers come back.
_GRACE = 10.0
# The process gives freed memory back after this many computed runs.
_UNTIDY = 8

log = logging.getLogger(__name__)


@dataclass
class Counts:
    """Counts how requests were answered: by computing, from a cache, by joining a running computation, or not."""

    computed: int = 0
    cached: int = 0
    shared: int = 0
    refused: int = 0
    failed: int = 0
    cancelled: int = 0


@dataclass(frozen=True)
class Visit:
    """Somebody who asks for a run: a `visitor`, and a function that says whether they still listen."""

    visitor: str = ""
    listens: Callable[[], bool] = lambda: True


# A request from within the process.
_PROGRAM = Visit()


class Busy(Exception):
    """Raised when all places or all memory are taken."""


class Runs:
    """Opens runs for readers, for `settings.streams` at once."""

    def __init__(self, settings: Settings) -> None:
        self.counts = Counts()
        self._settings = settings
        self._lock = Lock()
        self._readers: dict[Reader, str] = {}
        self._draining = False
        self._ended = 0
        self._running: dict[str, Computation] = {}
        # Includes computations without readers, which end at their next look.
        self._computing: dict[Computation, str] = {}
        self.scheduler = Scheduler()
        self.spending = Spending()
        self._cache = Cache(settings.cache_bytes)
        self._shared = SharedCache(settings.redis_url, settings.redis_key) if settings.redis_url else None

    @property
    def places_left(self) -> int:
        """The number of readers for whom there is still room."""
        return 0 if self._draining else self._settings.streams - len(self._readers)

    @property
    def memory_held(self) -> int:
        """Bytes of the runs that are computed or read."""
        with self._lock:
            return self._held()

    def room(self) -> dict[str, int]:
        """The places and the memory that are left, and the numbers of runs that are computed and that wait."""
        return {
            "places_left": self.places_left,
            "memory_left": max(0, self._settings.memory - self.memory_held),
            "computing": self.scheduler.running,
            "waiting": self.scheduler.waiting,
        }

    @property
    def cached_bytes(self) -> int:
        """The bytes that the kept finished runs take."""
        return self._cache.size

    def open(
        self,
        config: RunConfig,
        columns: Sequence[str] | None,
        place: int,
        visit: Visit = _PROGRAM,
        coding: Coding | None = None,
    ) -> Reader:
        """Opens a run for one more reader, from event `place` on, in a coding (None: as text).

        Close the reader. Raises Busy without room.
        """
        reader = Reader(self._settings.stream_age, visit.listens, self._leave)
        with self._lock:
            taken = self._has_place(visit.visitor)
            if taken:
                self._readers[reader] = visit.visitor
        if not taken:
            self.refuse()
            raise Busy
        try:
            reader.begin(self._recording(config, columns, visit.visitor), place, coding)
        except BaseException:
            reader.close()
            raise
        return reader

    def refuse(self) -> None:
        """Counts a request that found no place."""
        with self._lock:
            self.counts.refused += 1

    def drain(self) -> None:
        """Takes no more readers and ends those that there are; they go on elsewhere."""
        with self._lock:
            self._draining = True
            readers = list(self._readers)
        for reader in readers:
            reader.end()

    def _has_place(self, visitor: str) -> bool:
        """Tells if a visitor may take a place: nobody holds more places than are then left for others."""
        taken = sum(each == visitor for each in self._readers.values())
        return self.places_left > taken

    def _has_memory(self, visitor: str, needed: int) -> bool:
        """Tells if a visitor may take the memory of a run; a run that is alone may always be computed."""
        held, own = self._held(), self._held(visitor)
        return not held or held + own + needed <= self._settings.memory

    def _recording(self, config: RunConfig, columns: Sequence[str] | None, visitor: str) -> Recording:
        key = _key(config, columns)
        kept = self._cache.get(key) or self._fetched(key)
        with self._lock:
            running = self._running.get(key)
            if running is None and kept is not None:
                self.counts.cached += 1
                return kept
            if running is not None:
                self.counts.shared += 1
                running.readers += 1
                if running.turn:
                    running.turn.stopped = False
                return running.recording
            if not self._has_memory(visitor, config.memory):
                self.counts.refused += 1
                raise Busy
            running = Computation(Recording(key), config.memory, self._settings.deadline, self._wanted)
            self._running[key] = running
            self._computing[running] = visitor
            running.turn = self.scheduler.start(lambda turn: self._compute(running, turn, config, columns), visitor)
        return running.recording

    def _held(self, visitor: str | None = None) -> int:
        """The bytes of all runs that are computed or read, each counted once; or those of one visitor."""
        read = {
            id(reader.recording): reader.recording.size
            for reader, whose in self._readers.items()
            if reader.recording is not None and visitor in (None, whose)
        }
        computing = {
            id(each.recording): each.memory for each, whose in self._computing.items() if visitor in (None, whose)
        }
        return sum((read | computing).values())

    def _fetched(self, key: str) -> Recording | None:
        """Fetches a run that another replica has kept, and keeps it here too."""
        if self._shared is None or key in self._running:
            return None
        found = self._shared.get(key)
        if found is not None:
            self._cache.put(found)
        return found

    def _compute(self, running: Computation, turn: Turn, config: RunConfig, columns: Sequence[str] | None) -> None:
        """Computes a run from its first event to its last, or until nobody wants it."""
        ended: Ended = "failed"
        try:
            ended = running.run(turn, lambda look: self.spending.timed(events(config, columns, look)))
            if ended == "computed":
                # Kept before it leaves the running ones: somebody might ask for it in between.
                _try(self._cache.put, running.recording)
        finally:
            with self._lock:
                setattr(self.counts, ended, getattr(self.counts, ended) + 1)
                self._forget(running)
                del self._computing[running]
                self._ended += 1
                tidy = self._ended % _UNTIDY == 0
            running.recording.end()
        if ended == "computed" and self._shared is not None:
            _try(self._shared.put, running.recording)
        if tidy:
            memory.trim()

    def _wanted(self, running: Computation) -> bool:
        """Tells if a run has readers, or expects one back. A run without is forgotten: later readers start another."""
        if running.wanted:
            return True
        with self._lock:
            # A reader may have come since.
            if not running.wanted:
                self._forget(running)
            return running.wanted

    def _forget(self, running: Computation) -> None:
        if self._running.get(running.recording.key) is running:
            del self._running[running.recording.key]

    def _leave(self, reader: Reader) -> None:
        """Removes a reader. A run without readers stops at its next look."""
        with self._lock:
            self._readers.pop(reader, None)
            running = reader.recording and self._running.get(reader.recording.key)
            if not running or running.recording is not reader.recording:
                return
            running.readers -= 1
            if reader.over:
                running.kept_until = monotonic() + _GRACE
            elif not running.readers and running.turn:
                running.turn.stop()


def _try(keep: Callable[[Recording], None], recording: Recording) -> None:
    """Keeps a run; a failure to do so is logged."""
    try:
        keep(recording)
    except Exception:
        log.exception("A run could not be kept.")


def _key(config: RunConfig, columns: Sequence[str] | None) -> str:
    """The key of a run: equal for equal runs of equal engines."""
    asked = "" if columns is None else ",".join(columns)
    return hashlib.sha256(f"{fingerprint()} {asked} {config.model_dump_json()}".encode()).hexdigest()
