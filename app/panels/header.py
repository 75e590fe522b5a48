"""The page's head: the summary of the run, and the link to it."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from app import ids
from app.controls import labelled
from app.tooltips import explained


def layout() -> Component:
    """The name, the run's summary, and the buttons that concern the whole page."""
    toggle = dmc.ColorSchemeToggle(
        lightIcon=html.Span(className="icon sun"),
        darkIcon=html.Span(className="icon moon"),
        variant="subtle",
        size="lg",
        **labelled("Light or dark theme"),
    )
    history = html.Button("History", id=ids.HISTORY, className="button", type="button")
    return html.Header(
        [
            html.Div([html.Span(className="logo"), html.Span("Basin", className="name")], className="brand"),
            html.Div(id=ids.SUMMARY, className="summary"),
            html.Div(
                [
                    explained("Lists the keyboard shortcuts (?).", _keys()),
                    toggle,
                    html.Button("Inputs", id=ids.OPEN_INPUTS, className="button open-inputs", type="button"),
                    explained("Lists the last runs of this browser. You can go back to one, or compare two.", history),
                    html.Button("Share link", id=ids.SHARE, className="button primary", type="button"),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )


def notice() -> Component:
    """A message about a run over the page, until it is closed or another run begins."""
    close = html.Button("×", className="icon-button close", type="button", **labelled("Close the notice"))
    place: Component = html.Div([html.P(role="status"), close], id=ids.NOTICE, className="notice", hidden=True)
    return place


def _keys() -> Component:
    label = labelled("Keys")
    button: Component = html.Button("?", id=ids.KEYS, className="transport-button keys-button", type="button", **label)
    return button
