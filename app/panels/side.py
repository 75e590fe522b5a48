"""Beside the stage: what the parameters make of the data, and how the loss went."""

from dash import html
from dash.development.base_component import Component

from app import ids


def layout() -> Component:
    """The decision boundary above the loss curve; both are drawn by assets/js/views."""
    return html.Div(
        [
            _card("Decision boundary", ids.BOUNDARY, "plot square"),
            _card("Loss", ids.CURVE, "plot"),
        ],
        className="side",
    )


def _card(title: str, id_: str, classes: str) -> Component:
    head = html.Div([html.H2(title, id=f"{id_}-title"), html.Span(id=f"{id_}-note")], className="card-head")
    return html.Section([head, html.Div(id=id_, className=classes)], id=f"{id_}-card", className="card")
