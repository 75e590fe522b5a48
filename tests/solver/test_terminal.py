"""Output on any terminal: no command ends in an encoding error, on either stream."""

import codecs
import io
import os
import subprocess
import sys

import pytest

from solver.cli import command as command
from solver.cli import terminal

ENCODINGS = ["ascii", "cp1252", "latin-1", "cp437", "ascii:strict", "utf-8:strict", "koi8-r"]
COMMANDS = {
    "list": ["list"],
    "run": ["lr=1&epochs=30"],
    "a run that is told a small number": ["function=rosenbrock&lr=0.1&epochs=20"],
    "check": ["check", "function=styblinski_tang&lr=0.1&epochs=5"],
    "help": ["--help"],
    "help of list": ["list", "--help"],
    "a list that is not there": ["list", "θ−ł"],
    "a refusal": ["opt=θ−é"],
    "what the parser refuses": ["--θ"],
    "bytes that are no text": ["opt=\udcff\udcfe"],
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_prints_in_every_encoding(words, encoding, monkeypatch):
    name = encoding.partition(":")[0]
    out, err = (io.TextIOWrapper(io.BytesIO(), name, errors="strict") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    try:
        status = command.main(COMMANDS[words])
    except SystemExit as ended:
        status = ended.code
    for stream in (out, err):
        stream.flush()
    said = (out if status == 0 else err).buffer.getvalue().decode(name)
    assert status in (0, 2)
    assert said.strip()


def test_a_process_prints_in_the_encoding_of_its_terminal():
    done = subprocess.run(
        [sys.executable, "-m", "solver", "list", "features"],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Features" in done.stdout.decode("cp1252")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("θ ≤ −2×10", "theta <= -2x10"),
        ("Ω and σ", "Omega and sigma"),
        ("Müller, Łojasiewicz, Polyak’s", "Muller, Lojasiewicz, Polyak's"),
        ("‖g‖² → ∞", "||g||^2 -> infinity"),
        ("5\u00a0%", "5 %"),
        ("\udcff", "\\udcff"),
        ("猫", "\\u732b"),
    ],
)
def test_what_has_no_character_is_written_in_those_there_are(text, plain):
    terminal.print_anything()
    assert text.encode("ascii", "in-known-characters").decode("ascii") == plain


def test_what_a_terminal_knows_stays():
    terminal.print_anything()
    assert "é × ²".encode("latin-1", "in-known-characters").decode("latin-1") == "é × ²"
    with pytest.raises(UnicodeDecodeError):
        codecs.decode(b"\xff", "ascii", "in-known-characters")
