"""Visitors without a browser: any number of streams at once in one thread, which does not decode them.

It checks each run: the ids of its events count up from 0, and `done` is the last. So nothing is lost or doubled.
"""

import contextlib
import errno
import heapq
import random
import re
import selectors
import socket
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

_EVENT = re.compile(rb"id: ([0-9a-f]{12})-([0-9]+|end)\nevent: ([a-z]+)\n")
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")
_RETRY = re.compile(rb"\r\nretry-after: *([0-9]+)\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked\r\n", re.IGNORECASE)
_PIECE = 1 << 18
# Seconds until a visitor tries again after a broken connection; after a first refusal, doubled each time; at most.
_PAUSE, _FIRST_WAIT, _LONGEST_WAIT = 0.1, 0.5, 8.0


@dataclass
class Visit:
    """A run that a visitor asks for at a certain time, and again until it is complete.

    Times are seconds since the drive began. `refusals` are statuses, each with the seconds that its answer took. `cuts`
    counts streams that ended before their run did. `source` is the visitor's own loopback address.
    """

    query: str
    due: float = 0.0
    source: str = "127.0.0.1"
    first_epoch: float | None = None
    finished: float | None = None
    refusals: list[tuple[int, float]] = field(default_factory=list)
    cuts: int = 0
    size: int = 0
    checksum: int = 0
    events: list[bytes] = field(default_factory=list, repr=False)
    _flaw: str | None = None

    @property
    def wrong(self) -> str | None:
        """What is lost or doubled; None if the run is complete."""
        if self.finished is None:
            return f"unfinished after {len(self.events)} events, {self.cuts} cuts and refusals {self.refusals[-3:]}"
        return self._flaw

    def take(self, events: list[bytes], now: float) -> None:
        """Takes events. Of a complete run its size and its checksum are kept; equal runs have equal ones."""
        self.events += events
        if self.events and b"\nevent: done\n" in self.events[-1]:
            self.finished = now
            self._flaw = _flaw(self.events)
            self.size = sum(map(len, self.events))
            self.checksum = zlib.crc32(b"".join(self.events))
            self.events.clear()


def _flaw(events: list[bytes]) -> str | None:
    """What is wrong with the ids and kinds of a run's events; None if nothing is."""
    found = [_EVENT.match(event) for event in events]
    engines, places, kinds = zip(*(match.groups() if match else (b"", b"", b"") for match in found), strict=True)
    counted = (*(str(i).encode() for i in range(len(events) - 1)), b"end")
    if len(set(engines)) > 1 or places != counted or kinds.count(b"done") != 1 or kinds[0] != b"run":
        return f"ids {places}, kinds {kinds}"
    return None


class _Asking:
    """One request of a visit over a connection of its own."""

    def __init__(self, visit: Visit, host: str, address: tuple[str, int], now: float) -> None:
        self.visit = visit
        self.begun = now
        self.received = bytearray()
        last = _EVENT.match(visit.events[-1]) if visit.events else None
        seen = f"Last-Event-ID: {last[1].decode()}-{last[2].decode()}\r\n" if last else ""
        self.request = (
            f"GET /api/stream?{visit.query} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{seen}\r\n".encode()
        )
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.bind((visit.source, 0))
        error = self.socket.connect_ex(address)
        if error not in (0, errno.EINPROGRESS):
            self.socket.close()
            raise OSError(error, "no connection")

    def send(self) -> None:
        """Sends the request, which fits any buffer."""
        self.socket.sendall(self.request)

    def receive(self, now: float) -> bool:
        """Takes what has come; returns whether the answer is complete."""
        try:
            piece = self.socket.recv(_PIECE)
        except BlockingIOError:
            return False
        except OSError:
            return True
        self.received += piece
        if self.visit.first_epoch is None and b"\nevent: frames\n" in self.received:
            self.visit.first_epoch = now
        return not piece

    def close(self, now: float) -> float | None:
        """Gives what came to the visit; returns the seconds until it asks again, or None."""
        self.socket.close()
        head, _, body = bytes(self.received).partition(b"\r\n\r\n")
        status = _STATUS.match(head)
        if status is None:
            self.visit.cuts += 1
            return _PAUSE
        if status[1] not in (b"200", b"204"):
            self.visit.refusals.append((int(status[1]), now - self.begun))
            return self._back_off(_RETRY.search(head + b"\r\n"))
        whole = _unchunked(body) if _CHUNKED.search(head + b"\r\n") else body
        # The opening comment and heartbeats are not events.
        self.visit.take([block for block in whole.split(b"\n\n")[:-1] if not block.startswith(b":")], now)
        if self.visit.finished is not None:
            return None
        self.visit.cuts += 1
        return 0.0

    def _back_off(self, told: re.Match[bytes] | None) -> float:
        """Seconds to wait, as on the page: at least what the server says, longer each time, and random."""
        grown = min(_FIRST_WAIT * 2 ** (len(self.visit.refusals) - 1), _LONGEST_WAIT)
        return max(float(told[1]) if told else 0.0, grown) * random.uniform(0.75, 1.25)


def _unchunked(body: bytes) -> bytes:
    """The complete chunks of a body, and the available part of the next."""
    parts, place = [], 0
    while (end := body.find(b"\r\n", place)) >= 0:
        length = int(body[place:end].partition(b";")[0], 16)
        parts.append(body[end + 2 : end + 2 + length])
        place = end + 4 + length
    return b"".join(parts)


class Drive:
    """Runs visits, each from its due time on, for at most `seconds`; `processor` is the client's own processor time."""

    def __init__(self, address: str, visits: Iterable[Visit], seconds: float) -> None:
        host, _, port = address.removeprefix("http://").partition(":")
        self.visits = list(visits)
        self.seconds = 0.0
        self.processor = 0.0
        self._host = f"{host}:{port}"
        self._address = (host, int(port))
        self._selector = selectors.DefaultSelector()
        self._waiting = [(visit.due, i, visit) for i, visit in enumerate(self.visits)]
        heapq.heapify(self._waiting)
        self._run(seconds)

    def _run(self, seconds: float) -> None:
        began, spent = time.monotonic(), time.process_time()
        with contextlib.closing(self._selector):
            while (self._waiting or self._selector.get_map()) and (now := time.monotonic() - began) < seconds:
                while self._waiting and self._waiting[0][0] <= now:
                    self._ask(*heapq.heappop(self._waiting)[1:], now)
                pause = self._waiting[0][0] - now if self._waiting else seconds - now
                for key, ready in self._selector.select(min(max(pause, 0.0), seconds - now)):
                    self._go_on(key.data, ready, time.monotonic() - began)
            for key in list(self._selector.get_map().values()):
                key.data[1].socket.close()
        self.seconds, self.processor = time.monotonic() - began, time.process_time() - spent

    def _ask(self, number: int, visit: Visit, now: float) -> None:
        try:
            asking = _Asking(visit, self._host, self._address, now)
        except OSError:
            visit.cuts += 1
            heapq.heappush(self._waiting, (now + _PAUSE, number, visit))
            return
        self._selector.register(asking.socket, selectors.EVENT_WRITE, (number, asking))

    def _go_on(self, data: tuple[int, _Asking], ready: int, now: float) -> None:
        number, asking = data
        over = False
        if ready & selectors.EVENT_WRITE:
            try:
                asking.send()
                self._selector.modify(asking.socket, selectors.EVENT_READ, data)
            except OSError:
                over = True
        else:
            over = asking.receive(now)
        if not over:
            return
        self._selector.unregister(asking.socket)
        wait = asking.close(now)
        if wait is not None:
            heapq.heappush(self._waiting, (now + wait, number, asking.visit))
