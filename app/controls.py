"""From a definition to its control: what a parameter says of itself decides how it looks."""

import math
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from app import ids
from solver.optimizers import OPTIMIZERS
from solver.parameters import Parameter
from solver.query import CONTENDER, PROBLEM, RUN, Key
from solver.registry import Registry

# What falls back to its default when something else changes: another optimizer or loss wants another rate.
RESETS = {"opt": ["lr", *(p.name for o in OPTIMIZERS.values() for p in o.parameters)], "loss": ["lr"]}
_STEPS = 200


def keys() -> dict[str, Key]:
    """Every name of the query string that has one value."""
    return PROBLEM | CONTENDER | RUN


def specification(names: list[str]) -> dict[str, dict[str, Any]]:
    """What the page's modules must know of the controls: where a value is in the configuration, its scale."""
    return {name: _specification(keys()[name]) for name in names}


def _specification(key: Key) -> dict[str, Any]:
    prefix = ["problem"] if key.name in PROBLEM else ["contenders", 0] if key.name in CONTENDER else []
    log = isinstance(key.kind, Parameter) and key.kind.scale == "log"
    return {
        "path": [*prefix, *key.path],
        "typed": isinstance(key.kind, Parameter),
        "slider": isinstance(key.kind, Parameter) and key.kind.slider is not None,
        "log": log,
        "integer": isinstance(key.kind, Parameter) and key.kind.integer,
        "resets": RESETS.get(key.name, []),
        "only": [o.name for o in OPTIMIZERS.values() if key.name in o.defaults()],
    }


def labels() -> dict[str, dict[str, str]]:
    """The labels of every registry that a name of the query string chooses from."""
    choices = {name: key.kind for name, key in keys().items() if isinstance(key.kind, Registry)}
    return {name: {e.name: e.label for e in registry.values()} for name, registry in choices.items()}


def labelled(label: str) -> dict[str, Any]:
    """The property that names a component for those who do not see it; no Python keyword can."""
    return {"aria-label": label}


def control(name: str) -> Component:
    """The control of a name of the query string: label, input, perhaps a slider, a place for a refusal."""
    key = keys()[name]
    body = _choice(key) if isinstance(key.kind, Registry) else _number(key, key.kind)
    return html.Div(
        [*body, html.Div(id=ids.error(name), className="refusal", role="alert")],
        id=ids.row(name),
        className="row",
    )


def _choice(key: Key) -> list[Component]:
    registry = key.kind
    assert isinstance(registry, Registry)
    label = registry.noun.capitalize()
    return [
        dmc.Select(
            id=key.name,
            data=[{"value": entry.name, "label": entry.label} for entry in registry.values()],
            value=next(iter(registry)),
            allowDeselect=False,
            size="sm",
            **labelled(label),
        )
    ]


def _number(key: Key, parameter: Parameter) -> list[Component]:
    head = html.Div(
        [
            dmc.Tooltip(
                html.Label(parameter.label, htmlFor=key.name),
                label=parameter.help,
                multiline=True,
                w=240,
                position="bottom-start",
                openDelay=300,
                events={"hover": True, "focus": True, "touch": False},
            ),
            dmc.NumberInput(
                id=key.name,
                value=parameter.default if parameter.default is not None else "",
                placeholder=_placeholder(key.name) if parameter.optional else "",
                hideControls=True,
                allowDecimal=not parameter.integer,
                allowNegative=parameter.low < 0,
                clampBehavior="none",
                size="xs",
                variant="unstyled",
                className="number",
            ),
        ],
        className="row-head",
    )
    return [head, _slider(key.name, parameter)] if parameter.slider else [head]


def _placeholder(name: str) -> str:
    return {"batch": "all", "seed": "tutorial"}.get(name, "never")


def _slider(name: str, parameter: Parameter) -> Component:
    assert parameter.slider is not None
    low, high = parameter.slider
    if parameter.scale == "log":
        low, high = math.log10(low), math.log10(high)
    step = 1 if parameter.integer and parameter.scale == "linear" else (high - low) / _STEPS
    slider: Component = dmc.Slider(
        id=ids.slider(name),
        min=low,
        max=high,
        step=step,
        value=low,
        label=None,
        updatemode="drag",
        thumbLabel=parameter.label,
        size=3,
        thumbSize=15,
    )
    return slider
