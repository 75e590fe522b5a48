"""Beside the stage: the decision boundary in the data, and the loss curve."""

from dash import html
from dash.development.base_component import Component

from app import ids
from app.controls import labelled
from app.tooltips import explained


def layout() -> Component:
    """The decision boundary above the loss curve; both are drawn by frontend/views."""
    return html.Div(
        [
            _card("Decision boundary", ids.BOUNDARY, "plot square", *_hands()),
            _curve(),
        ],
        className="side",
    )


def _card(title: str, id_: str, classes: str, *foot: Component) -> Component:
    head = html.Div([html.H2(title, id=ids.title(id_)), html.Span(id=ids.note(id_))], className="card-head")
    return html.Section([head, html.Div(id=id_, className=classes), *foot], id=ids.card(id_), className="card")


def _curve() -> Component:
    """The loss by epoch, update or gradient; under it the standings, or the rest of the run before a branch."""
    axis = html.Select(
        [
            html.Option("by epoch", value="epochs"),
            html.Option("by update", value="updates"),
            html.Option("by gradient evaluation", value="evaluations"),
        ],
        id=ids.CURVE_AXIS,
        className="speed axis",
        title="The horizontal axis: epochs, updates of the optimizer, or gradient evaluations.",
        **labelled("Horizontal axis"),
    )
    title = html.Div([html.H2("Loss", id=ids.title(ids.CURVE)), axis], className="titled")
    head = html.Div([title, html.Span(id=ids.note(ids.CURVE))], className="card-head")
    back = html.Button(
        "Take back",
        id=ids.TAKE_BACK,
        className="button quiet",
        type="button",
        hidden=True,
        title="Goes back to the run before this change.",
    )
    foot = html.Div(
        [
            html.P(id=ids.CURVE_STANDING, className="standing"),
            html.P(id=ids.BRANCH_NOTE, className="branch-note", role="status", hidden=True),
            back,
        ],
        className="curve-foot",
    )
    return html.Section(
        [head, html.Div(id=ids.CURVE, className="plot"), foot], id=ids.card(ids.CURVE), className="card"
    )


def _hands() -> list[Component]:
    """Under the boundary: the chosen point, and the edits of points by hand."""
    tools = [
        html.Div(id=ids.NEW_POINTS, className="swatches", role="radiogroup", **labelled("New points")),
        _tool(ids.FLIP_POINT, "Flip class", "Gives the selected point the next class (F).", "flip"),
        _tool(ids.DELETE_POINT, "Delete point", "Removes the selected point (Delete).", "delete"),
        _tool(ids.UNDO_EDIT, "Undo", "Undoes the last edit (Ctrl+Z).", "undo"),
        _tool(ids.UNDO_EDITS, "Undo all edits", "Undoes every edit by hand.", "restore"),
        explained("Opens your own data: paste a table, or choose a file.", _button("Your data", ids.YOUR_DATA)),
    ]
    return [
        html.P(id=ids.BOUNDARY_HINT, className="hint"),
        html.P(id=ids.BOUNDARY_SAID, className="visually-hidden", role="status"),
        html.Div(tools, className="hands", role="group", **labelled("Edit the data")),
    ]


def _tool(id_: str, name: str, sentence: str, icon: str) -> Component:
    button = html.Button(
        html.Span(className=f"icon {icon}"), id=id_, className="icon-button", type="button", **labelled(name)
    )
    return explained(f"{name}. {sentence}", button)


def _button(text: str, id_: str) -> Component:
    return html.Button(text, id=id_, className="button small", type="button")
