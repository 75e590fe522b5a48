"""Where the application stands: behind so many proxies, under a path."""

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def mounted(application: "WSGIApplication", settings: Settings) -> "WSGIApplication":
    """The application under its prefix, and at the root for proxies that take the prefix away and for health checks."""
    if settings.prefix:
        # A path comes decoded, and each of its bytes as a character.
        prefix = unquote_to_bytes(settings.prefix).decode("latin-1")
        application = DispatcherMiddleware(application, {prefix: application})
    hops = settings.proxies
    return ProxyFix(application, x_for=hops, x_proto=hops, x_host=hops)
