"""Configurations that are too long for an address: they are posted, and give the same stream."""

import json
from urllib.parse import quote

import pytest

from app import wire
from app.runs import library
from app.settings import Settings
from solver.config.query import LONGEST, MOST_VALUES, parse
from tests.app.client import fetch, one, read, unpack
from tests.faults.serving import served

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
RACE = "data=moons&samples=60&epochs=25&2.opt=adam&2.batch=16&edits=3:0.5:0.25:1,7,60:1:1:0"
# Numbers with all their digits: so many points fit no address.
MANY = [[i / 7, (i % 31) / 3, i % 3] for i in range(2000)]


@pytest.fixture
def post(client):
    """Posts a body, and reads the stream in the answer."""

    def ask(body, kind, address="/api/stream", last=None):
        headers = {} if last is None else {"Last-Event-ID": last}
        response = client.post(address, data=body, content_type=kind, headers=headers)
        assert response.status_code == 200, response.text
        assert response.mimetype == "text/event-stream"
        return read(response.data)

    return ask


@pytest.mark.parametrize("query", ["", RACE, "function=himmelblau&epochs=5", "data=own&epochs=5"])
def test_what_is_posted_streams_what_its_address_streams(stream, post, query):
    events = stream(query)
    config = one(events, "run")["config"]
    assert post(json.dumps(config), JSON) == events
    assert post(query, FORM) == events
    assert post(f"{query}\n", f"{FORM}; charset=UTF-8") == events


def test_what_no_address_holds_can_be_posted_and_says_that_it_is_no_link(post, client):
    config = {"problem": {"dataset": "own", "options": {"points": MANY}}, "epochs": 3}
    events = post(json.dumps(config), JSON)
    run = one(events, "run")
    assert run["link"] is False
    assert len(run["query"]) > LONGEST
    assert len(unpack(run["data"]["points"])) == len(MANY)
    # The run states its configuration in two ways, and both give it again.
    assert post(json.dumps(run["config"]), JSON) == post(run["query"], FORM) == events
    refused = client.get(f"/api/stream?{run['query']}")
    assert refused.status_code == 400
    assert "at most 8,000 characters" in refused.json["detail"]


@pytest.mark.parametrize("query", ["", RACE, "data=own"])
def test_what_fits_an_address_is_a_link(stream, query):
    assert one(stream(f"{query}&epochs=2" if "epochs" not in query else query), "run")["link"] is True


@pytest.mark.parametrize(("length", "fits"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_link_is_as_long_as_an_address_may_be_to_the_character(client, post, length, fits):
    points = ["0:0:0", *["1:1:1"] * 1300]
    room = length - len(of(points))
    for i in range(0, room, 10):
        digits = min(10, room - i)
        points[1 + i // 10] = f"1{'1' * digits}:1:1" if digits < 3 else f"1.{'1' * (digits - 1)}:1:1"
    query = of(points)
    assert len(query) == length
    run = one(post(query, FORM), "run")
    assert (run["query"], run["link"]) == (query, fits)
    response = client.get(f"/api/stream?{query}")
    response.close()
    assert response.status_code == (200 if fits else 400)


def of(points) -> str:
    return f"v=1&data=own&points={','.join(points)}&epochs=1"


def test_columns_are_chosen_in_the_address(stream, post):
    assert post("epochs=3", FORM, "/api/stream?columns=theta&protocol=2") == stream("epochs=3&columns=theta")


def test_a_posted_stream_goes_on_after_any_event(post):
    events = post(RACE, FORM)
    for i, event in enumerate(events[:-1]):
        assert post(RACE, FORM, last=event.id) == events[i + 1 :]


def test_a_real_server_takes_it_too(tmp_path):
    with served(tmp_path) as server:
        address = server.address
        body = json.dumps({"epochs": 3}).encode()
        assert fetch(f"{address}/api/stream", body=(body, JSON)) == fetch(f"{address}/api/stream?epochs=3")
        status, answer = fetch(f"{address}/api/stream", body=(b"x" * (Settings().body_bytes + 1), FORM))
        assert status == 413
        assert "at most 1,000,000 bytes" in json.loads(answer)["detail"]


REFUSED = [
    ("", JSON, 400, "", "at line 1, column 1"),
    ('{"epochs": 3,\n}', JSON, 400, "", "at line 2, column 1"),
    ('{"epochs": 3} x', JSON, 400, "", "not valid JSON"),
    ("epochs=3", JSON, 400, "", "not valid JSON"),
    (b'{"epochs": "\xff"}', JSON, 400, "", "UTF-8"),
    ('{"epochs": NaN}', JSON, 400, "", "NaN is not a JSON number"),
    ('{"epochs": -Infinity}', JSON, 400, "", "-Infinity is not a JSON number"),
    ('{"epochs": 3, "epochs": 4}', JSON, 400, "epochs", "more than once"),
    ('{"problem": {"l1": 0, "l1": 0}}', JSON, 400, "l1", "more than once"),
    ("[" * 40_000, JSON, 400, "", "too deep"),
    ("[" * 100_000, JSON, 400, "", "at most 50,000 numbers and names"),
    ('{"problem": {"edits": [' + "[1]," * 25_000 + "[1]]}}", JSON, 400, "", "at most 50,000 numbers and names"),
    (
        "{" + ",".join(f'"a{i}": 1' for i in range(101)) + "}",
        JSON,
        400,
        "",
        "at most 100 fields; this one has 101",
    ),
    ('{"' + "x" * 900_000 + '": 1}', JSON, 400, "x" * 200, "no field 'xxxxx"),
    ('{"epochs": ' + "9" * 5000 + "}", JSON, 400, "", "thousands of digits"),
    ("[]", JSON, 400, "", "must be an object"),
    ("3", JSON, 400, "", "must be an object"),
    ("null", JSON, 400, "", "must be an object"),
    ('{"epochs": 0}', JSON, 400, "epochs", "from 1 to 2,000"),
    ('{"colour": 1}', JSON, 400, "colour", "no field 'colour'"),
    ('{"problem": {"edits": [[3], [2]]}}', JSON, 400, "problem.edits", "must be in the order"),
    ('{"problem": {"l2": 1e999}}', JSON, 400, "problem.l2", "not '1e999'"),
    ("epochs=0", FORM, 400, "epochs", "from 1 to 2,000"),
    ("points=1:2:0&data=own", FORM, 400, "points", "10 to 5,000"),
    ("{}", FORM, 400, "{}", "name=value"),
    (b"lr=\xff", FORM, 400, "lr", "a number"),
    ("lr=%ff", FORM, 400, "", "UTF-8"),
    ("a=1&start=" + "0," * 50_001, FORM, 400, "start", "at most 50,000 numbers and names"),
    ("epochs=3&points=" + "%2c" * 50_001, FORM, 400, "points", "at most 50,000 numbers and names"),
    ("a=1&" * 200 + "a=1", FORM, 400, "", "at most 200 name=value pairs"),
    ("start=" + "0," * 2600 + "0", FORM, 400, "start", "up to 2,566 numbers"),
    ("x" * 900_000 + "=1", FORM, 400, "x" * 200, "no parameter 'xxxxx"),
    ("x" * 900_000, FORM, 400, "x" * 200, "must have a value"),
    ("lr=" + "+" * 900_000, FORM, 400, "lr", "not '+++++"),
    ("{}", "text/plain", 415, "", "must be application/json or application/x-www-form-urlencoded, not 'text/plain'"),
    ("{}", "multipart/form-data; boundary=x", 415, "", "not 'multipart/form-data'"),
    ("{}", "", 415, "", "not none"),
    ("{}" + " " * 1_000_000, JSON, 413, "", "at most 1,000,000 bytes"),
    ("x=" + "1" * 1_000_000, FORM, 413, "", "at most 1,000,000 bytes"),
]


@pytest.mark.parametrize(("body", "kind", "status", "field", "words"), REFUSED, ids=lambda v: str(v)[:30])
def test_what_is_wrong_is_a_problem_document(client, monkeypatch, body, kind, status, field, words):
    monkeypatch.setattr(library, "events", lambda *_: pytest.fail("a refused body reached the solver"))
    response = client.post("/api/stream", data=body, content_type=kind or None)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.text)
    assert problem["status"] == status
    (error,) = problem["errors"]
    assert error["field"] == field
    assert words in error["detail"] == problem["detail"]
    assert len(error["detail"]) < 250


def test_an_address_beside_a_body_is_refused(client):
    response = client.post("/api/stream?protocol=2&epochs=3&columns=theta", data="epochs=3", content_type=FORM)
    assert response.status_code == 400
    assert "only columns" in response.json["detail"]


def test_of_very_many_wrong_fields_the_first_are_named(client):
    body = json.dumps({f"field{i}": 1 for i in range(100)})
    response = client.post("/api/stream", data=body, content_type=JSON)
    assert response.status_code == 400
    assert len(response.json["errors"]) == 20


@pytest.mark.parametrize(("body", "kind"), [(b'{"epochs": 3}', JSON), (b"epochs=3", FORM)])
@pytest.mark.parametrize("counted", [True, False], ids=["the server counts", "it does not"])
def test_a_body_that_is_shorter_than_it_says_is_refused(client, body, kind, counted):
    environment = {"CONTENT_LENGTH": str(len(body) + 1), "wsgi.input_terminated": not counted}
    response = client.post("/api/stream", data=body, content_type=kind, environ_overrides=environment)
    assert response.status_code == 400
    assert "was incomplete" in response.json["detail"]


def test_a_configuration_may_hold_so_many_values(client):
    """All points, all edits and the longest start, as JSON and as text, with all digits of a float64."""
    number = -0.12345678901234568
    points, edits = ([[1, number, i % 2] for i in range(5000)], [[i, number, 1, 1] for i in range(5000)])
    network = {"model": "mlp", "model_options": {"hidden": [32, 32, 32]}}
    problem = {"dataset": "own", "options": {"points": points}, "edits": edits, **network}
    body = json.dumps({"problem": problem, "start": {"parameters": [number] * 2241}, "epochs": 1})
    assert sum(map(body.count, ",[{")) < MOST_VALUES
    places = [",".join(":".join(map(str, each)) for each in several) for several in (points, edits)]
    start = ",".join([str(number)] * 2241)
    text = f"data=own&points={places[0]}&edits={places[1]}&model=mlp&hidden=32,32,32&start={start}&epochs=1"
    for each, kind in ((body, JSON), (text, FORM), (quote(text, safe="=&"), FORM)):
        assert len(each) < Settings().body_bytes
        response = client.post("/api/stream", data=each, content_type=kind)
        response.close()
        assert response.status_code == 200, response.text


def test_as_many_points_as_there_may_be_fit_a_body(client):
    """With all digits of a float64."""
    points = [[-123456.78901234567 + i / 7, -0.12345678901234568 * (i + 1), i % 6] for i in range(5000)]
    config = {"problem": {"dataset": "own", "options": {"points": points}}, "epochs": 1}
    assert len(json.dumps(config, indent=1)) < Settings().body_bytes
    response = client.post("/api/stream", data=json.dumps(config), content_type=JSON)
    response.close()
    assert response.status_code == 200


def test_the_run_names_the_points_that_were_edited(stream):
    run = one(stream(RACE), "run")
    data, plain = run["data"], one(stream("data=moons&samples=60&epochs=25"), "run")["data"]
    ids = unpack(data["ids"])
    assert ids.dtype == "<i4"
    assert ids.tolist() == [*(i for i in range(30) if i != 7), 60, *range(30, 60)]
    assert (data["train"], data["samples"], data["edited"]) == (30, 60, True)
    assert unpack(data["points"])[ids == 3].tolist() == [[0.5, 0.25]]
    assert run["config"]["problem"]["edits"] == [[3, 0.5, 0.25, 1], [7], [60, 1.0, 1.0, 0]]
    assert (unpack(plain["ids"]).tolist(), plain["samples"], plain["edited"]) == (list(range(60)), 60, False)
    # The point is inside the field's frame, which does not change.
    assert data["extent"] == plain["extent"]
    assert parse(run["query"]).problem.edits == ((3, 0.5, 0.25, 1), (7,), (60, 1.0, 1.0, 0))
    assert run["protocol"] == wire.PROTOCOL


LOST = [
    ('{"problem": {"l1": 1e-9999}}', "problem.l1"),
    ('{"problem": {"l2": -1e-400}}', "problem.l2"),
    ('{"problem": {"l1": 1e9999}}', "problem.l1"),
    ('{"start": {"parameters": [1, 1e-9999, 2]}}', "start.parameters"),
    ('{"contenders": [{"optimizer": "gradient_descent", "learning_rate": 1.5e-9999}]}', "contenders.0.learning_rate"),
    ('{"problem": {"options": {"spread": 1e-9999}}}', "problem.options.spread"),
]


@pytest.mark.parametrize(("body", "field"), LOST)
def test_a_number_that_no_float_can_tell_from_0_is_refused_by_name(client, body, field):
    response = client.post("/api/stream", data=body, content_type="application/json")
    assert response.status_code == 400
    said = response.get_json(force=True)
    assert said["errors"][0]["field"] == field
    assert "e-9999" in said["detail"] or "e-400" in said["detail"] or "e9999" in said["detail"]


def test_a_nought_that_somebody_typed_is_one(client):
    body = '{"problem": {"l1": 0.0e-9999, "l2": 0.0}, "epochs": 1}'
    assert client.post("/api/stream", data=body, content_type="application/json").status_code == 200
