"""Visitors: told apart by their addresses, limited one by one, and logged under a pseudonym."""

import re
import secrets
from collections import Counter
from hashlib import blake2b
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from threading import Lock

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from app.edge.refusals import REASON
from app.problems import later
from app.runs import CONNECTION
from app.settings import Settings

# The first half of an IPv6 address is a visitor's network; the second half is their choice.
_OWN_BITS = 64


def network(address: str | None) -> str:
    """The visitor behind an address: the address itself, of IPv6 its network; none for a Unix socket."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return "none"
    if isinstance(ip, IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(ip) >> _OWN_BITS << _OWN_BITS)}/{_OWN_BITS}"
    return str(ip)


class Names:
    """Pseudonyms for visitors, for the log and for the counters that replicas share.

    With a secret they are the same at all replicas, and after a restart. Without one, those in the log are new with
    every start; those that replicas count by must be the same, so whoever reads Redis finds an address by trying all.
    """

    def __init__(self, settings: Settings) -> None:
        new = secrets.token_bytes(32)
        shared = blake2b(settings.redis_key.encode(), digest_size=32, person=b"visitors").digest()
        self._log = shared if settings.redis_key else new
        self._counted = shared if settings.redis_url else new

    def pseudonym(self, address: str | None) -> str:
        """The name in the log."""
        return blake2b(network(address).encode(), key=self._log, digest_size=6).hexdigest()

    def counted(self, address: str | None) -> str:
        """The name under which requests and streams are counted."""
        return blake2b(network(address).encode(), key=self._counted, digest_size=16).hexdigest()


def install(server: Flask, settings: Settings, names: Names, endpoint: str) -> None:
    """Limits how many requests a minute and how many open answers a visitor has at an endpoint."""
    _limit_requests(server, settings, names, endpoint)
    _limit_open(server, settings, endpoint)


def _limit_requests(server: Flask, settings: Settings, names: Names, endpoint: str) -> None:
    Limiter(
        lambda: names.counted(request.remote_addr),
        app=server,
        default_limits=[f"{settings.visitor_requests} per minute"],
        default_limits_exempt_when=lambda: request.endpoint != endpoint,
        # Two counters for each visitor, which expire; a moving window would keep every request.
        strategy="sliding-window-counter",
        # The library's own name for the scheme unix.
        storage_uri=re.sub("^unix:", "redis+unix:", settings.redis_url) or "memory://",
        storage_options=CONNECTION if settings.redis_url else {},
        # While Redis is away, limits are counted here. A request at the moment of its loss is let through.
        in_memory_fallback_enabled=bool(settings.redis_url),
        swallow_errors=bool(settings.redis_url),
        key_prefix="basin",
    )

    @server.errorhandler(RateLimitExceeded)
    def refuse(_: RateLimitExceeded) -> Response:
        request.environ[REASON] = "visitor_requests"
        sentence = f"A visitor may request at most {settings.visitor_requests:,} runs per minute."
        return later(HTTPStatus.TOO_MANY_REQUESTS, sentence, settings.retry_after)


def _limit_open(server: Flask, settings: Settings, endpoint: str) -> None:
    places = Places(settings.visitor_streams)
    view = server.ensure_sync(server.view_functions[endpoint])

    def limited() -> Response:
        place = places.take(network(request.remote_addr))
        if place is None:
            request.environ[REASON] = "visitor_streams"
            sentence = f"A visitor may have at most {settings.visitor_streams:,} runs open at once."
            return later(HTTPStatus.TOO_MANY_REQUESTS, sentence, settings.retry_after)
        try:
            response = server.make_response(view())
        except BaseException:
            place.give_back()
            raise
        if response.is_streamed:
            response.call_on_close(place.give_back)
        else:
            place.give_back()
        return response

    server.view_functions[endpoint] = limited


class Places:
    """The places that each visitor may hold. A visitor without one is not stored."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, visitor: str) -> "Place | None":
        """Takes a place for a visitor. None if the visitor has all already."""
        with self._lock:
            if self._taken[visitor] >= self._each:
                return None
            self._taken[visitor] += 1
        return Place(self, visitor)

    def _give_back(self, visitor: str) -> None:
        with self._lock:
            self._taken[visitor] -= 1
            if not self._taken[visitor]:
                del self._taken[visitor]

    def __len__(self) -> int:
        """The number of visitors with a place."""
        return len(self._taken)


class Place:
    """A place that is held until it is given back."""

    def __init__(self, places: Places, visitor: str) -> None:
        self._places: Places | None = places
        self._visitor = visitor

    def give_back(self) -> None:
        """Gives the place back. A second call does nothing."""
        places, self._places = self._places, None
        if places is not None:
            places._give_back(self._visitor)
