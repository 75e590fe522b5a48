"""A newcomer's first sight of the page, and first actions."""

import json
import pathlib

import pytest
from playwright.sync_api import Page, expect

from solver import RunConfig, train
from tests.e2e.basin import cells, seek, visit

TUTORIAL = json.loads((pathlib.Path(__file__).parents[1] / "reference" / "tutorial.json").read_text())


def test_the_tutorials_run_is_drawn_and_playing(watched: Page, server: str) -> None:
    visit(watched, server, paused=False)
    expect(watched).to_have_title("Basin")
    expect(watched.get_by_role("button", name="Pause")).to_be_visible()
    watched.wait_for_function("() => Number(document.querySelector('h1').textContent.split(' ')[1]) >= 5")
    assert watched.url == f"{server}/?v=1"


def test_the_table_shows_the_tutorials_losses(quick: Page, server: str) -> None:
    visit(quick, server)
    for printed, loss in TUTORIAL["printed_losses"].items():
        seek(quick, int(printed) - 1)
        assert float(cells(quick)["Train loss"]) == pytest.approx(loss, rel=5e-4)


def test_every_figure_of_the_table_is_the_solvers(quick: Page, server: str) -> None:
    visit(quick, server)
    frame = list(train(RunConfig.check({})))[37]
    seek(quick, 37)
    shown = cells(quick)
    assert shown["Optimizer"] == "Gradient descent"
    assert float(shown["Test loss"]) == pytest.approx(frame.test_loss[0], rel=5e-4)
    assert shown["Train acc."] == f"{100 * frame.train_accuracy[0]:.1f}\u00a0%"
    assert shown["Test acc."] == f"{100 * frame.test_accuracy[0]:.1f}\u00a0%"
    assert float(shown["Gradient norm"]) == pytest.approx(frame.gradient_norm[0], rel=5e-3)
    assert float(shown["Step length"]) == pytest.approx(frame.step_length[0], rel=5e-2)


def test_the_end_says_why_the_run_stopped(quick: Page, server: str) -> None:
    visit(quick, server)
    quick.get_by_role("slider", name="Epoch", exact=True).press("End")
    expect(quick.get_by_text("Ran all 100 epochs.")).to_be_visible()


def test_reduced_motion_is_shown_its_end_and_stands(quick: Page, server: str) -> None:
    quick.emulate_media(reduced_motion="reduce")
    visit(quick, server, paused=False)
    expect(quick.get_by_role("heading", name="Epoch 100")).to_be_visible()
    expect(quick.get_by_role("button", name="Play", exact=True)).to_be_visible()
