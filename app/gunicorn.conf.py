"""gunicorn's settings, for `make run` and for the image."""

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
    # As many as a worker has files for; those beyond its threads wait without one.
    worker_connections = machine.connections(settings)
    if "GUNICORN_CMD_ARGS" in os.environ:
        raise ValueError(
            "GUNICORN_CMD_ARGS would change what Basin sets. Use HOST, PORT and the BASIN_ settings instead."
        )
    if settings.metrics_port and settings.metrics_port == address.port_of(bind):
        raise ValueError(f"BASIN_METRICS_PORT must be another port than PORT, which is {settings.metrics_port}.")
except ValueError as error:
    raise SystemExit(str(error)) from None

# Threads: an idle reader of a stream holds one, but a long computation does not block the others.
worker_class = "app.edge.worker.Worker"

# Threads beyond the places for streams answer health checks and the page.
threads = settings.threads

# Python computes on one core in each worker: more computing threads would only compete for it.
workers = settings.workers

# Seconds for streams to finish after SIGTERM; the whole end takes less than 8. Container engines kill after 10.
graceful_timeout = 7

# The heartbeat file is in memory: with a slow disk a worker seems to hang, and the root may be read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# No control socket: it would be written to the home folder, and nothing uses it.
control_socket_disable = True

# The application logs requests itself: without addresses, and with the end of each stream.
accesslog = None
logconfig_dict = logs.configuration()
logs.catch_threads()

# The application is made once, before the fork: the successor of a killed worker only has to warm up. Nothing in it
# starts a thread or connects before the fork, since neither survives it.
preload_app = True

memory.settle()

# No address is trusted here: BASIN_PROXIES alone decides on the proxies that are trusted.
forwarded_allow_ips = ""

# Longer addresses get 414; 8190 is the most that gunicorn accepts.
limit_request_line = settings.address_bytes

# The folder in which workers share their metrics; the library reads the variable when it is imported.
metrics_folder = worker_tmp_dir or tempfile.gettempdir()
if settings.metrics_port:
    try:
        machine.check_room(metrics_folder, workers + 1)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="basin-metrics-", dir=metrics_folder)


def on_starting(server: Any) -> None:
    """Ends the start if the address cannot be served on, since gunicorn would try again and again."""
    if "WEB_CONCURRENCY" in os.environ and "BASIN_WORKERS" not in os.environ:
        server.log.warning(
            "WEB_CONCURRENCY is ignored: BASIN_WORKERS sets the number of workers, which is %d.", workers
        )
    # A server that takes over from another one inherits its sockets; a service manager passes them too.
    if {"GUNICORN_FD", "LISTEN_FDS"} & set(os.environ):
        return
    try:
        address.check(bind)
        if settings.metrics_port:
            address.check(address.beside(bind, settings.metrics_port))
    except ValueError as error:
        raise SystemExit(str(error)) from None


def pre_fork(server: object, worker: object) -> None:
    """Lets a worker share the application's memory; without room for metrics it starts none."""
    if settings.metrics_port:
        try:
            machine.check_room(metrics_folder, 1)
        except ValueError as error:
            raise HaltServer(str(error)) from None
    memory.before_fork()


def post_worker_init(worker: Any) -> None:
    """Warms a worker up before its first request."""
    extensions = worker.wsgi.extensions
    extensions["health"].warm_up()
    if settings.metrics_port:
        name = worker.sockets[0].getsockname()
        extensions["metrics"].serve(name[0] if isinstance(name, tuple) else "127.0.0.1", settings.metrics_port)


def child_exit(server: object, worker: Any) -> None:
    """Removes a worker's present values from the metrics at its end."""
    if settings.metrics_port:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: object) -> None:
    """Removes the folder of the metrics."""
    if settings.metrics_port:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
