"""The wait of a newcomer for a first epoch while a few addresses ask for as much as they can."""

import statistics
import time

import pytest

from tests.load.client import Drive, Visit
from tests.load.figures import first_epochs, spread, whole
from tests.load.greedy import KINDS, greedy

# Newcomers, one each second, each from an address of their own.
_NEWCOMERS = 30


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("through", ["plain", "proxy"])
def test_a_newcomer_beside_forty_greedy_clients(report, request, kind, through):
    asked = request.getfixturevalue(through)
    address, host = asked.address, asked.plain if through == "proxy" else asked.host
    alone = Drive(address, newcomers(1), 300)
    with greedy(host, kind) as got:
        time.sleep(3)
        beside = Drive(address, newcomers(2), 300)
    ratio = statistics.median(first_epochs(beside.visits)) / statistics.median(first_epochs(alone.visits))
    report(
        f"a newcomer's first epoch beside 40 clients of 3 addresses, {kind}, {through}",
        f"{ratio:.1f} times",
        "3",
        f"{spread(first_epochs(beside.visits))}, alone {spread(first_epochs(alone.visits))}; "
        f"{whole(beside.visits)}, {sum(len(visit.refusals) for visit in beside.visits)} refused at first; "
        f"greedy answers {len(got)}",
    )
    assert [visit.wrong for visit in alone.visits + beside.visits if visit.wrong] == []


def newcomers(round_: int) -> list[Visit]:
    return [
        Visit(f"lr=0.01{round_}{i:03}", due=float(i), source=f"127.0.{20 + round_}.{i + 1}") for i in range(_NEWCOMERS)
    ]
