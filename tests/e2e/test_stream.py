"""The page's own end of the stream: broken connections and a full server."""

from playwright.sync_api import Page, Route, expect

from tests.e2e.basin import cells, seek, visit


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
    assert cells(page)["Loss"] == "0.4464"


def test_a_full_server_is_asked_again(page: Page, server: str) -> None:
    answers = iter([503, 503])

    def busy_twice(route: Route) -> None:
        status = next(answers, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, headers={"Retry-After": "1"}, body="{}")

    page.route("**/api/stream*", busy_twice)
    page.goto(server)
    said = page.get_by_role("status").filter(has_text="The server is busy; trying again.")
    expect(said).to_be_visible()
    expect(page.get_by_role("heading", name="Epoch")).to_be_visible()
    page.wait_for_function("() => document.documentElement.dataset.complete")
    expect(said).to_be_hidden()
