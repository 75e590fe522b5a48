"""Finished runs, kept in this process for whoever asks for the same."""

from collections import OrderedDict
from threading import Lock

from app.runs.recording import Recording

# A run larger than this share of the cache is not kept.
_PART = 4


class Cache:
    """The most recently used finished runs, in at most `most` bytes; `size` is how many they take."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Recording] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: str) -> Recording | None:
        """Returns a kept run, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, recording: Recording) -> None:
        """Keeps a run, and drops the least recently used ones that no longer fit."""
        if _PART * recording.size > self._most:
            return
        recording.keep()
        with self._lock:
            before = self._kept.pop(recording.key, None)
            self.size += recording.size - (before.size if before else 0)
            self._kept[recording.key] = recording
            while self.size > self._most:
                self.size -= self._kept.popitem(last=False)[1].size
