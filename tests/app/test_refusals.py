import json

import pytest

from app.runs import library

# Queries that no stream is opened for, the field that is refused, and words of the refusal.
REFUSED = [
    ("lr=0", "lr", "greater than 0"),
    ("lr=nan", "lr", "'nan'"),
    ("lr=inf", "lr", "'inf'"),
    ("lr=1e999", "lr", "not '1e999'"),
    ("lr=x", "lr", "a number"),
    ("lr=", "lr", "''"),
    ("lr=%D9%A1", "lr", "a number"),
    ("lr=" + "9" * 7000, "lr", "..."),
    ("epochs=0", "epochs", "from 1 to 2,000"),
    ("epochs=2001", "epochs", "from 1 to 2,000"),
    ("epochs=1e2", "epochs", "'1e2'"),
    ("epochs=99999999999999999999999999", "epochs", "from 1 to 2,000"),
    ("epochs=10&epochs=10", "epochs", "more than once"),
    ("samples=1000000000", "samples", "from 10 to 5,000"),
    ("test=1", "test", "from 0.1 to 0.9"),
    ("seed=1.5", "seed", "a whole number"),
    ("seed=1&start=1,2,3", "seed", "not both"),
    ("start=1,2", "start", "3 numbers"),
    ("opt=sgd", "opt", "choose one of gradient_descent"),
    ("opt=adam&momentum=0.5", "momentum", "no parameter"),
    ("2.opt=adam&2.beta1=1", "2.beta1", "less than 1"),
    ("3.opt=adam", "opt", "number 2 is missing"),
    ("7.opt=adam", "7.opt", "no parameter"),
    ("data=../../etc/passwd", "data", "choose one of blobs"),
    ("epochs=2000&samples=5000&batch=1", "epochs", "Epochs must be at most"),
    ("resolution=100000", "resolution", "from 21 to 201"),
    ("v=2", "v", "must be 1"),
    ("colour=red", "colour", "no parameter 'colour'"),
    ("<script>=1", "<script>", "no parameter"),
    ("lr=%ff", "", "UTF-8"),
    ("lr=%zz", "lr", "'%zz'"),
    ("lr", "lr", "name=value"),
    ("x=" + "1" * 8000, "", "at most 8,000 characters"),
    ("columns=&protocol=2", "columns", "the columns are objective"),
    ("columns=weights&protocol=2", "columns", "the columns are objective"),
    ("columns=theta,&protocol=2", "columns", "the columns are objective"),
    ("columns=theta,theta&protocol=2", "columns", "more than once"),
    ("columns=theta&columns=field", "columns", "more than once"),
    # A page that was loaded from a server of the former protocol named none.
    ("columns=objective,field", "", "Load it again"),
    ("protocol=1", "", "Load it again"),
    ("protocol=", "", "Load it again"),
    ("protocol=3&columns=objective", "", "Load it again"),
    ("protocol=2&protocol=3", "", "Load it again"),
]


@pytest.fixture
def no_solver(monkeypatch):
    """Fails the test if a run begins."""

    def never(*arguments):
        pytest.fail("a refused query reached the solver")

    monkeypatch.setattr(library, "events", never)


@pytest.mark.parametrize(("query", "field", "words"), REFUSED, ids=lambda v: v[:40])
def test_what_is_wrong_is_a_problem_document_that_names_the_field(client, no_solver, query, field, words):
    response = client.get(f"/api/stream?{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem = json.loads(response.text)
    assert (problem["status"], problem["title"], problem["type"]) == (400, "Bad Request", "about:blank")
    (error,) = problem["errors"]
    assert error["field"] == field
    assert words in error["detail"] == problem["detail"]
    assert len(error["detail"]) < 250


def test_every_wrong_field_is_named_at_once(client, no_solver):
    problem = client.get("/api/stream?epochs=0&lr=x&colour=red").json
    assert [error["field"] for error in problem["errors"]] == ["epochs", "lr", "colour"]
    assert problem["detail"] == " ".join(error["detail"] for error in problem["errors"])


def test_bytes_that_are_no_text_are_refused(client, no_solver):
    response = client.get("/api/stream", environ_overrides={"QUERY_STRING": "lr=\xff\xfe"})
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_but_get_and_post_is_answered(client, no_solver, method):
    assert getattr(client, method)("/api/stream").status_code == 405
