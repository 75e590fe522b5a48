"""Memory of a process. glibc's defaults for programs with many threads cost a server more than they help."""

import ctypes
import gc
from collections.abc import Iterable, Iterator
from itertools import accumulate
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Any

# Numbers from malloc.h. By default each thread has an arena of its own and keeps what it freed; a run's arrays go back
# to the system after each step, and are requested again in the next.
_OPTIONS = {"M_ARENA_MAX": (-8, 2), "M_TRIM_THRESHOLD": (-1, 16_000_000), "M_MMAP_THRESHOLD": (-3, 4_000_000)}


def settle() -> None:
    """Sets few arenas, which keep as much as a usual run needs again and again. Call it before any thread starts."""
    if (mallopt := _function("mallopt")) is not None:
        for option in _OPTIONS.values():
            mallopt(*option)


def before_fork() -> None:
    """Excludes existing objects from garbage collection, so that a forked process goes on sharing their memory."""
    gc.collect()
    gc.freeze()


def trim() -> None:
    """Gives freed memory back to the system."""
    if (malloc_trim := _function("malloc_trim")) is not None:
        malloc_trim(0)


class Block:
    """Texts that are kept for long, in pages of their own, so that they leave no gaps in the heap."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        texts = list(texts)
        self._ends = (0, *accumulate(map(len, texts)))
        self._pages = mmap(-1, max(1, self._ends[-1]), MAP_PRIVATE | MAP_ANONYMOUS)
        self._pages.write(b"".join(texts))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, i: int) -> bytes:
        return self._pages[self._ends[i] : self._ends[i + 1]]

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))


def _function(name: str) -> Any:
    """A function of the C library; None if it has none, as musl and macOS."""
    return getattr(ctypes.CDLL(None), name, None)
