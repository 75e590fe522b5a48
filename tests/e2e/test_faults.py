"""Failures on the way or in the server: the run continues by itself, with nothing lost or doubled."""

import contextlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.client import ROOT, fetch, until
from tests.e2e.basin import TIMEOUT, digest, seek, type_number, visit, wait_for_query, wait_for_run
from tests.e2e.line import Line
from tests.faults.serving import Server, served

LOST = "The connection was lost; trying again."
# More than buffers hold: when the server ends, it still has to send much of it.
EPOCHS = 2000
RACE = "2.opt=adam&3.opt=momentum&4.opt=rmsprop"
QUERY = f"v=1&lr=0.02&{RACE}&epochs={EPOCHS}"
BUSY = "The server is busy; trying again."
# Another visitor's run: more than buffers hold, so that a visitor who does not read keeps a place.
LONG = "epochs=2000&samples=2000&2.opt=adam&3.opt=momentum&columns=objective,field&protocol=2"
# A run whose plane depends on its whole trails, which take seconds to compute.
HEAVY = "epochs=150&samples=5000&model=mlp&hidden=32,32&batch=10&plane=pca"


def notice(page: Page, text: str) -> Locator:
    return page.get_by_role("status").filter(has_text=text)


def wait_for_epoch(page: Page, epoch: int) -> None:
    """Waits until so many epochs have come, and at most half of all."""
    page.wait_for_function("(epoch) => basin.run.last >= epoch", arg=epoch, timeout=TIMEOUT)
    assert page.evaluate("() => basin.run.last < basin.run.epochs / 2")


def shown_epoch(page: Page) -> int:
    return int(page.get_by_role("heading", name="Epoch").inner_text().removeprefix("Epoch "))


def plays_on(page: Page) -> None:
    """Waits until the playback has moved on by some epochs."""
    page.wait_for_function(
        "(epoch) => Number(document.querySelector('h1').textContent.split(' ')[1]) >= epoch",
        arg=shown_epoch(page) + 5,
        timeout=TIMEOUT,
    )


def begin_slowly(page: Page, line: Line) -> None:
    """Requests a run that takes seconds to come, and plays it in the meantime."""
    visit(page, line.address, f"lr=0.02&{RACE}")
    line.pause = 0.05
    type_number(page, "Epochs", str(EPOCHS))
    page.wait_for_function("(epochs) => basin.run.epochs === epochs", arg=EPOCHS, timeout=TIMEOUT)
    page.get_by_role("button", name="To start", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()


def test_a_network_that_is_cut_during_play_leaves_a_run_that_goes_on(light: Page, server: str) -> None:
    with Line(_host(server)) as line:
        begin_slowly(light, line)
        for epoch in (60, 120):
            wait_for_epoch(light, epoch)
            line.cut()
            expect(notice(light, LOST)).to_be_visible()
            plays_on(light)
            line.mend()
            expect(notice(light, LOST)).to_be_hidden(timeout=TIMEOUT)
            plays_on(light)
        line.pause = 0
        wait_for_query(light, QUERY)
        expect(light.get_by_role("button", name="Pause")).to_be_visible()
        resumed = digest(light)
    visit(light, server, QUERY)
    assert resumed == digest(light)


def test_a_browser_that_is_offline_for_a_while_gets_its_run_by_itself(light: Page, server: str) -> None:
    visit(light, server, "lr=0.03")
    light.context.set_offline(True)
    type_number(light, "Epochs", "60")
    expect(notice(light, LOST)).to_be_visible()
    assert shown_epoch(light) <= light.evaluate("() => basin.run.last")
    light.context.set_offline(False)
    wait_for_query(light, "v=1&lr=0.03&epochs=60")
    expect(notice(light, LOST)).to_be_hidden()


def test_a_server_that_is_killed_and_started_again_leaves_a_run_that_goes_on(
    light: Page, server: str, tmp_path: pathlib.Path
) -> None:
    with served(tmp_path, BASIN_CACHE_BYTES="0") as first, Line(first.host) as line:
        begin_slowly(light, line)
        wait_for_epoch(light, 60)
        _kill(first)
        line.pause = 0
        expect(notice(light, LOST)).to_be_visible()
        plays_on(light)
        with _started_again(first):
            expect(notice(light, LOST)).to_be_hidden(timeout=TIMEOUT)
            wait_for_query(light, QUERY)
            resumed = digest(light)
    visit(light, server, QUERY)
    assert resumed == digest(light)


@pytest.mark.parametrize("limit", ["BASIN_STREAMS", "BASIN_VISITOR_STREAMS"])
def test_who_finds_no_place_is_told_so_and_gets_a_run_when_there_is_one(
    light: Page, tmp_path: pathlib.Path, limit: str
) -> None:
    with served(tmp_path, **{limit: "1"}) as server:
        with _holding(server):
            light.goto(server.address)
            expect(notice(light, BUSY)).to_be_visible()
            expect(light.get_by_role("button", name="Pause")).to_have_count(0)
        wait_for_query(light, "v=1")
        expect(notice(light, BUSY)).to_be_hidden()
        # The screen stays as it is while the next run waits.
        before = digest(light)
        with _holding(server):
            type_number(light, "Epochs", "70")
            expect(notice(light, BUSY)).to_be_visible()
            assert digest(light) == before
        wait_for_query(light, "v=1&epochs=70")
        expect(notice(light, BUSY)).to_be_hidden()


def test_a_run_that_takes_the_server_too_long_is_refused_and_keeps_what_came_of_it(
    light: Page, tmp_path: pathlib.Path
) -> None:
    with served(tmp_path, BASIN_DEADLINE="1") as server:
        visit(light, server.address, "epochs=30", paused=False)
        light.goto(f"{server.address}/?{HEAVY}")
        said = notice(light, "This run needs more than 1 second of computing, which is the limit.")
        expect(said).to_be_visible(timeout=TIMEOUT)
        expect(light.get_by_text("The landscape of this run was not computed").locator("visible=true")).to_be_visible()
        # The epochs that have come can be viewed, and playing ends with them.
        last = light.evaluate("() => basin.run.last")
        assert last > 0
        seek(light, last)
        light.get_by_role("button", name="Step back").click()
        light.get_by_role("button", name="Play", exact=True).click()
        expect(light.get_by_role("heading", name=f"Epoch {last}", exact=True)).to_be_visible()
        expect(light.get_by_role("button", name="Play", exact=True)).to_be_visible()
        # The next run is unaffected.
        type_number(light, "Samples", "50")
        type_number(light, "Epochs", "20")
        wait_for_run(light)
        expect(said).to_be_hidden()


def _host(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def _kill(server: Server) -> None:
    """Ends a server and its workers as a power failure does."""
    for process in (server.arbiter.pid, *server.workers()):
        os.kill(process, signal.SIGKILL)
    server.arbiter.wait()
    until(lambda: not _listens(server))


def _listens(server: Server) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(server.host):
        return True
    return False


@contextlib.contextmanager
def _started_again(server: Server) -> Iterator[None]:
    """The same server at the same port, in new processes."""
    host, port = server.host
    environment = {**os.environ, "HOST": host, "PORT": str(port)}
    with server.log.open("ab") as output:
        again = subprocess.Popen(
            server.arbiter.args, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until(lambda: again.poll() is None and fetch(f"{server.address}/healthz")[0] == 200)
        yield
    finally:
        again.terminate()
        again.wait(timeout=20)


@contextlib.contextmanager
def _holding(server: Server) -> Iterator[None]:
    """In this context another client at the same address has a run that it does not read."""
    connection = http.client.HTTPConnection(*server.host)
    connection.connect()
    connection.request("GET", f"/api/stream?{LONG}")
    try:
        answer = connection.getresponse()
        assert answer.status == 200
        yield
    finally:
        connection.close()
