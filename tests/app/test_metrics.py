"""What Prometheus is told."""

import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.factory import create_app
from app.settings import Settings
from tests.app.client import PATIENCE


@pytest.fixture
def app():
    return create_app(Settings(streams=3))


@pytest.fixture
def told(app):
    """A function that fetches the metrics by name and labels."""
    port = app.server.extensions["metrics"].serve("127.0.0.1", 0)

    def fetch():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
            text = answer.read().decode()
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}

    return fetch


def test_before_anything_is_asked_for_all_is_nought(told):
    metrics = told()
    assert metrics["basin_places_left",] == 3
    assert metrics["basin_cached_bytes",] == 0
    for outcome in ("computed", "cached", "shared", "refused", "failed", "cancelled"):
        assert metrics["basin_runs_total", outcome] == 0


def test_requests_are_counted_by_route_and_status_and_runs_by_outcome(app, told):
    client = app.server.test_client()
    for path in ("/", "/api/stream?epochs=1", "/api/stream?epochs=1", "/api/stream?epochs=0", "/a", "/b", "/healthz"):
        _ = client.get(path).data
    metrics = told()
    assert metrics["basin_requests_total", "/", "200"] == 1
    assert metrics["basin_requests_total", "/api/stream", "200"] == 2
    assert metrics["basin_requests_total", "/api/stream", "400"] == 1
    # Whatever path somebody thinks of: it makes no metric of its own.
    assert metrics["basin_requests_total", "404", "none"] == 2
    assert metrics["basin_request_seconds_count", "/api/stream"] == 3
    assert metrics["basin_first_byte_seconds_count", "/api/stream"] == 3
    assert metrics["basin_first_byte_seconds_sum", "/api/stream"] <= metrics["basin_request_seconds_sum", "/api/stream"]
    assert (metrics["basin_runs_total", "computed"], metrics["basin_runs_total", "cached"]) == (1, 1)
    assert metrics["basin_cached_bytes",] > 10_000


def test_places_are_those_of_now(app, told):
    with app.server.test_client().get("/api/stream?epochs=1"):
        assert told()["basin_places_left",] == 2
    assert told()["basin_places_left",] == 3


def test_metrics_are_not_on_the_port_of_the_page(client):
    assert client.get("/metrics").status_code == 404
