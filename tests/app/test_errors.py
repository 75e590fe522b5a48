"""Every error is a problem document, and none shows code."""

import json
import logging
import pathlib

import pytest

from app.edge.logs import Lines
from app.factory import create_app

NOWHERE = [
    "/nothing",
    "/.env",
    "/robots.txt",
    "/favicon.ico",
    "/_favicon.ico",
    "/_reload-hash",
    "/_mcp",
    "/_dash-ws-callback",
    "/_alive_",
    "/healthz/",
    "/api",
    "/api//stream",
    "/assets",
    "/assets/style.css",
    "/assets/js/../../app/wsgi.py",
    "/_dash-component-suites/os/path.py",
    "/_dash-component-suites/dash/dash.py",
    "/_dash-component-suites/dash/../../app/wsgi.py",
    "/_dash-component-suites/dash/dcc/async-graph.js.map",
    "/_dash-component-suites/dash_mantine_components/dash_mantine_components.js.map",
    "/%00",
    "/%ff",
    "/<script>",
]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_unknown_paths_are_404(client, path, method):
    response = getattr(client, method)(path)
    said = json.loads(response.text)
    if response.status_code == 405:  # a package's file allows GET only
        assert method != "get"
        assert path.startswith("/_dash-component-suites/")
        return
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert said["detail"] == "There is nothing at this address."
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("post", "/", "GET, HEAD"),
        ("options", "/", "GET, HEAD"),
        ("get", "/_dash-update-component", "POST"),
        ("options", "/_dash-update-component", "POST"),
        ("put", "/api/stream", "GET, HEAD, POST"),
        ("trace", "/healthz", "GET, HEAD"),
        ("delete", "/embed", "GET, HEAD"),
    ],
)
def test_other_methods_are_405(client, method, path, allowed):
    response = getattr(client, method)(path)
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)
    assert allowed in json.loads(response.text)["detail"]


def test_an_unexpected_error_is_500_and_a_line_without_what_it_says(monkeypatch, caplog):
    server = create_app().server

    def fail():
        return json.loads("a secret of a visitor")

    monkeypatch.setitem(server.view_functions, "health.healthz", fail)
    with caplog.at_level(logging.ERROR):
        response = server.test_client().get("/healthz")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    (record,) = caplog.records
    line = json.loads(Lines().format(record))
    assert line["type"] == "JSONDecodeError"
    for text in (response.text, json.dumps(line)):
        for word in ("Traceback", "site-packages", "secret", str(pathlib.Path.cwd())):
            assert word not in text


def test_a_refusal_is_short_whatever_was_sent(client):
    bodies = [f'{{"{"x" * 900_000}": 1}}', "{" + ", ".join(f'"{i}{"x" * 3000}": 1' for i in range(300)) + "}"]
    for body in bodies:
        response = client.post("/api/stream", data=body, content_type="application/json")
        assert response.status_code == 400
        assert len(response.data) < 20_000


# Names and values that make Dash and Flask show more than they should.
LOUD = {
    "DASH_DEBUG": "true",
    "DASH_UI": "true",
    "DASH_HOT_RELOAD": "true",
    "DASH_MCP_ENABLED": "true",
    "dash_mcp_enabled": "true",
    "DASH_PRUNE_ERRORS": "false",
    "DASH_SERVE_DEV_BUNDLES": "true",
    "DASH_ASSETS_EXTERNAL_PATH": "https://elsewhere.example/",
    "DASH_URL_BASE_PATHNAME": "/x/",
    "DASH_REQUESTS_PATHNAME_PREFIX": "/x/",
    "DASH_APP_NAME": "x",
    "FLASK_DEBUG": "1",
}


def test_nothing_in_the_environment_turns_on_debugging_or_more_routes(monkeypatch, client):
    for name, value in LOUD.items():
        monkeypatch.setenv(name, value)
    app = create_app()
    loud = app.server.test_client()
    assert not app.server.debug
    assert {rule.rule for rule in app.server.url_map.iter_rules()} == {
        rule.rule for rule in client.application.url_map.iter_rules()
    }
    # Pages differ only in a token, which is drawn for each.
    config, ours = (
        json.loads(each.get("/").text.split('id="_dash-config"')[1].split(">")[1].split("<")[0])
        for each in (loud, client)
    )
    assert {**config, "end_id": ""} == {**ours, "end_id": ""}
    assert config["ui"] is False
    assert "hot_reload" not in config
    assert loud.get("/_mcp").status_code == 404
