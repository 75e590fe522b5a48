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

from app.runs.recording import Recording

# Seconds that Redis may take, once: what is asked again is asked by the next who needs it.
_PATIENCE = 0.25
CONNECTION: dict[str, Any] = {
    "socket_timeout": _PATIENCE,
    "socket_connect_timeout": _PATIENCE,
    "retry": Retry(NoBackoff(), 0),
}
# Seconds for which nobody asks it after it did not answer.
_PAUSE = 5.0
# Seconds for which a run is kept, and the most bytes of one.
_LIFETIME, _LONGEST = 86_400, 4_000_000
_LENGTH = struct.Struct("<I")
# Bytes of the seal that a kept run begins with.
_SEAL = 32
_EVENT = re.compile(rb"id: [0-9a-z-]+\nevent: [a-z]+\ndata: [^\n]*\n\n")

log = logging.getLogger(__name__)


class SharedCache:
    """Runs by key in Redis; while that does not answer there are none, and nobody waits for it.

    What replicas keep is sealed with the secret that they share: without one, whoever can write to Redis is trusted.
    """

    def __init__(self, url: str, secret: str) -> None:
        self._redis = Redis.from_url(url, **CONNECTION)
        self._secret = blake2b(secret.encode(), person=b"runs").digest()
        self._silent_until = 0.0

    def get(self, key: str) -> Recording | None:
        """A run that some replica has kept, or None; what is there and no run is none, and is written anew."""
        packed = self._ask(lambda: self._found(_name(key)))
        events = unpacked(packed, key, self._secret) if isinstance(packed, bytes) else None
        return Recording(key, events, over=True) if events else None

    def put(self, recording: Recording) -> None:
        """Keeps a finished run for all replicas."""
        if recording.size <= _LONGEST:
            value = packed(recording.events, recording.key, self._secret)
            self._ask(lambda: self._redis.set(_name(recording.key), value, ex=_LIFETIME))

    def _found(self, name: str) -> Any:
        """What is there, of a value that is too long for a run its beginning."""
        try:
            return self._redis.getrange(name, 0, 2 * _LONGEST)
        except ResponseError:
            # It is something else than a text.
            return None

    def _ask(self, question: Callable[[], Any]) -> Any:
        if monotonic() < self._silent_until:
            return None
        try:
            return question()
        except RedisError as error:
            self._silent_until = monotonic() + _PAUSE
            log.warning("Redis does not answer (%s); going on without it.", type(error).__name__)
            return None


def _name(key: str) -> str:
    return f"basin:run:{key}"


def packed(events: Sequence[bytes], key: str, secret: bytes) -> bytes:
    """A run as Redis keeps it: its seal, and its events, each after its length."""
    body = b"".join(part for event in events for part in (_LENGTH.pack(len(event)), event))
    return _seal(body, key, secret) + body


def unpacked(value: bytes, key: str, secret: bytes) -> list[bytes] | None:
    """The events of a run; None where a value is not one that was packed for this key, whole."""
    seal, body = value[:_SEAL], value[_SEAL:]
    if not compare_digest(_seal(body, key, secret), seal):
        return None
    events, place = [], 0
    while place < len(body):
        end = place + _LENGTH.size
        if end > len(body):
            return None
        (length,) = _LENGTH.unpack_from(body, place)
        place = end + length
        event = body[end:place]
        if place > len(body) or not _EVENT.fullmatch(event):
            return None
        events.append(event)
    return events if events and b"\nevent: done\n" in events[-1] else None


def _seal(body: bytes, key: str, secret: bytes) -> bytes:
    """What nobody can write without the secret, nor take from another run."""
    return blake2b(body, digest_size=_SEAL, key=secret, salt=blake2b(key.encode(), digest_size=16).digest()).digest()
