"""The wire format: a run as a sequence of events, each one strict JSON object.

The sequence is a function of the request alone. So an event is identified by its place, and a cut stream can
resume anywhere. docs/stream.md documents the events for other programs.
"""

import pathlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np

from app import packing
from app.packing import Differences
from app.sent_slices import SentSlices
from solver import engine, stopping
from solver.arrays import Array
from solver.config import Classification, FunctionProblem, RunConfig
from solver.config.query import LONGEST, serialise
from solver.curvature.gradient_check import TOLERANCE, GradientCheck
from solver.effort import REPORT, Effort, nothing
from solver.functions import FUNCTIONS
from solver.model.boundary import FieldGrid
from solver.report import diagnostics
from solver.report.explanation import explain
from solver.report.gradients import OwnGradient, own_gradients
from solver.report.limits import Limit, limits
from solver.report.motion import Motion
from solver.report.scene import Scene
from solver.report.stability import Stability
from solver.surfaces.critical import CriticalPoints
from solver.surfaces.slices import Slice
from solver.training.labels import labels
from solver.training.trainer import COLUMNS as SCALARS
from solver.training.trainer import Frames, Training, brief, chunk_length

PROTOCOL = 2
# The column that asks for the slices' heights as they were computed, instead of as levels.
HEIGHTS = "heights"
COLUMNS = (*SCALARS, "theta", "field", HEIGHTS)
# Of more parameters than this, trails are sent only where `theta` is asked for, and planes of more than the other:
# they would be most of the stream.
MOST_PARAMETERS, MOST_PLANE_PARAMETERS = 64, 1000
# Kinds of events that a stream has at most once: all but frames and surfaces.
_ONCE = 11
# The axes of a field along which its differences are mostly 0: the epochs, then the columns.
_ALONG_FIELDS = (1, 3)
# The modules outside the solver that have a say in the events.
_WRITERS = tuple(pathlib.Path(__file__).with_name(name) for name in ("packing.py", "sent_slices.py", "wire.py"))


@dataclass(frozen=True)
class Event:
    """An event: its kind, and its data with arrays still as arrays."""

    kind: str
    data: dict[str, Any]

    def json(self) -> str:
        """The data as strict JSON, arrays packed; ValueError for a scalar that is not finite."""
        return packing.packed(self.data)


def fingerprint() -> str:
    """The fingerprint of the engine and of the modules that write events, which together decide what a stream holds."""
    return engine.fingerprint(*_WRITERS)


def events(
    config: RunConfig, asked: Sequence[str] | None = None, look: Callable[[], None] = nothing
) -> Iterator[Event]:
    """The events of a run, as it is computed; `asked` are the columns of its frames (None: the usual ones).

    While it computes it calls `look` at least every 50 ms, which may block, and may raise whatever ends the run.
    """
    return counted(config, asked, Effort(look))


def counted(config: RunConfig, asked: Sequence[str] | None, effort: Effort) -> Iterator[Event]:
    """The same events; `effort` counts and bounds what they cost."""
    training = Training(config, effort)
    columns = usual_columns(training) if asked is None else asked
    whole = "theta" in columns or len(training.problem.names) <= MOST_PLANE_PARAMETERS
    sent = SentSlices(as_computed=HEIGHTS in columns)
    grid = _field_grid(training)
    yield _run(training, grid)
    recorded, held = [], _landscape_first(config)
    for frames in training.run():
        recorded.append(frames)
        if not held:
            yield _frames(training, grid, frames, columns)
    found = limits(training, recorded)
    report = _report(training, recorded, found), _limits(found)
    if not held:
        yield from report
    scene = Scene.of(training, recorded)
    landscape = _landscape(scene, sent, whole)
    if held:
        yield from islice(landscape, 1 + scene.outline)
        for frames in recorded:
            yield _frames(training, grid, frames, columns)
        yield from report
    del grid  # megabytes, which nobody needs any more
    yield from landscape
    yield _curvature(Stability.of(training, recorded))
    yield _motion(Motion.of(training, recorded, scene))
    own = own_gradients(training, recorded, scene)
    if own:
        yield _gradients(own)
    yield Event("done", {})


def _landscape_first(config: RunConfig) -> bool:
    """True if a run's first slices are there so soon that they are sent before its frames, which take longer to send.

    Training is brief, and no slice is a profile, whose search is long.
    """
    return brief(config) and config.slice_through != "best"


def most_events(config: RunConfig) -> int:
    """The most events that a run's stream can have, known before it is computed."""
    return -(-(config.epochs + 1) // chunk_length(config)) + config.landscape.slices + 2 + _ONCE


def usual_columns(training: Training) -> tuple[str, ...]:
    """The columns that are sent by default."""
    left_out = {HEIGHTS} if _few(training) else {HEIGHTS, "theta"}
    return tuple(name for name in COLUMNS if name not in left_out)


def _field_grid(training: Training) -> FieldGrid | None:
    """The grid of the decision boundary's field; None for a test function."""
    config, data = training.config, training.problem.data
    if data is None or not isinstance(config.problem, Classification):
        return None
    return FieldGrid.around(data.drawn, data.classes, config.problem.features, config.epochs, data.points)


def _few(training: Training) -> bool:
    return len(training.problem.names) <= MOST_PARAMETERS


def _run(training: Training, grid: FieldGrid | None) -> Event:
    config = training.config
    query = serialise(config)
    return Event(
        "run",
        {
            "protocol": PROTOCOL,
            "engine": fingerprint(),
            "config": config.model_dump(mode="json"),
            "query": query,
            "link": len(query) <= LONGEST,
            "contenders": [
                {"label": label, "colour": place, "number": place + 1}
                for label, place in zip(labels(config), config.places, strict=True)
            ],
            "parameters": list(training.problem.names),
            "epochs": config.epochs,
            "data": _data(training, grid),
            "function": _function(config),
        },
    )


def _data(training: Training, grid: FieldGrid | None) -> dict[str, Any] | None:
    """The points and the field's frame; None for a test function."""
    data, problem = training.problem.data, training.config.problem
    if data is None or grid is None or isinstance(problem, FunctionProblem):
        return None
    return {
        "points": data.points,
        "labels": data.labels.astype(np.uint8),
        "ids": data.ids,
        "samples": len(data.drawn),
        "edited": bool(problem.edits),
        "train": data.train,
        "classes": data.classes,
        "levels": grid.levels,
        "extent": [grid.x[0], grid.x[-1], grid.y[0], grid.y[-1]],
    }


def _function(config: RunConfig) -> dict[str, Any] | None:
    """A test function's domain and known global minima; None for data."""
    if not isinstance(config.problem, FunctionProblem):
        return None
    function, options = FUNCTIONS[config.problem.function], config.problem.options
    minima = function.minima(options)
    return {
        "name": function.name,
        "domain": function.domain,
        "minima": minima,
        "values": function.value(minima, options),
    }


def _frames(training: Training, grid: FieldGrid | None, frames: Frames, columns: Sequence[str]) -> Event:
    data: dict[str, Any] = {"first": frames.first, "last": frames.last}
    data |= {name: frames.columns[name] for name in training.columns if name in columns}
    if "theta" in columns:
        data["theta"] = frames.theta
    problem = training.config.problem
    if "field" in columns and grid is not None and isinstance(problem, Classification):
        fields = [grid.field(problem.network, theta, training.effort) for theta in frames.theta]
        data["field"] = Differences(np.stack([field.winner for field in fields]), _ALONG_FIELDS)
        data["boundary"] = [{"points": field.points, "lines": field.lines, "frames": field.frames} for field in fields]
    return Event("frames", data)


@np.errstate(all="ignore")  # the last frame of a run that diverged is not finite
def _report(training: Training, recorded: Sequence[Frames], limited: Sequence[Limit]) -> Event:
    rows = []
    for k, outcome in enumerate(training.outcomes):
        assert outcome is not None
        found = explain(training, k, recorded, limited[k])
        said = {
            "stopped": outcome.reason,
            "ended": stopping.ended(outcome.reason),
            "epoch": outcome.epoch,
            **found._asdict(),
            "remedy": found.remedy and {"text": found.remedy.text, "changes": dict(found.remedy.changes)},
        }
        rows.append(said | _classified(training, recorded[-1].theta[k, -1]))
    untried = "Not every remedy was tried: more trial runs would exceed the computing budget of this run."
    return Event("report", {"contenders": rows, "left_out": untried if REPORT in training.effort.short else None})


def _limits(found: Sequence[Limit]) -> Event:
    rows = [
        {
            "limit": each.rate,
            "reason": each.reason,
            "sentence": each.sentence,
            "holds": each.holds,
            "product": each.product,
            "settled": None if each.settled is None else asdict(each.settled),
            "beyond": each.beyond,
        }
        for each in found
    ]
    return Event("limits", {"contenders": rows})


def _classified(training: Training, theta: Array) -> dict[str, Any]:
    """How well the test half is classified under theta (P,); None for a test function."""
    data, test = training.problem.data, training.problem.test
    if data is None or test is None:
        return {"classification": None, "confusion": None}
    labels, predicted = data.test[1], test.predictions(theta)
    return {
        "classification": diagnostics.classification_report(labels, predicted, data.classes),
        "confusion": diagnostics.confusion_matrix(labels, predicted, data.classes),
    }


def _landscape(scene: Scene, sent: SentSlices, whole: bool) -> Iterator[Event]:
    """The landscape's events: projection, slices, critical points. `whole` sends the planes' vectors as well."""
    yield _projection(scene)
    slices = []
    for slice_ in scene.slices():
        slices.append(slice_)
        yield Event("surface", sent.next(_surface(scene, slice_, whole)))
    yield _critical(scene.critical(slices), slices)


def _surface(scene: Scene, slice_: Slice, whole: bool) -> dict[str, Any]:
    plane: dict[str, Any] = {
        "kind": scene.training.config.plane.kind,
        "labels": list(slice_.plane.labels),
        "sentence": scene.said(slice_),
        "explained": None if scene.explained is None else scene.explained.tolist(),
        "through": scene.through,
    }
    if whole:
        plane |= {"origin": slice_.plane.origin, "directions": slice_.plane.directions}
    return {
        "plane": plane,
        "u": slice_.grid.u,
        "v": slice_.grid.v,
        "z": slice_.z,
        "epoch": slice_.epoch,
        "follows": scene.follows,
        "left_out": slice_.left_out,
    }


def _projection(scene: Scene) -> Event:
    projection, coarse = scene.projection, any(path.coarse for path in scene.paths)
    return Event(
        "projection",
        {
            "first": int(projection.epochs[0]),
            "last": int(projection.epochs[-1]),
            "epochs": projection.epochs,
            **_uv(projection.coordinates),
            "objective": projection.objective,
            "height": projection.height,
            "distance": projection.distance,
            "left_out": "Some paths between epochs are drawn as straight lines: more would exceed the computing budget."
            if coarse
            else None,
        },
    )


def _critical(found: CriticalPoints, slices: Sequence[Slice]) -> Event:
    return Event(
        "critical",
        {
            "epochs": [slice_.epoch for slice_ in slices],
            "slice": found.slice.astype(np.int32),
            **_uv(found.coordinates),
            "objective": found.objective,
            "kind": list(found.kind),
            "lowest": found.lowest.tolist(),
            "left_out": found.left_out,
        },
    )


def _uv(coordinates: Array) -> dict[str, Any]:
    """Coordinates (..., D) by name; on a line `v` is None."""
    return {"u": coordinates[..., 0], "v": coordinates[..., 1] if coordinates.shape[-1] > 1 else None}


def _curvature(found: Stability) -> Event:
    return Event(
        "curvature",
        {
            "epochs": found.epochs,
            "largest": found.largest,
            "smallest": found.smallest,
            "condition": found.condition,
            "stability": found.product,
            "limit": found.limits,
            "left_out": found.left_out,
        },
    )


def _motion(found: Motion) -> Event:
    arrows = {name: getattr(found, name) for name in ("gradient", "velocity", "step", "newton")}
    return Event(
        "motion",
        {
            "epochs": np.array(found.epochs, dtype=np.int32),
            "arrows": {name: {**_uv(arrow.coordinates), "length": arrow.length} for name, arrow in arrows.items()},
            "slots": found.slots,
            "left_out": found.left_out,
        },
    )


def _gradients(found: Sequence[OwnGradient]) -> Event:
    rows = [
        {
            "contender": own.contender,
            "mistake": own.mistake,
            "epochs": np.array(own.epochs, dtype=np.int32),
            **_uv(own.arrow.coordinates[0]),
            "length": own.arrow.length[0],
            "angle": own.angle,
            "ratio": own.ratio,
            "check": own.check and _check(own.check),
            "left_out": own.left_out,
        }
        for own in found
    ]
    return Event("gradients", {"contenders": rows})


def _check(found: GradientCheck) -> dict[str, Any]:
    """A gradient check: its verdict, the worst parameter with both its derivatives, and the error by step."""
    worst = found.worst
    return {
        "passed": found.passed,
        "tolerance": TOLERANCE,
        "step": found.step,
        "worst": found.worst_name,
        "values": np.array([found.analytic[worst], found.numerical[worst], found.error[worst]]),
        "steps": found.steps,
        "errors": found.by_step,
    }
