"""A Redis in which replicas share runs and limits; it can be stopped and killed."""

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
        """The address for BASIN_REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> Redis:
        """A client that reads it."""
        return Redis(port=self.port)

    def kill(self) -> None:
        """Kills it, as if its machine had failed."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """In this context nothing more can be stored."""
        self.client.config_set("maxmemory", "1")
        try:
            yield
        finally:
            self.client.config_set("maxmemory", "0")

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """In this context connections are accepted, and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def redis(port: int | None = None) -> Iterator[Shared]:
    """A Redis that stores nothing on disk, on a free port or a given one."""
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
