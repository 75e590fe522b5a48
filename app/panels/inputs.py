"""The controls, in the order of the story: data or function, model and loss, optimizer, run, stop, landscape."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from app import ids
from app.controls import choice, control, labelled, problem
from app.specification import BY_HAND
from app.tooltips import explained
from solver.config import RunConfig
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS
from solver.model.architectures import MODELS
from solver.optimizers import OPTIMIZERS
from solver.planes import PLANES
from solver.registry import Registry
from solver.schedules import SCHEDULES
from solver.stopping import RULES

# Controls that are rarely set; they are hidden behind a disclosure.
_RARE = {
    "Data": ["flip", "imbalance", "spreads", "standardise", "test", "split_seed"],
    "Model and loss": ["l1", "l2"],
    "Optimizers": ["manual"],
    "Run": ["start", "batch_seed"],
    "Landscape": ["extent", "resolution"],
}


def _options(registry: Registry[Any]) -> list[str]:
    """The options of a registry's entries, in the order of each entry; options of all entries come last."""
    order: list[str] = []
    every = [[name for name in entry.defaults() if name not in BY_HAND] for entry in registry.values()]
    for names in every:
        following = None
        for name in reversed(names):
            if name not in order:
                order.insert(len(order) if following is None else order.index(following), name)
            following = name
    return sorted(order, key=lambda name: all(name in names for names in every if names))


# The names in their order. The options of a definition are found by themselves.
SECTIONS = {
    "Function": ["function", *_options(FUNCTIONS)],
    "Data": ["data", *_options(DATASETS), "data_seed", "standardise", "test", "split_seed"],
    "Features": ["features"],
    "Model and loss": ["model", *_options(MODELS), "loss", "l1", "l2"],
    "Optimizers": [
        *("opt", "lr", *_options(OPTIMIZERS)),
        *("schedule", *_options(SCHEDULES), "manual", "batch"),
    ],
    "Run": ["epochs", "init", "seed", "start", "batch_seed"],
    "Stop early": [*(rule.limit.name for rule in RULES.values()), "tolerance"],
    "Landscape": ["plane", *_options(PLANES), "through", "follow", "extent", "resolution"],
}
# The first function when a visitor turns from data to test functions.
FIRST_FUNCTION = "himmelblau"
CONTROLS = [name for names in SECTIONS.values() for name in names]
_LEADING = ("function", "data", "model", "loss", "opt", "plane")


def layout() -> Component:
    """The column of controls with the default run's values; on a narrow screen a sheet at the bottom."""
    config = RunConfig.check({}).model_dump(mode="json")
    return html.Aside(
        [
            html.Div(
                [
                    html.Span("Inputs"),
                    html.Button("Done", id=ids.CLOSE_INPUTS, className="button", type="button"),
                ],
                className="sheet-head",
            ),
            html.Div([problem(), _reset()], className="leading"),
            *(_section(title, config) for title in SECTIONS),
        ],
        id=ids.INPUTS,
        className="inputs",
        **labelled("Inputs"),
    )


def _reset() -> Component:
    """A button for the default run; pressed again, it brings back the run before."""
    off: dict[str, Any] = {"aria-disabled": "true"}
    button = html.Button("Reset", id=ids.RESET, className="button quiet", type="button", **off)
    return explained("Sets everything as on a first visit. This button, or the browser's Back, undoes it.", button)


def _section(title: str, config: dict[str, Any]) -> Component:
    rare = _RARE.get(title, [])
    rows = [
        choice(name, config) if name in _LEADING else control(name, config)
        for name in SECTIONS[title]
        if name not in rare
    ]
    if rare:
        rows.append(_more(title, [control(name, config) for name in SECTIONS[title] if name in rare]))
    body = _cards(rows) if title == "Optimizers" else rows
    return html.Section([html.H2(title), *body], className="section")


def _cards(rows: list[Component]) -> list[Component]:
    """The contenders' cards, which the page's modules make. The open one holds the controls."""
    leading, *rest = rows
    controls = [leading, html.Dl(id=ids.SYMBOLS, className="symbols"), *rest, html.Div(id=ids.CONTENDER_TOOLS)]
    return [
        html.Div(id=ids.CARDS_ABOVE, className="cards"),
        html.Div(controls, id=ids.CONTENDER, className="contender", role="region", **labelled("Selected optimizer")),
        html.Div(id=ids.CARDS_BELOW, className="cards"),
        html.Button("Add an optimizer", id=ids.ADD_CONTENDER, className="button quiet add-contender", type="button"),
    ]


def _more(title: str, rows: list[Component]) -> Component:
    summary = html.Summary(["More", html.Span(f": {title}", className="visually-hidden")])
    return html.Details([summary, *rows], className="more")
