"""The project's metadata: its version, its Pythons, and the commands that others call."""

import pathlib
import re
import tomllib

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("CHANGELOG.md", r"^## ([\d.]+)"),
        ("CITATION.cff", r"^version: ([\d.]+)$"),
        ("Dockerfile", r'org\.opencontainers\.image\.version="([\d.]+)"'),
    ],
)
def test_the_version_is_the_projects(file, shown):
    assert re.findall(shown, text(file), re.MULTILINE)[0] == PROJECT["version"]


def test_licence_and_description_are_the_projects():
    assert text("LICENSE").startswith(PROJECT["license"])
    assert re.search(rf"^license: {PROJECT['license']}$", text("CITATION.cff"), re.MULTILINE)
    for file in (PROJECT["readme"], *PROJECT["license-files"]):
        assert (ROOT / file).exists(), file


def test_every_python_that_is_supported_is_tested():
    first, end = map(int, re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"]).groups())
    pythons = [f"3.{minor}" for minor in range(first, end)]
    workflow = text(".github/workflows/test.yml")
    assert re.findall(r'"(3\.\d+)"', workflow) == pythons
    prefix = "Programming Language :: Python :: "
    assert [each.removeprefix(prefix) for each in PROJECT["classifiers"] if each.startswith(prefix)] == pythons
    assert f"Python {pythons[0]} to {pythons[-1]}" in text("Makefile")
    assert f"Python {pythons[0]} to {pythons[-1]}" in text("README.md")


def test_others_call_what_a_developer_calls():
    assert re.findall(r"run: make (\w+)", text(".github/workflows/test.yml")) == ["test"]
    hooks = re.findall(r"entry: (.+)", text(".pre-commit-config.yaml"))
    assert hooks == ["make lint", "make types"]
    assert {hook.removeprefix("make ") for hook in hooks} <= set(TARGETS)


def test_every_action_has_an_exact_version():
    used = re.findall(r"uses: (\S+)", text(".github/workflows/test.yml"))
    assert used
    assert [each for each in used if not re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", each)] == []
