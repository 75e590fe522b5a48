"""Hyperparameters that several optimizers share: one meaning and range each, the defaults may differ."""

from solver.parameters import Parameter

MOMENTUM = Parameter(
    name="momentum",
    label="Momentum",
    symbol=r"\mu",
    help="The share of the velocity that each update keeps.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0, 0.99),
)
BETA1 = Parameter(
    name="beta1",
    label="First-moment decay",
    symbol=r"\beta_1",
    help="The weight of the running mean of the gradients (the first moment) beside the present gradient. The "
    "higher it is, the smoother the direction of the steps.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0, 0.999),
)
BETA2 = Parameter(
    name="beta2",
    label="Second-moment decay",
    symbol=r"\beta_2",
    help="The share of the running mean of the squared gradients (the second moment) that each update keeps. In "
    "Lion: of the running mean of the gradients.",
    default=0.999,
    low=0,
    high=1,
    below_high=True,
    slider=(0.8, 0.9999),
)
DECAY = Parameter(
    name="decay",
    label="Decay of the squares",
    symbol=r"\alpha",
    help="The share of the running mean of the squared gradients that each update keeps.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0.5, 0.999),
)
EPS = Parameter(
    name="eps",
    label="Epsilon",
    symbol=r"\epsilon",
    help="A small number in the denominator. It prevents a division by zero where the gradient vanishes.",
    default=1e-8,
    low=0,
    high=1,
    above_low=True,
    scale="log",
    slider=(1e-16, 1e-1),
)
C1 = Parameter(
    name="c1",
    label="Sufficient decrease",
    symbol="c_1",
    help="A step is accepted if it brings at least this share of the decrease that the gradient predicts.",
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
    label="Backtracking factor",
    symbol=r"\tau",
    help="A step that does not decrease enough is multiplied by this number and tried again.",
    default=0.5,
    low=0.1,
    high=0.8,
    slider=(0.1, 0.8),
)
