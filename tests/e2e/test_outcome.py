"""The report on a failure is shown over the picture once the run is computed, with a button for its remedy."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.basin import seek, streamed, visit, wait_for_query

SCORES = "data=own&points=47:38:0,62:45:0,93:87:1,90:78:1,56:42:0,92:33:0,79:85:1,30:87:0,64:59:0,43:70:0"


@pytest.mark.parametrize("rate", ["1", "5000"])
def test_too_large_a_rate_is_said_at_the_start_with_another_that_is_taken_by_a_click(
    quick: Page, server: str, rate: str
) -> None:
    visit(quick, server, f"lr={rate}")
    seek(quick, 0)
    told = quick.locator(".outcome")
    expect(told).to_contain_text(
        re.compile(r"The learning rate .* is too large: the loss stalls at .*; with the rate .* it reaches")
    )
    used = streamed(quick, "(run) => run.report.contenders[0].remedy.changes.lr")
    quick.get_by_role("button", name=re.compile("^Use ")).click()
    wait_for_query(quick, f"v=1&lr={used}")
    expect(told).not_to_be_visible()


def test_points_that_are_not_scaled_are_standardised_by_a_click(quick: Page, server: str) -> None:
    visit(quick, server, SCORES)
    expect(quick.locator(".outcome")).to_contain_text("The start is saturated")
    quick.get_by_role("button", name=re.compile("^Standardise the data")).click()
    expect(quick.locator(".outcome")).not_to_contain_text("saturated")
    config = streamed(quick, "(run) => run.config.problem")
    assert config["standardise"] == 1
    # The remaining cause is the rate, which has a button too.
    quick.get_by_role("button", name=re.compile("^Use ")).click()
    expect(quick.locator(".outcome")).not_to_be_visible()


def test_in_a_race_who_failed_is_named(quick: Page, server: str) -> None:
    visit(quick, server, "function=beale&lr=0.05&2.opt=momentum&2.manual=3:0.5&epochs=30")
    expect(quick.locator(".outcome")).to_contain_text("Momentum")
    used = streamed(quick, "(run) => run.report.contenders[1].remedy.changes['2.lr']")
    quick.locator(".outcome").get_by_role("button", name=re.compile("^Use ")).click()
    wait_for_query(quick, f"v=1&function=beale&lr=0.05&2.opt=momentum&2.lr={used}&epochs=30")


def test_what_is_said_can_be_closed_and_comes_again_with_another_run(quick: Page, server: str) -> None:
    visit(quick, server, "lr=1")
    told = quick.locator(".outcome")
    expect(told).to_be_visible()
    quick.get_by_role("button", name="Close this message").click()
    expect(told).not_to_be_visible()
    visit(quick, server, "lr=5000")
    expect(told).to_be_visible()


def test_a_run_that_went_well_has_nothing_over_it(quick: Page, server: str) -> None:
    visit(quick, server, "")
    expect(quick.locator(".outcome")).not_to_be_visible()
    seek(quick, 100)
    expect(quick.get_by_role("rowheader")).not_to_contain_text("running")
