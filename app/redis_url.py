"""The address of a Redis: each part and option is checked as the client will read it, before it connects."""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from redis import Redis

FORM = "an address such as redis://host:6379/0"
# More databases than any Redis has, and small enough not to overflow.
_DATABASES = 999_999_999
_CONNECTIONS = 1_000_000
# Seconds: nobody waits longer than this.
_AN_HOUR = 3600
_TLS = {"771": ssl.TLSVersion.TLSv1_2, "772": ssl.TLSVersion.TLSv1_3}
_YES = ("1", "yes", "true")
_NO = ("0", "no", "false")


@dataclass(frozen=True)
class _Option:
    """A check of an option's text, and the same in words."""

    holds: Callable[[str], bool]
    form: str


def _whole(least: int, most: int) -> _Option:
    def holds(text: str) -> bool:
        return re.fullmatch("[0-9]{1,9}", text) is not None and least <= int(text) <= most

    return _Option(holds, f"a whole number from {least} to {most}")


def _one_of(*texts: str) -> _Option:
    return _Option(lambda text: text.lower() in texts, f"one of {', '.join(texts)}")


def _seconds(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) is not None and 0 < float(text) <= _AN_HOUR


_SECONDS = _Option(_seconds, f"a number of seconds greater than 0 and at most {_AN_HOUR}")
_SWITCH = _one_of(*_YES, *_NO)
_TEXT = _Option(lambda text: text != "" and text.isprintable(), "a text")
_FILE = _Option(lambda text: Path(text).is_file(), "a file that exists")

_OPTIONS = {
    "db": _whole(0, _DATABASES),
    "username": _TEXT,
    "password": _TEXT,
    "client_name": _Option(lambda text: re.fullmatch("[!-~]+", text) is not None, "a name without spaces"),
    "protocol": _one_of("2", "3"),
    "socket_timeout": _SECONDS,
    "socket_connect_timeout": _SECONDS,
    "socket_keepalive": _SWITCH,
    "retry_on_timeout": _SWITCH,
    "health_check_interval": _whole(0, _AN_HOUR),
    "max_connections": _whole(1, _CONNECTIONS),
}
_TLS_OPTIONS = {
    "ssl_ca_certs": _FILE,
    "ssl_ca_path": _Option(lambda text: Path(text).is_dir(), "a folder that exists"),
    "ssl_certfile": _FILE,
    "ssl_keyfile": _FILE,
    "ssl_password": _TEXT,
    "ssl_cert_reqs": _one_of("none", "optional", "required"),
    "ssl_check_hostname": _SWITCH,
    "ssl_min_version": _one_of(*_TLS),
    "ssl_ciphers": _TEXT,
}


def wrong(text: str) -> str:
    """What an address of a Redis must be that this one is not; "" for a right address and for an empty one."""
    if text == "":
        return ""
    parts = urlsplit(text)
    if not _is_address(text, parts):
        return FORM
    given = parse_qsl(parts.query, keep_blank_values=True)
    said = _of_place(parts) or _of_options(given, parts.scheme)
    if not said and parts.path.strip("/") and parts.scheme != "unix" and "db" in dict(given):
        said = "which names its database once"
    said = said or _of_certificates(dict(given))
    if said:
        return f"{FORM}, {said}"
    # This makes no connection: the client connects at its first command.
    with Redis.from_url(text) as client:
        client.connection_pool.make_connection()
    return ""


def _is_address(text: str, parts: SplitResult) -> bool:
    """Whether a text has a scheme, and a host or a path, and no fragment: the client ignores what follows a #."""
    if re.search(r"\s", text) or parts.fragment or parts.scheme not in ("redis", "rediss", "unix"):
        return False
    return parts.path.startswith("/") if parts.scheme == "unix" else bool(parts.hostname)


def _of_place(parts: SplitResult) -> str:
    """What the port and the path must be; a Unix socket's address has neither."""
    if parts.scheme == "unix":
        return ""
    port = re.search(r":([^:\]]*)$", parts.netloc.rpartition("@")[2])
    if port and not _whole(1, 65_535).holds(port[1]):
        return "whose port is a whole number from 1 to 65535"
    return (
        ""
        if re.fullmatch(r"(/[0-9]{0,9})?", parts.path)
        else f"whose path is the number of a database from 0 to {_DATABASES}"
    )


def _of_options(given: list[tuple[str, str]], scheme: str) -> str:
    known = _OPTIONS | (_TLS_OPTIONS if scheme == "rediss" else {})
    for name, text in given:
        if name in _TLS_OPTIONS and name not in known:
            return f"whose scheme is rediss, because it has the option {name}"
        if name not in known:
            return f"whose options are among {', '.join(known)}"
        if not known[name].holds(text):
            return f"whose option {name} is {known[name].form}"
    if len(dict(given)) < len(given):
        return "which names each option once"
    return ""


def _of_certificates(given: dict[str, str]) -> str:
    """What options on certificates must be, by reading their files and ciphers as a connection will."""
    context = ssl.create_default_context()
    try:
        if given.keys() & {"ssl_ca_certs", "ssl_ca_path"}:
            context.load_verify_locations(given.get("ssl_ca_certs"), given.get("ssl_ca_path"))
    except OSError:
        return "whose option ssl_ca_certs is a readable file of certificates"
    try:
        if given.keys() & {"ssl_certfile", "ssl_keyfile"}:
            # A prompt for a password would stop the start.
            password = given.get("ssl_password", "")
            context.load_cert_chain(given["ssl_certfile"], given.get("ssl_keyfile"), lambda: password)
    except (KeyError, OSError):
        return "whose options ssl_certfile and ssl_keyfile are a readable certificate and its key"
    try:
        if "ssl_ciphers" in given:
            context.set_ciphers(given["ssl_ciphers"])
    except ssl.SSLError:
        return "whose option ssl_ciphers names known ciphers"
    return ""
