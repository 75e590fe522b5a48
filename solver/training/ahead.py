"""Compiles all that small batches may need, so that it lies beside the sources: `python -m solver.training.ahead`.

An image does this when it is built, where later nothing can be written.
"""

from solver import engine
from solver.compiled import functions
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.optimizers import OPTIMIZERS
from solver.training.small_batches import step

# Losses of more than two classes are compiled for any number of them.
_MANY = 3


def compile_all() -> list[int | None]:
    """The addresses of all activations, losses and optimizers; None for what runs in NumPy."""
    # The fingerprint compiles the kernel, and what its probe runs.
    engine.fingerprint()
    activations = [functions.activation(each.value, each.slope) for each in ACTIVATIONS.values()]
    two = [functions.loss(each.two.value_and_slope, 1) for each in LOSSES.values()]
    many = [functions.loss(each.many.value_and_slope, _MANY) for each in LOSSES.values()]
    return [*activations, *two, *many, *(step(each) for each in OPTIMIZERS.values())]


if __name__ == "__main__":
    compile_all()
