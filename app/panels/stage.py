"""The stage: the landscape, the transport under it, and a row a contender."""

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, html
from dash.development.base_component import Component

from app import ids
from app.controls import labelled


def layout() -> Component:
    """The page's centre; its pictures are drawn by assets/js/views."""
    head = html.Div(
        [
            html.H1("Epoch 0", id=ids.EPOCH, className="epoch"),
            html.Div(
                [
                    html.Button("Reset view", id=ids.RESET_VIEW, className="button quiet", type="button"),
                    dmc.SegmentedControl(
                        id=ids.HEIGHT,
                        data=[
                            {"value": "log", "label": "Log height"},
                            {"value": "linear", "label": "Linear"},
                        ],
                        value="log",
                        size="xs",
                        **labelled("Height"),
                    ),
                ],
                className="stage-tools",
            ),
        ],
        className="stage-head",
    )
    stage = html.Div(
        [
            head,
            html.P(id=ids.CAPTION, className="caption"),
            html.Div(id=ids.SCENE, className="scene"),
            html.P(id=ids.MARKS, className="marks"),
            html.Div(id=ids.TRANSPORT, className="transport", role="group", **labelled("Playback")),
        ],
        className="stage card",
    )
    table = html.Div(id=ids.TABLE, className="table card")
    return html.Main([stage, table], id=ids.STAGE, className="centre")


def register(app: Dash) -> None:
    """The scale of the height goes to the page's modules."""
    app.clientside_callback(ClientsideFunction("basin", "height"), Input(ids.HEIGHT, "value"))
