"""Figures of a drive, for the table."""

import math
import os
import pathlib
from collections.abc import Sequence

from tests.faults.serving import Server
from tests.load.client import Drive, Visit


def milliseconds(seconds: Sequence[float], share: float) -> float:
    """The quantile of times at a share, in milliseconds; NaN if there are no times."""
    if not seconds:
        return math.nan
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and maximum."""
    return "/".join(f"{milliseconds(seconds, share):.0f}" for share in (0.5, 0.95, 1)) + " ms"


def first_epochs(visits: Sequence[Visit]) -> list[float]:
    """Seconds from each visit's due time to its first epoch."""
    return [visit.first_epoch - visit.due for visit in visits if visit.first_epoch is not None]


def completions(visits: Sequence[Visit]) -> list[float]:
    """Seconds from each visit's due time to the end of its run."""
    return [visit.finished - visit.due for visit in visits if visit.finished is not None]


def whole(visits: Sequence[Visit]) -> str:
    """The number of complete runs, without lost or doubled events."""
    return f"{sum(visit.wrong is None for visit in visits)} of {len(visits)} whole"


def processor(server: Server) -> float:
    """Processor seconds of a server's workers."""
    ticks = 0
    for worker in server.workers():
        fields = pathlib.Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def shares(drive: Drive, server: Server, before: float) -> str:
    """The shares of one core that gunicorn and this client used during a drive."""
    served = (processor(server) - before) / drive.seconds
    return f"of a core: gunicorn {served:.0%}, client {drive.processor / drive.seconds:.0%}"
