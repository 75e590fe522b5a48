"""What goes over the wire: a run as a sequence of events, each one strict JSON object.

The sequence is a function of the request alone, so that an event is told by its place in it and a cut stream
can go on anywhere. README.md documents the events for other programs.
"""

import base64
import json
import pathlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver import diagnostics, engine
from solver.boundary import FieldGrid
from solver.config import RunConfig
from solver.landscape import Grid, Slice
from solver.optimizers import OPTIMIZERS
from solver.projection import Projection
from solver.query import serialise
from solver.scene import Scene
from solver.trainer import COLUMNS as SCALARS
from solver.trainer import Frames, Training

PROTOCOL = 1
COLUMNS = (*SCALARS, "theta", "field")
# Of more parameters than this, vectors are sent only where `theta` is asked for: they would be most of the stream.
MOST_PARAMETERS = 64
# The contender whose slice is drawn.
FOLLOWED = 0


@dataclass(frozen=True)
class Event:
    """An event's kind and what it says, arrays still as arrays."""

    kind: str
    data: dict[str, Any]

    def json(self) -> str:
        """The data as strict JSON, arrays packed; ValueError for a scalar that is not finite."""
        return json.dumps(self.data, default=_pack, allow_nan=False, separators=(",", ":"))


def fingerprint() -> str:
    """That of the engine and of this module, which decides what each place in a stream holds."""
    return engine.fingerprint(pathlib.Path(__file__))


def events(config: RunConfig, asked: Sequence[str] | None = None) -> Iterator[Event]:
    """The events of a run, as it is computed; `asked` are the columns of its frames (None: the usual ones)."""
    training = Training(config)
    columns = usual_columns(training) if asked is None else asked
    whole = "theta" in columns or _few(training)
    data = training.problem.data
    grid = FieldGrid.around(data.points, data.classes, config.problem.features, config.epochs)
    yield _run(training, grid)
    recorded = []
    for frames in training.run():
        recorded.append(frames)
        yield _frames(training, grid, frames, columns)
    yield from _landscape(Scene.of(training, recorded, FOLLOWED), whole)
    yield _report(training, recorded[-1])
    yield Event("done", {})


def usual_columns(training: Training) -> tuple[str, ...]:
    """The columns that are sent where none are asked for."""
    return COLUMNS if _few(training) else tuple(name for name in COLUMNS if name != "theta")


def _few(training: Training) -> bool:
    return len(training.problem.names) <= MOST_PARAMETERS


def _run(training: Training, grid: FieldGrid) -> Event:
    config, data = training.config, training.problem.data
    return Event(
        "run",
        {
            "protocol": PROTOCOL,
            "engine": fingerprint(),
            "config": config.model_dump(mode="json"),
            "query": serialise(config),
            "contenders": [
                {"label": OPTIMIZERS[c.optimizer].label, "colour": k} for k, c in enumerate(config.contenders)
            ],
            "parameters": list(training.problem.names),
            "epochs": config.epochs,
            "data": {
                "points": data.points,
                "labels": data.labels.astype(np.uint8),
                "train": data.train,
                "classes": data.classes,
                "levels": grid.levels,
                "extent": [grid.x[0], grid.x[-1], grid.y[0], grid.y[-1]],
            },
        },
    )


def _frames(training: Training, grid: FieldGrid, frames: Frames, columns: Sequence[str]) -> Event:
    data: dict[str, Any] = {"first": frames.first, "last": frames.last}
    data |= {name: frames.columns[name] for name in SCALARS if name in columns}
    if "theta" in columns:
        data["theta"] = frames.theta
    if "field" in columns:
        fields = [grid.field(training.problem.train.network, theta) for theta in frames.theta]
        data["field"] = np.stack([field.winner for field in fields])
        data["boundary"] = [{"points": field.points, "lines": field.lines, "frames": field.frames} for field in fields]
    return Event("frames", data)


@np.errstate(all="ignore")  # the last frame of a run that diverged is not finite
def _report(training: Training, last: Frames) -> Event:
    problem = training.problem
    _, labels = problem.data.test
    rows = []
    for k, outcome in enumerate(training.outcomes):
        assert outcome is not None
        predicted = problem.test.predictions(last.theta[k, -1])
        rows.append(
            {
                "stopped": outcome.reason,
                "epoch": outcome.epoch,
                "sentence": diagnostics.explain(training.config, k, outcome, last),
                "classification": diagnostics.classification_report(labels, predicted, problem.data.classes),
                "confusion": diagnostics.confusion_matrix(labels, predicted, problem.data.classes),
            }
        )
    return Event("report", {"contenders": rows})


def _landscape(scene: Scene, whole: bool) -> Iterator[Event]:
    """Where everybody is in the followed contender's slices, and the slices, their planes `whole` or only named."""
    yield _projection(scene.projection)
    for slice_ in scene.slices():
        yield _surface(slice_, scene.grid, whole)


def _surface(slice_: Slice, grid: Grid, whole: bool) -> Event:
    plane: dict[str, Any] = {"labels": list(slice_.plane.labels)}
    if whole:
        plane |= {"origin": slice_.plane.origin, "directions": slice_.plane.directions}
    return Event(
        "surface",
        {
            "plane": plane,
            "u": grid.u,
            "v": grid.v,
            "z": slice_.z,
            "epoch": slice_.epoch,
            "follows": FOLLOWED,
        },
    )


def _projection(projection: Projection) -> Event:
    return Event(
        "projection",
        {
            "first": int(projection.epochs[0]),
            "last": int(projection.epochs[-1]),
            "epochs": projection.epochs,
            "u": projection.u,
            "v": projection.v,
            "objective": projection.objective,
            "height": projection.height,
            "distance": projection.distance,
        },
    )


def _pack(value: Any) -> Any:
    """An array as base64 of its little-endian bytes, row by row."""
    if isinstance(value, np.ndarray):
        array: NDArray[Any] = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        data = base64.b64encode(array.data if array.size else b"").decode("ascii")
        return {"dtype": array.dtype.str, "shape": list(array.shape), "data": data}
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"cannot send a {type(value).__name__}")
