"""The Flask server that Dash is given, with only the routes that the page needs."""

import os
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response

from app.problems import problem

INDEX = "/"
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
CALLBACK = "/_dash-update-component"
# Left out of Dash's routes: its catch-all, which answers any path with the page; its favicon; the hash for reloading;
# and the assets, which app.edge.documents serves.
_NEEDED = {INDEX, SUITES, CALLBACK, "/_dash-layout", "/_dash-dependencies"}


def forget_environment() -> None:
    """Removes Dash's own variables from the environment: they would turn on debugging, MCP and more."""
    for name in [name for name in os.environ if name.upper().startswith("DASH_")]:
        del os.environ[name]


class Server(Flask):
    """A server that never debugs, whatever FLASK_DEBUG says, never redirects, and takes from Dash what is needed."""

    def __init__(self, name: str) -> None:
        self._given_to_dash = False
        super().__init__(name, static_folder=None)
        self.config.update(DEBUG=False, PROVIDE_AUTOMATIC_OPTIONS=False)
        self.url_map.merge_slashes = False
        self._given_to_dash = True

    def open(self) -> None:
        """From now on it takes every route: Dash has added its own."""
        self._given_to_dash = False

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Adds a route; of Dash's only those that are needed, and none that runs callbacks."""
        if self._given_to_dash and rule not in _NEEDED:
            return
        view = _refuse if rule == CALLBACK else view_func
        super().add_url_rule(rule, endpoint, view, provide_automatic_options, **options)


def _refuse() -> Response:
    """Refuses callbacks: the server has none."""
    none = "This server has no callbacks: all callbacks of the page run in the browser."
    return problem(HTTPStatus.BAD_REQUEST, [("output", none)])
