"""How gunicorn serves Basin, for `make run` and the image alike."""

import os
import shutil
import tempfile
from typing import Any

from app import files, memory
from app.edge import logs
from app.settings import Settings

try:
    settings = Settings.from_environment(os.environ)
except ValueError as error:
    raise SystemExit(str(error)) from None

# The address; the image sets HOST=0.0.0.0.
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"

# Threads: an idle reader of a stream holds one, but a long computation does not hold up the others.
worker_class = "app.edge.worker.Worker"

# Health checks and the page itself find a free thread when all places for streams are taken.
threads = settings.threads

# As many connections as a worker has files for; the rest of them wait for threads without one.
try:
    worker_connections = files.connections(settings)
except ValueError as error:
    raise SystemExit(str(error)) from None

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
if settings.metrics_port:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="basin-metrics-", dir=worker_tmp_dir)


def pre_fork(server: object, worker: object) -> None:
    """A worker goes on sharing the application's memory with the others."""
    memory.before_fork()


def post_worker_init(worker: Any) -> None:
    """Warms a worker up before it takes its first request."""
    extensions = worker.wsgi.extensions
    extensions["health"].warm_up()
    if settings.metrics_port:
        address = worker.sockets[0].getsockname()
        extensions["metrics"].serve(address[0] if isinstance(address, tuple) else "127.0.0.1", settings.metrics_port)


def child_exit(server: object, worker: Any) -> None:
    """What a worker had open at its end counts no more."""
    if settings.metrics_port:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: object) -> None:
    """Takes the metrics' folder away."""
    if settings.metrics_port:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
