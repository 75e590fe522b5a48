"""A class behind one address, whose browsers load at once: all get the page and their run."""

import contextlib
import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.faults.reading import Reading, Refused
from tests.faults.serving import served
from tests.load.figures import spread

BROWSERS, CONNECTIONS = 30, 6


@pytest.mark.parametrize("before", ["no proxy", "nginx"])
def test_a_class_that_loads_at_once(report, request, tmp_path, before):
    with contextlib.ExitStack() as stack:
        if before == "nginx":
            address = request.getfixturevalue("proxy").address
        else:
            address = stack.enter_context(served(tmp_path, usual=False)).address
        with ThreadPoolExecutor(BROWSERS) as browsers:
            loads = list(browsers.map(lambda i: load(address, f"lr=0.014{i:02}"), range(BROWSERS)))
    report(
        f"{BROWSERS} browsers of one address at once, {before}: page and run",
        spread([run for _, run, _ in loads]),
        "",
        f"page {spread([page for page, _, _ in loads])}; {sum(told for _, _, told in loads)} told to wait",
    )
    assert len(loads) == BROWSERS


def load(address: str, query: str) -> tuple[float, float, int]:
    """Seconds until a browser has the page with its files, and its run; and how often it was told to wait."""
    begun = time.monotonic()
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(CONNECTIONS) as several:
        host = urlsplit(address).netloc
        open_ones = [http.client.HTTPConnection(host, timeout=60) for _ in range(CONNECTIONS)]
        for each in open_ones:
            stack.enter_context(contextlib.closing(each))
        page = got(open_ones[0], "/").decode()
        files = re.findall(r'(?:src|href)="(/[^"]+)"', page)
        assert len(files) > CONNECTIONS
        parts = [(each, files[i::CONNECTIONS]) for i, each in enumerate(open_ones)]
        list(several.map(lambda part: [got(part[0], path) for path in part[1]], parts))
        loaded = time.monotonic() - begun
        told = run(address, query)
    return loaded, time.monotonic() - begun, told


def got(connection: http.client.HTTPConnection, path: str) -> bytes:
    """A file, requested as a browser does."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"} if path != "/" else {})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status, body[:300])
    return body


def run(address: str, query: str) -> int:
    """Reads a run to its end, and asks again when told to wait; returns how often that was."""
    for told in range(60):
        with contextlib.suppress(Refused):
            Reading(address, query).to_the_end()
            return told
        time.sleep(1)
    raise AssertionError("told to wait for a minute")
