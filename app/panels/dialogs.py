"""Dialogs over the page: a visitor's own data, and the runs of this browser."""

from dash import html
from dash.development.base_component import Component

from app import ids
from app.controls import labelled

_EXAMPLE = "x, y, class\n0.5, 1.2, red\n-0.3, 0.8, blue\n…"


def layout() -> list[Component]:
    """The dialogs, closed; frontend/ opens and fills them."""
    return [_data(), _history()]


def _data() -> Component:
    choose = html.Div(
        [
            _button("Choose a file", ids.DATA_FILE),
            html.P(id=ids.DATA_SAID, className="help", role="status"),
        ],
        className="dialog-row",
    )
    foot = [
        _button("Open a saved run", ids.OPEN_RUN, "quiet"),
        _button("Cancel", ids.DATA_CANCEL),
        _button("Use these points", ids.DATA_USE, "primary"),
    ]
    return _dialog(
        ids.DATA_DIALOG,
        "Your data",
        [
            html.P(
                "One point per row: two numbers and a class, which may be any word. Separate them by commas, "
                "semicolons or tabs. The first row may hold the names of the columns.",
                className="help",
            ),
            html.Label("Table", htmlFor=ids.DATA_TABLE, className="visually-hidden"),
            html.Textarea(
                id=ids.DATA_TABLE,
                className="table-text",
                rows=11,
                placeholder=_EXAMPLE,
                spellCheck="false",
                autoComplete="off",
            ),
            choose,
            html.P(id=ids.DATA_WRONG, className="refusal", role="alert"),
            html.Div(foot, className="dialog-foot"),
        ],
    )


def _history() -> Component:
    return _dialog(
        ids.HISTORY_DIALOG,
        "Runs of this browser",
        [html.Div(id=ids.HISTORY_BODY, className="history-body")],
        "drawer",
    )


def _dialog(id_: str, title: str, body: list[Component], classes: str = "") -> Component:
    close = html.Button("×", id=ids.close(id_), className="icon-button close", type="button", **labelled("Close"))
    dialog: Component = html.Dialog(
        [html.Div([html.H2(title), close], className="dialog-head"), *body],
        id=id_,
        className=f"dialog {classes}".strip(),
        **labelled(title),
    )
    return dialog


def _button(text: str, id_: str, classes: str = "") -> Component:
    return html.Button(text, id=id_, className=f"button {classes}".strip(), type="button")
