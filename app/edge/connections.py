"""All connections of a worker: those that wait without a thread, those that have one, and each visitor's number."""

from collections import Counter
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]

from app.edge.arriving import Arriving


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection of a `visitor`; None if a proxy speaks for many visitors, which is not counted."""

    # The request that is arriving; None once no more requests are read.
    arriving: Arriving | None = None
    # The time at which the request began, and its deadline, both of `monotonic`.
    began = until = 0.0

    def __init__(self, visitor: str | None, *rest: Any) -> None:
        super().__init__(*rest)
        self.visitor = visitor

    def wait(self, seconds: float, arriving: Arriving | None) -> None:
        """Sets the deadline to so many seconds from now."""
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
        # Connections with a request to come, and connections whose whole request waits for a thread.
        self.waiting: dict[Connection, None] = {}
        self.queued: dict[Connection, None] = {}
        self.threads = 0
        # The bytes of all unanswered requests.
        self.gathered = 0

    def add(self, conn: Connection) -> None:
        """Adds a connection."""
        if conn.visitor is not None:
            self._open[conn.visitor] += 1

    def remove(self, conn: Connection) -> None:
        """Removes a closed connection."""
        self.waiting.pop(conn, None)
        self.queued.pop(conn, None)
        self.forget(conn)
        _less(self._open, conn.visitor)

    def take(self, conn: Connection, piece: bytes) -> Arriving:
        """Adds bytes to the request that is arriving on a connection. Raises what is wrong with it."""
        assert conn.arriving is not None, "nothing is expected"
        self.gathered += len(piece)
        conn.arriving.take(piece)
        return conn.arriving

    def forget(self, conn: Connection) -> None:
        """Starts a new request after the last was answered."""
        if conn.arriving is not None:
            self.gathered -= len(conn.arriving.received)
            conn.arriving = None

    def crowded(self, visitor: str | None) -> bool:
        """True if a visitor has more connections than allowed."""
        return visitor is not None and self._open[visitor] > self._each_open

    def oldest(self, visitor: str | None = None) -> Connection | None:
        """The connection, of all or of a visitor, that has waited longest for a request, or else for a thread."""
        for conn in (*self.waiting, *self.queued):
            if visitor is None or conn.visitor == visitor:
                return conn
        return None

    def begins(self, conn: Connection) -> bool:
        """True if a whole request gets a thread now; otherwise it is queued."""
        visitor = conn.visitor
        if visitor is not None and self._busy[visitor] >= self._each_busy:
            self.queued[conn] = None
            return False
        self.threads += 1
        if visitor is not None:
            self._busy[visitor] += 1
        return True

    def ends(self, conn: Connection) -> Connection | None:
        """Takes a thread back. Returns the queued connection of the same visitor that gets it, if any."""
        self.threads -= 1
        self.forget(conn)
        _less(self._busy, conn.visitor)
        following = next((each for each in self.queued if each.visitor == conn.visitor), None)
        if following is not None:
            del self.queued[following]
        return following

    @property
    def counts(self) -> tuple[int, int, int]:
        """The numbers of connections that wait for a request, that wait for a thread, and that have one."""
        return len(self.waiting), len(self.queued), self.threads

    @property
    def largest(self) -> Connection | None:
        """The waiting connection with the most bytes of an incomplete request."""
        return max(self.waiting, key=lambda conn: len(conn.arriving.received) if conn.arriving else 0, default=None)


def _less(counter: Counter[str], visitor: str | None) -> None:
    """Counts one connection less. A visitor without any is forgotten."""
    if visitor is not None:
        counter[visitor] -= 1
        if not counter[visitor]:
            del counter[visitor]
