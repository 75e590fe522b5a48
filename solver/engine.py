"""The numerical engine: pinned before NumPy loads, and identified by a fingerprint.

BLAS and SIMD kernels differ in the last bits between kinds of processor, and chaotic runs amplify the
difference. So threads and kernels are pinned where that is possible, and whatever is left shows in the
fingerprint: two engines with the same fingerprint give the same run bit for bit.
"""

import functools
import hashlib
import os
import pathlib
import platform
from importlib.metadata import version

THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# The newest kernels that run on every x86-64 server of the last ten years; those of AVX-512 round differently.
AVX2_KERNELS = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"}
# Numba compiles the same code for every processor, with its own optimizations and without a library of its own; and it
# reads code from beside the sources also where these can only be read.
COMPILER = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_OPT": "3",
    "NUMBA_DISABLE_JIT": "0",
    "NUMBA_DISABLE_INTEL_SVML": "1",
    "NUMBA_CACHE_LOCATOR_CLASSES": "solver.compiled.cache.BesideSources,UserWideCacheLocator",
}
LIBRARIES = ("numpy", "scipy", "scikit-learn", "contourpy")


def pin() -> None:
    """Sets one thread and fixed kernels for BLAS, NumPy and Numba; no effect on those that are already loaded."""
    os.environ.update(THREADS | COMPILER)
    if _has_avx2():
        os.environ.update(AVX2_KERNELS)


def _has_avx2() -> bool:
    """True if the processor runs AVX2 and FMA code. False if that is unknown: forcing it would crash."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return False
    return platform.machine() == "x86_64" and {"avx2", "fma"} <= set(flags)


@functools.cache
def fingerprint(*others: pathlib.Path) -> str:
    """Twelve hexadecimal digits that name this code, its libraries, and how this machine rounds.

    An engine that compiles has others than one without Numba, since the two sum in different orders.
    `others` are files outside the solver that have a say in the result.
    """
    from solver.compiled import functions  # after pin()
    from solver.compiled.probe import probe

    digest = hashlib.sha256()
    for file in (*sorted(pathlib.Path(__file__).parent.rglob("*.py")), *others):
        digest.update(file.read_bytes())
    compiled = functions.available()
    for library in (*LIBRARIES, *(functions.LIBRARIES if compiled else ())):
        digest.update(f"{library} {version(library)} ".encode())
    digest.update(_probe())
    if compiled:
        digest.update(probe())
    return digest.hexdigest()[:12]


def _probe() -> bytes:
    """The bytes of a short chaotic computation with every kernel of a run: they differ if rounding does."""
    import numpy as np  # after pin()
    from scipy.special import expit, ndtr

    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((501, 3)), rng.standard_normal((2, 1, 3))
    for _ in range(40):
        e = 1.0 / (1.0 + np.exp(w @ x.T))
        w = w + 0.2 * (e * (1.0 - e)) @ x + np.log1p(np.exp(-np.abs(w))) * np.sin(9.0 * w)
    surface = np.exp(w.astype(np.float32) @ x.T.astype(np.float32)).sum(axis=-1)
    z = rng.standard_normal((64, 33)) @ rng.standard_normal((33, 65))
    bent = [f(z) for f in (np.tanh, np.expm1, expit, ndtr, np.sin, np.cos)] + [
        np.log(z * z),
        np.tanh(z.astype(np.float32)),
    ]
    # Newton's method decomposes symmetric matrices.
    decomposed = np.linalg.eigh(z[:33, :33] + z[:33, :33].T)
    return b"".join(np.asarray(part).tobytes() for part in (w, surface, *bent, *decomposed))
