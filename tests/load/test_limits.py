"""The effect of limits on those beyond one, and on those within; slowness is only reported."""

import contextlib
import socket
import statistics
import time

import pytest

from app.settings import Settings
from tests.app.client import fetch
from tests.faults.asking import ask
from tests.faults.corpus import large, wrong
from tests.faults.readers import unhurried
from tests.load.client import Drive, Visit
from tests.load.figures import completions, milliseconds, spread, whole

PLACES = Settings().workers * Settings().streams
CHECKS = 200
# More than connections buffer while nobody reads.
LONG = "/api/stream?epochs=2000&samples=10&lr=0.001&2.opt=adam&3.opt=adam"


def test_three_times_as_many_as_there_is_room_for(report, server):
    alone = Drive(server.address, at_once(PLACES, "lr=0.011{:03}"), 120)
    crowd = Drive(server.address, at_once(3 * PLACES, "lr=0.012{:03}"), 120)
    told = [seconds for visit in crowd.visits for status, seconds in visit.refusals if status == 503]
    admitted = [visit for visit in crowd.visits if not visit.refusals]
    ratio = statistics.median(completions(admitted)) / statistics.median(completions(alone.visits))
    report(
        f"{3 * PLACES} at once, room for {PLACES}: 503 at the latest",
        f"{milliseconds(told, 1):.0f} ms",
        "100 ms",
        spread(told),
    )
    report(
        "the admitted, against as many alone",
        f"{ratio:.2f}",
        "1.5",
        f"{spread(completions(admitted))}, alone {spread(completions(alone.visits))}; {whole(crowd.visits)}",
    )
    assert [visit.wrong for visit in crowd.visits if visit.wrong] == []


def at_once(number: int, query: str) -> list[Visit]:
    """So many visitors, each with an address of its own, who all ask at the same moment."""
    return [Visit(query.format(i), source=f"127.0.{3 + i // 200}.{i % 200 + 1}") for i in range(number)]


def test_wrong_requests(report, server):
    for what, raws in (("a wrong request", [each.raw for each in wrong()]), ("a wrong body of 1 MB", large().values())):
        times = {raw: ask(server.host, raw).seconds for raw in raws}
        slowest = max(times, key=lambda raw: times[raw])
        report(
            f"{what} is refused, at the latest", f"{1000 * times[slowest]:.0f} ms", "50 ms", spread([*times.values()])
        )


@pytest.mark.parametrize("who", ["nobody", "64 readers at 1 kB/s, 16 idle ones", "100 who say half a header"])
def test_health_beside_those_who_hold_on(report, server, proxy, who):
    with contextlib.ExitStack() as stack:
        if "readers" in who:
            stack.enter_context(unhurried(proxy.plain, LONG, 64, 16))
        if "half" in who:
            for _ in range(100):
                half = stack.enter_context(socket.create_connection(proxy.plain, source_address=("127.0.2.1", 0)))
                half.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: ")
        times = [seconds(f"{proxy.address}/healthz") for _ in range(CHECKS)]
        drive = Drive(proxy.address, [Visit(f"lr=0.013{i:03}", i / 5) for i in range(20)], 120)
    report(f"/healthz beside {who}", spread(times), "", f"new runs complete {spread(completions(drive.visits))}")
    assert [visit.wrong for visit in drive.visits if visit.wrong] == []


def seconds(url: str) -> float:
    """The seconds that a good answer takes."""
    begun = time.monotonic()
    assert fetch(url)[0] == 200
    return time.monotonic() - begun
