"""What the page's modules listen to of Dash's components, and the component that stands for what they draw.

No callback computes anything: the only one tells the page's modules to look, see frontend/query/components.js.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, html
from dash.development.base_component import Component

from app import ids
from app.specification import keys, kind, specification

# Boxes that are typed into; the page's modules listen to them themselves.
_TYPED = ("number", "list")


def listened(controls: list[str]) -> dict[str, str]:
    """The property that changes under a visitor's hand, by id: of controls, of their sliders, of the height."""
    described = specification(controls)
    choices = {
        name: "checked" if kind(keys()[name]) == "switch" else "value"
        for name in controls
        if kind(keys()[name]) not in _TYPED
    }
    sliders = {ids.slider(name): "value" for name in controls if described[name]["slider"]}
    return {ids.PROBLEM: "value", **choices, **sliders, ids.HEIGHT: "value", ids.DESCENT: ids.QUERY}


def descent() -> Component:
    """The animated descent, for other callbacks: `data-query` in; `data-run`, `data-epoch` and `data-refusal` out."""
    properties: dict[str, Any] = {ids.QUERY: "", "data-run": "", "data-epoch": 0, "data-refusal": ""}
    component: Component = html.Div(id=ids.DESCENT, hidden=True, **properties)
    return component


def register(app: Dash, controls: list[str]) -> None:
    """Tells the page's modules whenever a component that they listen to holds something else."""
    app.clientside_callback(
        ClientsideFunction("basin", "changed"),
        [Input(id_, property_) for id_, property_ in listened(controls).items()],
    )
