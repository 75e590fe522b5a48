"""Definitions as compiled functions, and whether there is a compiler."""

import functools
import hashlib
import math
import pathlib
from collections.abc import Callable
from typing import Any

from solver.compiled.definitions import activation_source, many_class_source, step_source, two_class_source
from solver.compiled.tracing import Untraceable

LIBRARIES = ("numba", "llvmlite")


@functools.cache
def available() -> bool:
    """Whether Numba is installed and works with this NumPy. The first call loads it."""
    try:
        import solver.compiled.kernel  # noqa: F401
    except ImportError:
        return False
    return True


def activation(value: Callable[..., Any], slope: Callable[..., Any]) -> int | None:
    """The address of an activation's value and slope; None if they cannot be compiled."""
    return _address(activation_source, value, slope)


def loss(value_and_slope: Callable[..., Any], classes: int) -> int | None:
    """The address of a loss's slope by `classes` scores (1: by margins); None if it cannot be compiled."""
    return _address(two_class_source if classes == 1 else many_class_source, value_and_slope)


def step(
    function: Callable[..., Any], hyperparameters: tuple[str, ...], slots: tuple[tuple[str, bool], ...]
) -> int | None:
    """The address of an optimizer's update; None if it cannot be compiled. The names are in the order of its arrays."""
    return _address(step_source, function, hyperparameters, slots)


@functools.cache
def _address(source: Callable[..., str], *arguments: Any) -> int | None:
    if not available():
        return None
    try:
        return int(_compiled(source(*arguments)).address)
    except Untraceable:
        return None


@functools.cache
def _compiled(source: str) -> Any:
    """The compiled function; kept, since its code is freed with it."""
    from numba import cfunc

    from solver.compiled import arithmetic, kernel

    # Numba keeps code by this name, and by what is in the kernel's file.
    said = source + pathlib.Path(arithmetic.__file__).read_text(encoding="utf-8")
    name = f"compiled_{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    space = {"math": math, "__name__": kernel.__name__}
    space |= {each: getattr(arithmetic, each) for each in ("exp", "expm1", "tanh", "expit")}
    code = compile(source.replace("def compiled(", f"def {name}("), kernel.__file__, "exec")
    exec(code, space)  # noqa: S102 - the source is made of the names in `source.py` and of numbers
    return _kept(lambda keep: cfunc(kernel.SIGNATURE, cache=keep, error_model="numpy")(space[name]))


def _kept(compile_: Callable[[bool], Any]) -> Any:
    """Compiles, and keeps the code for other processes where that is possible."""
    try:
        return compile_(True)
    except (OSError, RuntimeError):  # no folder to write to
        return compile_(False)
