"""All runs of a process: computed once for however many ask at once, and kept for those who ask later."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Literal

from app import memory
from app.problems import document
from app.runs.cache import Cache
from app.runs.recording import Recording
from app.runs.scheduler import Job, Scheduler
from app.runs.shared import SharedCache
from app.settings import Settings
from app.wire import Event, events, fingerprint
from solver.config import RunConfig

# In place of its number in the id of a run's last event: nothing follows.
END = "end"
BUSY = "All places for runs are taken; try again in a moment."
# Seconds for which a run goes on without readers whose time was over: they come back.
_GRACE = 10.0
# Seconds for which a run is computed before its readers are told: to wake them for each small event would cost more.
_MOMENT = 0.004
# After so many computed runs the memory that they left is given back.
_UNTIDY = 8
_TOO_LONG = "This run takes more than the {} of computing that one may have. Fewer points or epochs take less."
_FAILED = "This run could not be computed: that is a fault of Basin's, not of the run's. Another one may work."

log = logging.getLogger(__name__)


@dataclass
class Counts:
    """How runs were answered: computed, from the cache, along with others, or not at all."""

    computed: int = 0
    cached: int = 0
    shared: int = 0
    refused: int = 0
    failed: int = 0
    cancelled: int = 0


class Busy(Exception):
    """All places are taken, or all memory."""


class Runs:
    """Opens runs for readers, for `settings.streams` at once."""

    def __init__(self, settings: Settings) -> None:
        self.counts = Counts()
        self._settings = settings
        self._lock = Lock()
        self._readers: set[Reader] = set()
        self._draining = False
        self._ended = 0
        self._running: dict[str, _Computation] = {}
        # With those that nobody reads any more, and that end before their next event.
        self._computing: set[_Computation] = set()
        self._scheduler = Scheduler(settings.computing)
        self._cache = Cache(settings.cache_bytes)
        self._shared = SharedCache(settings.redis_url) if settings.redis_url else None

    @property
    def places_left(self) -> int:
        """How many more readers there is room for."""
        return 0 if self._draining else self._settings.streams - len(self._readers)

    @property
    def cached_bytes(self) -> int:
        """What the finished runs take that are kept."""
        return self._cache.size

    def open(self, config: RunConfig, columns: Sequence[str] | None, place: int) -> "Reader":
        """A run from one of its events on, for one more reader, who must close it; Busy where there is no room."""
        reader = Reader(self, self._settings.stream_age)
        with self._lock:
            taken = bool(self.places_left)
            if taken:
                self._readers.add(reader)
        if not taken:
            self.refuse()
            raise Busy
        try:
            reader.begin(self._recording(config, columns), place)
        except BaseException:
            reader.close()
            raise
        return reader

    def refuse(self) -> None:
        """Counts somebody who finds no place."""
        with self._lock:
            self.counts.refused += 1

    def drain(self) -> None:
        """No reader is taken any more, and those that there are end: they go on elsewhere."""
        with self._lock:
            self._draining = True
            readers = list(self._readers)
        for reader in readers:
            reader.end()

    def _recording(self, config: RunConfig, columns: Sequence[str] | None) -> Recording:
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
                return running.recording
            if self._held and self._held + config.memory > self._settings.memory:
                self.counts.refused += 1
                raise Busy
            running = self._running[key] = _Computation(Recording(key), events(config, columns), config.memory)
            self._computing.add(running)
        self._scheduler.submit(Job(lambda job: self._step(running, job)))
        return running.recording

    @property
    def _held(self) -> int:
        """Bytes of the runs that are computed or read, each of which is there once."""
        computing = {id(each.recording): each.memory for each in self._computing}
        read = {id(each.recording): each.recording.size for each in self._readers if each.recording is not None}
        return sum((read | computing).values())

    def _fetched(self, key: str) -> Recording | None:
        """What another replica has kept, from now on kept here too."""
        if self._shared is None or key in self._running:
            return None
        found = self._shared.get(key)
        if found is not None:
            self._cache.put(found)
        return found

    def _step(self, running: "_Computation", job: Job) -> bool:
        """Computes some more events; whether there is more to compute."""
        if self._given_up(running):
            return self._end(running, "cancelled")
        try:
            if job.spent > self._settings.deadline:
                seconds = self._settings.deadline
                return self._fail(running, _TOO_LONG.format(f"{seconds} second{'s' if seconds > 1 else ''}"))
            if running.go_on():
                return True
        except Exception:
            log.exception("A run failed.")
            return self._fail(running, _FAILED)
        # Before it leaves those that run: in between somebody might ask for it.
        _try(self._cache.put, running.recording)
        self._end(running, "computed")
        if self._shared is not None:
            _try(self._shared.put, running.recording)
        return False

    def _given_up(self, running: "_Computation") -> bool:
        """Whether nobody reads a run any more, which nobody is then given."""
        with self._lock:
            if running.readers or monotonic() < running.kept_until:
                return False
            del self._running[running.recording.key]
            return True

    def _fail(self, running: "_Computation", sentence: str) -> bool:
        running.write([Event("problem", document(HTTPStatus.SERVICE_UNAVAILABLE, [("", sentence)]))])
        return self._end(running, "failed")

    def _end(self, running: "_Computation", count: str) -> Literal[False]:
        with self._lock:
            setattr(self.counts, count, getattr(self.counts, count) + 1)
            if self._running.get(running.recording.key) is running:
                del self._running[running.recording.key]
            self._computing.discard(running)
            self._ended += 1
            tidy = self._ended % _UNTIDY == 0
        running.recording.end()
        # With all that it had computed.
        running.events = iter(())
        if tidy:
            memory.trim()
        return False

    def leave(self, reader: "Reader") -> None:
        """A reader has gone; what nobody reads any more is not computed any further."""
        with self._lock:
            self._readers.discard(reader)
            running = reader.recording and self._running.get(reader.recording.key)
            if running and running.recording is reader.recording:
                running.readers -= 1
                if reader.over:
                    running.kept_until = monotonic() + _GRACE


class Reader(Iterator[bytes]):
    """What one reader gets of a run, some events at a time, within so many seconds."""

    recording: Recording | None = None

    def __init__(self, runs: Runs, seconds: float) -> None:
        self._runs: Runs | None = runs
        self._until = monotonic() + seconds
        self._pieces: Iterator[bytes] = iter(())

    def begin(self, recording: Recording, place: int) -> None:
        """Reads from an event on."""
        self.recording = recording
        self._pieces = recording.follow(place, lambda: self._until - monotonic())

    def __next__(self) -> bytes:
        return next(self._pieces)

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return monotonic() >= self._until

    def end(self) -> None:
        """Nothing more is read."""
        self._until = 0.0
        if self.recording is not None:
            self.recording.wake()

    def close(self) -> None:
        """Gives the place back; called by the server however the request ends."""
        if self._runs is not None:
            self._runs.leave(self)
            self._runs = None


class _Computation:
    """A run that is being computed, how many read it, and the bytes that it takes at most."""

    def __init__(self, recording: Recording, computed: Iterator[Event], memory: int) -> None:
        self.recording = recording
        self.events = computed
        self.memory = memory
        self.readers = 1
        # Until when it goes on without readers.
        self.kept_until = 0.0
        self._place = 0

    def go_on(self) -> bool:
        """Computes for a moment, an event at least; whether there was one."""
        found: list[Event] = []
        end = monotonic() + _MOMENT
        try:
            while not found or monotonic() < end:
                found.append(next(self.events))
        except StopIteration:
            return bool(found)
        finally:
            self.write(found)
        return True

    def write(self, found: Sequence[Event]) -> None:
        """Writes events down as they go over the wire."""
        self.recording.append([_framed(self._place + i, event) for i, event in enumerate(found)])
        self._place += len(found)


def _try(keep: Callable[[Recording], None], recording: Recording) -> None:
    """Keeps a run where that can be done."""
    try:
        keep(recording)
    except Exception:
        log.exception("A run could not be kept.")


def _framed(place: int, event: Event) -> bytes:
    """An event as one of server-sent events; its id is the engine's fingerprint and its place."""
    number = END if event.kind in ("done", "problem") else place
    return f"id: {fingerprint()}-{number}\nevent: {event.kind}\ndata: {event.json()}\n\n".encode("ascii")


def _key(config: RunConfig, columns: Sequence[str] | None) -> str:
    """The same for the same run of the same engine."""
    asked = "" if columns is None else ",".join(columns)
    return hashlib.sha256(f"{fingerprint()} {asked} {config.model_dump_json()}".encode()).hexdigest()
