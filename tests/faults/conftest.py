"""Basin as it is served, with and without the shipped nginx in front of it."""

from collections.abc import Iterator

import pytest

from tests.faults.proxying import Proxy
from tests.faults.proxying import proxied as before
from tests.faults.serving import Server, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gunicorn with the settings of compose.yaml, without the limits of a visitor."""
    with served(tmp_path_factory.mktemp("server"), BASIN_PROXIES="1") as running:
        yield running


@pytest.fixture(scope="module")
def proxied(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The shipped nginx in front of that gunicorn."""
    with before(tmp_path_factory.mktemp("proxy"), server.host) as running:
        yield running
