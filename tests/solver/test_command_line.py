import csv
import math
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from solver import __main__ as command
from solver.query import parse
from solver.trainer import COLUMNS, train

ROOT = pathlib.Path(command.__file__).parents[1]

# In scikit-learn's present layout.
REPORT = """\
              precision    recall  f1-score   support

           0       1.00      1.00      1.00       250
           1       1.00      1.00      1.00       250

    accuracy                           1.00       500
   macro avg       1.00      1.00      1.00       500
weighted avg       1.00      1.00      1.00       500

"""


def solver(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "solver", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_prints_what_the_tutorial_prints_line_for_line(tutorial):
    losses = (f"[INFO] epoch={epoch}, loss={loss:.7f}\n" for epoch, loss in tutorial["printed_losses"].items())
    expected = "[INFO] training...\n" + "".join(losses) + "[INFO] evaluating...\n" + REPORT
    done = solver()
    assert (done.stdout, done.stderr, done.returncode) == (expected, "", 0)


def test_the_reports_four_figures_a_class_are_the_tutorials(tutorial, capsys):
    assert command.main([]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    for name in ("0", "1"):
        of = tutorial["printed_report"][name]
        expected = [
            name,
            f"{of['precision']:.2f}",
            f"{of['recall']:.2f}",
            f"{of['f1']:.2f}",
            str(of["support"]),
        ]
        assert expected in rows


def losses(text: str) -> dict[int, float]:
    pairs = (line.split("epoch=")[1].split(", loss=") for line in text.splitlines() if "epoch=" in line)
    return {int(epoch): float(loss) for epoch, loss in pairs}


def test_epochs_and_alpha_are_the_tutorials_two_options(capsys):
    assert command.main(["--epochs", "12", "--alpha", "0.02"]) == 0
    printed = losses(capsys.readouterr().out)
    assert list(printed) == [1, 5, 10]
    # Its alpha counts the gradient without the factor 2.
    frames = list(train(parse("lr=0.01&epochs=12")))
    assert printed == {k: pytest.approx(frames[k - 1].objective[0], abs=5e-8) for k in printed}


def test_its_alpha_of_0_01_is_the_default(capsys):
    command.main([])
    default = capsys.readouterr().out
    command.main(["--alpha", "0.01", "--epochs", "100"])
    assert capsys.readouterr().out == default


@pytest.mark.parametrize("prefix", ["", "?", "http://127.0.0.1:8050/?", "https://example.org/basin/?v=1&"])
def test_a_link_runs_what_the_page_shows(prefix, capsys):
    assert command.main([f"{prefix}data=blobs&opt=adam&lr=0.05"]) == 0
    frames = list(train(parse("opt=adam&lr=0.05")))
    out = capsys.readouterr().out
    printed = losses(out)
    assert list(printed) == [0, *range(5, 101, 5)]
    assert printed == {k: pytest.approx(frames[k].objective[0], abs=5e-8) for k in printed}
    assert "Ran all 100 epochs." in out


def test_a_race_names_its_contenders(capsys):
    assert command.main(["epochs=5&2.opt=adam"]) == 0
    out = capsys.readouterr().out
    assert "[INFO] epoch=5, contender=2, loss=" in out
    assert out.count("precision") == 2


def test_a_run_that_diverges_says_so(capsys):
    assert command.main(["lr=1e308&loss=cross_entropy"]) == 0
    assert "Diverged in epoch 1: with the learning rate 1e+308 the first step went beyond" in capsys.readouterr().out


@pytest.mark.parametrize("query", ["epochs=25&2.opt=adam&2.batch=16", "lr=1e308&epochs=5"])
def test_a_csv_file_holds_every_frame_in_float64(query, tmp_path, capsys):
    file = tmp_path / "run.csv"
    assert command.main([query, "--csv", str(file)]) == 0
    rows = list(csv.DictReader(file.read_text().splitlines()))
    frames = list(train(parse(query)))
    contenders = len(frames[0].theta)
    assert len(rows) == len(frames) * contenders
    for i, row in enumerate(rows):
        frame, k = frames[i // contenders], i % contenders
        assert (int(row["epoch"]), int(row["contender"])) == (frame.epoch, k + 1)
        theta = [float(row[f"theta.{name}"]) for name in ("w1", "w2", "b")]
        scalars = [float(row[name]) for name in COLUMNS]
        expected = [getattr(frame, name)[k] for name in COLUMNS]
        assert np.array(theta).tobytes() == frame.theta[k].tobytes()
        assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(scalars, expected, strict=True))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--epochs", "0"], "--epochs: Epochs must be a whole number from 1 to 2,000, not 0."),
        (["--epochs", "1e2"], "--epochs: Epochs must be a whole number from 1 to 2,000, not '1e2'."),
        (["--alpha", "nan"], "--alpha: Learning rate must be a number greater than 0"),
        (["--alpha=-1"], "not -1.0."),
        (["opt=sgd"], "opt: There is no optimizer 'sgd'; there is gradient_descent"),
        (["epochs=0&lr=x"], "epochs: Epochs must be"),
        (["epochs=0&lr=x"], "\nlr: Learning rate must be"),
        (["opt=adam", "--epochs", "5"], "a link has epochs and lr"),
        (["--csv", "/nowhere/run.csv"], "--csv: cannot write /nowhere/run.csv: No such file or directory"),
        (["--csv", "/"], "--csv: cannot write /: Is a directory"),
        (["--colour"], "unrecognized arguments: --colour"),
        (["epochs=5", "epochs=6"], "unrecognized arguments"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_in_a_sentence_with_exit_status_2(arguments, words, capsys):
    try:
        status = command.main(arguments)
    except SystemExit as end:  # argparse's own refusals
        status = end.code
    printed = capsys.readouterr()
    assert status == 2
    assert words in printed.err
    assert printed.out == ""


def test_a_refusal_is_the_commands_exit_status_and_no_trace():
    done = solver("epochs=0")
    expected = "epochs: Epochs must be a whole number from 1 to 2,000, not 0.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)
