"""The examples of docs/developing.md for adding each kind of thing, written into a copy of the tree and used."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from solver.cli.listing import SECTIONS

ROOT = pathlib.Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(solver/[\w/]+\.py)`:\n\n```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
# For each example: the section of `python -m solver list` that shows it, and the address of a run that uses it.
ADDED = {
    "sign_descent": ("optimizers", "opt=sign_descent&epochs=5"),
    "checkerboard": ("datasets", "data=checkerboard&squares=4&lr=1e-4&epochs=5"),
    "least_squares": ("losses", "data=moons&loss=least_squares&lr=0.05&epochs=5"),
    "movers": ("planes", "plane=movers&epochs=5"),
    "matyas": ("functions", "function=matyas&epochs=5"),
}
USE = """
import json, sys
from solver.config.query import parse
from solver.report.scene import Scene
from solver.training.trainer import Training

found = {}
for name, query in json.load(sys.stdin).items():
    training = Training(parse(query))
    frames = list(training.run())
    objective = [float(z) for each in frames for z in each.columns["objective"][0]]
    found[name] = {"objective": objective, "sentence": Scene.of(training, frames).sentence}
json.dump(found, sys.stdout)
"""
# The tests that hold for all entries of a kind; only those of the added entries run.
HELD = [
    *("test_registry", "test_optimizers", "test_optimizer_symbols", "test_datasets", "test_losses"),
    *("test_planes", "test_functions", "test_functions_derivatives", "test_gradient_check"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A copy of the solver and its tests, with the files of the docs added."""
    copy = tmp_path_factory.mktemp("tree")
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("solver", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name, code in FILES.items():
        assert not (copy / name).exists(), name
        (copy / name).write_text(code, encoding="utf-8")
    return copy


def done(tree: pathlib.Path, *command: str, given: str = "") -> str:
    """What Python prints in the copy; the test fails if Python does."""
    run = subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-5000:]
    return run.stdout


def test_there_is_a_file_for_each_that_is_added():
    assert [pathlib.PurePath(name).stem for name in FILES] == list(ADDED)


def test_the_files_are_in_the_style_of_the_others(tree):
    for check in (["check"], ["format", "--check"]):
        done(tree, "-m", "ruff", *check, "--no-cache", *FILES)


def test_the_command_line_lists_each_last(tree):
    listed = entries(done(tree, "-m", "solver", "list"))
    for name, (section, _) in ADDED.items():
        assert listed[section][-1] == name
        assert listed[section][:-1] == [each for each in SECTIONS[section].registry if each != name]


def entries(listing: str) -> dict[str, list[str]]:
    """The names that the command line lists, by section."""
    parts = re.split(r"(?m)^(.*)\n=+\n", listing)
    titles = {section.title: name for name, section in SECTIONS.items()}
    named = zip(parts[1::2], parts[2::2], strict=True)
    return {titles[title.split(" (")[0]]: re.findall(r"(?m)^(\w+): ", text) for title, text in named}


def test_a_run_of_its_address_is_trained_and_drawn(tree):
    queries = {name: query for name, (_, query) in ADDED.items()}
    found = json.loads(done(tree, "-c", USE, given=json.dumps(queries)))
    assert list(found) == list(ADDED)
    for name, each in found.items():
        assert len(each["objective"]) == 6, name
        assert each["objective"][-1] < each["objective"][0], name
    assert "which moved most" in found["movers"]["sentence"]
    assert found["matyas"]["sentence"].startswith("Matyas over x and y")


def test_what_holds_for_all_of_its_kind_holds_for_it(tree):
    files = [f"tests/solver/{name}.py" for name in HELD]
    report = done(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", " or ".join(ADDED), *files)
    assert int(re.findall(r"(\d+) passed", report)[-1]) > 10 * len(ADDED)
