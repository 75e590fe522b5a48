"""Threads that compute runs side by side, an event at a time."""

import heapq
from collections.abc import Callable
from itertools import count
from threading import Condition, Thread, get_ident
from time import monotonic, thread_time

# Seconds after which a step does not keep the next one waiting any longer.
_PATIENCE = 0.05


class Job:
    """What is done step by step: `step` says whether there is more to do; `spent` are its seconds of processor time."""

    def __init__(self, step: Callable[["Job"], bool]) -> None:
        self.step = step
        self.spent = 0.0


class Scheduler:
    """A few threads that take turns at all jobs: the next step is that of the job which has had the least time so far.

    So a new run shows its first epochs soon, however many long ones are being computed. One step is done at a time,
    because Python computes on one core only and threads that fight for it waste it; beside a step that takes long
    another one begins.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._jobs: list[tuple[float, int, Job]] = []
        self._numbers = count()
        self._changed = Condition()
        self._started = False
        # When each thread's present step began.
        self._begun: dict[int, float] = {}

    def submit(self, job: Job) -> None:
        """One more job."""
        with self._changed:
            # At the first job, not before: threads do not survive a fork.
            if not self._started:
                self._started = True
                for i in range(self._threads):
                    Thread(target=self._work, name=f"run-{i}", daemon=True).start()
            self._put(job)
            self._changed.notify()

    def _put(self, job: Job) -> None:
        heapq.heappush(self._jobs, (job.spent, next(self._numbers), job))

    def _work(self) -> None:
        thread = get_ident()
        while True:
            with self._changed:
                while (wait := self._wait()) != 0:
                    self._changed.wait(wait)
                *_, job = heapq.heappop(self._jobs)
                self._begun[thread] = monotonic()
                if self._jobs:
                    # Somebody has to look whether this step takes long.
                    self._changed.notify()
            begin = thread_time()
            more = job.step(job)
            job.spent += thread_time() - begin
            with self._changed:
                del self._begun[thread]
                if more:
                    self._put(job)
            # A thread that waits must not hold on to what it has done.
            del job

    def _wait(self) -> float | None:
        """Seconds until a thread may begin the next step; None while there is none."""
        if not self._jobs:
            return None
        last = max(self._begun.values(), default=0.0)
        return max(0.0, last + _PATIENCE - monotonic())
