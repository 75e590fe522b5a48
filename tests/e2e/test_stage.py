"""The landscape in space, from above and cut: all three show the solver's values, with and without WebGL."""

import math
import pathlib
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from solver import train
from solver.config.query import parse
from tests.e2e.basin import choose, probe, seek, settle, type_number, visit, wait_for_query
from tests.e2e.conftest import watching
from tests.e2e.test_accessibility import SIZES, violations

TUTORIAL = "samples=200&epochs=40"
ISOLINES = pathlib.Path(__file__).parents[2] / "frontend" / "views" / "landscape" / "isolines.js"
# The ball's place and height on Plotly's axes, as values and as pixels of the stage.
ON_AXES = """(view) => {
  const { xaxis, yaxis, margin, width, height } = view.plot.plot.layout;
  const share = (value, [low, high]) => (value - low) / (high - low);
  const x = (value) => margin.l + (width - margin.l - margin.r) * share(value, xaxis.range);
  const y = (value) => height - margin.b - (height - margin.t - margin.b) * share(value, yaxis.range);
  return (horizontal, vertical) => [x(horizontal), y(vertical)];
}"""
NO_WEBGL = """{
  const real = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.includes("webgl") ? null : real.call(this, kind, ...rest);
  };
}"""


def look(page: Page, view: str) -> None:
    page.get_by_role("radiogroup", name="View").get_by_role("radio", name=view, exact=True).check()
    settle(page)


def balls(page: Page, view: str) -> list[list[float]]:
    return [disc[:2] for disc in probe(page, "record", view=view)["discs"] if disc[2] == 7]


def on_axes(page: Page, view: str, x: float, y: float) -> Any:
    return page.evaluate(f"([x, y]) => ({ON_AXES})(basin.stage.{view})(x, y)", [x, y])


def test_from_above_the_ball_is_where_the_axes_put_the_solvers_parameters(quick: Page, server: str) -> None:
    visit(quick, server, TUTORIAL)
    look(quick, "Contour")
    frames = list(train(parse(TUTORIAL)))
    for epoch in (0, 7, 40):
        seek(quick, epoch)
        settle(quick)
        (ball,) = balls(quick, "contour")
        w1, w2 = frames[epoch].theta[0, :2]
        assert math.dist(ball, on_axes(quick, "contour", w1, w2)) <= 1
    expect(quick.get_by_role("img", name="Loss landscape at epoch 40")).to_have_accessible_name(
        re.compile("Seen from above")
    )


def test_from_above_colours_are_heights(quick: Page, server: str) -> None:
    """The colour painted at a place is that of the height there, and follows the moving slice."""
    visit(quick, server, TUTORIAL)
    look(quick, "Contour")
    # The bundle exports nothing.
    quick.route("**/js/isolines.js", lambda route: route.fulfill(path=ISOLINES, content_type="text/javascript"))
    for epoch in (3, 30):
        seek(quick, epoch)
        settle(quick)
        worst = quick.evaluate(
            """async () => {
          const main = document.querySelector("script[type=module]").src;
          const { shades } = await import(new URL("isolines.js", main));
          const view = basin.stage.contour;
          const colours = shades(basin.boot.figures.light.landscape.data[0].colorscale);
          const { context, canvas } = view.plot.under;
          const density = canvas.width / view.element.clientWidth;
          const geometry = view.geometry();
          let off = [];
          for (const x of [0.13, 0.37, 0.61, 0.88]) for (const y of [0.11, 0.42, 0.66, 0.91]) {
            const [px, py] = geometry.pixel([x, y]);
            const drawn = context.getImageData(Math.round(px * density), Math.round(py * density), 1, 1).data;
            const shade = 4 * Math.round((colours.length / 4 - 1) * view.scale.share(view.terrain.at(x, y)));
            off.push(Math.max(...[0, 1, 2].map((c) => Math.abs(drawn[c] - colours[shade + c]))));
          }
          // Lines of equal height lie over some of them.
          return off.sort((a, b) => a - b)[Math.floor(off.length / 2)];
        }"""
        )
        assert worst <= 4


@pytest.mark.parametrize(("direction", "place"), [("w₁", 0), ("w₂", 1)])
def test_a_cut_has_the_ball_on_its_curve(quick: Page, server: str, direction: str, place: int) -> None:
    visit(quick, server, TUTORIAL)
    look(quick, "Cut")
    quick.get_by_role("radiogroup", name="Cut along").get_by_role("radio", name=direction, exact=True).check()
    frames = list(train(parse(TUTORIAL)))
    for epoch in (0, 9, 40):
        seek(quick, epoch)
        settle(quick)
        (ball,) = balls(quick, "profile")
        frame = frames[epoch]
        assert math.dist(ball, on_axes(quick, "profile", frame.theta[0, place], math.log10(frame.objective[0]))) <= 1
        gap = quick.evaluate("() => basin.stage.draw(null, { now: performance.now() }).gaps[0]")
        assert gap <= 1.5
    expect(quick.locator("#marks")).to_contain_text(f"Cut along {direction} at")


def test_the_view_stays_from_run_to_run_and_a_line_has_only_one(quick: Page, server: str) -> None:
    visit(quick, server, TUTORIAL)
    look(quick, "Contour")
    type_number(quick, "Spread", "3")
    wait_for_query(quick, "v=1&samples=200&spread=3&epochs=40")
    view = quick.get_by_role("radiogroup", name="View")
    expect(view.get_by_role("radio", name="Contour")).to_be_checked()
    choose(quick, "Plane", "One parameter")
    wait_for_query(quick, "v=1&samples=200&spread=3&epochs=40&plane=weight")
    expect(view.get_by_role("radio", name="Contour")).to_be_disabled()
    why = "This landscape has one direction, so a curve shows all of it."
    expect(view.get_by_role("radio", name="3-D")).to_have_attribute("aria-description", why)
    choose(quick, "Plane", "Two parameters")
    wait_for_query(quick, "v=1&samples=200&spread=3&epochs=40")
    expect(view.get_by_role("radio", name="Contour")).to_be_checked()
    quick.get_by_text("Linear", exact=True).click()
    quick.wait_for_function("() => basin.stage.scale.kind === 'linear'")


def test_without_webgl_the_contour_stands_in(fresh: Page, server: str) -> None:
    fresh.add_init_script(NO_WEBGL)
    with watching(fresh, server):
        visit(fresh, server, TUTORIAL)
        expect(fresh.get_by_text("WebGL is missing")).to_be_visible()
        view = fresh.get_by_role("radiogroup", name="View")
        expect(view.get_by_role("radio", name="3-D")).to_be_disabled()
        expect(view.get_by_role("radio", name="Contour")).to_be_checked()
        seek(fresh, 20)
        settle(fresh)
        assert len(balls(fresh, "contour")) == 1
        type_number(fresh, "Spread", "3")
        wait_for_query(fresh, "v=1&samples=200&spread=3&epochs=40")
        look(fresh, "Cut")
        assert len(balls(fresh, "profile")) == 1
        assert violations(fresh) == []


def test_a_lost_picture_becomes_a_contour(watched: Page, server: str) -> None:
    visit(watched, server, TUTORIAL)
    watched.evaluate(
        """() => {
      const canvas = document.querySelector(".plotly-scene canvas");
      (canvas.getContext("webgl") ?? canvas.getContext("webgl2")).getExtension("WEBGL_lose_context").loseContext();
    }"""
    )
    expect(watched.get_by_text("The graphics card stopped drawing the 3-D picture")).to_be_visible()
    expect(watched.get_by_role("radio", name="Contour", exact=True)).to_be_checked()
    seek(watched, 20)
    settle(watched)
    assert len(balls(watched, "contour")) == 1


@pytest.mark.parametrize("view", ["3-D", "Contour"])
def test_newtons_step_ends_at_the_minimum_of_a_parabola(quick: Page, server: str, view: str) -> None:
    visit(quick, server, "function=ravine&condition=5&turn=30&lr=0.1&epochs=20")
    look(quick, view)
    quick.get_by_role("button", name="Arrows").click()
    quick.get_by_role("checkbox", name="Newton step").check()
    expect(quick.get_by_text("Arrows in true length")).to_be_visible()
    name = "contour" if view == "Contour" else "landscape"
    for epoch in (4, 8):
        seek(quick, epoch)
        settle(quick)
        minimum = quick.evaluate(
            "(name) => { const v = basin.stage[name], g = v.geometry(), at = g.place(0, 0);"
            " return g.pixel([...at, g.under(at)]).slice(0, 2); }",
            name,
        )
        ends = [vertex for vertex in probe(quick, "record", view=name)["vertices"] if math.dist(vertex, minimum) <= 1]
        assert ends, f"at epoch {epoch}"
    quick.get_by_role("checkbox", name="Newton step").uncheck()
    settle(quick)
    assert quick.locator(".signs").inner_text() == ""


def test_arrows_are_remembered_and_what_a_run_has_not_is_said(quick: Page, server: str) -> None:
    visit(quick, server, TUTORIAL)
    quick.get_by_role("button", name="Arrows").click()
    for kind in ("Negative gradient", "Velocity"):
        quick.get_by_role("checkbox", name=kind).check()
    expect(quick.locator(".signs")).to_contain_text("Velocity: none in this run")
    visit(quick, server, f"{TUTORIAL}&opt=momentum")
    expect(quick.locator(".signs")).to_contain_text("Velocity")
    expect(quick.locator(".signs")).not_to_contain_text("none in this run")
    times = quick.evaluate("() => basin.stage.extras.arrows.times")
    assert times >= 1
    expect(quick.locator(".signs")).to_contain_text(re.compile("Arrows in true length|Arrows magnified"))


def test_a_ghost_is_drawn_where_the_former_run_went(quick: Page, server: str) -> None:
    visit(quick, server, TUTORIAL)
    quick.evaluate("() => { window.former = basin.run; }")
    type_number(quick, "Learning rate", "0.002")
    wait_for_query(quick, "v=1&samples=200&lr=0.002&epochs=40")
    seek(quick, 10)
    before = len(probe(quick, "record")["vertices"])
    quick.evaluate("() => basin.stage.setGhost({ run: former, k: 0, from: 10 })")
    vertices = probe(quick, "record")["vertices"]
    end = quick.evaluate(
        "() => { const g = basin.stage.landscape.geometry(), p = former.at(0, 40);"
        " return g.pixel(g.share(p.u, p.v, p.height)).slice(0, 2); }"
    )
    assert len(vertices) >= before + 30
    assert min(math.dist(vertex, end) for vertex in vertices) <= 1
    quick.evaluate("() => basin.stage.setGhost(null)")
    assert len(probe(quick, "record")["vertices"]) == before


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_no_rule_is_violated_from_above_in_a_cut_or_with_a_menu_open(quick: Page, server: str, size: str) -> None:
    width, height = SIZES[size]
    quick.set_viewport_size({"width": width, "height": height})
    visit(quick, server, f"{TUTORIAL}&2.opt=adam")
    for menu in ("Camera", "Arrows"):
        quick.get_by_role("button", name=menu).click()
        expect(quick.get_by_role("group", name=menu)).to_be_visible()
        assert violations(quick) == [], menu
        quick.keyboard.press("Escape")
    for view in ("Contour", "Cut"):
        look(quick, view)
        quick.mouse.move(2, 2)
        quick.wait_for_timeout(600)
        assert violations(quick) == [], view
        assert quick.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
