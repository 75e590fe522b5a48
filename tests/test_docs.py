"""The docs are true: their tables are those of the registries, their links lead somewhere, their paths exist."""

import functools
import os
import pathlib
import re
from urllib.parse import unquote

import pytest

from solver.config.query import parse, serialise
from tools.docs import DOCS, PLACES, tables, written

ROOT = DOCS.parent
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md"), *(ROOT / ".github").rglob("*.md")])
MOST_OF_README = 10_000  # bytes: readable in a minute
MOST_OF_PICTURE = 300_000  # bytes: loaded with the README
# Folders whose files are named in the docs.
OURS = r"(?:solver|app|assets|docs|deploy|tests|tools|frontend)"
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name(page: pathlib.Path) -> str:
    return str(page.relative_to(ROOT))


@functools.cache
def text(page: pathlib.Path) -> str:
    return page.read_text(encoding="utf-8")


each_page = pytest.mark.parametrize("page", PAGES, ids=name)


@pytest.mark.parametrize("file", PLACES)
def test_tables_are_those_of_the_registries(file):
    page = text(DOCS / file)
    assert written(page, made()) == page, "python -m tools.docs writes them anew"
    assert tuple(re.findall(r"^<!-- (\w+) -->$", page, re.MULTILINE)) == PLACES[file]
    assert tuple(re.findall(r"^<!-- /(\w+) -->$", page, re.MULTILINE)) == PLACES[file]


def test_every_table_has_its_place():
    assert sorted(table for places in PLACES.values() for table in places) == sorted(made())


@functools.cache
def made() -> dict[str, str]:
    return tables()


def anchors(page: pathlib.Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", text(page)), re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        number = 0
        while (unique := f"{anchor}-{number}" if number else anchor) in found:
            number += 1
        found.add(unique)
    return found


def broken(page: pathlib.Path) -> list[str]:
    """The links and pictures of a page that do not exist."""
    prose = re.sub(r"(`+).*?\1", "", FENCE.sub("", text(page)))
    links = re.findall(r"\]\(([^)\s]+)\)", prose) + re.findall(r"(?:src|srcset|href)=\"([^\"]+)\"", prose)
    found = []
    for link in links:
        path, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@each_page
def test_links_and_anchors_lead_somewhere(page):
    assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One `a` b\n[a](page.md#one-a-b) [b](#two) [c](none.md) [d](https://example.org)\n")
    assert broken(page) == ["#two", "none.md"]


def test_every_page_is_in_the_table_of_contents():
    pages = {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\((\w+\.md)\)", text(DOCS / "README.md"))) == pages
    assert set(re.findall(r"\]\(docs/(\w+\.md)\)", text(ROOT / "README.md"))) == pages


def paths(page: pathlib.Path) -> list[str]:
    """The files and folders that a page names in backticks, without those that it tells readers to make."""
    told = set(re.findall(r"^`([\w/.]+)`:$", text(page), re.MULTILINE))
    named = re.findall(rf"`({OURS}/[\w/.-]*)`", FENCE.sub("", text(page)))
    return [path for path in named if path not in told]


@each_page
def test_every_path_that_is_named_exists(page):
    assert [path for path in paths(page) if not (ROOT / path).exists()] == []


def test_the_questions_of_the_architecture_are_answered_by_a_path():
    rows = text(DOCS / "architecture.md").split("## Where is ...?")[1].split("\n## ")[0].strip().splitlines()[2:]
    assert len(rows) >= 10
    assert [row for row in rows if not re.search(rf"`{OURS}/[\w/.-]+`", row)] == []


def test_every_folder_is_in_the_architecture():
    page = text(DOCS / "architecture.md")
    folders = {name(each.parent) + "/" for top in ("solver", "app") for each in (ROOT / top).glob("*/__init__.py")}
    assert [folder for folder in sorted(folders) if f"`{folder}`" not in page] == []


@each_page
def test_make_targets_that_are_named_exist(page):
    makefile = text(ROOT / "Makefile")
    targets = re.findall(r"^make (\w+)", text(page), re.MULTILINE) + re.findall(r"`make (\w+)", text(page))
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@each_page
def test_addresses_that_are_named_are_understood(page):
    named = re.findall(r"python -m solver (?:check )?'([^']+)'|/api/stream\?([^\s'<`]+)'", text(page))
    for address in (query or asked.partition("&columns=")[0] for query, asked in named):
        assert serialise(parse(address)), address


def test_the_readme_is_short_and_names_the_commands():
    readme = text(ROOT / "README.md")
    assert len(readme.encode()) <= MOST_OF_README
    assert re.search(r"^make run$", readme, re.MULTILINE)
    assert "docker build" in readme


def test_the_pictures_are_small():
    pictures = [ROOT / path for path in re.findall(r"docs/[\w-]+\.png", text(ROOT / "README.md"))]
    assert len(pictures) == 2
    assert [name(picture) for picture in pictures if picture.stat().st_size > MOST_OF_PICTURE] == []


SOURCES = [
    pathlib.Path(folder, file)
    for top in ("solver", "app", "assets", "deploy", "tools")
    for folder, _, files in os.walk(ROOT / top)
    for file in files
    if file.endswith((".py", ".js", ".css", ".sh", ".yaml", ".conf", ".md"))
]


def test_what_code_says_of_the_docs_is_there():
    wrong = []
    for file in set(SOURCES) - {ROOT / "tools" / "docs.py"}:
        for path, _, anchor in re.findall(r"\b((?:docs/)?[\w-]+\.md)(#([\w-]+))?", text(file)):
            page = ROOT / path
            if not page.exists() or (anchor and anchor not in anchors(page)):
                wrong.append((name(file), path, anchor))
    assert wrong == []


def test_its_example_of_descend_runs():
    page = text(DOCS / "developing.md")
    code = page.split("The optimizers work on any function:")[1].split("```python")[1].split("```")[0]
    lines = code.rstrip().splitlines()
    scope: dict[str, object] = {}
    exec("\n".join([*lines[:-1], f"result = {lines[-1]}"]), scope)
    assert scope["result"].shape == (51, 2)  # type: ignore[attr-defined]
