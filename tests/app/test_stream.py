import json

import numpy as np
import pytest

from app import wire
from app.wire import COLUMNS, SCALARS
from solver.config.query import parse, serialise
from solver.model.boundary import FieldGrid
from solver.training.problem import Problem
from solver.training.trainer import train
from tests.app.client import arrays, column, one, surfaces, unpack

RACE = "epochs=50&2.opt=adam&2.batch=16&3.opt=momentum&3.batch=50&objective_below=0.6"


LONG = "data=moons&samples=3000&epochs=60&model=mlp"


@pytest.mark.parametrize(
    ("query", "outline"),
    [
        *[("", 2), (RACE, 2), ("epochs=1", 2), ("objective_below=1000", 1), ("lr=1e308", 1), ("through=end", 1)],
        *[("function=himmelblau", 1), (LONG, 0), ("through=best&epochs=5&resolution=21", 0)],
    ],
)
def test_events_come_in_their_order_with_ids_that_count(stream, query, outline):
    events = stream(query)
    kinds = [e.kind for e in events]
    frames, slices = ["frames"] * kinds.count("frames"), ["surface"] * kinds.count("surface")
    # A landscape that is there at once comes first; of a long run, the frames as they are computed.
    begin = ["projection", *slices[:outline]] if outline else []
    rest = slices[outline:] if outline else ["projection", *slices]
    assert kinds == ["run", *begin, *frames, "report", "limits", *rest, "critical", "curvature", "motion", "done"]
    assert frames
    assert slices
    assert [e.id for e in events] == [f"{wire.fingerprint()}-{i}" for i in [*range(len(events) - 1), "end"]]


@pytest.mark.parametrize(("query", "last"), [("", 100), (RACE, 50), ("epochs=1", 1), ("objective_below=1000", 0)])
def test_every_epoch_comes_once_and_in_order(stream, query, last):
    spans = [(e.data["first"], e.data["last"]) for e in stream(query) if e.kind == "frames"]
    assert [e for first, end in spans for e in range(first, end + 1)] == list(range(last + 1))


def test_the_default_run_has_the_tutorials_numbers(stream):
    events = stream()
    objective = column(events, "objective")[0]
    assert [f"{objective[e]:.7f}" for e in (0, 99, 100)] == ["194.3629849", "0.4478966", "0.4463739"]


@pytest.mark.parametrize("query", ["", RACE, "lr=1e308&loss=cross_entropy&2.opt=adam"])
def test_what_is_streamed_is_what_the_solver_says_bit_for_bit(stream, query):
    events, frames = stream(query), list(train(parse(query)))
    for name in (*SCALARS, "theta"):
        sent = column(events, name)
        assert sent.dtype == np.dtype("<f8")
        assert sent.tobytes() == np.stack([getattr(f, name) for f in frames], axis=1).tobytes()


def test_field_and_boundary_are_those_of_the_frames_parameters(stream):
    events = stream(RACE)
    problem = Problem.of(parse(RACE))
    grid = FieldGrid.around(problem.data.points, problem.data.classes, (), 50)
    for event in events:
        if event.kind != "frames":
            continue
        field, theta = unpack(event.data["field"]), unpack(event.data["theta"])
        assert field.dtype == np.uint8
        assert field.shape == (*theta.shape[:2], len(grid.y), len(grid.x))
        for k in range(3):
            expected, sent = grid.field(problem.train.network, theta[k]), event.data["boundary"][k]
            assert (field[k] == expected.winner).all()
            for name in ("points", "lines", "frames"):
                assert (unpack(sent[name]) == getattr(expected, name)).all()


def test_the_run_event_says_all_that_the_page_must_know(stream):
    run = one(stream(RACE), "run")
    config = parse(RACE)
    assert run["protocol"] == wire.PROTOCOL
    assert run["engine"] == wire.fingerprint()
    assert run["config"] == config.model_dump(mode="json")
    assert run["query"] == serialise(config)
    assert [c["label"] for c in run["contenders"]] == ["Gradient descent", "Adam", "Momentum"]
    assert [c["colour"] for c in run["contenders"]] == [0, 1, 2]
    assert [c["number"] for c in run["contenders"]] == [1, 2, 3]
    assert run["parameters"] == ["w1", "w2", "b"]
    assert run["epochs"] == 50
    data = Problem.of(config).data
    assert (unpack(run["data"]["points"]) == data.points).all()
    assert (unpack(run["data"]["labels"]) == data.labels).all()
    assert run["data"]["train"] == 500
    west, east, south, north = run["data"]["extent"]
    assert west < data.points[:, 0].min() < data.points[:, 0].max() < east
    assert south < data.points[:, 1].min() < data.points[:, 1].max() < north


def test_who_is_switched_off_is_not_sent_and_the_others_keep_colour_and_number(stream):
    whole, without = stream(RACE), stream(f"{RACE}&2.off=1")
    run = one(without, "run")
    assert [tuple(c.values()) for c in run["contenders"]] == [("Gradient descent", 0, 1), ("Momentum", 2, 3)]
    assert len(run["config"]["contenders"]) == 3
    assert (column(without, "theta") == column(whole, "theta")[[0, 2]]).all()
    assert len(one(without, "report")["contenders"]) == 2


def test_a_surface_says_where_it_is_and_whom_it_follows(stream):
    events = stream()
    trail = column(events, "theta")[0]
    epochs = set()
    for surface in surfaces(events):
        u, v = (unpack(surface[name]) for name in "uv")
        assert surface["z"].shape == (len(v), len(u)) == (61, 61)
        assert surface["follows"] == 0
        assert surface["plane"]["labels"] == ["w1", "w2"]
        assert unpack(surface["plane"]["directions"]).tolist() == [[1, 0, 0], [0, 1, 0]]
        low, share = int(surface["epoch"]), surface["epoch"] % 1
        theta = trail[low] * (1 - share) + trail[min(low + 1, 100)] * share
        np.testing.assert_allclose(unpack(surface["plane"]["origin"]), [0, 0, theta[2]], rtol=1e-12)
        epochs.add(surface["epoch"])
    assert {0, 100} < epochs


def test_the_projection_has_a_column_for_every_whole_epoch(stream):
    events = stream(RACE)
    projection = one(events, "projection")
    epochs = unpack(projection["epochs"])
    assert (projection["first"], projection["last"]) == (0, 50)
    assert set(range(51)) <= set(epochs.tolist())
    theta = column(events, "theta")
    whole = np.searchsorted(epochs, np.arange(51))
    assert (unpack(projection["u"])[:, whole] == theta[:, :, 0]).all()
    assert (unpack(projection["v"])[:, whole] == theta[:, :, 1]).all()


def test_the_report_has_a_row_a_contender(stream):
    events = stream(RACE)
    rows = one(events, "report")["contenders"]
    assert len(rows) == 3
    for k, row in enumerate(rows):
        assert row["stopped"] in ("objective_below", "epochs")
        assert f"{row['epoch']}" in row["sentence"]
        assert row["classification"]["0"]["support"] + row["classification"]["1"]["support"] == 500
        right = sum(row["confusion"][c][c] for c in range(2))
        assert right / 500 == column(events, "test_accuracy")[k, -1]


@pytest.mark.parametrize("query", ["", "lr=1e308", "lr=1e308&2.opt=adam&loss=cross_entropy", "start=1e6,1e6,1e6"])
def test_every_event_is_strict_json_and_every_array_decodes(stream, query):
    found = 0
    for event in stream(query):
        assert "\n" not in event.text
        for packed in arrays(event.data):
            assert packed["dtype"] in ("<f8", "<f4", "<i4", "|u1")
            assert unpack(packed).size == np.prod(packed["shape"], dtype=int)
            found += 1
    assert found > 10


@pytest.mark.parametrize("opt", ["gradient_descent", "momentum", "nesterov", "adam"])
def test_a_run_that_diverges_is_no_error(stream, opt):
    events = stream(f"lr=1e308&opt={opt}")
    theta, objective = column(events, "theta")[0], column(events, "objective")[0]
    finite = np.isfinite(theta).all(axis=-1) & np.isfinite(objective)
    assert finite[:-1].all()
    assert not finite[-1]
    (row,) = one(events, "report")["contenders"]
    assert (row["stopped"], row["epoch"]) == ("diverged", len(finite) - 1)
    assert row["cause"] == "diverged"


@pytest.mark.parametrize("columns", ["theta", "field", "objective,test_accuracy", ",".join(COLUMNS)])
def test_columns_chooses_what_frames_hold(stream, columns):
    events = stream(f"epochs=21&columns={columns}&lr=0.01")
    named = set(columns.split(",")) - {"heights"}
    expected = {"first", "last", *named} | ({"boundary"} if "field" in columns else set())
    for event in events:
        if event.kind == "frames":
            assert set(event.data) == expected
    assert one(events, "run")["query"] == "v=1&lr=0.01&epochs=21"


SMALL = "model=mlp&hidden=16&loss=cross_entropy&data=moons&samples=60&epochs=3"
LARGE = "model=mlp&hidden=32,32,32&loss=cross_entropy&data=moons&samples=60&epochs=1&resolution=21"


def parameters(events) -> int:
    return len(one(events, "run")["parameters"])


@pytest.mark.parametrize(("query", "count", "whole"), [(SMALL, 65, True), (LARGE, 2241, False)])
def test_of_many_parameters_only_the_names_are_sent_and_planes_up_to_a_thousand(stream, query, count, whole):
    events = stream(query)
    assert parameters(events) == count
    for event in events:
        if event.kind == "frames":
            assert set(event.data) == {"first", "last", *COLUMNS, "boundary"} - {"theta", "heights"}
    for surface in surfaces(events):
        assert surface["plane"]["labels"] == ["w1.1.1", "w1.1.2"]
        assert ("origin" in surface["plane"]) == ("directions" in surface["plane"]) == whole


@pytest.mark.parametrize(("query", "count"), [(SMALL, 65), (LARGE, 2241)])
def test_many_parameters_are_sent_where_they_are_asked_for(stream, query, count):
    events = stream(f"{query}&columns=theta")
    assert column(events, "theta").shape[-1] == count
    for surface in surfaces(events):
        assert unpack(surface["plane"]["origin"]).shape == (count,)
        assert unpack(surface["plane"]["directions"]).shape == (2, count)


def test_up_to_sixty_four_parameters_are_sent_unasked(stream):
    events = stream("data=spirals&arms=4&features=x1_squared,x2_squared,x1_x2,sin_x1,sin_x2&samples=60&epochs=2")
    assert parameters(events) == 32
    assert column(events, "theta").shape[-1] == 32


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_a_byte_of_the_field_says_class_and_level(stream, classes):
    events = stream(f"data=gaussian_quantiles&classes={classes}&samples=120&epochs=2&loss=cross_entropy&opt=adam")
    data = one(events, "run")["data"]
    assert (data["classes"], data["levels"]) == (classes, 256 // classes)
    field = column(events, "field")
    assert field.max() < classes * data["levels"]
    assert len(set(unpack(data["labels"]).tolist())) == classes


@pytest.mark.parametrize("value", [np.nan, np.float64(np.inf), -np.inf])
def test_a_scalar_that_no_json_can_say_is_never_sent(value):
    with pytest.raises(ValueError, match="JSON"):
        wire.Event("frames", {"value": value}).json()
    # In an array the value stays as it is.
    sent = json.loads(wire.Event("frames", {"value": np.array([value])}).json())
    assert unpack(sent["value"]).tobytes() == np.array([value]).tobytes()


def test_columns_may_stand_anywhere_in_the_query(stream):
    texts = [
        [e.text for e in stream(q)]
        for q in ("columns=theta&epochs=3", "epochs=3&columns=theta", "epochs=3&columns=%74heta")
    ]
    assert texts[0] == texts[1] == texts[2]
    assert len(stream("columns=theta")) == len(stream())


def test_a_stream_is_an_event_stream_that_nobody_stores(client):
    response = client.get("/api/stream?epochs=1")
    assert response.mimetype == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store, no-transform"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers
