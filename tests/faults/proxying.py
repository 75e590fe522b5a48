"""The shipped nginx configuration before any server, with only its addresses and folders replaced."""

import contextlib
import os
import pathlib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from tests.app.client import PATIENCE, ROOT, until

SHIPPED = ROOT / "deploy" / "nginx.conf"


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its addresses as sockets take them, its log, and the authority that its certificate is from."""

    plain: tuple[str, int]
    secure: tuple[str, int]
    trust: ssl.SSLContext
    log: pathlib.Path

    @property
    def address(self) -> str:
        """The address without TLS."""
        return "http://{}:{}".format(*self.plain)

    def written(self) -> str:
        """The whole log."""
        return self.log.read_text(errors="replace")


def nginx() -> str:
    """The program. It is installed first if possible."""
    found = subprocess.run(["sh", "tools/nginx.sh"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return found.stdout.strip()


@contextlib.contextmanager
def proxied(folder: pathlib.Path, upstream: tuple[str, int], tls: bool = False) -> Iterator[Proxy]:
    """The shipped nginx, with its TLS lines switched on or off, and all its files in a folder of its own."""
    folder = folder / f"nginx-{upstream[1]}"
    folder.mkdir()
    plain, secure = ("127.0.0.1", _free()), ("127.0.0.1", _free())
    trust = _certificate(folder)
    text = SHIPPED.read_text()
    for shipped, here in (
        ("#~ ", "" if tls else "#~ "),
        ("app:8050", "{}:{}".format(*upstream)),
        ("listen 8080", "listen {}:{}".format(*plain)),
        ("listen 8443", "listen {}:{}".format(*secure)),
        ("/tmp/", f"{folder}/"),
        ("/etc/nginx/tls/", f"{folder}/"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    (folder / "nginx.conf").write_text(text)
    # As root it would serve as another user, who cannot read the folder.
    directives = "daemon off;" + ("user root;" if os.geteuid() == 0 else "")
    log = folder / "stderr.log"
    with log.open("ab") as output:
        command = [nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", directives]
        process = subprocess.Popen(command, stderr=output)
    proxy = Proxy(plain, secure, trust, log)
    try:
        until(lambda: process.poll() is None and _answers(proxy, tls))
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _answers(proxy: Proxy, tls: bool) -> bool:
    with socket.create_connection(proxy.secure if tls else proxy.plain), socket.create_connection(proxy.plain):
        return True


def _certificate(folder: pathlib.Path) -> ssl.SSLContext:
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *files], capture_output=True, check=True)
    return ssl.create_default_context(cafile=certificate)
