"""Finished runs, kept in this process for whoever asks for the same."""

from collections import OrderedDict
from threading import Lock

from app.runs.recording import Recording

# A run that would take more than this part of the cache is not kept.
_PART = 4


class Cache:
    """The finished runs that were asked for last, in at most `most` bytes; `size` is how many they take."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Recording] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: str) -> Recording | None:
        """A run that is kept, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, recording: Recording) -> None:
        """Keeps a run; those go that were asked for longest ago."""
        if _PART * recording.size > self._most:
            return
        recording.keep()
        with self._lock:
            before = self._kept.pop(recording.key, None)
            self.size += recording.size - (before.size if before else 0)
            self._kept[recording.key] = recording
            while self.size > self._most:
                self.size -= self._kept.popitem(last=False)[1].size
