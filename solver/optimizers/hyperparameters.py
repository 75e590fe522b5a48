"""Hyperparameters that several optimizers share: one meaning and range each, the defaults may differ."""

from solver.parameters import Parameter

MOMENTUM = Parameter(
    name="momentum",
    label="Momentum",
    symbol=r"\mu",
    help="The share of the velocity that is kept from one update to the next.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0, 0.99),
)
BETA1 = Parameter(
    name="beta1",
    label="Short memory",
    symbol=r"\beta_1",
    help="How much past gradients count beside the present one in the direction of a step.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0, 0.999),
)
BETA2 = Parameter(
    name="beta2",
    label="Long memory",
    symbol=r"\beta_2",
    help="How much of what is remembered longer is kept: of the squared gradients, in Lion of the gradients.",
    default=0.999,
    low=0,
    high=1,
    below_high=True,
    slider=(0.8, 0.9999),
)
DECAY = Parameter(
    name="decay",
    label="Memory of the squares",
    symbol=r"\alpha",
    help="The share of the squared gradient's running mean that is kept from one update to the next.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0.5, 0.999),
)
EPS = Parameter(
    name="eps",
    label="Floor of the scale",
    symbol=r"\epsilon",
    help="Added to the divisor, so that a vanishing gradient is not blown up.",
    default=1e-8,
    low=0,
    high=1,
    above_low=True,
    scale="log",
    slider=(1e-16, 1e-1),
)
C1 = Parameter(
    name="c1",
    label="Demanded decrease",
    symbol="c_1",
    help="The share of the decrease promised by the slope that a step must bring to be accepted.",
    default=1e-4,
    low=0,
    high=0.5,
    above_low=True,
    below_high=True,
    scale="log",
    slider=(1e-6, 0.4),
)
CONTRACTION = Parameter(
    name="contraction",
    label="Shortening",
    symbol=r"\tau",
    help="What a step that does not go down enough is multiplied by before it is tried again.",
    default=0.5,
    low=0.1,
    high=0.8,
    slider=(0.1, 0.8),
)
