"""The figures without their data: Plotly draws only what stands still; the page's modules add the arrays."""

from typing import Any

from plotly import graph_objects as go

from app.theme import FONT, SURFACE, THEMES, Theme

# Fixed margins tell the modules where on the canvas a value is, without Plotly's internals.
MARGINS = {"l": 38, "r": 10, "t": 10, "b": 26}
# Margins on the stage, with room for the axes' names.
STAGE_MARGINS = {"l": 72, "r": 28, "t": 16, "b": 48}


def templates() -> dict[str, dict[str, Any]]:
    """The templates of each figure for each theme, as plain JSON."""
    return {
        name: {
            "landscape": _plain(landscape()),
            "profile": _plain(profile(theme)),
            "contour": _plain(contour(theme)),
            "boundary": _plain(boundary(theme)),
            "curve": _plain(curve(theme)),
        }
        for name, theme in THEMES.items()
    }


def landscape() -> go.Figure:
    """The surface alone; canvases over it show the block under it and what moves."""
    surface = go.Surface(
        colorscale=[[i / (len(SURFACE) - 1), colour] for i, colour in enumerate(SURFACE)],
        showscale=False,
        hoverinfo="skip",
        contours={"z": {"show": True, "color": "#dbe9e6", "width": 1, "highlight": False}},
        lighting={"ambient": 0.82, "diffuse": 0.35, "specular": 0.02, "roughness": 0.95, "fresnel": 0.02},
        lightposition={"x": 0, "y": 0, "z": 100000},
    )
    # The page draws the axes, along the block's edges.
    axis = {"autorange": False, "visible": False}
    figure = go.Figure(surface)
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        uirevision="basin",
        showlegend=False,
        scene={
            "xaxis": axis,
            "yaxis": axis,
            "zaxis": axis,
            "aspectmode": "manual",
            # The page turns the camera itself, so that it can be turned while the run plays.
            "dragmode": False,
            "hovermode": False,
            "camera": {"projection": {"type": "perspective"}},
        },
    )
    return figure


def profile(theme: Theme) -> go.Figure:
    """The axes of a landscape over one direction; a canvas over them shows curve, trails and balls."""
    figure = go.Figure()
    figure.update_layout(**_flat(theme), hovermode=False)
    figure.update_layout(margin=STAGE_MARGINS)
    title = {"font": {"size": 13, "color": theme.muted, "family": FONT}, "standoff": 12}
    figure.update_xaxes(title=title)
    figure.update_yaxes(title=title)
    return figure


def contour(theme: Theme) -> go.Figure:
    """The axes of a landscape from above; canvases under and over them show colours, lines and what moves."""
    figure = profile(theme)
    figure.update_layout(margin={**STAGE_MARGINS, "r": STAGE_MARGINS["l"]})
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    return figure


def boundary(theme: Theme) -> go.Figure:
    """The axes of the data's plane; a canvas under them shows field, line and points."""
    figure = go.Figure()
    figure.update_layout(**_flat(theme), hovermode=False)
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    return figure


def curve(theme: Theme) -> go.Figure:
    """The axes of the loss by epoch."""
    figure = go.Figure()
    figure.update_layout(**_flat(theme), hovermode="x unified")
    figure.update_layout(hoverlabel={"bgcolor": theme.card, "bordercolor": theme.line, "font": {"color": theme.ink}})
    return figure


def _flat(theme: Theme) -> dict[str, Any]:
    axis = {
        "autorange": False,
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": theme.line,
        "ticks": "",
        "automargin": False,
        "tickfont": {"size": 11, "color": theme.muted, "family": FONT},
    }
    return {
        "margin": {**MARGINS, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "xaxis": {**axis, "nticks": 6},
        "yaxis": {**axis, "nticks": 6},
    }


def _plain(figure: go.Figure) -> dict[str, Any]:
    plain: dict[str, Any] = figure.to_plotly_json()
    plain["layout"].pop("template", None)
    return plain
