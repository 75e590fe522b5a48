"""The threads that compute runs, and the order in which they take turns.

Python computes on one core, and threads that compete for it waste time. So one run is computed at a time. Its thread
calls `Turn.look` often, which waits while another run has a better claim.
"""

from collections.abc import Callable
from threading import Condition, Lock, Thread
from time import monotonic, thread_time

# Seconds of processor time between two effective looks, since a look costs some microseconds.
_LOOK = 0.001
# Seconds of processor time by which another claim must be better before a run waits for it.
_QUANTUM = 0.01
# Seconds after which a run with a better claim begins beside one that has not looked.
_PATIENCE = 0.005
# The same for any other run: one that does not look for so long would block everybody.
_LONG_PATIENCE = 0.1
# Seconds after which the processor time that a visitor has had counts half as much.
_HALF_LIFE = 10.0
# The most visitors that are remembered; beyond it, those who have had the least are forgotten.
_MOST_VISITORS = 1000


class Turn:
    """One run's place among those that are computed: `spent` are the seconds of processor time that it has had."""

    def __init__(self, scheduler: "Scheduler", visitor: str) -> None:
        self.visitor = visitor
        self.spent = 0.0
        self.stopped = False
        self.woken = Condition(scheduler.lock)
        self._scheduler = scheduler
        self._measured = 0.0

    def begin(self) -> None:
        """Starts to count the thread's processor time."""
        self._measured = thread_time()

    def look(self) -> None:
        """Waits while another run has a better claim. The thread may call this as often as it likes."""
        if thread_time() - self._measured > _LOOK:
            self._scheduler.give_way(self, self.measure())

    def measure(self) -> float:
        """Returns the seconds of processor time since the last call."""
        now = thread_time()
        seconds, self._measured = now - self._measured, now
        self.spent += seconds
        return seconds

    def stop(self) -> None:
        """Ends the waiting for a turn, so that an unwanted run ends at once."""
        with self._scheduler.lock:
            self.stopped = True
            self.woken.notify()


class Scheduler:
    """Gives each run a thread of its own, and one of them at a time its turn.

    The best claim has the visitor who has had the least processor time lately, and of a visitor's runs the one that
    has had the least: so a newcomer sees the first epochs soon, however many long runs others have.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self._waiting: set[Turn] = set()
        # The times at which the present turns began.
        self._running: dict[Turn, float] = {}
        self._had: dict[str, _Had] = {}

    @property
    def running(self) -> int:
        """The number of runs that have their turn."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """The number of runs that wait for their turn."""
        return len(self._waiting)

    def start(self, work: Callable[[Turn], None], visitor: str) -> Turn:
        """Starts a thread that does some work when its turn comes."""
        turn = Turn(self, visitor)
        Thread(target=self._work, args=(work, turn), name="run", daemon=True).start()
        return turn

    def give_way(self, turn: Turn, seconds: float) -> None:
        """Charges a visitor for so many seconds; then waits while another run has a better claim."""
        with self.lock:
            self._charge(turn.visitor, seconds)
            rivals = [*self._waiting, *(each for each in self._running if each is not turn)]
            now = monotonic()
            if any(self._better(rival, turn, now) for rival in rivals):
                self._leave(turn)
                self._wait(turn)

    def _work(self, work: Callable[[Turn], None], turn: Turn) -> None:
        with self.lock:
            self._wait(turn)
        turn.begin()
        try:
            work(turn)
        finally:
            with self.lock:
                self._charge(turn.visitor, turn.measure())
                self._leave(turn)

    def _charge(self, visitor: str, seconds: float) -> None:
        now = monotonic()
        if visitor not in self._had and len(self._had) >= _MOST_VISITORS:
            most = sorted(self._had.items(), key=lambda each: each[1].at(now))[_MOST_VISITORS // 2 :]
            self._had = dict(most)
        self._had.setdefault(visitor, _Had(now)).add(seconds, now)

    def _leave(self, turn: Turn) -> None:
        """Ends a turn, and wakes the next one."""
        del self._running[turn]
        self._wake_first()

    def _wait(self, turn: Turn) -> None:
        """Waits for a turn, and takes it."""
        self._waiting.add(turn)
        while not turn.stopped and (seconds := self._seconds_left(turn)) > 0:
            turn.woken.wait(seconds)
        self._waiting.remove(turn)
        self._running[turn] = monotonic()
        # The next waiting run has to watch whether this turn takes long.
        self._wake_first()

    def _wake_first(self) -> None:
        if self._waiting:
            self._first(monotonic()).woken.notify()

    def _seconds_left(self, turn: Turn) -> float:
        """The seconds that a waiting run should wait before it looks again; 0 if its turn is now."""
        if not self._running:
            return 0.0 if self._first(monotonic()) is turn else _LONG_PATIENCE
        now = monotonic()
        if self._first(now) is not turn:
            return _LONG_PATIENCE
        better = all(self._better(turn, each, now) for each in self._running)
        begun = max(self._running.values())
        return max(0.0, begun + (_PATIENCE if better else _LONG_PATIENCE) - now)

    def _first(self, now: float) -> Turn:
        """The waiting run with the best claim."""
        return min(self._waiting, key=lambda each: (self._had_lately(each, now), each.spent))

    def _better(self, one: Turn, other: Turn, now: float) -> bool:
        """Tells if one run's claim is enough better than another's to go first."""
        if one.visitor == other.visitor:
            return one.spent + _QUANTUM < other.spent
        return self._had_lately(one, now) + _QUANTUM < self._had_lately(other, now)

    def _had_lately(self, turn: Turn, now: float) -> float:
        had = self._had.get(turn.visitor)
        return had.at(now) if had else 0.0


class _Had:
    """The processor time that a visitor has had; it decays exponentially."""

    def __init__(self, now: float) -> None:
        self._seconds = 0.0
        self._since = now

    def at(self, now: float) -> float:
        """The seconds that still count at a time."""
        return float(self._seconds * 0.5 ** ((now - self._since) / _HALF_LIFE))

    def add(self, seconds: float, now: float) -> None:
        """Adds seconds at a time."""
        self._seconds, self._since = self.at(now) + seconds, now
