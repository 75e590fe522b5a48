"""Basin as it is served, in processes of its own that can be looked at and killed."""

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

# The full form of these tests takes an hour's quarter; `make load` asks for it.
FULL = os.environ.get("FAULTS") == "full"
# One worker: what is full there is full. And no limits of a visitor: all of a test's requests come from one address.
USUAL = {"BASIN_WORKERS": "1", "BASIN_VISITOR_STREAMS": "10000", "BASIN_VISITOR_REQUESTS": "10000000"}


@dataclass(frozen=True)
class Server:
    """A running gunicorn: its address, its arbiter, and the file that it logs to."""

    address: str
    arbiter: "subprocess.Popen[bytes]"
    log: pathlib.Path

    @property
    def host(self) -> tuple[str, int]:
        """The address as sockets take it."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        return host, int(port)

    def workers(self) -> list[int]:
        """The process numbers of its workers."""
        pid = self.arbiter.pid
        return [int(each) for each in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_worker(self) -> None:
        """What a machine short of memory does to a worker; another takes its place."""
        for worker in self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def written(self) -> str:
        """All that it has logged."""
        return self.log.read_text(errors="replace")


@contextlib.contextmanager
def served(folder: pathlib.Path, files: int | None = None, usual: bool = True, **environment: str) -> Iterator[Server]:
    """A gunicorn of its own with settings from an environment, logging into a folder; it may open so many `files`.

    Where not `usual`, all that the environment does not say is as it is shipped.
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
        # On a machine that has much else to do the start takes longest.
        until(lambda: process.poll() is None and fetch(f"{server.address}/healthz")[0] == 200, 120)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
