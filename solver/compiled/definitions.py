"""Definitions of optimizers, losses and activations as the source of functions of one C signature.

Each takes four arrays `p`, `q`, `r`, `s`, two numbers `rate` and `update`, and the lengths `n` and `m`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from solver.compiled.source import loops
from solver.compiled.tracing import Graph, Traced, Untraceable

_HEAD = "def compiled(p, q, r, s, rate, update, n, m):"


class _Context:
    """The context of a traced step: the parameters and the update's number, but nothing that costs an evaluation."""

    def __init__(self, graph: Graph) -> None:
        self.update, self.theta = graph.input("update", vector=False), graph.input("theta")

    def __getattr__(self, name: str) -> Any:
        raise Untraceable(f"a step that uses {name}")


def _traced(function: Callable[[], Any]) -> Any:
    """What a function returns. Untraceable if it does with a traced value what only an array can do."""
    try:
        return function()
    except (AttributeError, TypeError, ValueError, IndexError, KeyError) as error:
        raise Untraceable(str(error)) from error


def step_source(step: Callable[..., Any], hyperparameters: Sequence[str], slots: Sequence[tuple[str, bool]]) -> str:
    """An update of the parameters `p` by the gradient `q`, with slots `r` and hyperparameters `s`, in their order.

    `slots` are names, and whether each is one number. A slot takes `n` numbers of `r`.
    """
    graph = Graph()
    ctx, g = _Context(graph), graph.input("gradient")
    s = {name: graph.input(f"slot {name}", vector=not scalar) for name, scalar in slots}
    h = {name: graph.input(f"hyperparameter {name}", vector=False) for name in hyperparameters}
    h["learning_rate"] = graph.input("rate", vector=False)
    inputs = {"update": "update", "rate": "rate", "gradient": "q[at]", "theta": "p[at]"}
    inputs |= {f"hyperparameter {name}": f"s[{j}]" for j, name in enumerate(hyperparameters)}
    places = {name: f"r[{j} * n]" if scalar else f"r[{j} * n + at]" for j, (name, scalar) in enumerate(slots)}
    inputs |= {f"slot {name}": place for name, place in places.items()}
    moved, kept = _traced(lambda: step(g, dict(s), h, ctx))
    outputs = {"p[at]": (ctx.theta + graph.traced(moved)).node}
    for name, scalar in slots:
        new = graph.traced(kept[name])
        if scalar and graph.nodes[new.node].vector:
            raise Untraceable(f"the slot {name} has more than one number")
        outputs[places[name]] = new.node
    return _function(["begin, stride = 0, 1", *loops(graph, inputs, outputs)])


def activation_source(value: Callable[..., Any], slope: Callable[..., Any]) -> str:
    """Scores `p` to activations `q` and their slopes `r`, `n` of them."""
    graph = Graph()
    z, out = graph.input("score"), graph.input("score")

    def both() -> tuple[Traced, Traced]:
        value(z.copy(), out)
        return out.copy(), graph.traced(slope(z.copy(), out.copy()))

    a, by_score = _traced(both)
    outputs = {"q[at]": a.node, "r[at]": by_score.node}
    return _function(["begin, stride = 0, 1", *loops(graph, {"score": "p[at]"}, outputs)])


def two_class_source(value_and_slope: Callable[..., Any]) -> str:
    """Margins `p` to the slopes of the loss `r`, `m` of them."""
    graph = Graph()
    slope = graph.traced(_traced(lambda: value_and_slope(graph.input("margin"))[1]))
    inside = loops(graph, {"margin": "p[at]"}, {"r[at]": slope.node})
    return _function(["begin, stride, n = 0, 1, m", *inside])


def many_class_source(value_and_slope: Callable[..., Any]) -> str:
    """Scores `p` and labels `q` to the slopes of the loss `r`: for each of `n` classes, `m` points."""
    graph = Graph()
    slope = graph.traced(_traced(lambda: value_and_slope(graph.input("score"), graph.input("hot"))[1]))
    inside = loops(graph, {"score": "p[at]", "hot": "q[at]"}, {"r[at]": slope.node})
    return _function(["stride = m", "for begin in range(m):", *(f"    {line}" for line in inside)])


def _function(lines: Sequence[str]) -> str:
    return "\n".join([_HEAD, *(f"    {line}" for line in lines), ""])
