"""How the page's scripts are kept: which folder imports which, what they are called, and what tsc may skip."""

import pathlib
import re

ROOT = pathlib.Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
SCRIPTS = sorted(FRONTEND.rglob("*.js"))
TESTS = ROOT / "tests" / "js"

# From the bottom up: a script imports only from its own folder and from what stands on lower lines.
LAYERS = (
    {"base", "dash"},
    {"query"},
    {"run"},
    {"playback", "views"},
    {"views/data", "views/landscape", "views/race"},
    {"history"},
    {"."},
)
RANK = {folder: i for i, layer in enumerate(LAYERS) for folder in layer}
# What is parsed as JSON can be anything, and so can what is found on a path in it; Plotly comes without types.
ANY = {
    "history/store.js",
    "query/paths.js",
    "run/presenter.js",
    "run/requests.js",
    "run/run.js",
    "run/wire.js",
    "types/page.d.ts",
    "views/race/columns.js",
}


def test_nothing_silences_the_type_checker_but_where_json_comes_in():
    text = {file.relative_to(FRONTEND).as_posix(): file.read_text() for file in [*SCRIPTS, *FRONTEND.rglob("*.ts")]}
    assert [name for name, each in text.items() if re.search(r"@ts-(?:nocheck|ignore|expect-error)|\{\*\}", each)] == []
    assert {name for name, each in text.items() if re.search(r": any\b|=> any\b|\{any\}|, any>", each)} == ANY


def folder(script: pathlib.Path) -> str:
    return script.parent.relative_to(FRONTEND).as_posix()


def imported(script: pathlib.Path) -> list[pathlib.Path]:
    """The scripts that a script imports."""
    names = re.findall(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""", script.read_text())
    return [(script.parent / name).resolve() for name in names]


def test_the_folders_imports_go_one_way():
    wrong = [
        f"{folder(script)}/{script.name} imports {folder(other)}/{other.name}"
        for script in SCRIPTS
        for other in imported(script)
        if folder(other) != folder(script) and RANK[folder(other)] >= RANK[folder(script)]
    ]
    assert wrong == []


def test_every_layer_is_of_folders_that_exist():
    assert set(RANK) == {folder(script) for script in SCRIPTS}
    assert len(RANK) == sum(len(layer) for layer in LAYERS)


def test_every_import_is_of_a_script_that_exists():
    assert {other for script in SCRIPTS for other in imported(script)} <= set(SCRIPTS)


def test_no_two_scripts_go_by_one_name_or_differ_by_its_plural():
    names = [script.stem for script in SCRIPTS]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if f"{name}s" in names] == []


def test_the_tests_folders_mirror_those_of_the_scripts():
    strays = []
    for test in TESTS.rglob("*.test.js"):
        tested = FRONTEND / test.parent.relative_to(TESTS)
        # `inputs_race` tests a part of `inputs`.
        if not any(test.name.startswith(script.stem) for script in tested.glob("*.js")):
            strays.append(test.relative_to(TESTS).as_posix())
    assert strays == []


def test_one_script_reads_the_properties_of_dash_s_components_and_one_writes_them():
    by_name = {script.relative_to(FRONTEND).as_posix(): script.read_text() for script in SCRIPTS}
    assert [name for name, text in by_name.items() if "dash_component_api" in text] == ["dash/reader.js"]
    assert [name for name, text in by_name.items() if "set_props" in text] == ["dash/writer.js"]
    assert sorted(name for name, text in by_name.items() if "dash_clientside" in text) == [
        "dash/reader.js",
        "dash/writer.js",
    ]
    assert [name for name, text in by_name.items() if re.search(r"CustomEvent|basin:|basinControls", text)] == []
