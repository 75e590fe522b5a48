"""The page's head: what is being looked at, and the link to it."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from app import ids
from app.controls import labelled


def layout() -> Component:
    """Name, summary of the run, and the buttons that are about the whole page."""
    toggle = dmc.ColorSchemeToggle(
        lightIcon=html.Span(className="icon sun"),
        darkIcon=html.Span(className="icon moon"),
        variant="subtle",
        size="lg",
        **labelled("Light or dark"),
    )
    return html.Header(
        [
            html.Div([html.Span(className="logo"), html.Span("Basin", className="name")], className="brand"),
            html.Div(id=ids.SUMMARY, className="summary"),
            html.Div(
                [
                    toggle,
                    html.Button("Inputs", id=ids.OPEN_INPUTS, className="button open-inputs", type="button"),
                    html.Button("Share link", id=ids.SHARE, className="button primary", type="button"),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )
