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
            "redis://h:6379?max_connections=1&socket_timeout=0.5&health_check_interval=0&protocol=3",
            "rediss://h?ssl_cert_reqs=none&ssl_check_hostname=false&ssl_min_version=771",
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
    with pytest.raises(ValueError, match=r"no setting BASIN_\. The settings are BASIN_WORKERS, .*BASIN_PREFIX"):
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


REDIS = [
    ("db=-1", "whose option db is a whole number from 0 to 999999999"),
    ("db=", "whose option db is a whole number from 0 to 999999999"),
    ("db=1.0", "whose option db is a whole number from 0 to 999999999"),
    ("db=9999999999", "whose option db is a whole number from 0 to 999999999"),
    ("db=1&db=2", "which names each option once"),
    ("max_connections=0", "whose option max_connections is a whole number from 1 to 1000000"),
    ("max_connections=-3", "whose option max_connections is a whole number from 1 to 1000000"),
    ("health_check_interval=-1", "whose option health_check_interval is a whole number from 0 to 3600"),
    ("socket_timeout=0", "whose option socket_timeout is a number of seconds greater than 0 and at most 3600"),
    ("socket_timeout=nan", "whose option socket_timeout is a number of seconds greater than 0 and at most 3600"),
    ("socket_connect_timeout=-1", "whose option socket_connect_timeout is a number of seconds greater than 0"),
    ("socket_keepalive=maybe", "whose option socket_keepalive is one of 1, yes, true, 0, no, false"),
    ("protocol=9", "whose option protocol is one of 2, 3"),
    ("max_connection=5", "whose options are among db, username, password,"),
    ("DB=1", "whose options are among db, username, password,"),
    ("encoding=nope", "whose options are among db, username, password,"),
    ("retry_on_error=x", "whose options are among db, username, password,"),
    ("ssl_ca_certs=/nowhere", "whose scheme is rediss, because it has the option ssl_ca_certs"),
]
TLS = [
    ("ssl_ca_certs=/nowhere", "whose option ssl_ca_certs is a file that exists"),
    (f"ssl_ca_certs={__file__}", "whose option ssl_ca_certs is a readable file of certificates"),
    ("ssl_ca_path=/nowhere", "whose option ssl_ca_path is a folder that exists"),
    ("ssl_certfile=/nowhere", "whose option ssl_certfile is a file that exists"),
    (f"ssl_certfile={__file__}", "whose options ssl_certfile and ssl_keyfile are a readable certificate and its key"),
    (f"ssl_keyfile={__file__}", "whose options ssl_certfile and ssl_keyfile are a readable certificate and its key"),
    ("ssl_cert_reqs=x", "whose option ssl_cert_reqs is one of none, optional, required"),
    ("ssl_min_version=1", "whose option ssl_min_version is one of 771, 772"),
    ("ssl_ciphers=x", "whose option ssl_ciphers names known ciphers"),
]
PLACES = [
    ("redis://h:0", "whose port is a whole number from 1 to 65535"),
    ("redis://u:p@h:70000/0", "whose port is a whole number from 1 to 65535"),
    ("redis://[::1]:x", "whose port is a whole number from 1 to 65535"),
    ("redis://h:/0", "whose port is a whole number from 1 to 65535"),
    ("redis://h/x", "whose path is the number of a database from 0 to 999999999"),
    ("redis://h/-1", "whose path is the number of a database from 0 to 999999999"),
    ("redis://h/1?db=2", "which names its database once"),
]
IMPOSSIBLE = [(f"redis://h?{text}", form) for text, form in REDIS] + [
    (f"rediss://h?{text}", form) for text, form in TLS
]


@pytest.mark.parametrize(("url", "form"), [*IMPOSSIBLE, *PLACES])
def test_an_impossible_part_of_the_address_of_a_redis_is_named_with_what_would_be_right(url, form):
    with pytest.raises(ValueError, match="BASIN_REDIS_URL must be an address such as") as refused:
        Settings.from_environment({"BASIN_REDIS_URL": url})
    assert f"redis://host:6379/0, {form}" in str(refused.value)


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
