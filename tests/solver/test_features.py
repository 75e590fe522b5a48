import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from solver.model.features import FEATURES, design, feature_names

FORMULAS = {
    "x1_squared": ("x1²", lambda x1, x2: x1 * x1),
    "x2_squared": ("x2²", lambda x1, x2: x2 * x2),
    "x1_x2": ("x1·x2", lambda x1, x2: x1 * x2),
    "sin_x1": ("sin x1", lambda x1, x2: np.sin(x1)),
    "sin_x2": ("sin x2", lambda x1, x2: np.sin(x2)),
}
chosen = st.lists(st.sampled_from(list(FORMULAS)), unique=True).map(tuple)
each_type = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@each_type
@given(data=st.data(), features=chosen)
def test_the_columns_are_the_coordinates_the_formulas_and_ones(dtype, data, features):
    coordinate = st.floats(-1e3, 1e3, width=32)
    points = data.draw(hnp.arrays(dtype, st.tuples(st.integers(0, 20), st.just(2)), elements=coordinate))
    before, (x1, x2) = points.copy(), points.T
    found = design(points, features)
    in_order = [name for name in FORMULAS if name in features]
    expected = [x1, x2, *(FORMULAS[name][1](x1, x2) for name in in_order), np.ones(len(points))]
    assert found.shape == (len(points), 3 + len(features))
    assert found.dtype == dtype
    assert (found == np.stack(expected, axis=1)).all()
    assert (points == before).all()
    assert feature_names(features) == ("x1", "x2", *(FORMULAS[name][0] for name in in_order))


def test_the_registry_is_in_the_order_of_the_columns():
    assert list(FEATURES) == list(FORMULAS)


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_keeps_the_shape_of_a_grid(name):
    grid = np.random.default_rng(0).standard_normal((4, 7, 2))
    assert (FEATURES[name].value(grid) == FORMULAS[name][1](grid[..., 0], grid[..., 1])).all()


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_has_its_words(name):
    feature = FEATURES[name]
    assert feature.name.isidentifier()
    assert feature.label
    assert feature.latex
    assert feature.help.endswith(".")


def test_without_extra_features_there_is_the_bias_trick_alone():
    assert design(np.array([[2.0, 3.0]]), ()).tolist() == [[2, 3, 1]]
    assert feature_names(()) == ("x1", "x2")
