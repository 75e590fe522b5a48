import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
from threadpoolctl import threadpool_info

from solver import engine

ROOT = pathlib.Path(engine.__file__).parents[1]


def python(code: str, root: pathlib.Path = ROOT, **environment: str) -> str:
    """What a new process prints, with the folder that holds the solver as its working directory."""
    inherited = {k: v for k, v in os.environ.items() if k not in engine.THREADS | engine.AVX2_KERNELS}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=root,
        env={**inherited, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


POOLS = "import solver, json, threadpoolctl; pools = threadpoolctl.threadpool_info();"
FINGERPRINT = "import solver; print(solver.engine.fingerprint())"


def test_the_fingerprint_is_twelve_hexadecimal_digits():
    assert len(engine.fingerprint()) == 12
    assert int(engine.fingerprint(), 16) >= 0


def test_the_fingerprint_is_that_of_every_other_process(tmp_path):
    assert python(FINGERPRINT, PYTHONHASHSEED="1", LC_ALL="C") == engine.fingerprint()
    # The environment may ask for any threads and kernels.
    asked = {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_CORETYPE": "Prescott"}
    assert python(FINGERPRINT, **asked) == engine.fingerprint()


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "solver", tmp_path / "solver", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_fingerprint_does_not_depend_on_where_the_source_is(copy):
    assert python(FINGERPRINT, copy) == engine.fingerprint()


@pytest.mark.parametrize("file", ["losses/entropy.py", "network.py"])
def test_another_source_is_another_engine(copy, file):
    with (copy / "solver" / file).open("a") as source:
        source.write("# changed\n")
    assert python(FINGERPRINT, copy) != engine.fingerprint()


def test_another_file_that_has_a_say_is_another_engine(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    assert len({engine.fingerprint(), engine.fingerprint(one), engine.fingerprint(two)}) == 3


def test_threads_are_pinned_before_numpy_loads():
    code = f"{POOLS} print(json.dumps([p['num_threads'] for p in pools]))"
    threads = json.loads(python(code, OPENBLAS_NUM_THREADS="4"))
    assert threads
    assert set(threads) == {1}


def test_this_very_process_is_pinned():
    assert {pool["num_threads"] for pool in threadpool_info()} == {1}


@pytest.mark.skipif(not engine._has_avx2(), reason="kernels are pinned where the processor has AVX2")
def test_kernels_are_pinned_before_numpy_loads():
    code = (
        f"{POOLS} from numpy._core._multiarray_umath import __cpu_features__ as has;"
        "kernels = [p['architecture'] for p in pools if p['internal_api'] == 'openblas'];"
        "print(json.dumps([kernels, has['X86_V3'], has['X86_V4']]))"
    )
    kernels, avx2, avx512 = json.loads(python(code, OPENBLAS_CORETYPE="Prescott"))
    assert set(kernels) == {"Haswell"}
    assert (avx2, avx512) == (True, False)


# Chaotic runs, in which one different bit would show.
RUNS = (
    "spread=6&lr=2.3&2.opt=adam&2.lr=3&2.batch=16&epochs=200",
    "data=spirals&arms=3&samples=40&model=mlp&hidden=3&lr=9&2.opt=newton&2.batch=10&epochs=9",
)


def test_a_run_is_bit_for_bit_that_of_another_process():
    code = (
        "import hashlib; from solver.config.query import parse; from solver.training.trainer import train;"
        f"frames = [frame for query in {RUNS!r} for frame in train(parse(query))];"
        "run = b''.join(frame.theta.tobytes() + frame.objective.tobytes() for frame in frames);"
        "print(hashlib.sha256(run).hexdigest())"
    )
    assert python(code) == python(code, OPENBLAS_NUM_THREADS="2")
