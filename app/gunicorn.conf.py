"""How gunicorn serves Basin, for `make run` and the image alike."""

import os

# The address; the image sets HOST=0.0.0.0.
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"

# Threads: an idle reader of a stream holds one, but a long computation does not hold up the others.
worker_class = "gthread"

# Streams open at once in a worker; the health check needs a free one too.
threads = int(os.environ.get("BASIN_THREADS", "32"))

# One: each worker has a cache, limits and metrics of its own. More only with BASIN_REDIS_URL, one a core.
workers = int(os.environ.get("BASIN_WORKERS", "1"))

# Seconds to finish streams after SIGTERM; container engines kill after 10.
graceful_timeout = 8

# The heartbeat file is kept in memory: a slow disk looks like a hung worker, and the root may be read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# No control socket: it would be written to the home folder, and nobody uses it.
control_socket_disable = True

# No access log: the addresses of visitors are nobody's business; a proxy may keep its own.
accesslog = None

# Each worker imports the application after the fork: threads and locks made at import do not survive one.
preload_app = False

# A link may be this long; gunicorn's own limit would refuse it in words that name no field.
limit_request_line = 8190
