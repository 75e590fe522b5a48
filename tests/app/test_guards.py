"""Who may ask, and what is refused before anything is computed."""

import json

import pytest

GUARDED = [("get", "/api/stream?epochs=0"), ("post", "/api/stream"), ("post", "/_dash-update-component")]
# What browsers and programs send with what they ask for, and whether they may; the host is localhost.
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
    assert "no callback on this server" in error["detail"]


@pytest.mark.parametrize("path", ["/api/stream", "/_dash-update-component", "/"])
def test_a_body_that_is_too_long_is_not_even_read(client, path):
    response = client.post(path, data=b"x" * 1_000_001)
    assert response.status_code == 413
    assert "at most 1,000,000 bytes" in json.loads(response.text)["detail"]
