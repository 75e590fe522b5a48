"""Basin under a path of a host, behind proxies that keep or strip that path."""

import json
import re
from urllib.parse import quote, unquote, urljoin

import pytest

from app.factory import create_app
from app.settings import Settings

PREFIX = "/demo/basin"


@pytest.fixture(scope="module")
def client():
    return create_app(Settings(prefix=PREFIX)).server.test_client()


def named(text):
    """Every address that a page names."""
    return re.findall(r'(?:src|href)="([^"]+)"', text)


@pytest.mark.parametrize("path", [f"{PREFIX}/", f"{PREFIX}/embed"])
def test_all_that_the_page_names_is_under_the_prefix(client, path):
    page = client.get(path)
    assert page.status_code == 200
    links = named(page.text)
    assert len(links) > 20
    for link in links:
        assert link.startswith(f"{PREFIX}/"), link
        assert client.get(link).status_code == 200, link
    config = json.loads(page.text.split('id="_dash-config"')[1].split(">")[1].split("<")[0])
    assert config["requests_pathname_prefix"] == f"{PREFIX}/"


def test_so_are_the_files_that_styles_name(client):
    seen, waiting = set(), named(client.get(f"{PREFIX}/").text)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        assert address.startswith(f"{PREFIX}/"), address
        if "/assets/" not in address or response.mimetype != "text/css":
            continue
        found = re.findall(r"""(?:\bimport|url\()\s*["']([^"'\s]+\.\w+)["']""", response.text)
        waiting += [urljoin(address, name) for name in found if not name.startswith("data:")]
    assert any(each.endswith("/js/main.js") for each in seen)
    assert any(each.endswith("inter.woff2") for each in seen)


@pytest.mark.parametrize("path", ["/healthz", "/api/stream?epochs=1", "/_dash-layout", "/_dash-dependencies"])
def test_every_route_is_there_with_the_prefix_and_where_a_proxy_has_taken_it_away(client, path):
    for prefix in (PREFIX, ""):
        response = client.get(f"{prefix}{path}")
        assert response.data
        assert response.status_code == 200, prefix


@pytest.mark.parametrize("path", ["/demo", "/demo/basin2/", "/basin/", f"{PREFIX}/nothing", f"{PREFIX}{PREFIX}/"])
def test_what_is_beside_it_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["", "?opt=adam&lr=0.05"])
def test_without_its_last_slash_it_leads_to_the_page(client, query):
    response = client.get(f"{PREFIX}{query}")
    assert (response.status_code, response.headers["Location"]) == (308, f"{PREFIX}/{query}")
    # From any other place the page's relative addresses would be wrong.
    assert urljoin(response.headers["Location"], "api/stream") == f"{PREFIX}/api/stream"


@pytest.mark.parametrize("prefix", ["/user/me@x/proxy/8050", "/user/me%40x/proxy/8050", "/%C3%A9"])
def test_a_prefix_is_the_same_path_encoded_or_not(prefix):
    client = create_app(Settings(prefix=prefix)).server.test_client()
    for path in {prefix, unquote(prefix), quote(unquote(prefix))}:
        page = client.get(f"{path}/")
        assert page.status_code == 200
        link = next(link for link in named(page.text) if "style.css" in link)
        assert link.startswith(f"{prefix}/")
        assert client.get(link).status_code == 200
        assert client.get(path).headers["Location"].endswith(f"{prefix}/")
