import dataclasses
import os
import subprocess
import sys

import pytest

from app.settings import Settings
from tests.app.client import ROOT

FIELDS = {f"BASIN_{field.name.upper()}": field for field in dataclasses.fields(Settings)}
NUMBERS = [name for name, field in FIELDS.items() if field.type is int]
TEXTS = {
    "BASIN_PREFIX": (["/basin", "/a/b-c.d_e~f", ""], ["basin", "/", "/basin/", "//a", "/a b", "/a?b", "/é"]),
    "BASIN_REDIS_URL": (
        ["redis://host:6379/0", "rediss://host", "unix:///run/redis.sock", ""],
        ["host:6379", "redis:"],
    ),
}


def test_without_any_variable_the_defaults_hold():
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment({"PATH": "/bin", "BASIN_OTHER": "4"}) == Settings()


def test_every_setting_is_a_whole_number_or_a_text_with_a_form():
    assert set(FIELDS) == {*NUMBERS, *TEXTS}
    for field in FIELDS.values():
        assert field.metadata["help"], field.name


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_its_variable_and_its_bounds(name):
    field = FIELDS[name]
    least, most = field.metadata["least"], field.metadata["most"]
    for value in (least, least + 1, most or 10**9):
        settings = Settings.from_environment({name: str(value)})
        assert settings == dataclasses.replace(Settings(), **{field.name: value})
    for value in [least - 1, *([most + 1] if most else [])]:
        with pytest.raises(ValueError, match=f"^{name} must be a whole number .*{least}.*, not '{value}'"):
            Settings.from_environment({name: str(value)})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["", "-1", "1.5", "many", "٣", "²", " 1", "1e3", "True", "9" * 5000])
def test_what_is_no_whole_number_is_refused_naming_the_variable(name, text):
    with pytest.raises(ValueError, match=f"{name} must be a whole number .*, not '"):
        Settings.from_environment({name: text})


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_of_its_form(name):
    right, wrong = TEXTS[name]
    for text in right:
        assert getattr(Settings.from_environment({name: text}), FIELDS[name].name) == text
    for text in wrong:
        with pytest.raises(ValueError, match=f"{name} must be .*such as .*, not '"):
            Settings.from_environment({name: text})


def test_a_server_with_a_wrong_setting_ends_at_once_and_says_which():
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
    environment = {**os.environ, "BASIN_STREAMS": "none"}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.strip() == "BASIN_STREAMS must be a whole number of at least 1, not 'none'."
