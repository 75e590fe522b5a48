"""The headers of every answer, and the policy for what the page may load."""

import base64
import hashlib
from collections.abc import Iterable

from flask import Flask, Response, request

EMBED = "embed"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
}
# For all views but the one that other sites may frame.
OWN = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
_A_YEAR = 31_536_000


def install(server: Flask, hashes: Iterable[str]) -> None:
    """Puts the headers on every answer of a server; `hashes` are those of its inline scripts."""
    hashes = list(hashes)
    own, embedded = policy(hashes, "'none'"), policy(hashes, "*")

    @server.after_request
    def harden(response: Response) -> Response:
        embed = request.endpoint == EMBED
        response.headers.update(ALWAYS)
        response.headers.update({"Cross-Origin-Resource-Policy": "cross-origin"} if embed else OWN)
        response.headers["Content-Security-Policy"] = embedded if embed else own
        # Over plain http browsers ignore it, as they must.
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"
        return response


def hashed(script: str) -> str:
    """The hash by which a policy allows an inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(hashes: list[str], ancestors: str) -> str:
    """A content security policy: scripts of this host and the given inline ones, nothing else, no eval."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'none'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )
