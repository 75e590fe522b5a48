"""Models: which network learns the classes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from solver.model.activations import ACTIVATIONS
from solver.model.network import Network
from solver.parameters import Numbers, Value
from solver.registry import Choice, Definition, Registry


@dataclass(frozen=True, kw_only=True)
class Model(Definition):
    """`hidden(options)` gives the units of each hidden layer; `initialisation` is what it starts from by default."""

    hidden: Callable[[Mapping[str, Value]], tuple[int, ...]]
    initialisation: str


MODELS: Registry[Model] = Registry("model")

HIDDEN = Numbers(
    name="hidden",
    label="Hidden layers",
    help="The number of units in each hidden layer, from first to last: 16,8 means 16 units, then 8.",
    default=(8,),
    low=1,
    high=32,
    integer=True,
    most=3,
)
ACTIVATION = Choice(
    name="activation",
    label="Activation",
    help="The function that each hidden unit applies to its score.",
    default="tanh",
    registry=ACTIVATIONS,
)


def outputs(classes: int) -> int:
    """Scores a point: one for two classes, whose sigmoid is the probability of class 1; else one a class."""
    return 1 if classes == 2 else classes


def network(name: str, options: Mapping[str, Value], features: int, classes: int) -> Network:
    """The network of a registered model on features (the bias column's included) and classes."""
    activation = ACTIVATIONS[options.get("activation", ACTIVATION.default)]
    return Network(features, MODELS[name].hidden(options), outputs(classes), activation)


def parameter_names(made: Network, features: tuple[str, ...]) -> tuple[str, ...]:
    """A name for each parameter: w1, w2, b of a linear model; w1.3.2, layer 1, unit 3, input 2, of a network.

    `features` name the inputs without the bias column. A score of one class among many counts from 0.
    """
    if made.hidden:
        return tuple(
            f"b{layer}.{row + 1}" if column == into - 1 else f"w{layer}.{row + 1}.{column + 1}"
            for layer, (out, into) in enumerate(made.shapes, 1)
            for row in range(out)
            for column in range(into)
        )
    one = (*(f"w{i + 1}" if f == f"x{i + 1}" else f"w({f})" for i, f in enumerate(features)), "b")
    return one if made.outputs == 1 else tuple(f"{name}.{c}" for c in range(made.outputs) for name in one)


MODELS.add(
    Model(
        name="linear",
        label="Linear, bias trick",
        help="One weight for each feature and a bias. The bias is the weight of a last feature that is always 1.",
        latex=r"\sigma(x^\top w)",
        cite="the tutorial's model; Bishop 2006, Pattern Recognition and Machine Learning, section 4.3.2",
        hidden=lambda options: (),
        initialisation="normal",
    )
)
MODELS.add(
    Model(
        name="mlp",
        label="Neural network",
        help="Up to three hidden layers. Each unit applies the activation to a weighted sum of the layer before.",
        latex=r"\sigma(W_2 \, a(W_1 x))",
        cite="Rumelhart, Hinton & Williams 1986, Nature 323, 533-536; biases by the bias trick in every layer",
        parameters=(HIDDEN, ACTIVATION),
        hidden=lambda options: tuple(options["hidden"]),
        initialisation="glorot",
    )
)
