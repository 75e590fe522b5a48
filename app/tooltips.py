"""A sentence for who points at a control or comes to it by keyboard."""

import dash_mantine_components as dmc
from dash.development.base_component import Component


def explained(sentence: str, control: Component) -> Component:
    """The control with its sentence; a finger, which would use it at once, does not call for it."""
    tooltip: Component = dmc.Tooltip(
        control,
        label=sentence,
        multiline=True,
        w=220,
        openDelay=400,
        events={"hover": True, "focus": True, "touch": False},
    )
    return tooltip
