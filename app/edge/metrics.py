"""Metrics for Prometheus, on a port of their own."""

import os
from dataclasses import asdict
from threading import Lock, Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.multiprocess import MultiProcessCollector

from app.runs import Runs

# Where the processes of a server keep their numbers for each other; set before this module is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Seconds: a health check takes one thousandth, a long run tens.
_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Metrics:
    """What is counted of requests and runs."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._lock = Lock()
        self._seen = asdict(runs.counts)
        self._registry = registry = CollectorRegistry()
        self._requests = Counter("basin_requests", "Requests answered.", ["route", "status"], registry=registry)
        self._seconds = Histogram(
            "basin_request_seconds", "Until an answer ended.", ["route"], registry=registry, buckets=_BUCKETS
        )
        self._first = Histogram(
            "basin_first_byte_seconds", "Until its first byte.", ["route"], registry=registry, buckets=_BUCKETS
        )
        self._outcomes = Counter("basin_runs", "Runs by how they were answered.", ["outcome"], registry=registry)
        self._refusals = Counter("basin_refusals", "Refusals by their reason.", ["reason"], registry=registry)
        self._places = Gauge(
            "basin_places_left", "Streams there is room for.", registry=registry, multiprocess_mode="livesum"
        )
        self._cached = Gauge(
            "basin_cached_bytes", "Bytes of runs that are kept.", registry=registry, multiprocess_mode="livesum"
        )
        for outcome in self._seen:
            self._outcomes.labels(outcome)

    def answered(self, route: str, status: int, seconds: float, first_byte: float | None) -> None:
        """Counts a request, and what has become of the runs since the last."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if first_byte is not None:
            self._first.labels(route).observe(first_byte)
        self.look()

    def refused(self, reason: str) -> None:
        """Counts a refusal by its reason."""
        self._refusals.labels(reason).inc()

    def look(self) -> None:
        """Takes down how the runs are at this moment."""
        with self._lock:
            counts = asdict(self._runs.counts)
            for outcome, count in counts.items():
                self._outcomes.labels(outcome).inc(count - self._seen[outcome])
            self._seen = counts
        self._places.set(self._runs.places_left)
        self._cached.set(self._runs.cached_bytes)

    def serve(self, host: str, port: int) -> int:
        """Serves the metrics of all processes that share the port, which is returned; 0 takes a free one."""
        self.look()
        registry = self._registry
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        server = make_server(host, port, make_wsgi_app(registry), _Server, _Silent)
        Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        return int(server.server_port)


class _Server(ThreadingWSGIServer):
    """Whichever process gets a request answers for all."""

    allow_reuse_port = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who goes before the end is nobody's fault."""


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests for metrics are not worth a line."""
