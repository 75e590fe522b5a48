"""Measurements of Basin under load, in one table at the end."""

from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.benchmarks.conftest import report
from tests.faults.proxying import Proxy, proxied
from tests.faults.serving import Server, served

# pytest finds fixtures by name.
__all__ = ["plain", "proxy", "report", "server"]

# Settings from compose.yaml; all others have their defaults, also those of a visitor.
USUAL = ("workers", "visitor_streams", "visitor_requests")
COMPOSED = {"BASIN_PROXIES": "1", **{f"BASIN_{name.upper()}": str(getattr(Settings(), name)) for name in USUAL}}


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    """A gunicorn with the settings of compose.yaml, which has computed only its first run."""
    with served(tmp_path, **COMPOSED) as running:
        yield running


@pytest.fixture
def plain(tmp_path) -> Iterator[Server]:
    """A gunicorn with the settings of the image, without a proxy."""
    with served(tmp_path, **COMPOSED | {"BASIN_PROXIES": "0"}) as running:
        yield running


@pytest.fixture
def proxy(server, tmp_path) -> Iterator[Proxy]:
    """The shipped nginx in front of the server."""
    with proxied(tmp_path, server.host) as running:
        yield running
