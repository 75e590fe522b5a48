"""Where the application is mounted: behind a number of proxies, under a path."""

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def mounted(application: "WSGIApplication", settings: Settings) -> "WSGIApplication":
    """The application under its prefix, and also at the root: for proxies that strip the prefix, and health checks."""
    if settings.prefix:
        # WSGI gives a path decoded, with a character for each byte.
        prefix = unquote_to_bytes(settings.prefix).decode("latin-1")
        application = DispatcherMiddleware(application, {prefix: application})
    hops = settings.proxies
    return ProxyFix(application, x_for=hops, x_proto=hops, x_host=hops)
