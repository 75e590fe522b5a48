import json
import re
from html.parser import HTMLParser

import pytest

from app import theme
from app.factory import ASSETS, create_app
from app.panels.inputs import CONTROLS
from app.settings import Settings
from app.specification import keys


class Page(HTMLParser):
    """The addresses that the page loads, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.boot = ""
        self._in_boot = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.links += [found[name] for name in ("src", "href", "action", "data-src") if found.get(name)]
        if tag == "script":
            self.scripts.append(found)
        self._in_boot = found.get("id") == "boot"

    def handle_data(self, data):
        if self._in_boot:
            self.boot += data

    def handle_endtag(self, tag):
        self._in_boot = False


@pytest.fixture(scope="module")
def html(server):
    return Page(server.test_client().get("/").text)


def test_the_page_names_no_other_host(client, html):
    assert html.links
    for link in html.links:
        assert link.startswith("/")
        assert not link.startswith("//")
    # The page's text names no other host, except in names of XML formats.
    hosts = set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})", client.get("/").text))
    assert hosts <= {"www.w3.org"}


@pytest.mark.parametrize("style", sorted(ASSETS.glob("*.css")), ids=lambda path: path.name)
def test_no_style_sheet_names_another_host(style):
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import", style.read_text())


def test_all_that_the_page_names_is_there(client, html):
    for link in html.links:
        response = client.get(link)
        response.close()
        assert response.status_code == 200, link


def test_what_the_modules_need_to_begin_is_valid_json(html):
    boot = json.loads(html.boot)
    assert {"themes", "figures", "controls", "choices", "function"} <= set(boot)
    assert set(boot["themes"]) == set(boot["figures"]) == {"light", "dark"}
    for figures in boot["figures"].values():
        assert set(figures) == {"landscape", "profile", "contour", "boundary", "curve"}
        assert all({"data", "layout"} <= set(figure) for figure in figures.values())
    assert list(boot["controls"]) == CONTROLS
    assert "<" not in html.boot


def test_every_control_sets_a_field_of_a_configuration(html, stream):
    configs = [
        json.loads(next(event for event in stream(f"epochs=1&{query}") if event.kind == "run").text)["config"]
        for query in ("opt=adam", "function=bowl")
    ]
    for name, of in json.loads(html.boot)["controls"].items():
        *home, last = of["path"]
        homes = [found for config in configs if (found := reached(config, home)) is not None]
        assert any(last in found for found in homes) or home[-1].endswith(("options", "hyperparameters")), name
        assert homes, name
        assert set(of["resets"]) <= set(keys())


def reached(config, path):
    for part in path:
        if not isinstance(part, int) and part not in config:
            return None
        config = config[part]
    return config


def test_the_page_says_its_language_and_what_it_is(client):
    text = client.get("/").text
    assert '<html lang="en">' in text
    assert "<title>Basin</title>" in text
    assert '<meta name="description" content="' in text
    assert '<meta name="viewport"' in text


def test_two_applications_do_not_share_their_callbacks(client):
    first, second = (create_app().server.test_client().get("/_dash-dependencies").json for _ in range(2))
    assert first == second
    assert first


def test_no_callback_runs_on_the_server():
    # No callback has a route: app.edge.server answers them all.
    callbacks = create_app().callback_map
    assert callbacks
    assert not any("callback" in each for each in callbacks.values())


def test_the_page_knows_the_limits_that_are_set():
    settings = Settings(address_bytes=4096, body_bytes=5000)
    page = Page(create_app(settings).server.test_client().get("/").text)
    limits = json.loads(page.boot)["limits"]
    # The request fits the first line that is allowed, with its route and the added columns.
    assert limits["address"] == 4096 - (8190 - 8000)
    assert limits["file"] == 5000


def test_both_themes_are_one_style_of_variables():
    variables = theme.variables()
    for name in theme.tokens()["light"]:
        assert f"--{name.replace('_', '-')}:light-dark(" in variables
