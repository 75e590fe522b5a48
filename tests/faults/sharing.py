"""A Redis for replicas to share runs and limits in, which can be stopped and killed."""

import contextlib
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from redis import Redis

from tests.app.client import PATIENCE, ROOT, until


@dataclass(frozen=True)
class Shared:
    """A running Redis: its port, and its process."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """The address as BASIN_REDIS_URL takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> Redis:
        """A look into it."""
        return Redis(port=self.port)

    def kill(self) -> None:
        """As if its machine had gone."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """While it lasts, nothing more can be kept."""
        self.client.config_set("maxmemory", "1")
        try:
            yield
        finally:
            self.client.config_set("maxmemory", "0")

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """While it lasts, connections are taken and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def redis(port: int | None = None) -> Iterator[Shared]:
    """A Redis of its own that keeps nothing on disk, on a free port or a given one."""
    program = subprocess.run(["sh", "tools/redis.sh"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--logfile", "/dev/null"]
    shared = Shared(port, subprocess.Popen([program.stdout.strip(), *options], stdout=subprocess.DEVNULL))
    try:
        until(lambda: _answers(shared))
        yield shared
    finally:
        shared.process.kill()
        shared.process.wait(timeout=PATIENCE)


def _answers(shared: Shared) -> bool:
    with socket.create_connection(("127.0.0.1", shared.port)):
        return bool(shared.client.ping())
