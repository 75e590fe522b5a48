"""Traces functions that are written for NumPy arrays: what they compute for one element, as a graph of operations.

A traced function gets `Traced` in place of arrays. Every ufunc, operator and in-place operation on one adds a node to
its graph. What has no node here raises Untraceable, and the function stays in NumPy.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from scipy.special import expit, ndtr


class Untraceable(Exception):
    """The function does something that has no node."""


class Node(NamedTuple):
    """An operation on nodes (their numbers), on a constant, or an input by name.

    A `vector` has a value for each element, any other node one for all. `stage` is the number of reductions over the
    elements that must come before it.
    """

    operation: str
    of: tuple[Any, ...]
    vector: bool
    stage: int


# The operations by ufunc, and how many arguments each has.
UFUNCS: dict[Any, str] = {
    np.add: "add",
    np.subtract: "subtract",
    np.multiply: "multiply",
    np.divide: "divide",
    np.power: "power",
    np.negative: "negative",
    np.positive: "positive",
    np.absolute: "absolute",
    np.square: "square",
    np.sqrt: "sqrt",
    np.reciprocal: "reciprocal",
    np.sign: "sign",
    np.maximum: "maximum",
    np.minimum: "minimum",
    np.exp: "exp",
    np.expm1: "expm1",
    np.log: "log",
    np.log1p: "log1p",
    np.tanh: "tanh",
    expit: "expit",
    ndtr: "ndtr",
    np.greater: "greater",
    np.greater_equal: "greater_equal",
    np.less: "less",
    np.less_equal: "less_equal",
    np.equal: "equal",
    np.not_equal: "not_equal",
}
REDUCTIONS = ("sum", "max")
# A value that no element has alone; it may be computed, but nothing that is asked for may depend on it.
_UNKNOWN = "unknown"


class Graph:
    """The nodes of a traced function; equal nodes are one."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[tuple[str, tuple[Any, ...]], int] = {}

    def input(self, name: str, vector: bool = True) -> "Traced":
        """An input of the function."""
        return self._add("input", (name,), vector, 0)

    def apply(self, operation: str, *arguments: Any) -> "Traced":
        """The result of an operation on traced values and numbers."""
        of = tuple(self.traced(each).node for each in arguments)
        nodes = [self.nodes[node] for node in of]
        unknown = any(node.operation == _UNKNOWN for node in nodes)
        stage = max((node.stage for node in nodes), default=0)
        if operation in REDUCTIONS and not unknown:
            return self._add(operation, of, False, stage + 1)
        vector = any(node.vector for node in nodes)
        return self.unknown() if unknown else self._add(operation, of, vector, stage)

    def unknown(self) -> "Traced":
        """A value without a node of its own."""
        return self._add(_UNKNOWN, (), True, 0)

    def traced(self, value: Any) -> "Traced":
        """A traced value itself, also out of an array that holds it alone; a number as a constant."""
        while isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if isinstance(value, Traced):
            return value
        if isinstance(value, int | float | np.number | np.bool):
            # repr, since 0.0 and -0.0 are equal.
            return self._add("constant", (repr(float(value)),), False, 0)
        raise Untraceable(f"{type(value).__name__} in a traced function")

    def live(self, outputs: Iterable[int]) -> list[int]:
        """The numbers of the nodes that some nodes depend on, and of these themselves, in order."""
        found: set[int] = set()
        waiting = list(outputs)
        while waiting:
            number = waiting.pop()
            node = self.nodes[number]
            if node.operation == _UNKNOWN:
                raise Untraceable("the result depends on a value that has no node")
            if number not in found:
                found.add(number)
                waiting += [] if node.operation in ("input", "constant") else node.of
        return sorted(found)

    def _add(self, operation: str, of: tuple[Any, ...], vector: bool, stage: int) -> "Traced":
        key = (operation, of)
        if key not in self._numbers:
            self._numbers[key] = len(self.nodes)
            self.nodes.append(Node(operation, of, vector, stage))
        return Traced(self, self._numbers[key])


class Traced(NDArrayOperatorsMixin):
    """Stands for an array in a traced function: the number of its node, which an in-place operation changes."""

    dtype = np.dtype(np.float64)

    def __init__(self, graph: Graph, node: int) -> None:
        self.graph, self.node = graph, node

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: tuple[Any, ...] = (), **more: Any) -> Any:
        if method != "__call__" or more:
            raise Untraceable(f"{ufunc.__name__} with {method}")
        if ufunc is np.vecdot:
            return self.graph.unknown()
        if ufunc not in UFUNCS:
            raise Untraceable(ufunc.__name__)
        result = self.graph.apply(UFUNCS[ufunc], *inputs)
        return self._written(result, *out)

    def __array_function__(self, function: Any, types: Any, arguments: Any, named: dict[str, Any]) -> Any:
        known = _FUNCTIONS.get(function)
        if known is None or named:
            raise Untraceable(function.__name__)
        return known(self.graph, *arguments)

    def _written(self, result: "Traced", out: Any = None) -> "Traced":
        """The result, which an in-place operation also leaves in `out`."""
        if out is None:
            return result
        target = self.graph.traced(out)
        target.node = result.node
        return target

    def copy(self) -> "Traced":
        """The same value, which in-place operations on this one do not change."""
        return Traced(self.graph, self.node)

    def astype(self, dtype: Any) -> "Traced":
        """A comparison as 0 or 1."""
        return self.graph.apply("where", self, 1.0, 0.0)

    def sum(self, axis: int | None = None, keepdims: bool = False) -> "Traced":
        """The sum over the elements; other sums are unknown."""
        return self._reduced("sum", axis, keepdims)

    def max(self, axis: int | None = None, keepdims: bool = False) -> "Traced":
        """The greatest element; other maxima are unknown."""
        return self._reduced("max", axis, keepdims)

    def _reduced(self, operation: str, axis: int | None, keepdims: bool) -> "Traced":
        # Classes, the elements of a loss of many, are on the last axis but one.
        return self.graph.apply(operation, self) if (axis, keepdims) == (-2, True) else self.graph.unknown()

    def __getitem__(self, key: Any) -> "Traced":
        return self.graph.unknown()

    def __bool__(self) -> bool:
        raise Untraceable("a condition on a value")

    def __iter__(self) -> Iterator["Traced"]:
        # Python would ask for items without end.
        raise Untraceable("a loop over values")

    def __float__(self) -> float:
        raise Untraceable("a value as a number")

    __hash__ = None  # type: ignore[assignment]


def _copied(graph: Graph, target: Any, source: Any) -> None:
    graph.traced(target).node = graph.traced(source).node


def _clipped(graph: Graph, value: Any, low: Any, high: Any) -> Traced:
    return graph.apply("minimum", graph.apply("maximum", value, low), high)


_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.where: lambda graph, condition, one, other: graph.apply("where", condition, one, other),
    np.clip: _clipped,
    np.copyto: _copied,
    np.zeros_like: lambda graph, value: graph.traced(0.0),
    np.ones_like: lambda graph, value: graph.traced(1.0),
}
