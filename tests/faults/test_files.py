"""The files for running Basin elsewhere: each passes its own program or schema, and they agree with each other."""

import pathlib
import re
import subprocess
import sys
from dataclasses import fields
from typing import Any

import pytest
from compose_spec import PyOptions

from app.settings import Settings, variable
from tests.app.client import ROOT
from tests.faults.proxying import SHIPPED, nginx

COMPOSED = ["compose.yaml", "deploy/replicas.yaml"]
DEPLOYED = ["docs/deploying.md", "Dockerfile", *COMPOSED, "deploy/huggingface.md", "deploy/render.yaml"]


def text(file: str) -> str:
    return (ROOT / file).read_text()


def services(file: str, switched: str) -> dict[str, Any]:
    """The services of a compose file, with or without the lines that are commented out in it."""
    source = text(file).replace("#~ ", switched)
    # The library does not substitute variables.
    composed = PyOptions(apply_merge=True).from_yaml(re.sub(r"\$\{\w+:-(\w+)\}", r"\1", source))
    found: dict[str, Any] = composed.to_dict()["services"]
    return found


def test_nginx_finds_nothing_wrong_with_its_file(tmp_path: pathlib.Path):
    file = tmp_path / "nginx.conf"
    file.write_text(SHIPPED.read_text().replace("/tmp/", f"{tmp_path}/"))
    command = [nginx(), "-t", "-q", "-p", str(tmp_path), "-c", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_hadolint_finds_nothing_wrong_with_the_dockerfile():
    hadolint = pathlib.Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("file", COMPOSED)
@pytest.mark.parametrize("switched", ["#", ""], ids=["plain", "tls"])
def test_every_service_may_do_no_more_than_it_needs(file: str, switched: str):
    for name, service in services(file, switched).items():
        if file != "compose.yaml" and name in services("compose.yaml", switched):
            continue
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert {"mem_limit", "pids_limit"} <= set(service)
        assert {"max-size", "max-file"} <= set(service["logging"]["options"])
        assert "cap_add" not in service
        assert "privileged" not in service
        assert "build" in service or int(service["user"].partition(":")[0]) > 0


def test_only_the_proxy_is_reached_from_outside():
    assert {name for name, service in services("compose.yaml", "").items() if "ports" in service} == {"proxy"}
    assert services("compose.yaml", "")["app"]["networks"] == ["inside"]


@pytest.mark.parametrize("file", DEPLOYED)
def test_every_setting_that_is_named_exists(file: str):
    assert set(re.findall(r"BASIN_[A-Z_]+", text(file))) <= {variable(each) for each in fields(Settings)}


def test_every_image_has_an_exact_version():
    named = re.findall(r"(?m)^(?:ARG BASE=| *image: )(.+)", "".join(map(text, ["Dockerfile", *COMPOSED])))
    assert len(named) == 4
    for image in set(named) - {"basin"}:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z0-9.-]+(@sha256:[0-9a-f]{64})?", image), image


def test_the_image_says_what_it_is_and_under_which_licence():
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]+)"', text("Dockerfile")))
    assert {"title", "description", "version", "licenses"} <= set(labels)
    assert labels["version"] in text("CHANGELOG.md")
    assert text("LICENSE").startswith(labels["licenses"])
    assert "COPY LICENSE" in text("Dockerfile")


def test_what_is_copied_into_the_image_is_let_through_and_nothing_else():
    lines = text(".dockerignore").splitlines()
    let_through = {line[1:] for line in lines if line.startswith("!")}
    copied = set(" ".join(re.findall(r"(?m)^COPY (?!--)(.+) \S+$", text("Dockerfile"))).split())
    # What is copied before the rest of its folder is let through with that.
    assert let_through == {each for each in copied if each.partition("/")[0] not in copied - {each}}
    assert not let_through & {"tests", "tools", "deploy", "docs", "README.md"}


def test_the_port_is_everywhere_that_of_the_image():
    port = re.search(r"PORT=(\d+)", text("Dockerfile"))
    assert port
    assert f"app_port: {port[1]}\n" in text("deploy/huggingface.md")
    assert f"http://app:{port[1]};" in SHIPPED.read_text()


def test_every_file_that_is_named_exists():
    for name in re.findall(r"\b(?:deploy|tools)/[\w.]+\w", text("docs/deploying.md") + text("compose.yaml")):
        assert (ROOT / name).exists(), name
