"""The application: Dash's page, the routes beside it, and what guards them."""

import json
import pathlib
from string import Template
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component
from flask import Flask

from app import components, figures, theme
from app.controls import label
from app.edge import guards, headers, refusals, visitors, watch
from app.edge.documents import Assets, Documents
from app.edge.health import Health
from app.edge.metrics import Metrics
from app.edge.mounting import mounted
from app.edge.server import CALLBACK, INDEX, SUITES, Server, forget_environment
from app.edge.visits import visit
from app.panels import dialogs, header, inputs, side, stage
from app.routes import PLOTLY_PATH, blueprint
from app.runs import Runs
from app.settings import LONGEST_LINE, Settings
from app.specification import choices, keys, specification
from app.wire import fingerprint
from solver.config.query import LONGEST, LONGEST_ELSEWHERE
from solver.datasets.own import POINTS
from solver.datasets.places import FARTHEST, MOST_CLASSES

ASSETS = pathlib.Path(__file__).parent.parent / "assets"
DESCRIPTION = "Watch gradient descent move over the loss surface of a classifier or over a test function."
STREAM, PLOTLY, FILES = "basin.stream", "basin.plotly", "assets"
# The least scale: a menu begins beyond the edge before it is put right, and a phone's page would widen for it.
_INDEX = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, minimum-scale=1">
<meta name="description" content="$description">
<title>Basin</title>
<script>$trouble</script>
<link rel="icon" href="$assets/favicon.svg" type="image/svg+xml">
<link rel="preload" href="$assets/fonts/inter.woff2" as="font" type="font/woff2" crossorigin>
<style>$variables</style>
{%css%}
</head>
<body>
<noscript>Basin needs JavaScript, which is switched off in this browser.</noscript>
{%app_entry%}
<script type="application/json" id="boot">$boot</script>
<script defer src="$plotly"></script>
<script type="module" src="$assets/js/main.js"></script>
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>
""")


def create_app(settings: Settings | None = None) -> Dash:
    """A Dash application; its Flask server is `.server`, whose extensions are `settings`, `health`, `metrics`."""
    settings = settings or Settings()
    forget_environment()
    assets = Assets(ASSETS)
    trouble = _trouble()
    server = Server(__name__)
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # Dash names bool and callables only, and documents Flask's servers
        title="Basin",
        update_title=None,  # type: ignore[arg-type]  # or the tab's title flickers
        assets_folder=str(ASSETS),
        assets_url_path=assets.path,
        assets_path_ignore=["js"],  # _INDEX names what the page loads of it
        requests_pathname_prefix=f"{settings.prefix}/",
        routes_pathname_prefix="/",
        index_string=_index(settings, assets, trouble),
        serve_locally=True,
        add_log_handler=False,
    )
    server.open()
    app.layout = _layout()
    components.register(app, inputs.CONTROLS)
    _serve(app, settings, assets, trouble)
    return app


def _serve(app: Dash, settings: Settings, assets: Assets, trouble: str) -> None:
    """Registers the routes of an application's server, and the guards before them."""
    server: Flask = app.server
    runs = Runs(settings)
    health, metrics, names = Health(runs), Metrics(runs, settings, fingerprint()), visitors.Names(settings)
    server.extensions.update(settings=settings, health=health, metrics=metrics, names=names)
    server.register_blueprint(blueprint(settings, runs, visit))
    server.register_blueprint(health.blueprint())
    server.add_url_rule(f"/{assets.path}/<path:path>", FILES, assets.serve)
    watch.install(server)
    refusals.install(server)
    guards.install(server, settings, runs, STREAM, {STREAM, CALLBACK})
    visitors.install(server, settings, names, STREAM)
    headers.install(server, [*app.csp_hashes(), headers.hashed(trouble)])
    Documents(server).keep((INDEX, "/_dash-layout", "/_dash-dependencies", SUITES, FILES, PLOTLY))
    server.add_url_rule(f"/{headers.EMBED}", headers.EMBED, server.view_functions[INDEX])
    server.wsgi_app = watch.Watch(  # type: ignore[method-assign]
        mounted(server.wsgi_app, settings), metrics, names, bool(settings.proxies)
    )
    # Dash's script route may fail in a process's first moments unless it was asked once (plotly/dash #3971).
    with server.test_request_context("/"):
        server.full_dispatch_request()


def _trouble() -> str:
    """The script that stands in the page itself, to say why nothing else has come."""
    script = ASSETS / "js" / "trouble.js"
    if not script.exists():
        raise FileNotFoundError("The page's scripts are not built: `make bundle` builds them from frontend/.")
    return script.read_text(encoding="utf-8").strip()


def _layout() -> Component:
    page: Component = dmc.MantineProvider(
        [
            header.layout(),
            header.notice(),
            html.Div([inputs.layout(), stage.layout(), side.layout()], className="columns"),
            *dialogs.layout(),
            components.descent(),
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


def _index(settings: Settings, assets: Assets, trouble: str) -> str:
    boot = {
        "themes": theme.tokens(),
        "figures": figures.templates(),
        "controls": specification(inputs.CONTROLS),
        "choices": choices(inputs.CONTROLS),
        "components": components.listened(inputs.CONTROLS),
        "function": inputs.FIRST_FUNCTION,
        "labels": {name: label(key) for name, key in keys().items()},
        "limits": _limits(settings),
    }
    return _INDEX.substitute(
        description=DESCRIPTION,
        variables=theme.variables(),
        trouble=trouble,
        assets=f"{settings.prefix}/{assets.path}",
        plotly=f"{settings.prefix}{PLOTLY_PATH}",
        boot=_script_safe(boot),
    )


def _limits(settings: Settings) -> dict[str, Any]:
    """The solver's limits on addresses, files and a visitor's own points, for the page."""
    return {
        "address": LONGEST - (LONGEST_LINE - settings.address_bytes),
        "file": min(LONGEST_ELSEWHERE, settings.body_bytes),
        "points": [POINTS.least, POINTS.most],
        "classes": MOST_CLASSES,
        "farthest": FARTHEST,
    }


def _script_safe(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
