"""The points that links promise for ever, value by value: scikit-learn and NumPy draw them today."""

import json
import pathlib

import numpy as np
import pytest
import sklearn

from solver.config.query import parse
from solver.training.problem import Problem

PINNED = json.loads((pathlib.Path(__file__).parents[1] / "reference" / "datasets.json").read_text())
# The data sets that links may hold. A new one joins them when it is released, with a run in the reference.
RELEASED = ["blobs", "moons", "circles", "xor", "spirals", "gaussian_quantiles", "overlapping"]


@pytest.mark.parametrize("query", PINNED["runs"])
def test_a_link_has_the_points_that_it_had(query):
    data = Problem.of(parse(query)).data
    pinned = PINNED["runs"][query]
    assert data.labels.tolist() == pinned["labels"], changed()
    assert np.max(np.abs(data.points - pinned["points"])) <= 1e-12, changed()


def changed() -> str:
    """What to do when points change."""
    drawn = PINNED["versions"]
    return (
        f"Links no longer have their points. They were drawn with scikit-learn {drawn['scikit-learn']} and NumPy "
        f"{drawn['numpy']}; here are {sklearn.__version__} and {np.__version__}. Keep those, or draw as they did."
    )


@pytest.mark.parametrize("name", RELEASED)
def test_every_data_set_that_links_may_hold_is_pinned(name):
    assert any(f"data={name}&" in f"{query}&" for query in PINNED["runs"])
