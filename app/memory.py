"""How a process holds memory: what glibc does for programs with many threads costs a server more than it brings."""

import ctypes
import gc
from collections.abc import Iterable, Iterator
from itertools import accumulate
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Any

# From malloc.h. Each thread would otherwise have an arena of its own, and keep what it freed; and the arrays of a run
# would go back to the system after each step, to be asked for in the next.
_OPTIONS = {"M_ARENA_MAX": (-8, 2), "M_TRIM_THRESHOLD": (-1, 16_000_000), "M_MMAP_THRESHOLD": (-3, 4_000_000)}


def settle() -> None:
    """Before any thread starts: few arenas, which keep as much as a usual run needs again and again."""
    if (mallopt := _function("mallopt")) is not None:
        for option in _OPTIONS.values():
            mallopt(*option)


def before_fork() -> None:
    """What is there already is never collected, so that a process that is forked now goes on sharing it."""
    gc.collect()
    gc.freeze()


def trim() -> None:
    """Gives back to the system what has been freed."""
    if (malloc_trim := _function("malloc_trim")) is not None:
        malloc_trim(0)


class Block:
    """Texts that are kept for long, in pages of their own: among what comes and goes they would leave gaps behind."""

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
    """A function of the C library; None where it has none, as musl and macOS do."""
    return getattr(ctypes.CDLL(None), name, None)
