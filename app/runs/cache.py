"""Finished runs, kept in this process for whoever asks for the same."""

from threading import Lock

from cachetools import LRUCache

from app.runs.recording import Recording

# A run larger than this share of the cache is not kept.
_PART = 4


class Cache:
    """The most recently used finished runs, in at most `most` bytes."""

    def __init__(self, most: int) -> None:
        self._kept: LRUCache[str, Recording] = LRUCache(most, lambda recording: recording.size)
        self._lock = Lock()

    @property
    def size(self) -> int:
        """The bytes that the kept runs take."""
        return int(self._kept.currsize)

    def get(self, key: str) -> Recording | None:
        """Returns a kept run, or None."""
        with self._lock:
            return self._kept.get(key)

    def put(self, recording: Recording) -> None:
        """Keeps a run, and drops the least recently used ones that no longer fit."""
        if _PART * recording.size > self._kept.maxsize:
            return
        recording.keep()
        with self._lock:
            self._kept[recording.key] = recording
