"""The meaning of the symbols in the optimizers' formulas."""

import pytest

from solver.optimizers import OPTIMIZERS
from solver.optimizers.symbols import symbols


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_every_slot_and_hyperparameter_has_its_place_in_the_formula(optimizer):
    found = [symbol.of for symbol in symbols(optimizer)]
    assert len(set(found)) == len(found)
    own = {f"slot:{slot.name}" for slot in optimizer.slots}
    own |= {f"hyperparameter:{p.name}" for p in optimizer.parameters}
    # The length in a line search's formula is the accepted one, not the learning rate that it starts from.
    rate = set() if "slot:eta" in own else {"learning_rate"}
    assert set(found) - {"updates"} == own | rate | {"gradient_norm"}
    assert len({symbol.symbol for symbol in symbols(optimizer)}) == len(found)


def test_symbols_come_in_the_order_of_the_formula_vectors_as_norms():
    assert [(s.symbol, s.label, s.of) for s in symbols(OPTIMIZERS["nesterov"])] == [
        (r"\lVert v \rVert", "Velocity", "slot:v"),
        (r"\mu", "Momentum", "hyperparameter:momentum"),
        (r"\lVert g \rVert", "Gradient of the whole objective", "gradient_norm"),
        (r"\eta", "Learning rate", "learning_rate"),
    ]


def test_an_index_belongs_to_the_symbol_unless_it_counts():
    """Rprop's longest step is no slot, its first one is; L-BFGS keeps m steps, Adam a mean m."""
    rprop = {s.symbol: s.of for s in symbols(OPTIMIZERS["rprop"])}
    assert rprop[r"s_{\max}"] == "hyperparameter:step_max"
    assert rprop[r"\lVert s \rVert"] == "slot:s"
    assert {s.of for s in symbols(OPTIMIZERS["lbfgs"]) if s.symbol == "m"} == {"hyperparameter:history"}


@pytest.mark.parametrize("name", ["adam", "nadam", "radam", "yogi"])
def test_updates_are_counted_where_the_formula_does(name):
    assert {s.symbol for s in symbols(OPTIMIZERS[name]) if s.of == "updates"} == {"t"}
