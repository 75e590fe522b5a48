"""Dash on Flask, with only the routes that the page needs."""

import os
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from dash import Dash
from dash.backends._flask import FlaskDashServer
from flask import Flask, Response

from app.problems import problem

INDEX = "/"
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
CALLBACK = "/_dash-update-component"
# Left out: Dash's catch-all, which answers any path with the page; its favicon; and the hash for reloading.
_NEEDED = {INDEX, SUITES, CALLBACK, "/_dash-layout", "/_dash-dependencies"}


def forget_environment() -> None:
    """Removes Dash's own variables from the environment: they would turn on debugging, MCP and more."""
    for name in [name for name in os.environ if name.upper().startswith("DASH_")]:
        del os.environ[name]


class Backend(FlaskDashServer):
    """Dash's Flask server with the few routes that are needed. Any other path has no route."""

    @staticmethod
    def create_app(name: str = "__main__", config: dict[str, Any] | None = None) -> Flask:
        """A Flask server that never debugs, whatever FLASK_DEBUG says, and never redirects."""
        server = Flask(name, static_folder=None)
        server.config.update(config or {}, DEBUG=False, PROVIDE_AUTOMATIC_OPTIONS=False)
        server.url_map.merge_slashes = False
        return server

    def register_assets_blueprint(self, blueprint_name: str, assets_url_path: str, assets_folder: str) -> None:
        """Does nothing: app.edge.documents serves the assets."""

    def register_error_handlers(self) -> None:
        """Does nothing: app.edge.refusals answers every error."""

    def add_url_rule(
        self,
        rule: str,
        view_func: Callable[..., Any],
        endpoint: str | None = None,
        methods: list[str] | None = None,
    ) -> None:
        """Adds a route if it is needed."""
        if rule in _NEEDED:
            super().add_url_rule(rule, view_func, endpoint, methods)

    def serve_callback(self, dash_app: Dash) -> Callable[[], Response]:
        """A view that refuses callbacks: the server has none."""

        def refuse() -> Response:
            none = "This server has no callbacks: all callbacks of the page run in the browser."
            return problem(HTTPStatus.BAD_REQUEST, [("output", none)])

        return refuse
