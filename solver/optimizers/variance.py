"""Adam with another measure of how large or how uncertain each parameter's gradient is."""

from dataclasses import replace

import numpy as np

from solver.arrays import Array
from solver.optimizers.adam import MEAN, MEANS, moments, scaled
from solver.optimizers.adaptive import SQUARES, running_mean
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import BETA1, BETA2, EPS
from solver.parameters import Parameter

EPS_ROOT = Parameter(
    name="eps_root",
    label="Inner epsilon",
    symbol=r"\epsilon_0",
    help="A small number that each update adds to the running mean of the squared deviations.",
    default=1e-16,
    low=0,
    high=1,
    scale="log",
    slider=(1e-20, 1e-2),
)
INITIAL_ACCUMULATOR = Parameter(
    name="initial_accumulator",
    label="Initial value of the means",
    symbol="a",
    help="The running means of the gradient and of its square start at this value.",
    default=1e-6,
    low=0,
    high=10,
    above_low=True,
    scale="log",
    slider=(1e-8, 1.0),
)
# Liu et al.: below this length of memory the variance of the step is intractable.
_SHORTEST = 5


def _amsgrad(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m, v = moments(g, s, h)
    w = np.maximum(s["w"], v)
    return scaled(m, w, h, ctx), {"m": m, "v": v, "w": w}


def _adamax(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m = running_mean(s["m"], g.copy(), h["beta1"])
    u = np.maximum(h["beta2"] * s["u"], np.abs(g) + h["eps"])
    return h["learning_rate"] / (h["beta1"] ** ctx.update - 1) * m / u, {"m": m, "u": u}


def _radam(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m, v = moments(g, s, h)
    power = h["beta2"] ** ctx.update
    longest = 2 / (1 - h["beta2"]) - 1
    length = longest - 2 * ctx.update * power / (1 - power)
    known = length > _SHORTEST
    r = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
    # If the memory is too short, r is negative, and its root is not used.
    share = np.where(known, np.sqrt(r * (1 - power)), 1.0)
    step = h["learning_rate"] / (h["beta1"] ** ctx.update - 1) * m * share
    return step / np.where(known, np.sqrt(v) + h["eps"], 1.0), {"m": m, "v": v}


def _adabelief(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m = running_mean(s["m"], g.copy(), h["beta1"])
    surprise = g - m
    surprise *= surprise
    v = running_mean(s["v"], surprise, h["beta2"])
    v += h["eps_root"]
    return scaled(m, v, h, ctx), {"m": m, "v": v}


def _yogi(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m = running_mean(s["m"], g.copy(), h["beta1"])
    square = g * g
    v = s["v"] - (1 - h["beta2"]) * np.sign(s["v"] - square) * square
    return scaled(m, v, h, ctx), {"m": m, "v": v}


def _yogi_start(runs: int, parameters: int, h: Hyperparameters) -> Slots:
    return {slot: np.tile(h["initial_accumulator"], parameters) for slot in ("m", "v")}


OPTIMIZERS.add(
    Optimizer(
        name="amsgrad",
        label="AMSGrad",
        help="Adam that divides by the root of the largest mean of squares so far, in place of the latest one.",
        latex=MEANS
        + r"w \leftarrow \max(w, v), \quad "
        + r"\theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{w / (1 - \beta_2^t)} + \epsilon}",
        cite="Reddi, Kale & Kumar 2018, arXiv:1904.09237, Algorithm 2; with Adam's bias corrections after the "
        "maximum, as torch.optim.Adam(amsgrad=True)",
        parameters=(BETA1, BETA2, EPS),
        slots=(MEAN, SQUARES, Slot("w", "w", "Largest mean of the squares so far")),
        velocity="m",
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_amsgrad,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="adamax",
        label="AdaMax",
        help="Adam that divides by the largest recent gradient in place of a root mean square.",
        latex=r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad u \leftarrow \max(\beta_2 u, |g| + \epsilon), \quad "
        r"\theta \leftarrow \theta - \frac{\eta}{1 - \beta_1^t} \frac{m}{u}",
        cite="Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2; epsilon inside the maximum, as torch.optim.Adamax",
        parameters=(BETA1, BETA2, EPS),
        slots=(MEAN, Slot("u", "u", "Largest recent gradient")),
        velocity="m",
        learning_rates={"sum": 0.1, "mean": 0.1},
        step=_adamax,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="radam",
        label="RAdam",
        help="Rectified Adam: it adapts the steps only after it has seen enough gradients for a reliable mean of "
        "squares.",
        latex=MEANS
        + r"n = \frac{2}{1 - \beta_2} - 1, \quad k = n - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad "
        + r"r = \frac{(k - 4)(k - 2) n}{(n - 4)(n - 2) k}, \quad "
        + r"\theta \leftarrow \theta - \eta \frac{m}{1 - \beta_1^t} "
        + r"\begin{cases} \sqrt{r (1 - \beta_2^t)} / (\sqrt{v} + \epsilon) & k > 5 \\ 1 & k \le 5 \end{cases}",
        cite="Liu et al. 2020, arXiv:1908.03265, Algorithm 2; rectified from length 5, as torch.optim.RAdam",
        parameters=(BETA1, BETA2, EPS),
        slots=(MEAN, SQUARES),
        velocity="m",
        learning_rates={"sum": 0.01, "mean": 0.2},
        step=_radam,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="adabelief",
        label="AdaBelief",
        help="Adam that takes large steps where the gradient is close to its running mean, and small steps where "
        "it deviates.",
        latex=r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2) (g - m)^2 + \epsilon_0, \quad "
        r"\theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
        cite="Zhuang et al. 2020, arXiv:2010.07468, Algorithm 2; its two epsilons as in optax.adabelief",
        parameters=(BETA1, BETA2, replace(EPS, default=1e-16), EPS_ROOT),
        slots=(MEAN, Slot("v", "v", "Running mean of the squared deviations")),
        velocity="m",
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_adabelief,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="yogi",
        label="Yogi",
        help="Adam whose mean of squares changes slowly, however fast the gradients change.",
        latex=r"m_0 = v_0 = a, \quad m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad "
        r"v \leftarrow v - (1 - \beta_2) \mathrm{sign}(v - g^2) g^2, \quad "
        r"\theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
        cite="Zaheer et al. 2018, NeurIPS 31, Algorithm 2; with Adam's bias corrections, as optax.yogi",
        parameters=(BETA1, BETA2, replace(EPS, default=1e-3), INITIAL_ACCUMULATOR),
        slots=(MEAN, SQUARES),
        velocity="m",
        start=_yogi_start,
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_yogi,
    )
)
