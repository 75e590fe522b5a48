"""The events of the landscape: any plane or line, test functions, critical points and their curvature."""

import numpy as np
import pytest

from app.wire import COLUMNS
from solver.config.query import parse
from solver.functions import FUNCTIONS
from solver.planes import PLANES
from solver.report.scene import Scene
from solver.report.stability import Stability
from solver.surfaces.critical import critical_points
from solver.surfaces.slices import still
from solver.training.trainer import Training
from tests.app.client import column, one, surfaces, unpack

RACE = "epochs=20&2.opt=adam&objective_below=0.6"


def run(query: str) -> tuple[Training, list]:
    training = Training(parse(query))
    return training, list(training.run())


@pytest.mark.parametrize("kind", PLANES)
def test_every_plane_and_line_is_streamed_as_the_solver_has_it(stream, kind):
    events, scene = stream(f"{RACE}&plane={kind}&columns=theta,heights"), Scene.of(*run(f"{RACE}&plane={kind}"))
    surface = surfaces(events)[0]
    projection = one(events, "projection")
    plane, line = surface["plane"], PLANES[kind].dimensions == 1
    assert plane["kind"] == kind
    assert plane["labels"] == list(scene.plane.labels)
    assert plane["sentence"] == scene.sentence
    assert plane["through"] == scene.through
    assert (plane["explained"] is None) == (kind != "pca")
    assert (surface["v"] is None) == (projection["v"] is None) == line
    assert (unpack(surface["u"]) == scene.grid.u).all()
    drawn = next(scene.slices())
    assert surface["z"].dtype == np.float64
    assert (surface["z"] == drawn.z).all()
    assert (unpack(plane["origin"]) == drawn.plane.origin).all()
    assert (unpack(plane["directions"]) == drawn.plane.directions).all()
    for name in ("objective", "height", "distance"):
        assert unpack(projection[name]).tobytes() == getattr(scene.projection, name).tobytes()
    assert (unpack(projection["u"]) == scene.projection.coordinates[..., 0]).all()


@pytest.mark.parametrize("through", ["start", "end", "best", "epoch"])
def test_only_the_moving_slice_has_epochs_and_follows_someone(stream, through):
    found = surfaces(stream(f"{RACE}&through={through}&follow=2"))
    moving = through == "epoch"
    assert (len(found) > 1) == moving
    for surface in found:
        assert surface["follows"] == (1 if moving else None)
        assert (surface["epoch"] is not None) == moving
        assert surface["plane"]["through"] == through


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_streamed_without_data(stream, name):
    events = stream(f"function={name}&epochs=20&2.opt=adam&columns={','.join(COLUMNS)}")
    head, function = one(events, "run"), FUNCTIONS[name]
    options = head["config"]["problem"]["options"]
    assert head["data"] is None
    assert head["parameters"] == list(function.names)
    assert head["function"]["domain"] == [list(side) for side in function.domain]
    minima = function.minima(options)
    assert (unpack(head["function"]["minima"]) == minima).all()
    assert (unpack(head["function"]["values"]) == function.value(minima, options)).all()
    frames = [e.data for e in events if e.kind == "frames"]
    absent = {"train_loss", "test_loss", "train_accuracy", "test_accuracy", "field", "boundary"}
    assert not absent & set(frames[0])
    theta, objective = column(events, "theta"), column(events, "objective")
    assert (objective == function.value(theta, options)).all()
    (surface,) = surfaces(events)
    assert surface["epoch"] is None
    u, z = unpack(surface["u"]), surface["z"]
    at = (u[9],) if surface["v"] is None else (u[9], unpack(surface["v"])[4])
    assert z[(9,) if surface["v"] is None else (4, 9)] == function.value(np.array(at), options)
    for row in one(events, "report")["contenders"]:
        assert (row["classification"], row["confusion"]) == (None, None)


def test_columns_that_a_function_does_not_have_are_not_sent(stream):
    events = stream("function=himmelblau&epochs=3&columns=objective,field,test_accuracy")
    assert {name for e in events if e.kind == "frames" for name in e.data} == {"first", "last", "objective"}


def test_what_is_critical_is_said_slice_by_slice(stream):
    found = one(stream("function=himmelblau"), "critical")
    assert found["epochs"] == [None]
    assert sorted(found["kind"]) == ["maximum", *["minimum"] * 4, *["saddle"] * 4]
    assert sum(found["lowest"]) == 4
    training, recorded = run("function=himmelblau")
    scene = Scene.of(training, recorded)
    drawn = still(training.problem.train, scene.plane, scene.grid)
    direct = critical_points(training.problem.train, [drawn.plane], scene.grid, [drawn.z])
    assert (unpack(found["u"]) == direct.coordinates[:, 0]).all()
    assert (unpack(found["v"]) == direct.coordinates[:, 1]).all()
    assert (unpack(found["objective"]) == direct.objective).all()


def test_a_moving_slices_critical_points_say_which_slice_they_are_on(stream):
    events = stream("plane=weight&epochs=30")
    found, slices = one(events, "critical"), surfaces(events)
    assert found["epochs"] == [surface["epoch"] for surface in slices]
    assert found["v"] is None
    places = unpack(found["slice"])
    assert set(places.tolist()) <= set(range(len(slices)))
    assert len(places) == len(found["kind"]) == len(found["lowest"]) > 0


def test_a_profile_has_no_critical_points_of_its_own(stream):
    found = one(stream("through=best&epochs=5&resolution=21"), "critical")
    assert found["kind"] == []


def test_the_curvature_is_that_along_everybodys_trail(stream):
    found, direct = one(stream(RACE), "curvature"), Stability.of(*run(RACE))
    assert found["epochs"] == direct.epochs
    assert found["limit"] == [2.0, None]
    for name, values in (("largest", direct.largest), ("smallest", direct.smallest), ("condition", direct.condition)):
        assert unpack(found[name]).tobytes() == values.tobytes()
    assert unpack(found["stability"]).tobytes() == direct.product.tobytes()
