"""The table of a race: sorted, down to a target, with the rates that would have been stable, at any width."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.basin import pause, seek, settle, streamed, visit
from tests.e2e.test_accessibility import violations

THREE = "samples=60&lr=0.001&2.opt=adam&3.opt=momentum&epochs=30"
LOSSES = "(run) => run.contenders.map((each, k) => [run.scalar('objective', k, EPOCH), each.label])"
SIX = (
    "samples=60&l2=0.01&epochs=10&opt=armijo&2.opt=qhadam&3.opt=adam&3.lr=0.5&4.opt=adam&4.batch=20"
    "&5.opt=gradient_descent&5.schedule=one_cycle&6.opt=adabelief&6.off=1"
)


def rows(page: Page) -> list[str]:
    return [each.split("\n")[0] for each in page.get_by_role("table").get_by_role("rowheader").all_inner_texts()]


def by_loss(page: Page, epoch: int) -> list[str]:
    return [label for _, label in sorted(streamed(page, LOSSES.replace("EPOCH", str(epoch))))]


def test_rows_are_sorted_by_any_column_at_the_shown_epoch(quick: Page, server: str) -> None:
    visit(quick, server, THREE)
    seek(quick, 30)
    loss = quick.get_by_role("button", name="Train loss", exact=True)
    usual = rows(quick)
    loss.click()
    assert rows(quick) == by_loss(quick, 30)
    expect(quick.get_by_role("columnheader", name=re.compile("^Train loss"))).to_have_attribute(
        "aria-sort", "ascending"
    )
    loss.press("Enter")
    expect(quick.get_by_role("columnheader", name=re.compile("^Train loss"))).to_have_attribute(
        "aria-sort", "descending"
    )
    assert rows(quick) == by_loss(quick, 30)[::-1]
    seek(quick, 1)
    expect(quick.get_by_role("rowheader").first).to_contain_text(by_loss(quick, 1)[-1])
    assert rows(quick) == by_loss(quick, 1)[::-1]
    loss.click()
    assert rows(quick) == usual
    assert quick.locator("[aria-sort]").count() == 0


def test_every_head_sorts(quick: Page, server: str) -> None:
    visit(quick, server, THREE)
    seek(quick, 20)
    for head in quick.locator(".sorter").all():
        head.click()
        assert sorted(rows(quick)) == sorted(["Gradient descent", "Adam", "Momentum"])
        expect(quick.locator("[aria-sort]")).to_have_count(1)


def test_the_target_says_who_gets_there_first(quick: Page, server: str) -> None:
    visit(quick, server, THREE)
    target = quick.get_by_role("textbox", name="Target loss")
    lowest = min(loss for loss, _ in streamed(quick, LOSSES.replace("EPOCH", "30")))
    start = streamed(quick, "(run) => run.scalar('objective', 0, 0)")
    shown = target.get_attribute("placeholder")
    assert shown is not None
    assert float(shown) == pytest.approx(lowest + 0.1 * (start - lowest), rel=5e-3)
    target.fill("10")
    first = streamed(
        quick,
        "(run) => run.contenders.map((_, k) => run.column('objective', k).findIndex((loss) => loss <= 10))",
    )
    cells = quick.get_by_role("row").nth(2).get_by_role("cell").all_inner_texts()
    assert cells[3].split("\n")[1] == ("–" if first[0] < 0 else str(first[0]))
    quick.get_by_role("button", name="To target").click()
    assert (
        rows(quick)[0]
        == ["Gradient descent", "Adam", "Momentum"][min((e, k) for k, e in enumerate(first) if e >= 0)[1]]
    )
    target.fill("low")
    expect(target).to_have_attribute("aria-invalid", "true")


def test_a_target_is_where_the_run_stops_and_the_reason_is_said_when_it_has(quick: Page, server: str) -> None:
    visit(quick, server, "samples=60&objective_below=5&2.opt=adam&epochs=60")
    expect(quick.get_by_role("textbox", name="Target loss")).to_have_attribute("placeholder", "5")
    ends = streamed(quick, "(run) => run.report.contenders.map((each) => [each.stopped, each.epoch])")
    assert ends[0][0] == "objective_below"
    seek(quick, ends[0][1] - 1)
    row = quick.get_by_role("rowheader").filter(has_text="Gradient descent")
    expect(row).to_contain_text("running")
    seek(quick, ends[0][1])
    expect(row).to_contain_text(f"loss reached, {ends[0][1]}")


DIVERGED = "function=beale&lr=0.05&2.opt=momentum&2.manual=3:0.5&epochs=30"


def test_how_a_run_failed_is_told_when_it_has(quick: Page, server: str) -> None:
    visit(quick, server, DIVERGED)
    end = streamed(quick, "(run) => run.report.contenders[1].epoch")
    told = quick.get_by_role("group", name="How Momentum ended")
    seek(quick, end - 1)
    expect(told).not_to_be_visible()
    seek(quick, end)
    told.get_by_text("The learning rate 0.5 is too large:").click()
    expect(told.get_by_role("paragraph")).to_be_visible()


@pytest.mark.parametrize(("query", "end"), [(DIVERGED, 30), ("function=rosenbrock&lr=0.1", 5)])
def test_what_is_said_at_the_end_moves_nothing(quick: Page, server: str, query: str, end: int) -> None:
    visit(quick, server, query)
    boxes = []
    for epoch in (0, end - 1, end):
        seek(quick, epoch)
        boxes.append(quick.locator(".scene").bounding_box())
    assert boxes == boxes[:1] * 3


FAILED = "function=rosenbrock&lr=0.02&2.opt=momentum&2.lr=0.01&3.opt=newton"
HIDDEN = """(row) => {
  const [table, head] = [row.closest("#table"), row.closest("table").tHead].map((each) => each.getBoundingClientRect());
  const { top, bottom } = row.getBoundingClientRect();
  return Math.max(0, head.bottom - top, bottom - table.bottom);
}"""


@pytest.mark.parametrize(("query", "high", "low"), [(FAILED, 3, 2), (SIX, 3, 1)], ids=["failed", "six"])
def test_rows_are_whole_in_the_room_there_is(quick: Page, server: str, query: str, high: int, low: int) -> None:
    visit(quick, server, query)
    seek(quick, 10)
    for width, height, whole in ((1440, 900, high), (1280, 720, low)):
        quick.set_viewport_size({"width": width, "height": height})
        settle(quick)
        for row in quick.locator("#table tbody tr").all()[:whole]:
            assert row.evaluate(HIDDEN) <= 1, (width, height)


def test_nothing_is_said_of_the_steps_of_a_diverged_contender(quick: Page, server: str) -> None:
    visit(quick, server, FAILED)
    past = quick.get_by_text("Momentum is above the stability limit")
    seek(quick, 1)
    expect(past).to_be_visible()
    seek(quick, 12)
    expect(quick.get_by_role("rowheader").filter(has_text="Momentum")).to_contain_text("diverged, 6")
    expect(past).to_have_count(0)


def test_six_contenders_with_a_penalty_fit(quick: Page, server: str) -> None:
    visit(quick, server, SIX)
    seek(quick, 10)
    assert quick.get_by_role("table").get_by_role("rowheader").count() == 5
    for width in (1280, 1440, 1920):
        quick.set_viewport_size({"width": width, "height": 800})
        settle(quick)
        wider = "() => { const t = document.getElementById('table'); return t.scrollWidth - t.clientWidth; }"
        assert quick.evaluate(wider) <= 0, width


@pytest.mark.parametrize("size", [(1440, 2400), (390, 844)], ids=["desktop", "phone"])
def test_no_rule_is_violated_in_a_race(light: Page, server: str, size: tuple[int, int]) -> None:
    light.set_viewport_size({"width": size[0], "height": size[1]})
    visit(light, server, SIX)
    light.get_by_role("button", name="Train loss", exact=True).click()
    assert violations(light) == []
    if size[0] < 1180:
        light.get_by_role("button", name="Inputs", exact=True).click()
        light.wait_for_timeout(300)
    light.locator(".contender-head").nth(2).click()
    light.get_by_role("textbox", name="Learning rate").fill("0")
    expect(light.get_by_role("alert").filter(has_text="Learning rate")).to_be_visible()
    assert violations(light) == []


def test_playing_keeps_the_rows_where_they_are(quick: Page, server: str) -> None:
    visit(quick, server, THREE, paused=False)
    quick.wait_for_function("() => basin.player.clock.playing")
    assert rows(quick) == ["Gradient descent", "Adam", "Momentum"]
    quick.wait_for_timeout(800)
    assert rows(quick) == ["Gradient descent", "Adam", "Momentum"]
    pause(quick)
