"""The Python source of a traced function, as loops over its elements, which Numba compiles."""

from collections.abc import Iterator, Mapping

from solver.compiled.tracing import REDUCTIONS, Graph

_EXPRESSIONS = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "divide": "{} / {}",
    "power": "{} ** {}",
    "negative": "-{}",
    "positive": "{}",
    "absolute": "abs({})",
    "square": "{0} * {0}",
    "sqrt": "math.sqrt({})",
    "reciprocal": "1.0 / {}",
    # As in NumPy, these three give NaN for NaN.
    "sign": "1.0 if {0} > 0.0 else (-1.0 if {0} < 0.0 else {0})",
    "maximum": "{0} if ({0} > {1}) | ({0} != {0}) else {1}",
    "minimum": "{0} if ({0} < {1}) | ({0} != {0}) else {1}",
    "exp": "exp({})",
    "expm1": "expm1({})",
    "log": "math.log({})",
    "log1p": "math.log1p({})",
    "tanh": "tanh({})",
    "expit": "expit({})",
    "ndtr": "0.5 * math.erfc({} * -0.7071067811865476)",
    "greater": "{} > {}",
    "greater_equal": "{} >= {}",
    "less": "{} < {}",
    "less_equal": "{} <= {}",
    "equal": "{} == {}",
    "not_equal": "{} != {}",
    "where": "{1} if {0} else {2}",
    "sum": "{} + {}",
    "max": "{0} if ({0} > {1}) | ({0} != {0}) else {1}",
}
_START = {"sum": "0.0", "max": "-math.inf"}


def loops(graph: Graph, inputs: Mapping[str, str], outputs: Mapping[str, int]) -> Iterator[str]:
    """The lines that compute outputs (the place to assign to: a node) from inputs (the name: an expression).

    Elements, `n` of them, are `stride` apart; `at` is the index of one. Each reduction ends a loop over them, and
    the next loop computes again what it needs of the one before.
    """
    nodes = graph.nodes
    live = graph.live(outputs.values())
    last = max(nodes[k].stage for k in live)
    for stage in range(last + 1):
        for k in live:
            if not nodes[k].vector and nodes[k].stage == stage and nodes[k].operation not in REDUCTIONS:
                yield f"x{k} = {_expression(graph, k, inputs)}"
        reduced = [k for k in live if nodes[k].operation in REDUCTIONS and nodes[k].stage == stage + 1]
        yield from (f"x{k} = {_START[nodes[k].operation]}" for k in reduced)
        ends = {f"x{k}": nodes[k].of[0] for k in reduced} if stage < last else outputs
        yield "for i in range(n):"
        yield "    at = begin + i * stride"
        for k in graph.live(ends.values()):
            if nodes[k].vector:
                yield f"    x{k} = {_expression(graph, k, inputs)}"
        for k in reduced:
            yield f"    x{k} = {_EXPRESSIONS[nodes[k].operation].format(f'x{k}', f'x{nodes[k].of[0]}')}"
        if stage == last:
            yield from (f"    {place} = x{k}" for place, k in outputs.items() if "at" in place)
    yield from (f"{place} = x{k}" for place, k in outputs.items() if "at" not in place)


def _expression(graph: Graph, k: int, inputs: Mapping[str, str]) -> str:
    node = graph.nodes[k]
    if node.operation == "input":
        return inputs[node.of[0]]
    if node.operation == "constant":
        return {"inf": "math.inf", "-inf": "-math.inf", "nan": "math.nan"}.get(node.of[0], str(node.of[0]))
    return str(_EXPRESSIONS[node.operation].format(*(f"x{each}" for each in node.of)))
