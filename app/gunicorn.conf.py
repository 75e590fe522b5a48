"""How gunicorn serves Basin, for `make run` and the image alike."""

import os
import shutil
import tempfile
from typing import Any

from gunicorn.errors import HaltServer  # type: ignore[import-untyped]

from app import address, machine, memory
from app.edge import logs
from app.settings import Settings

try:
    settings = Settings.from_environment(os.environ)
    # The image sets HOST=0.0.0.0.
    bind = address.bind(os.environ)
    machine.check(settings)
    # As many as a worker has files for; the rest of them wait without a thread.
    worker_connections = machine.connections(settings)
    if "GUNICORN_CMD_ARGS" in os.environ:
        raise ValueError("GUNICORN_CMD_ARGS would change what Basin sets: use HOST, PORT and BASIN_ settings instead.")
    if settings.metrics_port and settings.metrics_port == address.port_of(bind):
        raise ValueError(f"BASIN_METRICS_PORT must be another port than PORT, which is {settings.metrics_port}.")
except ValueError as error:
    raise SystemExit(str(error)) from None

# Threads: an idle reader of a stream holds one, but a long computation does not hold up the others.
worker_class = "app.edge.worker.Worker"

# Health checks and the page itself find a free thread when all places for streams are taken.
threads = settings.threads

# Python computes on one core in each: with more threads than one they would only fight for it.
workers = settings.workers

# Seconds to finish streams after SIGTERM, all in all less than 8; container engines kill after 10.
graceful_timeout = 7

# The heartbeat file is kept in memory: a slow disk looks like a hung worker, and the root may be read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# No control socket: it would be written to the home folder, and nobody uses it.
control_socket_disable = True

# The application writes a line a request itself: it knows no addresses, and when a stream ended.
accesslog = None
logconfig_dict = logs.configuration()
logs.catch_threads()

# The application is made once, before the fork: a worker that was killed has a successor at once, which only has to
# warm up. Nothing in it starts a thread or connects before; neither survives a fork.
preload_app = True

memory.settle()

# Of which proxies are believed BASIN_PROXIES decides, and nothing else.
forwarded_allow_ips = ""

# Beyond it 414; 8190 is the most that gunicorn takes.
limit_request_line = settings.address_bytes

# Where workers keep their metrics for each other; the library looks for it when it is imported.
metrics_folder = worker_tmp_dir or tempfile.gettempdir()
if settings.metrics_port:
    try:
        machine.check_room(metrics_folder, workers + 1)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="basin-metrics-", dir=metrics_folder)


def on_starting(server: Any) -> None:
    """Says what keeps it from being served, before anything is tried again and again."""
    if "WEB_CONCURRENCY" in os.environ and "BASIN_WORKERS" not in os.environ:
        server.log.warning("WEB_CONCURRENCY is not read: BASIN_WORKERS says how many workers there are, %d.", workers)
    # Who takes over from another server gets its sockets, and a service manager brings them along.
    if {"GUNICORN_FD", "LISTEN_FDS"} & set(os.environ):
        return
    try:
        address.check(bind)
        if settings.metrics_port:
            address.check(address.beside(bind, settings.metrics_port))
    except ValueError as error:
        raise SystemExit(str(error)) from None


def pre_fork(server: object, worker: object) -> None:
    """A worker goes on sharing the application's memory with the others; without room for metrics there is none."""
    if settings.metrics_port:
        try:
            machine.check_room(metrics_folder, 1)
        except ValueError as error:
            raise HaltServer(str(error)) from None
    memory.before_fork()


def post_worker_init(worker: Any) -> None:
    """Warms a worker up before it takes its first request."""
    extensions = worker.wsgi.extensions
    extensions["health"].warm_up()
    if settings.metrics_port:
        name = worker.sockets[0].getsockname()
        extensions["metrics"].serve(name[0] if isinstance(name, tuple) else "127.0.0.1", settings.metrics_port)


def child_exit(server: object, worker: Any) -> None:
    """What a worker had open at its end counts no more."""
    if settings.metrics_port:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: object) -> None:
    """Takes the metrics' folder away."""
    if settings.metrics_port:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
