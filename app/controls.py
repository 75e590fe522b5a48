"""Controls from definitions: a parameter's definition decides how its control looks."""

import math
import re
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from app import ids
from app.specification import entries, keys, kind, matters, value
from app.thumbnails import thumbnail
from solver.config.query import Key
from solver.datasets import Dataset
from solver.functions import Function
from solver.optimizers import Optimizer
from solver.parameters import Numbers, Parameter
from solver.planes import PlaneKind
from solver.registry import Choice, Registry
from solver.schedules import ManualRates, Schedule

Config = dict[str, Any]
_STEPS = 200
# The most numbers of a list that fits beside its label.
_SHORT_LIST = 6
_GROUPS = {1: "Curves", 2: "Surfaces"}
# What an empty control means, where its help does not say it last.
_EMPTY = {
    "batch": "all points",
    "period": "whole run",
    "init": "Automatic",
    "seed": "automatic",
    "start": "automatic",
    "through": "Automatic",
    "extent": "automatic",
    "resolution": "automatic",
}
# What else a control does on the page, said after its help.
_BESIDES = {
    "lr": " While the run plays, a change holds from the shown epoch on. While it is paused, a change replaces the "
    "rate that holds at the shown epoch."
}
_EMPTY_IN_HELP = re.compile(r"Empty: ([^.,]{1,12})\.")


def labelled(label: str) -> dict[str, Any]:
    """The property that names a component for screen readers; its name cannot be a Python keyword argument."""
    return {"aria-label": label}


def control(name: str, config: Config) -> Component:
    """The control of a name of the query string, with its label. The JSON of a configuration gives its value."""
    key = keys()[name]
    return _row(key, _BODIES[kind(key)](key, config), config)


def choice(name: str, config: Config) -> Component:
    """A choice that others depend on, as wide as the column. It has no visible label, but explains what is chosen."""
    key = keys()[name]
    pictured = all(isinstance(entry, Dataset | Function) for entry in entries(key))
    body = _tiles(key, config) if pictured else _select(key, config)
    return _row(key, [body, _explanation(key, named=pictured), *_formula(key)], config)


def problem() -> Component:
    """The choice between learning data and descending a test function, on which everything below depends."""
    control: Component = dmc.SegmentedControl(
        id=ids.PROBLEM,
        data=[{"value": "data", "label": "Data set"}, {"value": "function", "label": "Test function"}],
        value="data",
        size="xs",
        fullWidth=True,
        **labelled("Problem"),
    )
    return html.Div(control, className="problem")


def label(key: Key) -> str:
    """The label of a key's control."""
    if isinstance(key.kind, Parameter | Choice):
        return key.kind.label
    registry = key.kind if isinstance(key.kind, Registry) else key.kind.registry
    return registry.noun.capitalize()


def _row(key: Key, body: list[Component], config: Config) -> Component:
    return html.Div(
        [*body, html.Div(id=ids.error(key.name), className="refusal", role="alert")],
        id=ids.row(key.name),
        className="row",
        hidden=not matters(key, config),
    )


def _explanation(key: Key, named: bool = False) -> Component:
    """A place for a sentence on what is chosen, which the page's modules fill; `named` adds a place for its name."""
    name = [html.Strong(id=ids.chosen(key.name))] if named else []
    return html.P([*name, html.Span(id=ids.help(key.name))], className="help")


def _formula(key: Key) -> list[Component]:
    """A place for the formula of what is chosen, if it has one; a long formula scrolls."""
    if not all(isinstance(entry, Function | Optimizer | Schedule) for entry in entries(key)):
        return []
    name = labelled(f"Formula of the {label(key).lower()}")
    return [html.Div(id=ids.formula(key.name), className="formula", tabIndex=0, role="group", **name)]


def _options(key: Key) -> list[dict[str, Any]]:
    """A menu's entries, grouped if they are of several kinds."""
    groups: dict[str, list[dict[str, str]]] = {}
    for entry in entries(key):
        group = _GROUPS[entry.dimensions] if isinstance(entry, PlaneKind) else ""
        groups.setdefault(group, []).append({"value": entry.name, "label": entry.label})
    return groups.get("") or [{"group": group, "items": items} for group, items in groups.items()]


def _menu(key: Key, chosen: str, options: list[dict[str, Any]], **rest: Any) -> Component:
    """A menu, whose list takes its name from the control."""
    select: Component = dmc.Select(
        id=key.name,
        data=options,
        value=chosen,
        allowDeselect=False,
        # The list itself scrolls and the keyboard reaches it; Mantine's own scroll area takes no focus.
        withScrollArea=False,
        classNames={"dropdown": "menu"},
        attributes={"dropdown": {"tabIndex": 0}},
        **labelled(label(key)),
        **rest,
    )
    return select


def _select(key: Key, config: Config) -> Component:
    return _menu(key, value(key, config), _options(key), size="sm")


def _tiles(key: Key, config: Config) -> Component:
    """A choice by picture."""
    tiles = [
        dmc.Tooltip(
            dmc.RadioCard(
                html.Img(src=thumbnail(entry), alt=""), value=entry.name, className="tile", **labelled(entry.label)
            ),
            label=entry.label,
            openDelay=300,
        )
        for entry in entries(key)
        if isinstance(entry, Dataset | Function)
    ]
    group: Component = dmc.RadioGroup(
        html.Div(tiles, className="tiles"), id=key.name, value=value(key, config), **labelled(label(key))
    )
    return group


def _compact(key: Key, config: Config) -> list[Component]:
    """A choice in one line with its label; an optional choice has an entry for none."""
    chosen = value(key, config)
    optional = chosen is None and matters(key, config)
    select = _menu(
        key,
        chosen or "",
        [{"value": "", "label": _empty(key)}] * optional + _options(key),
        comboboxProps={"width": "max-content", "position": "bottom-end"},
        size="xs",
        variant="unstyled",
        className="compact",
    )
    return [_head(key, select), _explanation(key), *_formula(key)]


def _pick(key: Key, config: Config) -> list[Component]:
    """A choice of one of a run's parameters or contenders by name; the page's modules fill in the names."""
    select = _menu(
        key,
        "",
        [],
        comboboxProps={"width": "max-content", "position": "bottom-end"},
        searchable=True,
        limit=100,
        nothingFoundMessage="No match",
        size="xs",
        variant="unstyled",
        className="compact",
    )
    return [_head(key, select)]


def _chips(key: Key, config: Config) -> list[Component]:
    """A choice of any number of names."""
    chips = [
        dmc.Tooltip(
            html.Div(dmc.Chip(entry.label, value=entry.name, size="xs", variant="outline")),
            label=entry.help,
            multiline=True,
            w=240,
            openDelay=300,
        )
        for entry in entries(key)
    ]
    group = dmc.ChipGroup(chips, id=key.name, value=value(key, config), multiple=True)
    return [html.Div(group, className="chips", role="group", **labelled(f"Extra {label(key).lower()}s"))]


def _switch(key: Key, config: Config) -> list[Component]:
    return [_head(key, dmc.Switch(id=key.name, checked=bool(value(key, config)), size="sm"))]


def _list(key: Key, config: Config) -> list[Component]:
    """Numbers separated by commas."""
    short = getattr(key.kind, "most", 0) <= _SHORT_LIST
    text = _text(key, "", "number wide" if short else "number line")
    return [_head(key, text)] if short else [_head(key, None), text]


def _number(key: Key, config: Config) -> list[Component]:
    parameter, chosen = key.kind, value(key, config)
    assert isinstance(parameter, Parameter)
    head = _head(key, _text(key, "" if chosen is None else parameter.text(chosen), "number"))
    return [head, _slider(key.name, parameter, chosen)] if parameter.slider else [head]


def _text(key: Key, chosen: str, classes: str) -> Component:
    """A text box for one or several numbers. A number input would drop characters until it can read the rest."""
    text: Component = dmc.TextInput(
        id=key.name,
        value=chosen,
        placeholder=_empty(key) if getattr(key.kind, "optional", True) else "",
        attributes={"input": {"inputMode": _keyboard(key.kind)}},
        size="xs",
        variant="unstyled",
        autoComplete="off",
        className=classes,
        **_described(key),
    )
    return text


def _keyboard(kind: Any) -> str:
    """The keyboard that a phone shows: digits and a point, or everything where signs, commas or colons may occur."""
    single = isinstance(kind, Parameter) and not isinstance(kind, Numbers | ManualRates) and kind.low >= 0
    return "decimal" if single else "text"


def _described(key: Key) -> dict[str, Any]:
    """The help of a parameter, for those who cannot point at its label."""
    return {"aria-description": _help(key)}


def _help(key: Key) -> str:
    """The meaning of a parameter, and the range of a number; empty where a sentence explains the choice."""
    if not isinstance(key.kind, Parameter):
        return getattr(key.kind, "help", "")
    limits = "" if key.kind.flag else f" {key.kind.limits().capitalize()}."
    return key.kind.help + limits + _BESIDES.get(key.name, "")


def _head(key: Key, control: Component | None) -> Component:
    """Label and symbol left, control right; pointing at the label shows its help."""
    text = html.Label(label(key), htmlFor=key.name)
    explained = _help(key)
    tooltip = dmc.Tooltip(
        text,
        label=explained,
        disabled=not explained,
        multiline=True,
        w=240,
        position="bottom-start",
        openDelay=300,
        events={"hover": True, "focus": True, "touch": False},
    )
    symbol = [html.Span(id=ids.symbol(key.name), className="symbol")] if getattr(key.kind, "symbol", "") else []
    return html.Div([html.Div([tooltip, *symbol], className="term"), control], className="row-head")


def _empty(key: Key) -> str:
    found = _EMPTY_IN_HELP.search(getattr(key.kind, "help", ""))
    return _EMPTY.get(key.name) or (found[1] if found else "none")


_BODIES = {
    "choice": _compact,
    "several": _chips,
    "pick": _pick,
    "list": _list,
    "switch": _switch,
    "number": _number,
}


def _slider(name: str, parameter: Parameter, chosen: float | None) -> Component:
    assert parameter.slider is not None
    low, high = parameter.slider
    position = low if chosen is None else min(max(chosen, low), high)
    if parameter.scale == "log":
        low, high, position = math.log10(low), math.log10(high), math.log10(position)
    step = 1 if parameter.integer and parameter.scale == "linear" else (high - low) / _STEPS
    slider: Component = dmc.Slider(
        id=ids.slider(name),
        min=low,
        max=high,
        step=step,
        value=position,
        label=None,
        updatemode="drag",
        thumbLabel=parameter.label,
        size=3,
        # Large enough for a finger; the style sheet draws it smaller.
        thumbSize=24,
    )
    return slider
