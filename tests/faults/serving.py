"""Basin as it is served, in processes of its own that can be watched and killed."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.app.client import PATIENCE, ROOT, fetch, until

# The full form of these tests takes a quarter of an hour; `make load` runs it.
FULL = os.environ.get("FAULTS") == "full"
# One worker, so that a full one means a full server. No limits of a visitor, since all requests have one address.
USUAL = {"BASIN_WORKERS": "1", "BASIN_VISITOR_STREAMS": "10000", "BASIN_VISITOR_REQUESTS": "10000000"}


@dataclass(frozen=True)
class Server:
    """A running gunicorn: its address, its arbiter, and its log file."""

    address: str
    arbiter: "subprocess.Popen[bytes]"
    log: pathlib.Path

    @property
    def host(self) -> tuple[str, int]:
        """The address as sockets take it."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        return host, int(port)

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        pid = self.arbiter.pid
        return [int(each) for each in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_worker(self) -> None:
        """Kills a worker as a machine short of memory does; another one takes its place."""
        for worker in self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def written(self) -> str:
        """The whole log."""
        return self.log.read_text(errors="replace")


@contextlib.contextmanager
def served(folder: pathlib.Path, files: int | None = None, usual: bool = True, **environment: str) -> Iterator[Server]:
    """A gunicorn with settings from an environment; it logs into a folder, and may open at most so many `files`.

    If not `usual`, settings that the environment leaves out are as shipped.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / f"gunicorn-{port}.log"
    limited = [] if files is None else ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh"]
    command = [*limited, sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BASIN_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**inherited, **(USUAL if usual else {}), "HOST": "127.0.0.1", "PORT": str(port), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        # The start takes long on a busy machine.
        until(lambda: process.poll() is None and fetch(f"{server.address}/healthz")[0] == 200, 120)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
