"""The page's end of the stream: broken connections and a full server."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.basin import TIMEOUT, cells, digest, seek, type_number, visit, wait_for_shown
from tests.e2e.between import between


def test_a_run_cut_in_the_middle_goes_on_by_itself(page: Page, server: str) -> None:
    asked: list[str | None] = []

    def cut_once(route: Route) -> None:
        asked.append(route.request.headers.get("last-event-id"))
        if len(asked) > 1:
            route.continue_()
            return
        whole = route.fetch()
        route.fulfill(response=whole, body=whole.body()[:400_000])

    page.route("**/api/stream*", cut_once)
    visit(page, server)
    assert asked[0] is None
    assert asked[1] is not None
    assert page.evaluate("() => basin.run.chunks.map(({ first, last }) => [first, last]).flat()") == [
        0, 19, 20, 39, 40, 59, 60, 79, 80, 99, 100, 100,
    ]  # fmt: skip
    seek(page, 100)
    assert cells(page)["Train loss"] == "0.4464"


def test_a_compressed_stream_cut_within_blocks_goes_on_by_itself(page: Page, server: str) -> None:
    visit(page, server)
    whole = digest(page)
    with between(server, cuts=(5, 30_000, 1, 50_001)) as (address, asked):
        visit(page, address)
        assert asked == ["GET"] * 5
        assert digest(page) == whole


def test_the_default_runs_stream_is_small_on_the_line(page: Page, server: str) -> None:
    with page.expect_request_finished(lambda request: "/api/stream" in request.url, timeout=TIMEOUT) as finished:
        visit(page, server)
    # The lengths of its chunks included; docs/stream.md names what is within.
    size = finished.value.sizes()["responseBodySize"]
    print(f"\n{size:,} bytes")
    assert 100_000 < size <= 150_000


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (503, "{}", "The server is busy; trying again."),
        (429, "{}", "The server is busy; trying again."),
        (503, "<html>Service Temporarily Unavailable</html>", "The server is busy; trying again."),
        (502, "<html>Bad Gateway</html>", "The connection was lost; trying again."),
        (200, "<html>Sign in to this network</html>", "The connection was lost; trying again."),
    ],
)
def test_a_server_or_a_proxy_that_has_no_run_now_is_asked_again(
    page: Page, server: str, status: int, body: str, sentence: str
) -> None:
    left = iter(range(2))

    def deny_twice(route: Route) -> None:
        if next(left, None) is None:
            route.continue_()
        else:
            kind = "text/html" if body.startswith("<") else "application/problem+json"
            route.fulfill(status=status, headers={"Retry-After": "1", "Content-Type": kind}, body=body)

    page.route("**/api/stream*", deny_twice)
    page.goto(server)
    said = page.get_by_role("status").filter(has_text=sentence)
    expect(said).to_be_visible()
    expect(page.get_by_role("heading", name="Epoch")).to_be_visible()
    page.wait_for_function("() => document.documentElement.dataset.complete")
    expect(said).to_be_hidden()


def test_a_run_that_the_server_gives_up_at_once_is_said_and_the_tutorial_shown(page: Page, server: str) -> None:
    detail = "This run could not be computed: that is a fault of Basin's."
    problem = {"status": 503, "detail": detail, "errors": [{"field": "", "detail": detail}]}

    def give_up(route: Route) -> None:
        event = f"id: 0123456789ab-0\nevent: problem\ndata: {json.dumps(problem)}\n\n"
        route.fulfill(status=200, headers={"Content-Type": "text/event-stream"}, body=event)

    page.route("**/api/stream?lr=0.05*", give_up)
    page.goto(f"{server}/?lr=0.05")
    wait_for_shown(page, "v=1")
    said = page.get_by_role("status").filter(has_text=detail)
    expect(said).to_have_text(f"{detail} The tutorial's run is shown instead.")
    # A request from the page leaves the shown run as it is.
    before = digest(page)
    page.route("**/api/stream?v=1&epochs=70*", give_up)
    type_number(page, "Epochs", "70")
    expect(said).to_have_text(detail)
    assert digest(page) == before
