"""Finished runs that replicas keep for each other, in Redis."""

import logging
import re
import struct
from collections.abc import Callable, Sequence
from hashlib import blake2b
from hmac import compare_digest
from time import monotonic
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from app.runs.coding import text
from app.runs.recording import Recording

# Seconds that Redis has to answer. A request is not repeated: the next caller asks again.
_PATIENCE = 0.25
CONNECTION: dict[str, Any] = {
    "socket_timeout": _PATIENCE,
    "socket_connect_timeout": _PATIENCE,
    "retry": Retry(NoBackoff(), 0),
}
# Seconds without requests after Redis did not answer.
_PAUSE = 5.0
# Seconds for which a run is kept, and the most bytes of one: compressed, and its texts.
_LIFETIME, _LONGEST, _LONGEST_TEXT = 86_400, 4_000_000, 40_000_000
_LENGTH = struct.Struct("<I")
# Bytes of the seal that a kept run begins with.
_SEAL = 32
_EVENT = re.compile(rb"id: [0-9a-z-]+\nevent: [a-z]+\ndata: [^\n]*\n\n")

log = logging.getLogger(__name__)


class SharedCache:
    """Runs by key in Redis. While Redis does not answer, the cache is empty and nobody waits.

    What replicas keep is sealed with the secret that they share: without one, whoever can write to Redis is trusted.
    """

    def __init__(self, url: str, secret: str) -> None:
        self._redis = Redis.from_url(url, **CONNECTION)
        self._secret = blake2b(secret.encode(), person=b"runs").digest()
        self._silent_until = 0.0

    def get(self, key: str) -> Recording | None:
        """Returns a run that a replica has kept, or None. A value that is no run counts as none and is replaced."""
        packed = self._ask(lambda: self._found(_name(key)))
        events = unpacked(packed, key, self._secret) if isinstance(packed, bytes) else None
        return Recording(key, events, over=True) if events else None

    def put(self, recording: Recording) -> None:
        """Keeps a finished run for all replicas."""
        if recording.size <= _LONGEST:
            value = packed(recording.events, recording.key, self._secret)
            self._ask(lambda: self._redis.set(_name(recording.key), value, ex=_LIFETIME))

    def _found(self, name: str) -> Any:
        """Reads a value; of one that is too long for a run, only its beginning."""
        try:
            return self._redis.getrange(name, 0, 2 * _LONGEST)
        except ResponseError:
            # The key holds another type than a string.
            return None

    def _ask(self, question: Callable[[], Any]) -> Any:
        if monotonic() < self._silent_until:
            return None
        try:
            return question()
        except RedisError as error:
            self._silent_until = monotonic() + _PAUSE
            log.warning("Redis does not answer (%s). Basin continues without it.", type(error).__name__)
            return None


def _name(key: str) -> str:
    return f"basin:run:{key}"


def packed(events: Sequence[bytes], key: str, secret: bytes) -> bytes:
    """Packs a run for Redis: its seal, then each event after its length."""
    body = b"".join(part for event in events for part in (_LENGTH.pack(len(event)), event))
    return _seal(body, key, secret) + body


def unpacked(value: bytes, key: str, secret: bytes) -> list[bytes] | None:
    """Unpacks the events of a run. None if the value is incomplete, or was not packed for this key."""
    seal, body = value[:_SEAL], value[_SEAL:]
    if not compare_digest(_seal(body, key, secret), seal):
        return None
    events, place, left, last = [], 0, _LONGEST_TEXT, b""
    while place < len(body):
        end = place + _LENGTH.size
        if end > len(body):
            return None
        (length,) = _LENGTH.unpack_from(body, place)
        place = end + length
        last = _event(body[end:place], left)
        if place > len(body) or not last:
            return None
        left -= len(last)
        events.append(body[end:place])
    return events if b"\nevent: done\n" in last else None


def _event(piece: bytes, most: int) -> bytes:
    """The text of a recorded event of at most so many bytes; none if it is no such event."""
    try:
        found = text(piece, most)
    except ValueError:
        return b""
    return found if _EVENT.fullmatch(found) else b""


def _seal(body: bytes, key: str, secret: bytes) -> bytes:
    """A keyed hash of the body, salted with the run's key: it cannot be made without the secret, or reused."""
    return blake2b(body, digest_size=_SEAL, key=secret, salt=blake2b(key.encode(), digest_size=16).digest()).digest()
