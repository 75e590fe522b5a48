"""Finished runs that replicas keep for each other, in Redis."""

import logging
import struct
from collections.abc import Callable, Sequence
from hashlib import blake2b
from time import monotonic
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
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
# Bytes of the checksum that a kept run begins with.
_SEAL = 16

log = logging.getLogger(__name__)


class SharedCache:
    """Runs by key in Redis; while that does not answer there are none, and nobody waits for it."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, **CONNECTION)
        self._silent_until = 0.0

    def get(self, key: str) -> Recording | None:
        """A run that some replica has kept, or None; what is there and no run is none."""
        packed = self._ask(lambda: self._redis.get(_name(key)))
        events = _unpacked(packed) if isinstance(packed, bytes) else None
        return Recording(key, events, over=True) if events else None

    def put(self, recording: Recording) -> None:
        """Keeps a finished run for all replicas."""
        if recording.size <= _LONGEST:
            self._ask(lambda: self._redis.set(_name(recording.key), _packed(recording.events), ex=_LIFETIME))

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


def _packed(events: Sequence[bytes]) -> bytes:
    body = b"".join(part for event in events for part in (_LENGTH.pack(len(event)), event))
    return blake2b(body, digest_size=_SEAL).digest() + body


def _unpacked(packed: bytes) -> list[bytes] | None:
    """The events; None where not every byte is as it was packed."""
    seal, body = packed[:_SEAL], packed[_SEAL:]
    if blake2b(body, digest_size=_SEAL).digest() != seal:
        return None
    events, place = [], 0
    while place < len(body):
        (length,) = _LENGTH.unpack_from(body, place)
        place += _LENGTH.size
        events.append(body[place : place + length])
        place += length
    return events
