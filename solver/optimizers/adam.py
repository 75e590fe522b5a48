"""Adam and the variants that change its direction: decoupled decay, and Nesterov's look ahead."""

import numpy as np

from solver.arrays import Array
from solver.optimizers.adaptive import SQUARES, running_mean
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import BETA1, BETA2, EPS
from solver.parameters import Parameter

MEAN = Slot("m", "m", "Running mean of the gradients")
MOMENTUM_DECAY = Parameter(
    name="momentum_decay",
    label="Momentum warm-up",
    symbol=r"\psi",
    help="How fast the momentum grows from half of β₁ to the whole of it. At 0 it stays at half.",
    default=0.004,
    low=0,
    high=1,
    slider=(0, 0.1),
)
WEIGHT_DECAY = Parameter(
    name="weight_decay",
    label="Weight decay",
    symbol=r"\lambda",
    help="Each update shrinks every parameter towards zero by this share times the learning rate.",
    default=0.01,
    low=0,
    high=10,
    slider=(0, 0.5),
)
# Dozat's schedule warms the momentum up by this base.
_WARM_UP = 0.96


def moments(g: Array, s: Slots, h: Hyperparameters) -> tuple[Array, Array]:
    """The running means m of the gradient and v of its square, (K, P) each."""
    return running_mean(s["m"], g.copy(), h["beta1"]), running_mean(s["v"], g * g, h["beta2"])


def scaled(m: Array, v: Array, h: Hyperparameters, ctx: Context) -> Array:
    """Adam's step from m and v, both freed of the bias towards their zero start."""
    scale = np.sqrt(v)
    scale /= np.sqrt(1 - h["beta2"] ** ctx.update)
    scale += h["eps"]
    # b^t - 1 is minus the correction, which turns the step downhill.
    step = h["learning_rate"] / (h["beta1"] ** ctx.update - 1) * m
    step /= scale
    return step


def _adam(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m, v = moments(g, s, h)
    return scaled(m, v, h, ctx), {"m": m, "v": v}


def _adamw(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m, v = moments(g, s, h)
    step = scaled(m, v, h, ctx)
    step -= h["learning_rate"] * h["weight_decay"] * ctx.theta
    return step, {"m": m, "v": v}


def _nadam(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m, v = moments(g, s, h)
    now, ahead = (_warmed_up(h, update) for update in (ctx.update, ctx.update + 1))
    p = s["p"] * now
    scale = np.sqrt(v / (1 - h["beta2"] ** ctx.update)) + h["eps"]
    direction = (1 - now) / (1 - p) * g + ahead / (1 - p * ahead) * m
    return -h["learning_rate"] * direction / scale, {"m": m, "v": v, "p": p}


def _warmed_up(h: Hyperparameters, update: int) -> Array:
    return h["beta1"] * (1 - 0.5 * _WARM_UP ** (update * h["momentum_decay"]))


def _nadam_start(runs: int, parameters: int, h: Hyperparameters) -> Slots:
    return {"p": np.ones((runs, 1))}


MEANS = r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad "

OPTIMIZERS.add(
    Optimizer(
        name="adam",
        label="Adam",
        help="Each parameter gets its own step size, from running means of its gradient and of its squared gradient.",
        latex=MEANS
        + r"\theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
        cite="Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1; epsilon outside the root, as torch.optim.Adam",
        parameters=(BETA1, BETA2, EPS),
        slots=(MEAN, SQUARES),
        velocity="m",
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_adam,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="adamw",
        label="AdamW",
        help="Adam with decoupled weight decay: each update also shrinks the parameters, apart from the gradient.",
        latex=MEANS
        + r"\theta \leftarrow \theta - \eta \lambda \theta "
        + r"- \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
        cite="Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2; decay times the learning rate, "
        "as torch.optim.AdamW",
        parameters=(BETA1, BETA2, EPS, WEIGHT_DECAY),
        slots=(MEAN, SQUARES),
        velocity="m",
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_adamw,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="nadam",
        label="NAdam",
        help="Adam with Nesterov momentum, which looks ahead along the next step.",
        latex=MEANS
        + r"\mu_t = \beta_1 (1 - \tfrac{1}{2} 0.96^{t \psi}), \quad p \leftarrow p \mu_t, \quad "
        + r"\theta \leftarrow \theta - \eta \frac{\frac{1 - \mu_t}{1 - p} g + \frac{\mu_{t+1}}{1 - p \mu_{t+1}} m}"
        + r"{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
        cite="Dozat 2016, ICLR workshop, Algorithm 2 with its momentum schedule, as torch.optim.NAdam",
        parameters=(BETA1, BETA2, EPS, MOMENTUM_DECAY),
        slots=(MEAN, SQUARES, Slot("p", "p", "Product of the momentum factors so far", scalar=True)),
        velocity="m",
        start=_nadam_start,
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_nadam,
    )
)
