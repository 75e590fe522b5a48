"""Random problems: a network, a loss and a penalty on random points, with parameters and directions."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.model.architectures import outputs
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.objective import Objective

# Nearer to a kink than this, derivatives are not compared: central differences would straddle it.
NEAR = 1e-3


@dataclass(frozen=True, eq=False)
class Case:
    """An objective on points (N, D) with labels (N,), and K rows of parameters and directions (K, P)."""

    objective: Objective
    network: Network
    loss: str
    points: np.ndarray
    labels: np.ndarray
    l1: float
    l2: float
    theta: np.ndarray
    v: np.ndarray

    @property
    def units(self) -> list[int]:
        return [self.network.inputs - 1, *self.network.hidden, self.network.outputs]

    def away_from_kinks(self) -> bool:
        """Whether no activation, hinge or |w| has a kink within NEAR of the parameters."""
        tape = self.network.forward(self.theta, np.column_stack((self.points, np.ones(len(self.points)))).T)
        hidden = tape.scores[:-1] if self.network.activation.name in ("relu", "leaky_relu", "elu") else []
        bends = [*hidden, *self._hinges(tape.scores[-1])]
        bends += [self.theta[:, self.network.weights == 1]] if self.l1 else []
        return all((np.abs(bend) > NEAR).all() for bend in bends)

    def _hinges(self, z: np.ndarray) -> list[np.ndarray]:
        """The distances of margins (over all other classes) from 1; empty for a smooth loss."""
        if "hinge" not in self.loss:
            return []
        if z.shape[1] == 1:
            return [1 - np.where(self.labels == 1, z[:, 0], -z[:, 0])]
        own = np.take_along_axis(z, self.labels[None, None], axis=1)
        other = np.arange(z.shape[1])[:, None] != self.labels
        return [(1 + z - own)[:, other]]


def case(
    rng: np.random.Generator,
    loss: str,
    activation: str = "tanh",
    hidden: tuple[int, ...] = (),
    classes: int = 2,
    features: int = 2,
    points: int = 6,
    runs: int = 2,
    l1: float = 0.0,
    l2: float = 0.0,
    scale: float = 1.0,
) -> Case:
    """A case of these shapes, with numbers from `rng`."""
    network = Network(features + 1, hidden, outputs(classes), ACTIVATIONS[activation])
    x, labels = rng.standard_normal((points, features)), rng.integers(0, classes, points)
    theta, v = rng.standard_normal((2, runs, network.size)) * [[[scale]], [[1.0]]]
    design = np.column_stack((x, np.ones(points)))
    objective = DataObjective.of(network, loss, design, labels, l1, l2)
    return Case(objective, network, loss, x, labels, l1, l2, theta, v)


seeds = st.integers(0, 2**32 - 1)
shapes = st.fixed_dictionaries(
    {
        "classes": st.integers(2, 6),
        "features": st.integers(2, 7),
        "points": st.integers(1, 12),
        "runs": st.integers(1, 4),
        "l1": st.sampled_from([0.0, 0.03, 0.7]),
        "l2": st.sampled_from([0.0, 0.05, 1.3]),
    }
)
layers = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
# Every model with each activation that it uses; a linear model has none.
MODELS = [("linear", "identity"), *(("mlp", activation) for activation in ACTIVATIONS)]
EVERY = [(model, activation, loss) for model, activation in MODELS for loss in LOSSES]
