"""The stage: the landscape, the transport under it, and a row for each contender."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from app import ids
from app.controls import labelled
from app.tooltips import explained


def layout() -> Component:
    """The centre of the page; frontend/views/landscape draws its pictures."""
    head = html.Div(
        [
            html.H1("Epoch 0", id=ids.EPOCH, className="epoch"),
            html.Div(
                [
                    explained(
                        "A logarithmic height shows the valley, which a linear height flattens.",
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
                    )
                ],
                id=ids.VIEW_TOOLS,
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
            _foot(),
            html.Div(id=ids.TRANSPORT, className="transport", role="group", **labelled("Playback")),
        ],
        className="stage card",
    )
    table = html.Div(id=ids.TABLE, className="table card")
    return html.Main([stage, table], id=ids.STAGE, className="centre")


def _foot() -> Component:
    """What the landscape shows, what it cannot show, and what can be done with it."""
    said = html.P(id=ids.STAGE_SAID, className="stage-said", role="status")
    note = html.P(id=ids.STAGE_NOTE, className="stage-note", role="status")
    hands = html.Div(id=ids.STAGE_HANDS, className="stage-hands", role="group", **labelled("Landscape tools"))
    return html.Div(
        [html.Div([html.P(id=ids.MARKS, className="marks"), note, said], className="stage-words"), hands],
        className="stage-foot",
    )
