"""The transport, by role and name."""

from playwright.sync_api import Page, expect

from tests.e2e.basin import pause, seek, visit


def heading(page: Page, epoch: int) -> None:
    expect(page.get_by_role("heading", name=f"Epoch {epoch}", exact=True)).to_be_visible()


def test_buttons_step_and_return(quick: Page, server: str) -> None:
    visit(quick, server)
    quick.get_by_role("button", name="To start").click()
    heading(quick, 0)
    for epoch in (1, 2, 3):
        quick.get_by_role("button", name="Step forward").click()
        heading(quick, epoch)
    quick.get_by_role("button", name="Step back").click()
    heading(quick, 2)


def test_keys_do_what_the_buttons_do(quick: Page, server: str) -> None:
    visit(quick, server)
    quick.locator("body").press("Home")
    heading(quick, 0)
    quick.locator("body").press("ArrowRight")
    heading(quick, 1)
    quick.locator("body").press("ArrowLeft")
    heading(quick, 0)
    quick.locator("body").press("End")
    heading(quick, 100)
    quick.locator("body").press("Space")
    expect(quick.get_by_role("button", name="Pause")).to_be_visible()


def test_playing_from_the_end_starts_over(quick: Page, server: str) -> None:
    visit(quick, server)
    seek(quick, 100)
    quick.get_by_role("button", name="Play", exact=True).click()
    quick.wait_for_function("() => Number(document.querySelector('h1').textContent.split(' ')[1]) < 50")
    pause(quick)


def test_speed_is_how_many_epochs_pass_in_a_second(quick: Page, server: str) -> None:
    visit(quick, server)
    spans = {}
    for speed in ("2", "8"):
        quick.get_by_role("combobox", name="Speed").select_option(speed)
        seek(quick, 10)
        spans[speed] = quick.evaluate(
            """() => { const now = performance.now(); const { clock } = basin.player; clock.play(now);
              const span = clock.epoch(now + 1000) - clock.epoch(now); clock.pause(now); return span; }"""
        )
    assert abs(spans["2"] - 20) < 1e-9
    assert abs(spans["8"] - 80) < 1e-9


def test_the_run_ends_by_itself(quick: Page, server: str) -> None:
    visit(quick, server)
    quick.get_by_role("combobox", name="Speed").select_option("16")
    quick.get_by_role("button", name="To start").click()
    quick.get_by_role("button", name="Play", exact=True).click()
    heading(quick, 100)
    expect(quick.get_by_role("button", name="Play", exact=True)).to_be_visible()
