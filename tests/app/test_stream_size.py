"""What streams take on the line, event by event: figures of the protocol, the same on every machine."""

import gzip

import pytest

from app.runs import END, Gzip, Identity, Runs
from app.settings import Settings
from solver.config.query import parse
from tests.app.client import read

# The columns that the page asks for.
COLUMNS = (
    *("objective", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "gradient_norm", "step_length"),
    *("learning_rate", "updates", "evaluations", "field"),
)


@pytest.fixture
def runs():
    return Runs(Settings())


def received(runs, query, place=0, coding=Gzip):
    """All that a reader gets of a run from an event on."""
    reader = runs.open(parse(query), COLUMNS, place, coding=coding())
    try:
        return b"".join(reader)
    finally:
        reader.close()


def sizes(runs, query):
    """For each event of a run its kind, and the bytes that have come until it can be read."""
    events = read(received(runs, query, coding=Identity))
    # An answer without events has the beginning and the end of each.
    whole, nothing = (len(received(runs, query, place)) for place in (0, len(events)))
    return [(event.kind, whole - len(received(runs, query, i + 1)) + nothing) for i, event in enumerate(events)]


def test_the_default_run_takes_a_seventh_of_a_megabyte_and_a_third_of_it_until_its_landscape_stands(runs):
    found = sizes(runs, "")
    # The page shows a run with its first frames, once the landscape's outline is there.
    shown = next(size for kind, size in found if kind == "frames")
    print(f"\n{found[-1][1]:,} bytes, {shown:,} until the landscape stands")
    assert [kind for kind, size in found if size <= shown] == ["run", "projection", "surface", "surface", "frames"]
    assert found[-1][1] <= 150_000
    assert shown <= 50_000


@pytest.mark.parametrize(
    ("query", "most"),
    [("data=moons", 160_000), ("2.opt=adam&3.opt=momentum", 300_000), ("data=spirals&model=mlp", 550_000)],
)
def test_other_runs_are_small_too(runs, query, most):
    assert len(received(runs, query)) <= most


@pytest.mark.parametrize("place", [0, 1, 5])
def test_what_is_compressed_is_the_text(runs, place):
    text = received(runs, "epochs=30", place, Identity)
    assert gzip.decompress(received(runs, "epochs=30", place)) == text
    assert text.endswith(b"\n\n")
    assert read(text)[-1].id.endswith(END)
