"""How the page's scripts are kept: which of them tsc checks."""

import pathlib

ROOT = pathlib.Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "frontend").rglob("*.js"))
# Files without types yet: only ever fewer, and a new file is none of them.
UNCHECKED = 94


def test_files_without_types_become_fewer():
    unchecked = [file for file in SCRIPTS if file.read_text().startswith("// @ts-nocheck\n")]
    assert len(unchecked) == UNCHECKED


def test_nothing_else_silences_the_type_checker():
    silenced = [
        file.name
        for file in SCRIPTS
        if any(word in file.read_text() for word in ("@ts-ignore", "@ts-expect-error", "{any}", "any>", "{*}"))
    ]
    assert silenced == []
