"""Visitors who request runs at their own pace, through nginx; slowness is only reported."""

import random

import pytest

from tests.load.client import Drive, Visit
from tests.load.figures import completions, first_epochs, milliseconds, processor, shares, spread, whole

SECONDS, VISITORS, EVERY = 20.0, 60, 2.0
RUNS_A_SECOND = VISITORS / EVERY
# Seconds that the slowest visit may take after the last one has begun.
PATIENCE = 120.0


def visits(faster: int, query: str) -> list[Visit]:
    """Visitors, each with an address of its own, who begin at random times and then ask at a fixed pace."""
    draw, found = random.Random(faster), []
    for visitor in range(VISITORS):
        due, number = draw.uniform(0, EVERY / faster), 0
        while due < SECONDS:
            run = query.format(f"{visitor:02}{number:03}")
            found.append(Visit(run, due, f"127.0.1.{visitor + 1}"))
            due, number = due + EVERY / faster, number + 1
    return found


def test_sixty_visitors_each_with_another_run_every_two_seconds(report, server, proxy):
    before = processor(server)
    drive = Drive(proxy.address, visits(1, "lr=0.01{}"), SECONDS + PATIENCE)
    first, complete = first_epochs(drive.visits), completions(drive.visits)
    report(
        f"{RUNS_A_SECOND:.0f} uncached runs a second: first epoch, 95th percentile",
        f"{milliseconds(first, 0.95):.0f} ms",
        "300 ms",
        f"{spread(first)}; complete {spread(complete)}; {whole(drive.visits)}; "
        f"{sum(len(visit.refusals) for visit in drive.visits)} refused at first; {shares(drive, server, before)}",
    )
    assert [visit.wrong for visit in drive.visits if visit.wrong] == []


@pytest.mark.parametrize("faster", [3, 6])
def test_the_same_run_from_the_cache(report, server, proxy, faster):
    before = processor(server)
    drive = Drive(proxy.address, visits(faster, "lr=0.02"), SECONDS + PATIENCE)
    first, complete = first_epochs(drive.visits), completions(drive.visits)
    report(
        f"{faster * RUNS_A_SECOND:.0f} cached runs a second: first epoch, 95th percentile",
        f"{milliseconds(first, 0.95):.0f} ms",
        "300 ms" if faster == 3 else "",
        f"{spread(first)}; complete {spread(complete)}; {whole(drive.visits)}; {shares(drive, server, before)}",
    )
    assert [visit.wrong for visit in drive.visits if visit.wrong] == []
    assert len({visit.checksum for visit in drive.visits}) == 1
