"""All connections of a worker: who waits without a thread, who has one, and how many each visitor has."""

from collections import Counter
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]

from app.edge.arriving import Arriving


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection; `visitor` is whose it is, None where a proxy speaks for many, and is not counted."""

    # The request that comes in on it; None once nothing of what comes is a request any more.
    arriving: Arriving | None = None
    # When the request began, and until when it has to be whole; of `monotonic`.
    began = until = 0.0

    def __init__(self, visitor: str | None, *rest: Any) -> None:
        super().__init__(*rest)
        self.visitor = visitor

    def wait(self, seconds: float, arriving: Arriving | None) -> None:
        """From now on something has to come within so many seconds."""
        self.began = monotonic()
        self.until = self.began + seconds
        self.arriving = arriving


class Connections:
    """Connections by what they wait for, the one that has waited longest first.

    No visitor has more than `each_open` of them, and `each_busy` threads: who asks for more waits for their own.
    """

    def __init__(self, each_open: int, each_busy: int) -> None:
        self._each_open = each_open
        self._each_busy = each_busy
        self._open: Counter[str] = Counter()
        self._busy: Counter[str] = Counter()
        # Those of which a request is to come, and those whose request is whole and waits for a thread.
        self.waiting: dict[Connection, None] = {}
        self.queued: dict[Connection, None] = {}
        self.threads = 0
        # Bytes of all requests that are not answered yet.
        self.gathered = 0

    def add(self, conn: Connection) -> None:
        """One more."""
        if conn.visitor is not None:
            self._open[conn.visitor] += 1

    def remove(self, conn: Connection) -> None:
        """It is closed."""
        self.waiting.pop(conn, None)
        self.queued.pop(conn, None)
        self.forget(conn)
        _less(self._open, conn.visitor)

    def take(self, conn: Connection, piece: bytes) -> Arriving:
        """Some more of the request that comes in on a connection; raises what is wrong with it."""
        assert conn.arriving is not None, "nothing is expected"
        self.gathered += len(piece)
        conn.arriving.take(piece)
        return conn.arriving

    def forget(self, conn: Connection) -> None:
        """Its request is answered."""
        if conn.arriving is not None:
            self.gathered -= len(conn.arriving.received)
            conn.arriving = None

    def crowded(self, visitor: str | None) -> bool:
        """Whether a visitor has more connections than one may have."""
        return visitor is not None and self._open[visitor] > self._each_open

    def oldest(self, visitor: str | None = None) -> Connection | None:
        """Who has waited longest, of all or of a visitor: for a request to come, or else for a thread."""
        for conn in (*self.waiting, *self.queued):
            if visitor is None or conn.visitor == visitor:
                return conn
        return None

    def begins(self, conn: Connection) -> bool:
        """Whether a whole request gets a thread now; if not, it is queued."""
        visitor = conn.visitor
        if visitor is not None and self._busy[visitor] >= self._each_busy:
            self.queued[conn] = None
            return False
        self.threads += 1
        if visitor is not None:
            self._busy[visitor] += 1
        return True

    def ends(self, conn: Connection) -> Connection | None:
        """A request has given its thread back; which of its visitor's gets it, if any is queued."""
        self.threads -= 1
        self.forget(conn)
        _less(self._busy, conn.visitor)
        following = next((each for each in self.queued if each.visitor == conn.visitor), None)
        if following is not None:
            del self.queued[following]
        return following

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many wait for a request to come, how many for a thread, and how many have one."""
        return len(self.waiting), len(self.queued), self.threads

    @property
    def largest(self) -> Connection | None:
        """Of those that wait for a request, the one with most bytes of it."""
        return max(self.waiting, key=lambda conn: len(conn.arriving.received) if conn.arriving else 0, default=None)


def _less(counter: Counter[str], visitor: str | None) -> None:
    """One less, and nobody is remembered who has none."""
    if visitor is not None:
        counter[visitor] -= 1
        if not counter[visitor]:
            del counter[visitor]
