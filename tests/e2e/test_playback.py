"""The transport and the loss curve, by role and name."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.basin import pause, seek, settle, streamed, visit
from tests.e2e.test_accessibility import violations

# Two with different numbers of gradients an epoch, and one with as many as it needs.
RACE = "samples=200&2.opt=sam&3.opt=armijo"


def heading(page: Page, epoch: int, word: str = "Epoch") -> None:
    expect(page.get_by_role("heading", name=f"{word} {epoch}", exact=True)).to_be_visible()


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


def test_shift_and_an_arrow_go_ten_epochs(quick: Page, server: str) -> None:
    visit(quick, server)
    seek(quick, 34)
    quick.locator("body").press("Shift+ArrowRight")
    heading(quick, 44)
    for _ in range(5):
        quick.locator("body").press("Shift+ArrowLeft")
    heading(quick, 0)


def test_a_loop_starts_over_until_it_is_switched_off(quick: Page, server: str) -> None:
    visit(quick, server, "epochs=20")
    quick.locator("body").press("l")
    button = quick.get_by_role("button", name="Loop", pressed=True)
    expect(button).to_be_visible()
    quick.get_by_role("combobox", name="Speed").select_option("16")
    seek(quick, 19)
    quick.get_by_role("button", name="Play", exact=True).click()
    quick.wait_for_function("() => document.querySelector('h1').textContent === 'Epoch 20'")
    quick.wait_for_function("() => Number(document.querySelector('h1').textContent.split(' ')[1]) < 15")
    expect(quick.get_by_role("button", name="Pause")).to_be_visible()
    button.click()
    heading(quick, 20)
    expect(quick.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_question_mark_lists_the_keys(quick: Page, server: str) -> None:
    visit(quick, server)
    seek(quick, 30)
    quick.locator("body").press("?")
    dialog = quick.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("Shift + ← →")).to_be_visible()
    # Behind the open list nothing moves.
    quick.keyboard.press("Home")
    heading(quick, 30)
    quick.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    quick.get_by_role("button", name="Keys").click()
    dialog.get_by_role("checkbox", name="The single keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    quick.locator("body").press("?")
    expect(dialog).to_be_hidden()
    quick.locator("body").press("Home")
    heading(quick, 0)


def test_only_contenders_with_different_costs_can_keep_the_same_gradients(quick: Page, server: str) -> None:
    pace = quick.get_by_role("combobox", name="Pace")
    for query, offered in (("", 0), ("samples=200&2.opt=adam", 0), (RACE, 1)):
        visit(quick, server, query)
        expect(pace).to_have_count(offered)


def test_at_the_same_gradients_each_is_at_its_own_epoch(quick: Page, server: str) -> None:
    visit(quick, server, RACE)
    quick.get_by_role("combobox", name="Pace").select_option("Same gradient evaluations")
    scrubber = quick.get_by_role("slider", name="Gradient evaluations", exact=True)
    spent = streamed(quick, "(run) => run.contenders.map((_, k) => [...run.column('evaluations', k)])")
    assert scrubber.get_attribute("max") == str(max(column[-1] for column in spent))
    scrubber.fill("60")
    expect(quick.get_by_role("heading", name="60 gradients", exact=True)).to_be_visible()
    epochs = quick.evaluate("() => basin.player.moment(performance.now()).epochs")
    for column, epoch in zip(spent, epochs, strict=True):
        assert column[int(epoch)] <= 60 < column[int(epoch) + 1]
    assert epochs[:2] == [60, 30]
    # The sentence and the table give each contender's epoch.
    losses = streamed(quick, f"(run) => {epochs}.map((e, k) => run.scalar('objective', k, Math.floor(e)))")
    best = ["Gradient descent", "SAM", "Armijo"][losses.index(min(losses))]
    expect(quick.locator("#curve-standing")).to_have_text(re.compile(f"^{best}.* lowest after 60 gradient evaluations"))
    quick.get_by_role("combobox", name="Pace").select_option("Same epoch")
    heading(quick, 60)


@pytest.mark.parametrize(("axis", "column"), [("by update", "updates"), ("by gradient evaluation", "evaluations")])
def test_the_curve_goes_by_what_it_is_asked_for(quick: Page, server: str, axis: str, column: str) -> None:
    visit(quick, server, f"{RACE}&batch=50")
    drawn = "() => basin.curve.plot.plot.data.filter(({ line }) => line.dash === 'solid').map(({ x }) => [...x])"
    assert quick.evaluate(drawn) == [list(range(101))] * 3
    quick.get_by_role("combobox", name="Horizontal axis").select_option(axis)
    expected = streamed(quick, f"(run) => run.contenders.map((_, k) => [...run.column('{column}', k)])")
    quick.wait_for_function(f"() => JSON.stringify(({drawn})()) === {str(expected)!r}.replaceAll(' ', '')")
    seek(quick, 50)
    expect(quick.get_by_role("img", name=f"Loss {axis}")).to_be_visible()


def test_what_stands_still_is_said_once(quick: Page, server: str) -> None:
    """While it plays, screen readers are not told every epoch."""
    visit(quick, server, "samples=200&2.opt=adam", paused=False)
    said = quick.locator("#transport [role=status]")
    quick.get_by_role("button", name="To start").click()
    if quick.get_by_role("button", name="Play", exact=True).count():
        quick.get_by_role("button", name="Play", exact=True).click()
    quick.evaluate(
        "() => { window.heard = []; new MutationObserver(() => heard.push(basin.player.clock.playing))"
        ".observe(document.querySelector('#transport [role=status]'), { childList: true, characterData: true }); }"
    )
    quick.wait_for_timeout(1500)
    pause(quick)
    expect(said).to_have_text(re.compile(r"^Epoch \d+ of 100\. .* lowest at epoch \d+"))
    assert quick.evaluate("() => heard") == [False]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_no_rule_is_violated(quick: Page, server: str, width: int, height: int) -> None:
    """With the list of keys open, at the end of a race with a choice of paces, and after a branch."""
    quick.set_viewport_size({"width": width, "height": height})
    visit(quick, server, RACE)
    quick.get_by_role("combobox", name="Pace").select_option("Same gradient evaluations")
    quick.locator("body").press("End")
    expect(quick.get_by_role("button", name="More epochs")).to_be_visible()
    assert violations(quick) == []
    quick.locator("body").press("?")
    expect(quick.get_by_role("dialog", name="Keys")).to_be_visible()
    assert violations(quick) == []
    quick.keyboard.press("Escape")
    quick.get_by_role("combobox", name="Pace").select_option("Same epoch")
    quick.locator("body").press("Home")
    quick.get_by_role("button", name="Play", exact=True).click()
    quick.wait_for_function("() => basin.player.moment(performance.now()).whole > 5")
    quick.evaluate("() => basin.inputs.typed('lr', '0.004')")
    expect(quick.get_by_role("button", name="Take back")).to_be_visible()
    assert violations(quick) == []


def test_nothing_of_the_transport_is_cut_off(quick: Page, server: str) -> None:
    visit(quick, server, f"{RACE}&epochs=1000&resolution=21")
    quick.get_by_role("combobox", name="Pace").select_option("Same gradient evaluations")
    quick.locator("body").press("End")
    expect(quick.get_by_role("button", name="More epochs")).to_be_visible()
    for width, height in ((1440, 900), (1280, 720), (820, 1180), (390, 844), (360, 740)):
        quick.set_viewport_size({"width": width, "height": height})
        settle(quick)
        whole(quick)


def whole(quick: Page) -> None:
    """Checks that nothing of the transport is cut off, too small or covered."""
    boxes = quick.locator(".transport :is(button, select, input):visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])"
    )
    around = quick.locator("#transport").bounding_box()
    assert around
    assert all(around["x"] <= left and right <= around["x"] + around["width"] for left, _, right, _ in boxes)
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert right - left >= 24
        assert bottom - top >= 24
        for other in boxes[i + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


@pytest.mark.parametrize("query", ["resolution=21", f"{RACE}&resolution=21"])
def test_the_transport_keeps_its_height_on_a_phone(quick: Page, server: str, query: str) -> None:
    quick.set_viewport_size({"width": 390, "height": 844})
    visit(quick, server, query)
    for width in (390, 360):
        quick.set_viewport_size({"width": width, "height": 844})
        heights = set()
        for epoch in (0, 9, 99, 100):
            seek(quick, epoch)
            box = quick.locator("#transport").bounding_box()
            assert box
            heights.add((box["y"] - quick.evaluate("() => -scrollY"), box["height"]))
        expect(quick.get_by_role("button", name="More epochs")).to_be_visible()
        assert len(heights) == 1


def test_the_fill_ends_at_the_thumb_between_two_epochs(quick: Page, server: str) -> None:
    visit(quick, server, "epochs=5&resolution=21")
    quick.evaluate("() => { basin.player.clock.seek(2.9, performance.now()); basin.wake(); }")
    scrubber = quick.get_by_role("slider", name="Epoch", exact=True)
    expect(scrubber).to_have_attribute("aria-valuetext", "Epoch 2 of 5")
    expect(scrubber).to_have_value("2")
    track, thumb = scrubber.bounding_box(), quick.locator(".thumb").bounding_box()
    assert track
    assert thumb
    assert abs(thumb["x"] - track["x"] - 2.9 / 5 * (track["width"] - thumb["width"])) < 0.5
    scrubber.press("ArrowRight")
    heading(quick, 3)
    expect(scrubber).to_have_value("3")


def test_who_diverges_leaves_the_picture_of_the_curve(quick: Page, server: str) -> None:
    visit(quick, server, "function=himmelblau&lr=0.1&2.opt=adam")
    expect(quick.locator("#curve-standing")).to_contain_text("Gradient descent leaves the picture.")
    first, top = quick.evaluate("() => [basin.run.scalar('objective', 0, 0), basin.curve.scale.high]")
    assert top <= 101 * first
    seek(quick, 50)
    quick.get_by_role("button", name="To end").click()
    heading(quick, 100, "Iteration")
