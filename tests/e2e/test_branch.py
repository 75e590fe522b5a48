"""Branches: the learning rate changed while the run plays, and more epochs at its end."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.basin import pause, seek, streamed, type_number, visit, wait_for_run

COLUMNS = ("objective", "train_loss", "gradient_norm", "step_length", "learning_rate", "updates", "evaluations")
# All bits of a contender's streamed columns, in hexadecimal, so that nothing is lost on the way here.
BITS = """(run) => Object.fromEntries(%s.map((name) => [name, Array.from({ length: run.count }, (_, k) =>
  Array.from(new BigUint64Array(run.column(name, k).buffer), (bits) => bits.toString(16)))]))"""


def bits(page: Page) -> dict[str, list[list[str]]]:
    """Every column of the run on the screen: a list of epochs for each contender."""
    found: dict[str, list[list[str]]] = streamed(page, BITS % list(COLUMNS))
    return found


def until(columns: dict[str, list[list[str]]], epoch: int) -> dict[str, list[list[str]]]:
    return {name: [values[: epoch + 1] for values in rows] for name, rows in columns.items()}


def rate(page: Page) -> Locator:
    return page.get_by_role("slider", name="Learning rate", exact=True)


def play_to(page: Page, epoch: int) -> None:
    """Seeks an epoch, and plays on slowly from there."""
    page.get_by_role("combobox", name="Speed").select_option("0.25")
    seek(page, epoch)
    page.get_by_role("button", name="Play", exact=True).click()


def wait_for_manual(page: Page, pattern: str) -> list[str]:
    """Waits until the address has rates set by hand that match, and their run is on the screen."""
    expect(page).to_have_url(re.compile(rf"[?&]manual={pattern}(&|$)"))
    wait_for_run(page)
    found = re.search(r"[?&]manual=([^&]*)", page.url)
    assert found
    return found[1].split(",")


def branch_at_40(page: Page, server: str, query: str = "samples=200") -> None:
    visit(page, server, query)
    play_to(page, 40)
    rate(page).press("ArrowRight")
    wait_for_manual(page, r"4\d:[^&,]*")


def test_a_branch_replays_bit_for_bit_from_its_link(quick: Page, server: str) -> None:
    visit(quick, server, "samples=200")
    before = bits(quick)
    play_to(quick, 40)
    rate(quick).press("ArrowRight")
    [entry] = wait_for_manual(quick, r"4\d:[^&,]*")
    epoch, chosen = entry.split(":")
    branched = bits(quick)
    # Up to that epoch nothing changes; the step from there on is another one.
    assert until(branched, int(epoch)) == until(before, int(epoch))
    assert branched["objective"][0][int(epoch) + 1] != before["objective"][0][int(epoch) + 1]
    rates = streamed(quick, "(run) => [...run.column('learning_rate', 0)]")
    assert rates[int(epoch) : int(epoch) + 2] == [0.005, float(chosen)]
    link = quick.url
    quick.goto("about:blank")
    quick.goto(link)
    wait_for_run(quick)
    assert bits(quick) == branched


def test_playing_goes_on_and_back_and_forth_over_the_branch(quick: Page, server: str) -> None:
    branch_at_40(quick, server)
    assert quick.evaluate("() => basin.player.clock.playing")
    expect(quick.get_by_role("status").filter(has_text="from epoch 4")).to_have_text(
        re.compile(r"^Learning rate \S+ from epoch 4\d on")
    )
    pause(quick)
    shown = []
    for epoch in (39, 50, 39):
        seek(quick, epoch)
        shown.append(quick.get_by_role("textbox", name="Learning rate", exact=True).input_value())
    assert shown[0] == shown[2] == "0.005"
    assert float(shown[1]) > 0.005


def test_a_drag_is_one_entry_at_the_epoch_where_it_began(quick: Page, server: str) -> None:
    visit(quick, server, "samples=200")
    thumb = rate(quick)
    thumb.scroll_into_view_if_needed()
    box = thumb.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    quick.get_by_role("combobox", name="Speed").select_option("2")
    seek(quick, 20)
    quick.get_by_role("button", name="Play", exact=True).click()
    quick.mouse.move(x, y)
    quick.mouse.down()
    for i in range(1, 9):
        quick.mouse.move(x + 3 * i, y)
        quick.wait_for_timeout(80)
    quick.mouse.up()
    [entry] = wait_for_manual(quick, r"\d+:[^&,]*")
    pause(quick)
    wait_for_run(quick)
    epoch, chosen = entry.split(":")
    assert 20 <= int(epoch) < 40
    assert float(chosen) > 0.006
    assert streamed(quick, "(run) => run.config.contenders[0].learning_rate") == 0.005


def test_the_old_future_stays_as_a_ghost_until_something_else_changes(watched: Page, server: str) -> None:
    branch_at_40(watched, server)
    pause(watched)
    ghost = watched.evaluate("() => { const g = basin.branches.ghost; return [g.k, g.from, g.run.last]; }")
    assert ghost[0] == 0
    assert 40 <= ghost[1] < 50
    assert ghost[2] == 100
    assert watched.evaluate("() => basin.stage.extras.ghost === basin.branches.ghost")
    # The old curve goes on from the branch's epoch to the end, with its old losses.
    seek(watched, 60)
    drawn = watched.evaluate(
        "() => { const { x, line, customdata } = basin.curve.plot.plot.data[0];"
        " return [x[0], x.at(-1), line.dash, customdata.at(-1)]; }"
    )
    old = watched.evaluate("() => basin.branches.ghost.run.scalar('objective', 0, 100)")
    assert drawn == [ghost[1], 100, "dash", old]
    type_number(watched, "Epochs", "90")
    expect(watched).to_have_url(re.compile("epochs=90"))
    wait_for_run(watched)
    assert watched.evaluate("() => basin.branches.ghost") is None
    expect(watched.get_by_role("button", name="Take back")).to_be_hidden()


def test_a_branch_can_be_taken_back(quick: Page, server: str) -> None:
    visit(quick, server, "samples=200")
    before = bits(quick)
    play_to(quick, 40)
    rate(quick).press("ArrowRight")
    wait_for_manual(quick, r"4\d:[^&,]*")
    quick.get_by_role("button", name="Take back").click()
    expect(quick).to_have_url(re.compile(r"\?v=1&samples=200$"))
    wait_for_run(quick)
    assert bits(quick) == before
    assert quick.evaluate("() => basin.branches.ghost") is None


def test_paused_the_rate_in_force_at_the_shown_epoch_changes(quick: Page, server: str) -> None:
    visit(quick, server, "samples=200&manual=40:0.004")
    seek(quick, 60)
    expect(quick.get_by_role("textbox", name="Learning rate", exact=True)).to_have_value("0.004")
    type_number(quick, "Learning rate", "0.003")
    assert wait_for_manual(quick, "40:0.003") == ["40:0.003"]
    seek(quick, 10)
    expect(quick.get_by_role("textbox", name="Learning rate", exact=True)).to_have_value("0.005")
    type_number(quick, "Learning rate", "0.006")
    expect(quick).to_have_url(re.compile(r"lr=0\.006&manual=40:0\.003"))
    wait_for_run(quick)
    assert streamed(quick, "(run) => [40, 41].map((e) => run.scalar('learning_rate', 0, e))") == [0.006, 0.003]


def test_a_later_contender_branches_alone(quick: Page, server: str) -> None:
    visit(quick, server, "samples=200&2.opt=adam")
    before = bits(quick)
    quick.get_by_role("button", name=re.compile("Adam")).first.click()
    play_to(quick, 40)
    rate(quick).press("ArrowLeft")
    expect(quick).to_have_url(re.compile(r"2\.manual=4\d:"))
    wait_for_run(quick)
    after = bits(quick)
    assert after["objective"][0] == before["objective"][0]
    assert after["objective"][1] != before["objective"][1]
    expect(quick.get_by_role("status").filter(has_text="Adam: learning rate")).to_be_visible()


@pytest.mark.parametrize(
    "query", ["samples=200", "samples=200&schedule=cosine&batch=50&2.opt=adam&2.schedule=one_cycle"]
)
def test_more_epochs_go_on_from_the_end_and_the_past_stays(quick: Page, server: str, query: str) -> None:
    visit(quick, server, f"{query}&epochs=50")
    before = bits(quick)
    expect(quick.get_by_role("button", name="More epochs")).to_be_hidden()
    seek(quick, 50)
    quick.get_by_role("combobox", name="Speed").select_option("0.25")
    quick.get_by_role("button", name="More epochs").click()
    expect(quick).not_to_have_url(re.compile("epochs=50"))
    wait_for_run(quick)
    heading = quick.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"Epoch 5[1-9]"))
    assert quick.evaluate("() => basin.player.clock.playing")
    assert streamed(quick, "(run) => run.last") == 100
    after = bits(quick)
    assert until(after, 50) == before
    assert ("period=50" in quick.url) == ("schedule" in query)


def test_more_than_there_may_be_is_refused_in_a_sentence(light: Page, server: str) -> None:
    visit(light, server, "samples=50&epochs=2000&resolution=21")
    light.locator("body").press("End")
    light.get_by_role("button", name="More epochs").click()
    expect(light.get_by_text(re.compile("Epochs must be .*2,?000"))).to_be_visible()
    assert streamed(light, "(run) => run.last") == 2000
    # The refused value is not sent again with the next change.
    type_number(light, "Learning rate", "0.004")
    expect(light).to_have_url(re.compile(r"lr=0\.004.*epochs=2000"))
