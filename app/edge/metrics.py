"""Metrics for Prometheus, on a port of their own."""

import os
import pathlib
import platform
from dataclasses import asdict
from threading import Lock, Thread
from time import monotonic, process_time
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.multiprocess import MultiProcessCollector

from app.edge.connections import Connections
from app.runs import Runs
from app.settings import Settings

# The environment variable with the folder in which a server's processes share their numbers; set before the import.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Sums over all workers.
_SUMS = {
    "places_left": "Streams that could still be opened.",
    "cached_bytes": "Bytes of cached runs.",
    "held_bytes": "Bytes of runs that are being computed or read.",
    "queued_runs": "Runs that wait for computing time.",
    "computing_busy": "Runs that are being computed.",
    "computing_free": "Further runs that could be computed at once.",
    "threads_busy": "Threads that are answering a request.",
    "threads_free": "Threads that are free.",
    "connections_waiting": "Connections whose next request has not arrived, or not completely.",
    "connections_queued": "Requests that wait because their visitor has no thread left.",
}
# Values of each worker, by its pid.
_OF_PROCESS = {
    "resident_bytes": "Bytes of memory in use, including memory shared between workers.",
    "open_files": "Open files.",
    "processor_seconds": "Seconds of processor time since the start.",
}
# Seconds: a health check takes about 0.001, a long run tens.
_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Metrics:
    """Counts of requests, runs, threads and processes."""

    def __init__(self, runs: Runs, settings: Settings, engine: str) -> None:
        self._runs = runs
        self._engine = engine
        self._settings = settings
        self._lock = Lock()
        self._seen = asdict(runs.counts)
        self._spent: dict[str, float] = {}
        self._connections: Connections | None = None
        self._next_look = 0.0
        self._registry = registry = CollectorRegistry()
        self._requests = Counter("basin_requests", "Answered requests.", ["route", "status"], registry=registry)
        self._seconds = Histogram(
            "basin_request_seconds", "Seconds until an answer ended.", ["route"], registry=registry, buckets=_BUCKETS
        )
        self._first = Histogram(
            "basin_first_byte_seconds",
            "Seconds until the first byte of an answer.",
            ["route"],
            registry=registry,
            buckets=_BUCKETS,
        )
        self._refusals = Counter("basin_refusals", "Refused requests by reason.", ["reason"], registry=registry)
        self._outcomes = Counter("basin_runs", "Runs by how they were answered.", ["outcome"], registry=registry)
        self._processor = Counter(
            "basin_event_processor_seconds", "Seconds of processor time by kind of event.", ["event"], registry=registry
        )
        self._gauges = {name: _gauge(name, help, registry) for name, help in _SUMS.items()}
        # Made at the first look: the process that only starts the workers has none.
        self._of_process: dict[str, Gauge] = {}
        self._build = Gauge(
            "basin_build_info", "Always 1.", ["engine", "python"], registry=registry, multiprocess_mode="livemax"
        )
        for outcome in self._seen:
            self._outcomes.labels(outcome)

    def answered(self, route: str, status: int, seconds: float, first_byte: float | None) -> None:
        """Counts a request, and how runs have ended since the last one."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if first_byte is not None:
            self._first.labels(route).observe(first_byte)
        self.look()

    def refused(self, reason: str) -> None:
        """Counts a refusal by its reason."""
        self._refusals.labels(reason).inc()

    def watch(self, connections: Connections) -> None:
        """Starts recording the counts of connections, and of the threads that answer them."""
        self._connections = connections

    def look(self) -> None:
        """Records all present values."""
        runs = self._runs
        with self._lock:
            counts, spent = asdict(runs.counts), runs.spending.seconds()
            for outcome, count in counts.items():
                self._outcomes.labels(outcome).inc(count - self._seen[outcome])
            for kind, seconds in spent.items():
                self._processor.labels(kind).inc(seconds - self._spent.get(kind, 0.0))
            self._seen, self._spent = counts, spent
            self._look_at_process()
        busy, waiting = runs.scheduler.running, runs.scheduler.waiting
        self._set(places_left=runs.places_left, cached_bytes=runs.cached_bytes, held_bytes=runs.memory_held)
        self._set(queued_runs=waiting, computing_busy=busy)
        self._set(computing_free=max(0, self._settings.streams - busy - waiting))
        if self._connections is not None:
            idle, queued, answering = self._connections.counts
            self._set(connections_waiting=idle, connections_queued=queued)
            self._set(threads_busy=answering, threads_free=self._settings.threads - answering)

    def _set(self, **values: float) -> None:
        for name, value in values.items():
            self._gauges[name].set(value)

    def _look_at_process(self) -> None:
        now = monotonic()
        if now < self._next_look:
            return
        self._next_look = now + 1.0
        self._build.labels(self._engine, platform.python_version()).set(1)
        for name, value in _process().items():
            if name not in self._of_process:
                full, help = f"basin_process_{name}", _OF_PROCESS[name]
                self._of_process[name] = Gauge(full, help, registry=self._registry, multiprocess_mode="liveall")
            self._of_process[name].set(value)

    def serve(self, host: str, port: int) -> int:
        """Serves the metrics of all processes that share the port; returns the port; 0 takes a free one."""
        self.look()
        registry = self._registry
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        server = make_server(host, port, make_wsgi_app(registry), _Server, _Silent)
        Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        return int(server.server_port)


def _gauge(name: str, help: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(f"basin_{name}", help, registry=registry, multiprocess_mode="livesum")


def _process() -> dict[str, float]:
    """Figures of this process; some are missing where the system does not give them."""
    try:
        pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
        files = len(os.listdir("/proc/self/fd"))
    except OSError:
        return {"processor_seconds": process_time()}
    memory = pages * os.sysconf("SC_PAGE_SIZE")
    return {"resident_bytes": memory, "open_files": files, "processor_seconds": process_time()}


class _Server(ThreadingWSGIServer):
    """A server whose port all processes share; any of them answers for all."""

    allow_reuse_port = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Does nothing: a reader that closes early is no error."""


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Does nothing: requests for metrics are not logged."""
