"""The application: Dash's page, the routes beside it, and the headers of every answer."""

import json
import pathlib
from string import Template
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component
from flask import Flask, Response

from app import figures, theme
from app.controls import label
from app.panels import dialogs, header, inputs, side, stage
from app.routes import PLOTLY_PATH, blueprint
from app.settings import Settings
from app.specification import choices, keys, specification
from solver.datasets.own import POINTS
from solver.datasets.places import FARTHEST, MOST_CLASSES
from solver.query import LONGEST, LONGEST_ELSEWHERE

ASSETS = pathlib.Path(__file__).parent.parent / "assets"
DESCRIPTION = "Watch gradient descent move over a classifier's loss surface or a test function, every epoch exact."
# The least scale: a menu begins beyond the edge before it is put right, and a phone's page would widen for it.
_INDEX = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, minimum-scale=1">
<meta name="description" content="$description">
<title>Basin</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="preload" href="/assets/fonts/inter.woff2" as="font" type="font/woff2" crossorigin>
<style>$variables</style>
{%css%}
</head>
<body>
{%app_entry%}
<script type="application/json" id="boot">$boot</script>
<script defer src="$plotly"></script>
<script type="module" src="/assets/js/main.js"></script>
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>
""")


def create_app(settings: Settings | None = None) -> Dash:
    """A Dash application; its Flask server is `.server`."""
    app = Dash(
        __name__,
        title="Basin",
        update_title=None,  # type: ignore[arg-type]  # or the tab's title flickers
        assets_folder=str(ASSETS),
        assets_path_ignore=["js"],  # modules that main.js imports
        index_string=_index(),
        serve_locally=True,
    )
    app.layout = _layout()
    for panel in (inputs, stage):
        panel.register(app)
    server: Flask = app.server
    server.register_blueprint(blueprint(settings or Settings()))
    policy = _policy(list(app.csp_hashes()))

    @server.after_request
    def harden(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    # Dash's script route may fail in a process's first moments unless it was asked once (plotly/dash #3971).
    server.test_client().get("/")
    return app


def _layout() -> Component:
    page: Component = dmc.MantineProvider(
        [
            header.layout(),
            header.notice(),
            html.Div([inputs.layout(), stage.layout(), side.layout()], className="columns"),
            *dialogs.layout(),
        ],
        defaultColorScheme="auto",
        theme={
            "fontFamily": theme.FONT,
            "primaryColor": "basin",
            "colors": {"basin": [theme.LIGHT.accent] * 10},
            "defaultRadius": 8,
        },
    )
    return page


def _index() -> str:
    boot = {
        "themes": theme.tokens(),
        "figures": figures.templates(),
        "aspect": figures.ASPECT,
        "controls": specification(inputs.CONTROLS),
        "choices": choices(inputs.CONTROLS),
        "function": inputs.FIRST_FUNCTION,
        "labels": {name: label(key) for name, key in keys().items()},
        "limits": _limits(),
    }
    return _INDEX.substitute(
        description=DESCRIPTION, variables=theme.variables(), plotly=PLOTLY_PATH, boot=_script_safe(boot)
    )


def _limits() -> dict[str, Any]:
    """What an address or a file may have of characters, and a visitor's own data of points, by the solver's rules."""
    return {
        "address": LONGEST,
        "file": LONGEST_ELSEWHERE,
        "points": [POINTS.least, POINTS.most],
        "classes": MOST_CLASSES,
        "farthest": FARTHEST,
    }


def _script_safe(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _policy(hashes: list[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'none'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
