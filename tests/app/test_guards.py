"""Requests that are allowed, and those that are refused before anything is computed."""

import json
from urllib.parse import unquote

import pytest

from app.factory import create_app
from app.settings import Settings

GUARDED = [("get", "/api/stream?epochs=0"), ("post", "/api/stream"), ("post", "/_dash-update-component")]
# Headers of browsers and programs, and whether the request is allowed; the host is localhost.
CALLERS = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
    ({"Origin": "http://localhost"}, True),
    ({"Origin": "https://localhost"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "same-origin, none"}, False),
    ({"Sec-Fetch-Site": ""}, False),
    ({"Origin": "http://elsewhere.example"}, False),
    ({"Origin": "http://localhost.elsewhere.example"}, False),
    ({"Origin": "http://localhost:8050"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
    ({"Origin": "http://["}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
]


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize(("headers", "may"), CALLERS, ids=str)
def test_pages_of_other_sites_are_refused(client, method, path, headers, may):
    response = getattr(client, method)(path, headers=headers)
    assert response.mimetype == "application/problem+json"
    assert (response.status_code == 403) != may
    if not may:
        assert "other sites" in json.loads(response.text)["detail"]


# Through a proxy: the host, the page's origin, the browser's other headers; whether it is allowed; and the remedy.
PROXIED = [
    ("localhost", "http://localhost:8080", None, True, ""),
    ("basin.example", "https://basin.example:8443", None, True, ""),
    ("[::1]", "http://[::1]:8080", None, True, ""),
    ("localhost:8080", "http://localhost:8080", None, True, ""),
    ("localhost", "http://localhost:8080", "same-origin", True, ""),
    ("localhost", "http://localhost:8080", "same-site", False, "proxy_set_header Host $http_host"),
    ("localhost", "http://localhost:8080", "cross-site", False, "proxy_set_header Host $http_host"),
    ("localhost:8050", "http://localhost:8080", None, False, "proxy_set_header Host $http_host"),
    ("basin.example", "http://other.example:8080", None, False, ""),
    ("example", "http://basin.example", None, False, ""),
    ("basin.example", "http://basin.example.org", None, False, ""),
    ("basin.example", "http://basin.example@other.example", None, False, ""),
    ("basin.example", "null", None, False, "allow-same-origin"),
    ("basin.example", "null", "cross-site", False, "allow-same-origin"),
]


@pytest.mark.parametrize(("host", "origin", "site", "may", "remedy"), PROXIED)
def test_behind_a_proxy_the_host_may_have_lost_its_port(host, origin, site, may, remedy):
    client = create_app(Settings(proxies=1)).server.test_client()
    headers = {"Host": host, "Origin": origin} | ({} if site is None else {"Sec-Fetch-Site": site})
    response = client.post("/api/stream", headers=headers)
    assert (response.status_code == 403) != may
    if not may:
        detail = json.loads(response.text)["detail"]
        assert detail.startswith("Pages of other sites may not request this")
        assert remedy in detail
        assert remedy or detail.endswith("own page may.")


def test_without_a_proxy_a_lost_port_is_explained(client):
    response = client.post("/api/stream", headers={"Host": "localhost", "Origin": "http://localhost:8080"})
    assert response.status_code == 403
    assert "BASIN_PROXIES" in json.loads(response.text)["detail"]


PATHS = ["//healthz", "///healthz", "//api/stream", "/api//stream", "/./healthz", "/%2e/healthz", "/x/../healthz"]
PATHS += [
    "/healthz/",
    "/HEALTHZ",
    "/api/Stream",
    "/%2Fhealthz",
    "/api%2fstream",
    "/%5Chealthz",
    "//",
    "//embed",
    "healthz",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_resource_has_one_path(client, path):
    environ = {"PATH_INFO": unquote(path), "RAW_URI": f"{path}?epochs=1"}
    assert client.get("/", environ_overrides=environ).status_code == 404


@pytest.mark.parametrize("path", ["/", "/embed", "/healthz"])
def test_a_link_from_another_site_leads_to_the_page(client, path):
    assert client.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b'{"output": 1}',
        b'{"output": "..a.b...", "inputs": [{}]}',
        b"1" * 9999,
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_whatever_is_posted_as_a_callback_is_refused(client, body, kind):
    response = client.post("/_dash-update-component", data=body, content_type=kind)
    assert response.status_code == 400
    (error,) = json.loads(response.text)["errors"]
    assert error["field"] == "output"
    assert "This server has no callbacks" in error["detail"]


@pytest.mark.parametrize("path", ["/api/stream", "/_dash-update-component", "/"])
def test_a_body_that_is_too_long_is_not_even_read(client, path):
    response = client.post(path, data=b"x" * 1_000_001)
    assert response.status_code == 413
    assert "at most 1,000,000 bytes" in json.loads(response.text)["detail"]
