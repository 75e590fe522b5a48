"""Edits of the data by hand: points are moved, added, removed or given another class, as a person does."""

import math
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.basin import TIMEOUT, cells, seek, streamed, tap, type_number, visit, wait_for_query, wait_for_run
from tests.e2e.test_accessibility import violations

QUERY = "samples=60&epochs=20&resolution=21"
Point = dict[str, Any]


def picture(page: Page) -> Locator:
    return page.get_by_role("application", name="Points of the data")


def pixel(page: Page, x: float, y: float) -> tuple[float, float]:
    """The place on the window at which a point of the data's plane is drawn."""
    box = picture(page).bounding_box()
    assert box
    across, down = page.evaluate("([x, y]) => [basin.boundary.area.x(x), basin.boundary.area.y(y)]", [x, y])
    return box["x"] + across, box["y"] + down


def points(page: Page) -> list[Point]:
    """The streamed points of the run on the screen."""
    found: list[Point] = streamed(
        page,
        "({ data }) => [...data.labels.data].map((label, i) => ({ id: data.ids.data[i], label, train: i < data.train,"
        " x: data.points.data[2 * i], y: data.points.data[2 * i + 1] }))",
    )
    return found


def loneliest(page: Page, *, train: bool = True) -> Point:
    """The point with the largest distance to its nearest neighbour, so that a click can mean no other."""
    every = points(page)

    def gap(one: Point) -> float:
        return min(math.hypot(one["x"] - o["x"], one["y"] - o["y"]) for o in every if o["id"] != one["id"])

    return max((one for one in every if one["train"] == train), key=gap)


def edits(page: Page) -> str:
    found = re.search(r"edits=([^&]*)", page.url)
    return found[1] if found else ""


def wait_for_edits(page: Page, pattern: str) -> None:
    expect(page).to_have_url(re.compile(f"[&?]edits={pattern}(&|$)"), timeout=TIMEOUT)
    wait_for_run(page)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for i in range(1, 9):
        page.mouse.move(*(a + (b - a) * i / 8 for a, b in zip(start, end, strict=True)))
        page.wait_for_timeout(20)
    page.mouse.up()


def empty_ground(page: Page) -> tuple[float, float]:
    """The place just inside a corner of the picture that is farthest from all points."""
    x0, x1, y0, y1 = page.evaluate("() => basin.boundary.extent")
    corners = [(x0 + a * (x1 - x0), y0 + b * (y1 - y0)) for a in (0.1, 0.9) for b in (0.1, 0.9)]
    every = points(page)
    return max(corners, key=lambda c: min(math.hypot(c[0] - o["x"], c[1] - o["y"]) for o in every))


def test_a_point_is_dragged_and_landscape_boundary_and_curve_follow(
    watched: Page, server: str, browser: Browser
) -> None:
    visit(watched, server, QUERY)
    seek(watched, 20)
    point, other = loneliest(watched), empty_ground(watched)
    losses = streamed(watched, "(run) => [...run.column('objective', 0)]")
    surface = streamed(watched, "(run) => [...run.slices[0].z.data]")
    drag(watched, pixel(watched, point["x"], point["y"]), pixel(watched, *other))
    # New runs come during the drag; the last one has the point where it was dropped.
    watched.wait_for_function(
        "([id, x, y]) => { const { data } = basin.run, i = data.ids.data.indexOf(id), { points, extent } = data;"
        " return Math.hypot(points.data[2 * i] - x, points.data[2 * i + 1] - y) < 0.02 * (extent[1] - extent[0]); }",
        arg=[point["id"], *other],
        timeout=TIMEOUT,
    )
    wait_for_edits(watched, rf"{point['id']}:[^:]+:[^:]+:{point['label']}")
    assert streamed(watched, "(run) => [...run.column('objective', 0)]") != losses
    assert streamed(watched, "(run) => [...run.slices[0].z.data]") != surface
    expect(watched.get_by_text(f"Training point {point['id']}, class {point['label']}, at").first).to_be_visible()
    # The link gives the same run in another page.
    page = browser.new_page()
    visit(page, server, watched.url.partition("?")[2])
    assert points(page) == points(watched)
    seek(page, 20)
    assert cells(page) == cells(watched)
    page.close()


def test_the_point_stays_under_the_pointer_though_the_picture_must_grow(quick: Page, server: str) -> None:
    visit(quick, server, QUERY)
    point = loneliest(quick)
    start = pixel(quick, point["x"], point["y"])
    corner = (pixel(quick, 0, 0)[0], start[1])
    box = picture(quick).bounding_box()
    assert box
    edge = (box["x"] + box["width"] - 14, box["y"] + 14)
    quick.mouse.move(*start)
    quick.mouse.down()
    for place in (corner, edge):
        quick.mouse.move(*place, steps=6)
        quick.wait_for_timeout(400)
        where = quick.evaluate(
            "(id) => { const p = basin.boundary.places.find((one) => one.id === id), { area } = basin.boundary;"
            " return [area.x(p.x), area.y(p.y)]; }",
            point["id"],
        )
        assert where == pytest.approx([place[0] - box["x"], place[1] - box["y"]], abs=1)
    quick.mouse.up()
    wait_for_edits(quick, rf"{point['id']}:.*")


def test_a_click_on_empty_ground_adds_a_point_of_the_chosen_class(quick: Page, server: str) -> None:
    visit(quick, server, QUERY)
    quick.get_by_role("radiogroup", name="New points").get_by_role("radio", name="Class 1").check()
    place = empty_ground(quick)
    quick.mouse.click(*pixel(quick, *place))
    wait_for_edits(quick, r"60:[^:]+:[^:]+:1")
    added = next(each for each in points(quick) if each["id"] == 60)
    assert added["train"]
    assert [added["x"], added["y"]] == pytest.approx(place, rel=0.05)
    assert len(points(quick)) == 61
    expect(quick.get_by_text("Added training point 60, class 1, at").first).to_be_visible()


def test_a_selected_point_is_flipped_deleted_and_brought_back_by_buttons(quick: Page, server: str) -> None:
    visit(quick, server, QUERY)
    tools = quick.get_by_role("group", name="Edit the data")
    for name in ("Flip class", "Delete point", "Undo", "Undo all edits"):
        expect(tools.get_by_role("button", name=name, exact=True)).to_be_disabled()
    point = loneliest(quick, train=False)
    number, other = point["id"], 1 - point["label"]
    quick.mouse.click(*pixel(quick, point["x"], point["y"]))
    expect(quick.get_by_text(f"Test point {number}, class {point['label']}, at").first).to_be_visible()
    assert edits(quick) == ""
    tools.get_by_role("button", name="Flip class").click()
    wait_for_edits(quick, rf"{number}:[^:]+:[^:]+:{other}")
    tools.get_by_role("button", name="Delete point").click()
    wait_for_edits(quick, str(number))
    assert number not in {each["id"] for each in points(quick)}
    tools.get_by_role("button", name="Undo", exact=True).click()
    wait_for_edits(quick, rf"{number}:[^:]+:[^:]+:{other}")
    tools.get_by_role("button", name="Undo all edits").click()
    wait_for_query(quick, f"v=1&{QUERY}")
    assert point in points(quick)


def test_all_of_it_by_keys(quick: Page, server: str) -> None:
    visit(quick, server, QUERY)
    picture(quick).focus()
    quick.keyboard.press("PageDown")
    leftmost = min(points(quick), key=lambda each: (each["x"], each["y"]))
    number = leftmost["id"]
    expect(quick.get_by_text(f"point {number}, class {leftmost['label']}, at").first).to_be_visible()
    quick.keyboard.press("ArrowRight")
    quick.keyboard.press("Shift+ArrowUp")
    wait_for_edits(quick, rf"{number}:[^:]+:[^:]+:{leftmost['label']}")
    moved = next(each for each in points(quick) if each["id"] == number)
    assert moved["x"] > leftmost["x"]
    assert moved["y"] > leftmost["y"]
    quick.keyboard.press("f")
    wait_for_edits(quick, rf"{number}:[^:]+:[^:]+:{1 - leftmost['label']}")
    quick.keyboard.press("n")
    wait_for_edits(quick, r".*,60:[^:]+:[^:]+:0")
    quick.keyboard.press("Delete")
    wait_for_edits(quick, rf"{number}:[^:]+:[^:]+:{1 - leftmost['label']}")
    # Undoes the deletion, the addition, the flip, and both moves, which count as one.
    for _ in range(4):
        quick.keyboard.press("Control+z")
    wait_for_query(quick, f"v=1&{QUERY}")
    assert leftmost in points(quick)
    # Without a selected point, arrow keys play the run as elsewhere.
    quick.keyboard.press("Escape")
    seek(quick, 5)
    picture(quick).focus()
    quick.keyboard.press("ArrowRight")
    expect(quick.get_by_role("heading", name="Epoch 6", exact=True)).to_be_visible()


def test_other_data_are_without_the_edits(quick: Page, server: str) -> None:
    visit(quick, server, f"{QUERY}&edits=3:1:1:0")
    type_number(quick, "Seed of the data", "4")
    expect(quick).to_have_url(re.compile("data_seed=4"))
    wait_for_run(quick)
    assert edits(quick) == ""


@pytest.mark.parametrize("changes", ["the data", "how they are drawn"])
def test_other_data_have_no_past_and_nothing_selected(quick: Page, server: str, changes: str) -> None:
    visit(quick, server, QUERY)
    picture(quick).focus()
    quick.keyboard.press("n")
    quick.keyboard.press("n")
    wait_for_edits(quick, "60:.*,61:.*")
    undo = quick.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_enabled()
    if changes == "the data":
        quick.get_by_role("radio", name="Moons").click()
        expect(quick).to_have_url(re.compile("data=moons"), timeout=TIMEOUT)
    else:
        type_number(quick, "Seed of the data", "4")
        expect(quick).to_have_url(re.compile("data_seed=4"), timeout=TIMEOUT)
    wait_for_run(quick)
    expect(undo).to_be_disabled()
    for name in ("Flip class", "Delete point", "Undo all edits"):
        expect(quick.get_by_role("button", name=name, exact=True)).to_be_disabled()
    picture(quick).focus()
    quick.keyboard.press("Control+z")
    wait_for_run(quick)
    assert edits(quick) == ""


def test_whose_boundary_it_is_may_be_cut_off_but_not_how_right_it_is(quick: Page, server: str) -> None:
    quick.set_viewport_size({"width": 1440, "height": 900})
    visit(quick, server, "opt=numerical&2.opt=numerical&2.lr=0.0123&samples=60&epochs=10&resolution=21")
    card = quick.get_by_role("application", name="Points of the data").locator("xpath=ancestor::section").bounding_box()
    figure = quick.locator("#boundary-note .note-figure")
    expect(figure).to_have_text(re.compile(r"^test [\d.]+\s%$"))
    box = figure.bounding_box()
    assert card
    assert box
    assert box["x"] + box["width"] <= card["x"] + card["width"] - 10


def test_an_edit_that_is_refused_is_taken_back(page: Page, server: str) -> None:
    # All training points but one are already removed.
    gone = ",".join(str(i) for i in range(1, 30))
    visit(page, server, f"{QUERY}&edits={gone}")
    (last,) = [each for each in points(page) if each["train"]]
    page.mouse.click(*pixel(page, last["x"], last["y"]))
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Delete point").click()
    expect(page.get_by_role("status").filter(has_text="Every training point is removed")).to_be_visible()
    assert page.evaluate("() => basin.boundary.places.length") == 31
    assert edits(page) == gone


def test_a_finger_taps_drags_what_is_selected_and_scrolls(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    visit(page, server, QUERY)
    picture(page).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    point = loneliest(page)
    x, y = pixel(page, point["x"], point["y"])
    touch = context.new_cdp_session(page)

    def swipe(dx: float, dy: float) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for i in range(1, 9):
            moved = [{"x": x + dx * i / 8, "y": y + dy * i / 8}]
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": moved})
            page.wait_for_timeout(20)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(600)

    before = page.evaluate("() => scrollY")
    swipe(0, 60)
    assert page.evaluate("() => scrollY") < before
    assert edits(page) == ""
    page.evaluate("(y) => scrollTo(0, y)", before)
    page.wait_for_timeout(300)
    tap(page, (x, y), f"() => document.body.innerText.includes('Training point {point['id']},')")
    expect(page.get_by_text(f"Training point {point['id']},").first).to_be_visible()
    assert edits(page) == ""
    swipe(0, 60)
    assert page.evaluate("() => scrollY") == before
    wait_for_edits(page, rf"{point['id']}:[^:]+:[^:]+:{point['label']}")
    tools = page.get_by_role("group", name="Edit the data")
    for button in tools.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    context.close()


def test_no_rule_is_violated_with_a_point_selected(quick: Page, server: str) -> None:
    visit(quick, server, "centers=6&samples=60&epochs=5&resolution=21&edits=3:1:1:0")
    picture(quick).focus()
    quick.keyboard.press("PageDown")
    quick.wait_for_timeout(300)
    assert violations(quick) == []


def test_the_confusion_is_in_words(quick: Page, server: str) -> None:
    visit(quick, server, QUERY)
    seek(quick, 20)
    expect(quick.get_by_role("img", name=re.compile("Test points at the end: .*classified as"))).to_be_visible()
    assert streamed(quick, "(run) => run.report.contenders[0].confusion.length") == 2
