"""The metrics for Prometheus."""

import platform
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.factory import create_app
from app.settings import Settings
from app.wire import fingerprint
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
    # Unknown paths share one metric, whatever they are.
    assert metrics["basin_requests_total", "404", "none"] == 2
    assert metrics["basin_request_seconds_count", "/api/stream"] == 3
    assert metrics["basin_first_byte_seconds_count", "/api/stream"] == 3
    assert metrics["basin_first_byte_seconds_sum", "/api/stream"] <= metrics["basin_request_seconds_sum", "/api/stream"]
    assert (metrics["basin_runs_total", "computed"], metrics["basin_runs_total", "cached"]) == (1, 1)
    assert metrics["basin_cached_bytes",] > 10_000


REFUSED = [
    ("get", "/api/stream?epochs=0", {}, "request"),
    ("get", "/api/stream", {"Sec-Fetch-Site": "cross-site"}, "site"),
    ("get", "/nothing", {}, "nothing"),
    ("put", "/", {}, "method"),
    ("post", "/api/stream", {}, "kind"),
]


@pytest.mark.parametrize(("method", "path", "headers", "reason"), REFUSED)
def test_a_refusal_is_counted_by_its_reason(app, told, method, path, headers, reason):
    with getattr(app.server.test_client(), method)(path, headers=headers) as response:
        assert response.status_code >= 400
    metrics = told()
    assert {key: value for key, value in metrics.items() if key[0] == "basin_refusals_total"} == {
        ("basin_refusals_total", reason): 1
    }


def test_limits_that_have_one_status_have_reasons_of_their_own():
    server = create_app(Settings(streams=2, visitor_streams=1, visitor_requests=4)).server

    def status(query: str, address: str = "192.0.2.1") -> int:
        asked = server.test_client().get(f"/api/stream?{query}", environ_overrides={"REMOTE_ADDR": address})
        with asked as response:
            return int(response.status_code)

    with server.test_client().get("/api/stream?epochs=1", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}):
        assert status("epochs=1") == 429
        with server.test_client().get("/api/stream?epochs=1", environ_overrides={"REMOTE_ADDR": "192.0.2.9"}):
            assert status("epochs=1") == 503
    assert [status("epochs=0") for _ in range(3)] == [400, 400, 429]
    counted = server.extensions["metrics"]._refusals.collect()[0].samples
    reasons = {sample.labels["reason"]: sample.value for sample in counted if sample.name.endswith("_total")}
    assert reasons == {"visitor_streams": 1, "places": 1, "request": 2, "visitor_requests": 1}


def test_an_operator_sees_threads_queues_memory_and_processor_time(app, told):
    with app.server.test_client().get("/api/stream?epochs=3") as response:
        assert told()["basin_held_bytes",] > 0
        assert response.data
    metrics = told()
    assert metrics["basin_computing_free",] + metrics["basin_computing_busy",] == 3
    assert metrics["basin_queued_runs",] == 0
    for kind in ("run", "frames", "surface", "done"):
        assert metrics["basin_event_processor_seconds_total", kind] >= 0
    assert sum(value for key, value in metrics.items() if key[0] == "basin_event_processor_seconds_total") > 0
    assert metrics["basin_process_resident_bytes",] > 10_000_000
    assert metrics["basin_process_open_files",] > 3
    assert metrics["basin_process_processor_seconds",] > 0
    assert [key for key in metrics if key[0] == "basin_build_info"] == [
        ("basin_build_info", *sorted([fingerprint(), platform.python_version()]))
    ]


def test_places_are_those_of_now(app, told):
    with app.server.test_client().get("/api/stream?epochs=1"):
        assert told()["basin_places_left",] == 2
    assert told()["basin_places_left",] == 3


def test_metrics_are_not_on_the_port_of_the_page(client):
    assert client.get("/metrics").status_code == 404
