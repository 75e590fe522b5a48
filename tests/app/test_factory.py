import json
import pathlib
import re
from html.parser import HTMLParser

import pytest

from app import theme
from app.factory import ASSETS, create_app
from app.panels.inputs import CONTROLS
from app.routes import PLOTLY_PATH
from app.specification import keys

PATHS = [
    "/",
    "/healthz",
    "/api/stream?epochs=1",
    "/api/stream?epochs=0",
    "/_dash-layout",
    "/assets/style.css",
    PLOTLY_PATH,
]


class Page(HTMLParser):
    """What the page loads and what its scripts hold."""

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


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_strict_headers_and_no_cookie(client, path):
    response = client.get(path)
    response.close()  # a file, if it is one
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    scripts = policy["script-src"].split()
    assert scripts[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert not re.search(r"unsafe-eval|https?:|\*", response.headers["Content-Security-Policy"])
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in response.headers


def test_the_page_names_no_other_host(client, html):
    assert html.links
    for link in html.links:
        assert link.startswith("/")
        assert not link.startswith("//")
    # Nor does anything in its text, but for names of XML formats.
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
        # An unknown path would answer with the page itself.
        assert link == "/" or response.mimetype != "text/html", link


def test_what_the_modules_need_to_begin_is_valid_json(html):
    boot = json.loads(html.boot)
    assert {"themes", "figures", "aspect", "controls", "choices", "function"} <= set(boot)
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


def test_plotly_is_served_once_and_for_ever(client):
    response = client.get(PLOTLY_PATH)
    assert response.mimetype == "text/javascript"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(response.data) > 1_000_000


def test_health_is_plain_text_that_nobody_stores(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")
    assert response.headers["Cache-Control"] == "no-store"


def test_two_applications_do_not_share_their_callbacks(client):
    first, second = (create_app().server.test_client().get("/_dash-dependencies").json for _ in range(2))
    assert first == second
    assert first


def test_no_debugger_and_no_trace(client):
    response = client.post("/_dash-update-component", data=b"{", content_type="application/json")
    assert "Traceback" not in response.text
    assert not any(name in response.text for name in (str(pathlib.Path.cwd()), "site-packages"))


def test_both_themes_are_one_style_of_variables():
    variables = theme.variables()
    for name in theme.tokens()["light"]:
        assert f"--{name.replace('_', '-')}:light-dark(" in variables
