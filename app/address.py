"""The address to serve on, read from HOST and PORT."""

import contextlib
import os
import pathlib
import re
import socket
from collections.abc import Mapping
from ipaddress import IPv6Address

_SOCKET = "unix:"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)


def bind(environment: Mapping[str, str]) -> str:
    """The address that gunicorn listens on; ValueError says what is wrong with HOST or PORT."""
    host, port = environment.get("HOST", "127.0.0.1"), environment.get("PORT", "8050")
    if re.fullmatch(rf"{_SOCKET}/[^/\s]\S*", host):
        return host
    if not (port.isascii() and port.isdigit() and len(port) < 6 and 1 <= int(port) <= 65_535):
        raise ValueError(f"PORT must be a whole number from 1 to 65535, not {port!r}.")
    inner = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    return f"[{inner}]:{int(port)}" if _is_ipv6(inner) else f"{_named(host)}:{int(port)}"


def check(bound: str) -> None:
    """Raises ValueError if no server can listen on an address."""
    try:
        with contextlib.closing(_listener(bound)):
            pass
    except OSError as error:
        # Python adds words to the system's message, and numbers a failed look-up of a name otherwise.
        said = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise ValueError(f"Basin cannot be served on {bound}: {said}.") from None


def port_of(bound: str) -> int | None:
    """The port of an address; None for a Unix socket."""
    return None if bound.startswith(_SOCKET) else int(bound.rpartition(":")[2])


def beside(bound: str, port: int) -> str:
    """Another port of the same host; of this machine alone if a Unix socket is served."""
    host = "127.0.0.1" if bound.startswith(_SOCKET) else bound.rpartition(":")[0]
    return f"{host}:{port}"


def _named(host: str) -> str:
    if not _NAME.fullmatch(host) or _is_short(host):
        raise ValueError(
            "HOST must be an address of this machine, such as 127.0.0.1 for itself alone or 0.0.0.0 for the whole"
            f" network, or unix: and a path; not {host!r}."
        )
    return host


def _is_short(host: str) -> bool:
    """Whether a host is a number that C reads as an address, as 0 for the whole network."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) != host
    except OSError:
        return False


def _is_ipv6(host: str) -> bool:
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True


def _listener(bound: str) -> socket.socket:
    if bound.startswith(_SOCKET):
        folder = pathlib.Path(bound.removeprefix(_SOCKET)).parent
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(0, f"{folder} cannot be written")
        return socket.socket(socket.AF_UNIX)
    host, _, port = bound.rpartition(":")
    (family, *_, address), *_ = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    return socket.create_server(address[:2], family=family, backlog=1)
