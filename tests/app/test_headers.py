"""The headers of every answer."""

import re

import pytest

from app.factory import create_app
from app.routes import PLOTLY_PATH
from app.settings import Settings

PATHS = [
    "/",
    "/embed",
    "/healthz",
    "/readyz",
    "/api/stream?epochs=1",
    "/api/stream?epochs=0",
    "/_dash-layout",
    "/_dash-update-component",
    "/nothing",
    PLOTLY_PATH,
]


def policy(response):
    return dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_every_answer_has_the_strict_headers_and_no_cookie(client, path, method):
    response = getattr(client, method)(path)
    assert response.data is not None
    rules = policy(response)
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["connect-src"] == "'self'"
    scripts = rules["script-src"].split()
    assert scripts[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert not re.search(r"unsafe-eval|https?:", response.headers["Content-Security-Policy"])
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Set-Cookie" not in response.headers
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/embed"])
def test_nothing_but_the_embed_view_can_be_framed(client, path):
    response = client.get(path)
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_embed_view_is_the_page_and_can_be_framed_anywhere(client):
    response = client.get("/embed")
    assert response.text == client.get("/").text
    assert policy(response)["frame-ancestors"] == "*"
    assert "Cross-Origin-Opener-Policy" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_what_failed_has_the_headers_too(monkeypatch):
    server = create_app().server

    def fail():
        raise RuntimeError("a secret")

    monkeypatch.setitem(server.view_functions, "health.healthz", fail)
    response = server.test_client().get("/healthz")
    assert response.status_code == 500
    assert policy(response)["default-src"] == "'none'"


def test_over_https_browsers_are_told_to_stay_there():
    behind = create_app(Settings(proxies=1)).server.test_client()
    for headers, stays in [({"X-Forwarded-Proto": "https"}, True), ({"X-Forwarded-Proto": "http"}, False), ({}, False)]:
        response = behind.get("/healthz", headers=headers)
        assert ("Strict-Transport-Security" in response.headers) == stays


def test_a_visitor_cannot_claim_https(client):
    response = client.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in response.headers


def test_a_stream_asks_proxies_to_pass_on_each_event(client):
    with client.get("/api/stream?epochs=1") as response:
        assert response.headers["X-Accel-Buffering"] == "no"
    assert "X-Accel-Buffering" not in client.get("/").headers
