"""The page's scripts: built from frontend/ where they are older, with what the lock names."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[1]
# Nobody listens there.
NO_REGISTRY = "http://127.0.0.1:9/"


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> pathlib.Path:
    """What the build needs of the repository, beside nothing that was built."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("frontend", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


def bundle(tree: pathlib.Path) -> "subprocess.CompletedProcess[str]":
    unreachable = {
        "npm_config_registry": NO_REGISTRY,
        "npm_config_cache": str(tree / "cache"),
        "npm_config_fetch_retries": "0",
    }
    command = ["sh", "tools/bundle.sh"]
    return subprocess.run(command, cwd=tree, env=os.environ | unreachable, capture_output=True, text=True, check=False)


def test_without_a_registry_one_sentence_says_what_is_missing(tree):
    done = bundle(tree)
    assert done.returncode == 1
    assert done.stderr == (
        "The page's scripts need the packages of package-lock.json, and npm could not install them from "
        f"{NO_REGISTRY} (ECONNREFUSED): make it reachable, or name another registry in ~/.npmrc.\n"
    )


def test_what_is_built_needs_no_registry(tree):
    shutil.copytree(ROOT / "assets" / "js", tree / "assets" / "js", copy_function=shutil.copy)
    (tree / "assets" / "js" / "main.js").touch()
    done = bundle(tree)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("change", ["content", "new", "gone"])
def test_it_is_built_again_where_a_source_has_changed(tree, change):
    (tree / "node_modules").symlink_to(ROOT / "node_modules")
    built = tree / "assets" / "js" / "main.js"
    assert bundle(tree).returncode == 0
    # As old as nothing that changes now.
    before = built.stat().st_mtime - 10
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink() and "node_modules" not in path.parts:
            os.utime(path, (before, before))
    assert bundle(tree).stdout == ""
    source = tree / "frontend" / "base" / "scale.js"
    if change == "content":
        source.write_text(source.read_text() + "// changed")
    elif change == "new":
        source.with_name("another.js").write_text("")
    else:
        (tree / "frontend" / "requirements.in").unlink()
    assert bundle(tree).stdout == "Building the page's scripts\n"
    assert built.stat().st_mtime > before


def test_the_lock_names_no_host():
    assert "://" not in (ROOT / "package-lock.json").read_text()
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
