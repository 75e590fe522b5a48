"""A visitor's own data: a table that is pasted or opened, and runs that are too long for a link."""

import json
import pathlib
import random
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.basin import TIMEOUT, streamed, visit, wait_for_run
from tests.e2e.conftest import watching
from tests.e2e.test_accessibility import violations

QUERY = "epochs=10&resolution=21"


def table(rows: int, classes: str = "ab") -> str:
    """A table of points around a place for each class."""
    draw = random.Random(3)
    lines = [(i % len(classes), draw.gauss(0, 1), draw.gauss(0, 1)) for i in range(rows)]
    return "\n".join(f"{3 * c + x:.3f};{y:.3f};kind {classes[c]}" for c, x, y in lines)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Your data")


def paste(page: Page, text: str) -> None:
    page.get_by_role("button", name="Your data").click()
    dialog(page).get_by_role("textbox", name="Table").fill(text)


def use_file(page: Page, file: pathlib.Path, text: str) -> None:
    """Opens a long table as a file, since pasting it takes the browser long."""
    file.write_text(text, encoding="utf-8")
    page.get_by_role("button", name="Your data").click()
    with page.expect_file_chooser() as chooser:
        dialog(page).get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
    expect(dialog(page).get_by_role("status")).to_contain_text("points")
    dialog(page).get_by_role("button", name="Use these points").click()


def wait_for_points(page: Page, count: int) -> None:
    """Waits until a run of so many points is complete, with or without a link."""
    page.wait_for_function(
        "(count) => window.basin?.run?.done && basin.run.data.labels.data.length === count", arg=count, timeout=TIMEOUT
    )


def test_a_table_that_is_pasted_becomes_the_data(watched: Page, server: str) -> None:
    visit(watched, server, QUERY)
    paste(watched, "x;y;kind\n" + table(60, "abc"))
    expect(dialog(watched).get_by_role("status")).to_have_text(
        "60 points, 3 classes: kind a = 0, kind b = 1, kind c = 2."
    )
    dialog(watched).get_by_role("button", name="Use these points").click()
    expect(dialog(watched)).to_be_hidden()
    expect(watched).to_have_url(re.compile("data=own&points="), timeout=TIMEOUT)
    wait_for_run(watched)
    assert streamed(watched, "({ data }) => [data.labels.data.length, data.classes]") == [60, 3]
    drawn = streamed(watched, "({ data }) => [...data.points.data].map((value) => value.toFixed(3))")
    first = table(1, "abc").split(";")
    assert {first[0], first[1]} <= set(drawn)


def test_the_tile_of_own_data_opens_the_dialog_and_a_file_fills_it(
    watched: Page, server: str, tmp_path: pathlib.Path
) -> None:
    visit(watched, server, QUERY)
    watched.get_by_role("radio", name="Your data").click()
    expect(dialog(watched)).to_be_visible()
    file = tmp_path / "mine.csv"
    file.write_text(table(20), encoding="utf-8")
    with watched.expect_file_chooser() as chooser:
        dialog(watched).get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
    expect(dialog(watched).get_by_role("status")).to_have_text("20 points, 2 classes: kind a = 0, kind b = 1.")
    dialog(watched).get_by_role("button", name="Use these points").click()
    wait_for_points(watched, 20)


def test_what_is_wrong_with_a_table_is_said_with_its_line_and_nothing_is_lost(watched: Page, server: str) -> None:
    visit(watched, server, QUERY)
    lines = table(20).split("\n")
    lines[16] = "abc;1;kind a"
    paste(watched, "\n".join(lines))
    expect(dialog(watched).get_by_role("alert")).to_have_text('Line 17: "abc" is not a number.')
    expect(dialog(watched).get_by_role("button", name="Use these points")).to_be_disabled()
    assert violations(watched) == []
    watched.keyboard.press("Escape")
    expect(dialog(watched)).to_be_hidden()
    watched.get_by_role("button", name="Your data").click()
    expect(dialog(watched).get_by_role("textbox", name="Table")).to_have_value("\n".join(lines))
    assert streamed(watched, "({ data }) => data.labels.data.length") == 1000


def test_what_is_too_long_for_a_link_is_saved_as_a_file_and_opened_again(
    watched: Page, server: str, tmp_path: pathlib.Path
) -> None:
    visit(watched, server, QUERY)
    use_file(watched, tmp_path / "mine.csv", table(900))
    wait_for_points(watched, 900)
    expect(watched.get_by_role("status").filter(has_text="This run is too long for a link")).to_be_visible()
    assert "?" not in watched.url
    losses = streamed(watched, "(run) => [...run.column('objective', 0)]")
    with watched.expect_download() as download:
        watched.get_by_role("button", name="Save file").click()
    assert download.value.suggested_filename == "basin-run.json"
    file = tmp_path / "basin-run.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())["problem"]["options"]["points"]) == 900
    visit(watched, server, QUERY)
    expect(watched.get_by_role("button", name="Share link")).to_be_visible()
    watched.get_by_role("button", name="Your data").click()
    with watched.expect_file_chooser() as chooser:
        dialog(watched).get_by_role("button", name="Open a saved run").click()
    chooser.value.set_files(file)
    wait_for_points(watched, 900)
    expect(dialog(watched)).to_be_hidden()
    assert streamed(watched, "(run) => [...run.column('objective', 0)]") == losses
    # An edit by hand behaves alike.
    watched.get_by_role("application", name="Points of the data").focus()
    watched.keyboard.press("n")
    wait_for_points(watched, 901)
    assert "?" not in watched.url


def test_a_run_that_is_too_long_for_a_link_is_there_after_a_reload(
    watched: Page, server: str, tmp_path: pathlib.Path
) -> None:
    visit(watched, server, QUERY)
    stage = watched.get_by_role("heading", name=re.compile("Epoch")).bounding_box()
    use_file(watched, tmp_path / "mine.csv", table(5000))
    wait_for_points(watched, 5000)
    losses = streamed(watched, "(run) => [...run.column('objective', 0)]")
    # The message moves nothing on the page, and can be closed.
    said = watched.get_by_role("status").filter(has_text="This run is too long for a link")
    expect(said).to_be_visible()
    assert violations(watched) == []
    moved = watched.get_by_role("heading", name=re.compile("Epoch")).bounding_box()
    assert stage
    assert moved
    assert moved["y"] == stage["y"]
    watched.get_by_role("button", name="Close the notice").click()
    expect(said).to_be_hidden()
    watched.reload()
    wait_for_points(watched, 5000)
    assert streamed(watched, "(run) => [...run.column('objective', 0)]") == losses
    # In another browser the page begins with the default run.
    visit(watched, server, QUERY)
    assert streamed(watched, "({ data }) => data.labels.data.length") == 1000


def test_a_run_that_the_browser_cannot_keep_is_said_to_be_lost_after_a_reload(
    fresh: Page, server: str, tmp_path: pathlib.Path
) -> None:
    fresh.add_init_script(
        "for (const name of ['replaceState', 'pushState']) {"
        " const write = history[name].bind(history);"
        " history[name] = (state, ...rest) => {"
        "  if (state?.run) throw new DOMException('too long', 'DataCloneError'); write(state, ...rest); }; }"
    )
    with watching(fresh, server):
        visit(fresh, server, QUERY)
        use_file(fresh, tmp_path / "mine.csv", table(900))
        wait_for_points(fresh, 900)
        # The address follows the picture.
        expect(fresh.get_by_role("status").filter(has_text="too long for a link")).to_be_visible()
        fresh.reload()
        wait_for_run(fresh)
        expect(fresh.get_by_role("status").filter(has_text="It may be in the History")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "run.json is not valid JSON, so it is not a saved run of Basin."),
        ("[1]", "run.json is not a saved run of Basin."),
        ('{"problem": {"dataset": "clouds"}, "contenders": [{}]}', "There is no data set 'clouds'"),
    ],
    ids=["broken", "foreign", "unknown"],
)
def test_a_file_that_holds_no_run_is_refused(
    page: Page, server: str, tmp_path: pathlib.Path, content: str, sentence: str
) -> None:
    visit(page, server, QUERY)
    before = page.url
    file = tmp_path / "run.json"
    file.write_text(content)
    page.get_by_role("button", name="Your data").click()
    with page.expect_file_chooser() as chooser:
        dialog(page).get_by_role("button", name="Open a saved run").click()
    chooser.value.set_files(file)
    expect(dialog(page).get_by_role("alert")).to_contain_text(sentence)
    assert page.url == before


@pytest.mark.parametrize("width", [390, 1440])
def test_no_rule_is_violated_with_the_dialog_open(quick: Page, server: str, width: int) -> None:
    quick.set_viewport_size({"width": width, "height": 844})
    visit(quick, server, QUERY)
    paste(quick, table(20))
    assert violations(quick) == []
    box = dialog(quick).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
