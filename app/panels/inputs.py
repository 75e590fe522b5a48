"""What goes in, in the order of the story: data, model and loss, optimizer, run."""

from dash import ClientsideFunction, Dash, Input, html
from dash.development.base_component import Component

from app import ids
from app.controls import control, labelled, specification
from solver.datasets import DATASETS
from solver.models import MODELS
from solver.optimizers import OPTIMIZERS
from solver.stopping import RULES

DATA = [p.name for p in DATASETS["blobs"].parameters if p.low < p.high] + ["data_seed"]
HYPERPARAMETERS = list(dict.fromkeys(p.name for o in OPTIMIZERS.values() for p in o.parameters))
OPTIMIZER = ["opt", "lr", *HYPERPARAMETERS, "batch"]
RUN = ["epochs", "seed"]
STOP = [rule.limit.name for rule in RULES.values()]
CONTROLS = [*DATA, "loss", *OPTIMIZER, *RUN, *STOP]


def layout() -> Component:
    """The column of controls; on a narrow screen a sheet at the bottom."""
    return html.Aside(
        [
            html.Button("Done", id=ids.CLOSE_INPUTS, className="button sheet-close", type="button"),
            _section("Data", [_fact(DATASETS["blobs"].label, "two classes"), *map(control, DATA)]),
            _section("Model and loss", [_fact(MODELS["linear"].label, "σ(xᵀw)"), control("loss")]),
            _section("Optimizer", [html.Div(list(map(control, OPTIMIZER)), className="contender")]),
            _section("Run", list(map(control, RUN))),
            _section("Stop early", list(map(control, STOP))),
        ],
        id=ids.INPUTS,
        className="inputs",
        **labelled("Inputs"),
    )


def register(app: Dash) -> None:
    """Every change of a control goes to the page's modules, which ask for the new run."""
    specifications = specification(CONTROLS)
    sliders = [ids.slider(name) for name in CONTROLS if specifications[name]["slider"]]
    app.clientside_callback(
        ClientsideFunction("basin", "changed"),
        [Input(name, "value") for name in (*CONTROLS, *sliders)],
    )


def _section(title: str, rows: list[Component]) -> Component:
    return html.Section([html.H2(title), *rows], className="section")


def _fact(label: str, value: str) -> Component:
    return html.Div([html.Span(label), html.Span(value)], className="fact")
