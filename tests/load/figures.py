"""Figures of a drive, as they stand in the table."""

import math
import os
import pathlib
from collections.abc import Sequence

from tests.faults.serving import Server
from tests.load.client import Drive, Visit


def milliseconds(seconds: Sequence[float], share: float) -> float:
    """What so large a share of times stays below; NaN where there are none."""
    if not seconds:
        return math.nan
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and maximum."""
    return "/".join(f"{milliseconds(seconds, share):.0f}" for share in (0.5, 0.95, 1)) + " ms"


def first_epochs(visits: Sequence[Visit]) -> list[float]:
    """Seconds from when each visit was due to its first epoch."""
    return [visit.first_epoch - visit.due for visit in visits if visit.first_epoch is not None]


def completions(visits: Sequence[Visit]) -> list[float]:
    """Seconds from when each visit was due to the end of its run."""
    return [visit.finished - visit.due for visit in visits if visit.finished is not None]


def whole(visits: Sequence[Visit]) -> str:
    """How many runs are complete, nothing lost and nothing doubled."""
    return f"{sum(visit.wrong is None for visit in visits)} of {len(visits)} whole"


def processor(server: Server) -> float:
    """Seconds of the processor that a server's workers have had."""
    ticks = 0
    for worker in server.workers():
        fields = pathlib.Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def shares(drive: Drive, server: Server, before: float) -> str:
    """Of one core, what gunicorn and this client have had during a drive."""
    served = (processor(server) - before) / drive.seconds
    return f"of a core: gunicorn {served:.0%}, client {drive.processor / drive.seconds:.0%}"
