"""HOST and PORT name an address that can be served on, or the start says what is wrong."""

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from app.address import beside, bind, check, port_of
from tests.app.client import ROOT

BOUND = [
    ({}, "127.0.0.1:8050"),
    ({"HOST": "0.0.0.0", "PORT": "80"}, "0.0.0.0:80"),
    ({"HOST": "localhost"}, "localhost:8050"),
    ({"HOST": "host-1.example.org"}, "host-1.example.org:8050"),
    ({"HOST": "::1", "PORT": "1"}, "[::1]:1"),
    ({"HOST": "[::1]"}, "[::1]:8050"),
    ({"HOST": "::", "PORT": "65535"}, "[::]:65535"),
    ({"HOST": "unix:/run/basin.sock"}, "unix:/run/basin.sock"),
]
HOSTS = [
    "",
    " ",
    " 127.0.0.1",
    "127.0.0.1 ",
    "127.0.0.1:80",
    "0",
    "127.1",
    "0x7f.1",
    "017700000001",
    "*",
    "http://h",
    "a\nb",
]
HOSTS += ["unix:", "unix:x", "unix://x", "-h", "h-", "[::1", "::1::", "h/x", "\u00e9"]
PORTS = ["", "0", "-1", "65536", "99999", "8050.0", "http", " 80", "80 ", "+80", "\u0663", "8" * 5000, "1e3"]


@pytest.mark.parametrize(("environment", "expected"), BOUND)
def test_an_address_is_what_gunicorn_listens_on(environment, expected):
    assert bind(environment) == expected


@pytest.mark.parametrize("host", HOSTS)
def test_a_wrong_host_is_refused(host):
    with pytest.raises(ValueError, match=r"^HOST must be an address of this machine, such as .*; not '"):
        bind({"HOST": host})


@pytest.mark.parametrize("port", PORTS)
def test_a_wrong_port_is_refused(port):
    with pytest.raises(ValueError, match=r"^PORT must be a whole number from 1 to 65535, not '"):
        bind({"PORT": port})


def test_the_port_of_an_address():
    assert [port_of(bound) for bound in ("127.0.0.1:1", "[::1]:2", "unix:/a:3")] == [1, 2, None]


def test_an_address_that_is_taken_or_is_not_here_is_said_to_be_so(tmp_path):
    with (
        contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken,
        pytest.raises(ValueError, match=r"^Basin cannot be served on 127\.0\.0\.1:\d+: Address already in use\.$"),
    ):
        check(f"127.0.0.1:{taken.getsockname()[1]}")
    with pytest.raises(ValueError, match=r"192\.0\.2\.1:80: Cannot assign"):
        check("192.0.2.1:80")
    with pytest.raises(ValueError, match=r"unix:/nowhere/x: /nowhere cannot be written\.$"):
        check("unix:/nowhere/x")
    check(f"unix:{tmp_path}/x")


STARTS = [
    ({"PORT": "99999"}, "PORT must be a whole number from 1 to 65535"),
    ({"HOST": ""}, "HOST must be an address"),
    ({"BASIN_WORKER": "3"}, "There is no setting BASIN_WORKER. Did you mean BASIN_WORKERS?"),
    ({"BASIN_REDIS_URL": "redis://h:notaport"}, "BASIN_REDIS_URL must be an address such as"),
    ({"GUNICORN_CMD_ARGS": "--threads 3"}, "GUNICORN_CMD_ARGS would change what Basin sets"),
    ({"PORT": "8050", "BASIN_METRICS_PORT": "8050"}, "BASIN_METRICS_PORT must be another port than PORT"),
    ({"HOST": "192.0.2.1"}, "Basin cannot be served on 192.0.2.1:8050: Cannot assign requested address."),
]


@pytest.mark.parametrize(("environment", "sentence"), STARTS, ids=lambda value: str(value)[:40])
def test_a_server_that_cannot_be_ends_at_once_with_a_sentence(environment, sentence):
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
    inherited = {name: text for name, text in os.environ.items() if name not in ("HOST", "PORT")}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=inherited | environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert sentence in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("bound", "other"),
    [
        ("127.0.0.1:8050", "127.0.0.1:9100"),
        ("[::1]:8050", "[::1]:9100"),
        ("unix:/run/basin.sock", "127.0.0.1:9100"),
    ],
)
def test_metrics_are_beside_the_host_and_of_this_machine_alone_beside_a_unix_socket(bound, other):
    assert beside(bound, 9100) == other
