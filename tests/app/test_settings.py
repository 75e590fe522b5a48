import dataclasses
import os
import subprocess
import sys

import pytest

from app.settings import Settings
from tests.app.client import PATIENCE, ROOT

FIELDS = {f"BASIN_{field.name.upper()}": field for field in dataclasses.fields(Settings)}
NUMBERS = [name for name, field in FIELDS.items() if field.type is int]
TEXTS = {
    "BASIN_PREFIX": (
        ["/basin", "/a/b-c.d_e~f", "/user/me@x/proxy/8050", "/user/me%40x/proxy/8050", "/%C3%A9", "/...", ""],
        [
            "basin",
            "/",
            "/basin/",
            "//a",
            "/a b",
            "/a?b",
            "/é",
            "/..",
            "/a/../b",
            "/.",
            "/%2e%2E",
            "/%2F",
            "/a%2fb",
            "/%00",
            "/%0d%0aX:1",
            "/%5c",
            "/%zz",
            "/%",
            "/%ff",
            "/%252e",
            "/a\n",
            " /a",
            "/a#b",
            "/<a>",
            '/"',
            "/a;b\r",
        ],
    ),
    "BASIN_REDIS_URL": (
        [
            "redis://host:6379/0",
            "rediss://host",
            "unix:///run/redis.sock",
            "redis://u:p@[::1]:6379/2",
            "redis://h?db=1",
            "",
        ],
        [
            "host:6379",
            "redis:",
            "redis://",
            "redis:///0",
            "redis://h:notaport",
            "redis://h:99999",
            "redis://h:0",
            "redis://h:-1",
            "redis://h/x",
            "redis://h/0/1",
            "redis://h?db=x",
            "redis://h?nothing=1",
            "redis://h?decode_responses=1",
            "redis://h:6379#0",
            "http://h",
            "unix://",
            "redis://h h",
            " redis://h",
            "redis://h\n",
            "redis://[::1",
            "rediss://h?ssl_cert_reqs=x",
        ],
    ),
    "BASIN_REDIS_KEY": (["0123456789abcdef", "x" * 64, ""], ["short", "0123456789 abcdef", "\u00e9" * 20, " " * 20]),
}


def test_without_any_variable_the_defaults_hold():
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment({"PATH": "/bin", "OTHER": "4", "XBASIN_WORKERS": "9"}) == Settings()


UNKNOWN = [
    ("BASIN_WORKER", "BASIN_WORKERS"),
    ("BASIN_STREAM", "BASIN_STREAMS"),
    ("BASIN_REDIS", "BASIN_REDIS_URL"),
    ("BASIN_VISITORS_STREAMS", "BASIN_VISITOR_STREAMS"),
    ("BASIN_BODYBYTES", "BASIN_BODY_BYTES"),
    ("basin_workers", "BASIN_WORKERS"),
    ("Basin_Prefix", "BASIN_PREFIX"),
    ("BASIN_HOST", "HOST"),
    ("BASIN_PORT", "PORT"),
]


@pytest.mark.parametrize(("name", "meant"), UNKNOWN)
def test_an_unknown_setting_is_refused_with_the_one_that_was_meant(name, meant):
    with pytest.raises(ValueError, match=rf"^There is no setting {name}\. Did you mean {meant}\?$"):
        Settings.from_environment({name: "3"})


def test_an_unknown_setting_that_is_like_none_is_refused_with_all_that_there_are():
    with pytest.raises(ValueError, match=r"no setting BASIN_\. There is BASIN_WORKERS, .*BASIN_PREFIX"):
        Settings.from_environment({"BASIN_": "3"})


def test_what_kubernetes_says_of_a_service_that_is_called_basin_is_no_setting():
    said = {
        "BASIN_SERVICE_HOST": "192.0.2.1",
        "BASIN_SERVICE_PORT": "80",
        "BASIN_SERVICE_PORT_HTTP": "80",
        "BASIN_PORT": "tcp://192.0.2.1:80",
        "BASIN_PORT_80_TCP": "tcp://192.0.2.1:80",
        "BASIN_PORT_80_TCP_ADDR": "192.0.2.1",
    }
    assert Settings.from_environment(said) == Settings()


def test_no_password_is_repeated():
    for url in (
        "redis://u:secret@h:notaport",
        "redis://:secret@h/x",
        "redis://u:sec@ret@h:0",
        "http://u:secret@h",
        "redis://:sec/ret@h:6379/0",
        "redis://:/sec#ret@h",
        "redis://:sec\nret@h:x",
        "redis://h:x?password=secret",
        "redis://h:x?db=1&password=secret&protocol=3",
    ):
        with pytest.raises(ValueError, match="BASIN_REDIS_URL must be") as refused:
            Settings.from_environment({"BASIN_REDIS_URL": url})
        assert "sec" not in str(refused.value)
    with pytest.raises(ValueError, match="BASIN_REDIS_KEY must be") as refused:
        Settings.from_environment({"BASIN_REDIS_KEY": "my secret"})
    assert "secret" not in str(refused.value)
    assert "secret" not in repr(Settings(redis_key="secret"))


def test_every_setting_is_a_whole_number_or_a_text_with_a_form():
    assert set(FIELDS) == {*NUMBERS, *TEXTS}
    for field in FIELDS.values():
        assert field.metadata["help"], field.name


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_its_variable_and_its_bounds(name):
    field = FIELDS[name]
    least, most = field.metadata["least"], field.metadata["most"]
    for value in (least, least + 1, most):
        settings = Settings.from_environment({name: str(value)})
        assert settings == dataclasses.replace(Settings(), **{field.name: value})
    for value in (least - 1, most + 1):
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
        with pytest.raises(ValueError, match=f"^{name} must be .*, not "):
            Settings.from_environment({name: text})


def test_a_server_with_a_wrong_setting_ends_at_once_and_says_which():
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
    environment = {**os.environ, "BASIN_STREAMS": "none"}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "BASIN_STREAMS must be a whole number from 1 to 1000, not 'none'."


@pytest.mark.parametrize("settings", [Settings(), Settings(streams=2), Settings(visitor_streams=1)])
def test_three_visitors_who_hold_all_threads_that_they_may_leave_some(settings):
    assert settings.visitor_threads > min(settings.visitor_streams, settings.streams)
    assert 3 * settings.visitor_threads < settings.threads
