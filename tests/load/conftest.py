"""What is measured of Basin under load, in one table at the end."""

from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.benchmarks.conftest import report
from tests.faults.proxying import Proxy, proxied
from tests.faults.serving import Server, served

# pytest finds fixtures by name.
__all__ = ["plain", "proxy", "report", "server"]

# What compose.yaml sets, and otherwise every setting's default, those of a visitor included.
USUAL = ("workers", "visitor_streams", "visitor_requests")
COMPOSED = {"BASIN_PROXIES": "1", **{f"BASIN_{name.upper()}": str(getattr(Settings(), name)) for name in USUAL}}


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    """A gunicorn as compose.yaml has it, that has computed nothing but its first run."""
    with served(tmp_path, **COMPOSED) as running:
        yield running


@pytest.fixture
def plain(tmp_path) -> Iterator[Server]:
    """A gunicorn as the image has it, with nothing in front of it."""
    with served(tmp_path, **COMPOSED | {"BASIN_PROXIES": "0"}) as running:
        yield running


@pytest.fixture
def proxy(server, tmp_path) -> Iterator[Proxy]:
    """The shipped nginx in front of it."""
    with proxied(tmp_path, server.host) as running:
        yield running
