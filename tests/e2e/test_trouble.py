"""With something between Basin and the browser, the run comes through, or the page says what is wrong."""

from playwright.sync_api import FrameLocator, Page, expect

from tests.e2e.basin import TIMEOUT, type_number, wait_for_shown
from tests.e2e.between import between
from tests.e2e.conftest import watching
from tests.e2e.tabs import NULL_GL

# More epochs than a server computes in two seconds, after which the page gives a silent GET up.
LONG = "v=1&model=mlp&hidden=32,32&samples=2000&batch=10&epochs=90"


def test_where_a_get_is_held_to_its_end_the_stream_is_posted(light: Page, server: str) -> None:
    with between(server, holds=True) as (address, asked):
        light.goto(f"{address}/?{LONG}")
        # The page makes two requests.
        light.wait_for_function("() => window.basin?.run?.last > 0", timeout=2 * TIMEOUT)
        assert asked[:2] == ["GET", "POST"]
        type_number(light, "Samples", "20")
        light.wait_for_function("() => basin.run.config.problem.options.samples === 20", timeout=TIMEOUT)
        assert set(asked[2:]) == {"POST"}


def test_under_a_prefix_that_the_server_does_not_know_the_page_says_which(page: Page, server: str) -> None:
    with between(server, prefix="/that/one") as (address, _):
        for path in ("/that/one/", "/that/one/embed", "/that/one/?epochs=9"):
            page.goto(f"{address}{path}")
            said = page.get_by_role("alert")
            expect(said).to_contain_text(
                "Basin is served under /that/one, but requests its scripts at", timeout=TIMEOUT
            )
            expect(said).to_contain_text("answers 404. Set BASIN_PREFIX=/that/one where Basin runs.")
            expect(page.get_by_text("Loading...")).to_be_hidden()


def framed(page: Page, server: str, sandbox: str) -> FrameLocator:
    """The embed view in a sandboxed frame of another page."""
    frame = f'<iframe title="Basin" sandbox="{sandbox}" width="1200" height="800" src="{server}/embed"></iframe>'
    page.route("**/framing.html", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{server}/framing.html")
    return page.frame_locator("iframe")


def test_in_a_frame_without_an_origin_the_page_says_what_would_let_it_run(page: Page, server: str) -> None:
    said = framed(page, server, "allow-scripts").get_by_role("alert").filter(has_text="Basin cannot run in this frame")
    expect(said).to_contain_text("Add allow-same-origin to the sandbox attribute of the frame", timeout=TIMEOUT)


def test_in_a_sandboxed_frame_with_an_origin_it_runs(page: Page, server: str) -> None:
    frame = framed(page, server, "allow-scripts allow-same-origin")
    expect(frame.get_by_role("heading", name="Epoch")).to_be_visible(timeout=TIMEOUT)
    expect(frame.get_by_role("alert").filter(has_text="Basin")).to_have_count(0)


def test_where_a_script_is_kept_back_the_page_names_it(page: Page, server: str) -> None:
    page.route("**/js/main.js", lambda route: route.fulfill(status=403))
    page.goto(server)
    expect(page.get_by_role("alert").filter(has_text="/js/main.js answers 403")).to_be_visible(timeout=TIMEOUT)


def test_a_browser_that_keeps_nothing_is_served_all_the_same(fresh: Page, server: str) -> None:
    fresh.add_init_script(path=NULL_GL)
    fresh.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {"
        " get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    with watching(fresh, server):
        fresh.goto(f"{server}/?epochs=20")
        wait_for_shown(fresh, "v=1&epochs=20")
