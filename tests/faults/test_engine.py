"""Processors differ in the last bits. Other machines are simulated by what the environment asks of BLAS and NumPy.

X86_V4 and X86_V3 are NumPy's names for AVX-512 and AVX2 code; it ignores other names without a warning.
"""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import NamedTuple

import pytest

from solver import engine
from tests.app.client import PATIENCE, ROOT

# Two chaotic runs, in which one different bit shows, and the tutorial's.
RUNS = (
    "spread=6&lr=2.3&2.opt=adam&2.lr=3&2.batch=16&epochs=200",
    "data=spirals&arms=3&samples=40&model=mlp&hidden=3&lr=9&2.opt=newton&2.batch=10&epochs=9",
    "",
)
ASKED = {
    "nothing": {},
    "Prescott": {"OPENBLAS_CORETYPE": "Prescott"},
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell"},
    "no AVX-512": {"NPY_DISABLE_CPU_FEATURES": "X86_V4"},
    "no AVX2": {"NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3"},
}
# Libraries that are loaded before the solver choose their kernels without it.
LOADED = "import numpy, scipy.linalg, scipy.special"
RUN = f"""
import hashlib, json, solver
from numpy._core._multiarray_umath import __cpu_features__ as has
from solver.config.query import parse
from solver.training.trainer import train
frames = [frame for query in {RUNS!r} for frame in train(parse(query))]
run = b"".join(frame.theta.tobytes() + frame.objective.tobytes() for frame in frames)
print(json.dumps([hashlib.sha256(run).hexdigest(), solver.engine.fingerprint(), has["X86_V4"]]))
"""

pytestmark = pytest.mark.skipif(not engine._has_avx2(), reason="kernels are pinned where the processor has AVX2")


class Answer(NamedTuple):
    """A process's digest of its runs, its engine's fingerprint, and whether it uses AVX-512."""

    digest: str
    fingerprint: str
    avx512: bool


def answers(first: str, asked: Iterable[str]) -> dict[str, Answer]:
    """The answers of new processes, one for each request of the environment, all at once."""
    inherited = {k: v for k, v in os.environ.items() if k not in engine.THREADS | engine.AVX2_KERNELS}
    code = [sys.executable, "-W", "error", "-c", f"{first}\n{RUN}"]
    running = {
        name: subprocess.Popen(code, cwd=ROOT, env=inherited | ASKED[name], stdout=subprocess.PIPE, text=True)
        for name in asked
    }
    said = {name: process.communicate(timeout=PATIENCE)[0] for name, process in running.items()}
    assert all(process.returncode == 0 for process in running.values())
    return {name: Answer(*json.loads(text)) for name, text in said.items()}


@pytest.fixture(scope="module")
def pinned() -> dict[str, Answer]:
    return answers("", ("nothing", "Prescott", "no AVX2"))


@pytest.fixture(scope="module")
def unpinned() -> dict[str, Answer]:
    return answers(LOADED, ASKED)


def test_kernels_change_a_run_that_is_not_pinned(unpinned):
    assert unpinned["Prescott"].digest != unpinned["Haswell"].digest
    assert unpinned["no AVX2"].digest != unpinned["nothing"].digest
    assert (unpinned["no AVX-512"].digest != unpinned["nothing"].digest) == unpinned["nothing"].avx512


def test_a_pinned_run_is_the_same_whatever_the_environment_asks_for(pinned):
    assert len(set(pinned.values())) == 1


def test_one_fingerprint_is_one_run(pinned, unpinned):
    for one, other in itertools.combinations([*pinned.values(), *unpinned.values()], 2):
        assert one.digest == other.digest or one.fingerprint != other.fingerprint
