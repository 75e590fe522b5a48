import ast
import functools
import os
import pathlib
import re
import statistics
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[1]
LONGEST_FILE = 400
TYPICAL_FILE = 200
SOLVER = sorted((ROOT / "solver").rglob("*.py"))
APP = sorted((ROOT / "app").rglob("*.py"))
WEB = {"app", "flask", "werkzeug", "dash", "dash_mantine_components", "plotly", "gunicorn"} | {
    "flask_compress",
    "flask_limiter",
    "markdown_it",
    "mdit_py_plugins",
    "prometheus_client",
    "redis",
}

# From the bottom up: a module imports only modules of lower lines.
LAYERS = (
    {"arrays", "effort", "spelling", "words"},
    {"compiled"},
    {"differences", "engine", "objective", "parameters", "separable"},
    {"registry"},
    {"datasets", "functions", "losses", "optimizers", "schedules", "stopping"},
    {"curvature", "model"},
    {"gradients", "planes"},
    {"surfaces"},
    {"config"},
    {"training"},
    {"report"},
    {"cli"},
    {"__init__", "__main__"},
)
RANK = {each: i for i, layer in enumerate(LAYERS) for each in layer}


NOT_OURS = {
    ".git",
    ".venv",
    "node_modules",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "test-results",
    "__pycache__",
}


def own_files() -> list[pathlib.Path]:
    """The files that are committed, or would be. Found without git, which a machine may lack."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        built = "js" if folder == str(ROOT / "assets") else None
        folders[:] = [each for each in folders if each not in NOT_OURS | {built}]
        found += [pathlib.Path(folder, file) for file in files]
    return sorted(found)


@functools.cache
def imported(file: pathlib.Path) -> set[str]:
    """The full names of everything that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def module(file: pathlib.Path) -> str:
    """The name under which a solver file stands in LAYERS: its own, or its package's."""
    return file.relative_to(ROOT / "solver").parts[0].removesuffix(".py")


def name(file: pathlib.Path) -> str:
    return str(file.relative_to(ROOT))


def test_the_solver_knows_nothing_of_the_web():
    assert [name(f) for f in SOLVER if {each.partition(".")[0] for each in imported(f)} & WEB] == []


def test_the_solvers_imports_go_one_way():
    assert [wrong for file in SOLVER for wrong in upward(file)] == []


def upward(file: pathlib.Path) -> list[str]:
    """The imports of a file that do not stand on a lower line of LAYERS."""
    own = module(file)
    if own not in RANK:
        return [f"{own} has no layer"]
    # Files of one package may import each other.
    layers = [each.split(".")[1] for each in imported(file) if each.split(".")[0] == "solver" and own != "__init__"]
    others = {each if each in RANK else "__init__" for each in layers} - {own}
    return [f"{name(file)} imports {other}" for other in others if RANK[other] >= RANK[own]]


def test_every_layer_is_of_modules_that_exist():
    assert set(RANK) == {module(file) for file in SOLVER}
    assert len(RANK) == sum(len(layer) for layer in LAYERS)


def importing(files: list[pathlib.Path], package: str) -> list[str]:
    """Those of some files that import a package of the application."""
    return [name(file) for file in files if any(each.startswith(package) for each in imported(file))]


def test_panels_never_import_panels():
    assert importing(in_folder("panels"), "app.panels") == []


def test_only_the_factory_knows_the_panels():
    assert importing([f for f in APP if f.parent.name != "panels"], "app.panels") == ["app/factory.py"]


def test_only_the_factory_and_gunicorn_know_the_edge():
    known = importing([f for f in APP if f.parent.name != "edge"], "app.edge")
    assert known == ["app/factory.py", "app/gunicorn.conf.py"]


def test_the_edge_knows_nothing_of_the_page_and_the_stream():
    theirs = {each.split(".")[1] for f in in_folder("edge") for each in imported(f) if each.startswith("app.")}
    assert theirs == {"edge", "problems", "runs", "settings"}


def in_folder(folder: str) -> list[pathlib.Path]:
    """The files of a folder of the application."""
    return [file for file in APP if file.parent.name == folder]


def test_the_application_computes_nothing_but_what_it_packs():
    numeric = {"numpy", "scipy", "sklearn", "contourpy"}
    computing = [name(f) for f in APP if {each.partition(".")[0] for each in imported(f)} & numeric]
    assert computing == ["app/packing.py", "app/sent_slices.py", "app/wire.py"]


def test_importing_the_solver_loads_nothing_of_the_web():
    code = f"import solver, sys; print(sorted({WEB!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SOURCES = [
    f for f in own_files() if f.suffix in {".py", ".js", ".ts", ".css", ".sh", ".html"} and "vendor" not in f.parts
]


def test_no_file_is_longer_than_one_reads_at_once():
    assert [name(f) for f in SOURCES if len(f.read_text().splitlines()) > LONGEST_FILE] == []


def test_most_of_the_solvers_files_are_short():
    assert statistics.median(len(file.read_text().splitlines()) for file in SOLVER) < TYPICAL_FILE


# Traces of the machine where this was written: home folders, package indexes, hosts that nobody else has.
FOREIGN = re.compile(
    r"/home/[a-z]|/root/|/Users/[a-z]|--(?:extra-)?index-url|--find-links|--trusted-host|"
    r"https?://(?:pypi|files)\.|(?<![\w.])(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+(?![\w.])"
)
TEXT = [
    f
    for f in own_files()
    if f.suffix in {*{s.suffix for s in SOURCES}, ".txt", ".in", ".toml", ".json", ".md", ".yml", ""}
]


def test_no_committed_file_names_a_machine_or_an_index():
    found = {name(f): FOREIGN.findall(f.read_text()) for f in TEXT if f != pathlib.Path(__file__)}
    assert {file: words for file, words in found.items() if words} == {}


LOCKS = ["requirements.txt", "frontend/requirements.txt", "solver/requirements.txt", "tests/requirements.txt"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_by_its_hashes(lock):
    text = re.sub(r"#.*\n", "", (ROOT / lock).read_text())
    entries = re.findall(r"^\S+==(?:.*\\\n)*.*$", text, flags=re.MULTILINE)
    assert len(entries) == len(re.findall(r"^\w", text, flags=re.MULTILINE)) > 0
    assert all("--hash=sha256:" in entry for entry in entries)
