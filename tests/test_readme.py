"""The README says what is true: its tables are those of the registries, and its commands exist."""

import re

import pytest

from tools.readme import README, tables, written

TEXT = README.read_text(encoding="utf-8")


def test_its_tables_are_the_registries() -> None:
    assert written(TEXT) == TEXT, "python -m tools.readme writes them anew"


@pytest.mark.parametrize("name", tables())
def test_it_has_a_place_for_each_table(name: str) -> None:
    assert TEXT.count(f"<!-- {name} -->") == TEXT.count(f"<!-- /{name} -->") == 1


def test_its_make_targets_exist() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^make (\w+)", TEXT, re.MULTILINE)) | set(re.findall(r"`make (\w+)", TEXT))
    assert targets >= {"run", "test", "bench"}
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_it_names_exists() -> None:
    tree = TEXT.split("### The code")[1].split("```")[1]
    folder = ""
    for line in tree.strip().splitlines():
        top = re.match(r"(\w+/)", line)
        folder = top[1] if top else folder
        for name in re.findall(r"[\w]+\.py", line):
            assert (README.parent / folder / name).exists(), f"{folder}{name}"


def test_its_example_of_descend_runs() -> None:
    code = TEXT.split("The optimizers work on any function:")[1].split("```python")[1].split("```")[0]
    lines = code.rstrip().splitlines()
    scope: dict[str, object] = {}
    exec("\n".join([*lines[:-1], f"result = {lines[-1]}"]), scope)
    assert scope["result"].shape == (51, 2)  # type: ignore[attr-defined]
