"""Ranges without a width, or almost: what is level, far away, tiny or never moves is drawn as well."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.basin import visit

FLAT = "start=300,300,300"
SCORES = "data=own&points=47:38:0,62:45:0,93:87:1,90:78:1,56:42:0,92:33:0,79:85:1,30:87:0,64:59:0,43:70:0"
LEVEL = {
    "saturated": f"{FLAT}&epochs=20",
    "one epoch": f"{FLAT}&epochs=1",
    "principal directions of a trail that stands still": f"{FLAT}&plane=pca&epochs=5",
    "far from the origin": "start=1000000,1000000,1000000&epochs=5",
    "losses whose logarithms differ by rounding": f"{SCORES}&epochs=5",
    "zero everywhere": "function=easom&extent=50,60,50,60&start=55,55&epochs=5",
}
NARROW = {
    "a minimum from very near": "function=styblinski_tang&extent=-2.9036,-2.9034,-2.9036,-2.9034&start=-2.9035,-2.9035",
    "very large heights": "function=rosenbrock&extent=-1000000,1000000,-1000000,1000000&epochs=5",
    "a trail that does not move": "lr=1e-12&epochs=5",
}
# A share of the stage's pixels: from the usual camera a level surface takes more.
SHARE = 0.05


def coloured(page: Page) -> float:
    """The share of the stage in a surface's colours, without what moves on it."""
    page.add_style_tag(content=".scene .overlay { visibility: hidden }")
    picture = Image.open(io.BytesIO(page.locator(".scene").screenshot())).convert("RGB")
    pixels = np.asarray(picture, dtype=int)
    return float(((pixels.max(axis=-1) - pixels.min(axis=-1)) > 40).mean())


@pytest.mark.parametrize("name", [*LEVEL, *NARROW])
def test_the_surface_is_seen_in_both_heights_and_views(watched: Page, server: str, name: str) -> None:
    visit(watched, server, (LEVEL | NARROW)[name])
    for view in ("3-D", "Contour"):
        watched.get_by_role("radio", name=view).check()
        for height in ("Linear", "Log height"):
            watched.get_by_text(height, exact=True).click()
            watched.wait_for_timeout(200)
            assert coloured(watched) > SHARE, (view, height)
    said = watched.get_by_text("is the same everywhere in this picture, to one part in 100,000.")
    expect(said).to_have_count(1 if name in LEVEL else 0)


@pytest.mark.parametrize("name", [*LEVEL, *NARROW])
def test_cut_ball_and_curve_have_places_in_their_pictures(quick: Page, server: str, name: str) -> None:
    visit(quick, server, (LEVEL | NARROW)[name])
    quick.get_by_role("radio", name="Cut").check()
    for height in ("Linear", "Log height"):
        quick.get_by_text(height, exact=True).click()
        quick.wait_for_timeout(200)
        shares = quick.evaluate(
            "() => { const { run, stage: { view }, curve } = basin, { height, objective } = run.projection;"
            " const cut = Array.from({ length: 11 }, (_, i) => view.scale.share(view.curve.along(i / 10)));"
            " const ball = view.scale.share(view.scale.of(height.data.at(-1)));"
            " const losses = [...run.column('objective', 0)].map((loss) => curve.scale.share(curve.scale.of(loss)));"
            " return [cut, [ball], losses]; }"
        )
        for each in shares:
            assert all(share is not None and 0 <= share <= 1 for share in each), (height, each)
        if name in LEVEL:
            assert np.ptp(shares[0]) < 0.02
            assert abs(np.mean(shares[0]) - 0.5) < 0.05


@pytest.mark.parametrize("name", ["zero everywhere", "a trail that does not move"])
def test_a_loss_that_stays_is_a_line_in_its_picture(quick: Page, server: str, name: str) -> None:
    visit(quick, server, (LEVEL | NARROW)[name])
    for height in ("Linear", "Log height"):
        quick.get_by_text(height, exact=True).click()
        # A level line has no height, so that Playwright takes it for hidden.
        line = quick.locator("#curve .scatterlayer path.js-line").last
        expect(line).to_have_attribute("d", re.compile(r"^M0,([\d.]+)L[\d.]+,\1$"))
