"""Times of functions in turn, so that a slow moment of the machine slows all of them."""

import statistics
import time
from collections.abc import Callable
from typing import Any


def medians(repetitions: int, **functions: Callable[[], Callable[[], Any]]) -> dict[str, float]:
    """Median milliseconds of each function. Each is given as its preparation, which returns what is timed."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repetitions):
        for name, prepare in functions.items():
            run = prepare()
            begin = time.perf_counter()
            run()
            times[name].append(1000 * (time.perf_counter() - begin))
    # The first turns warm the caches up.
    return {name: statistics.median(found[repetitions // 10 :]) for name, found in times.items()}
