import csv
import math
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

from solver.cli import command as command
from solver.cli.listing import listing
from solver.config.query import LONGEST, parse
from solver.functions import FUNCTIONS
from solver.training.trainer import COLUMNS, train

ROOT = pathlib.Path(__file__).parents[2]

# In the format of scikit-learn's report.
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
    # The tutorial's alpha multiplies a gradient without the factor 2.
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


def test_a_command_takes_more_than_an_address(capsys):
    points = ",".join(f"{i}:{-i}:{i % 2}" for i in range(1000))
    assert len(points) > LONGEST
    assert command.main([f"data=own&points={points}&epochs=1"]) == 0
    assert "500" in capsys.readouterr().out


def test_a_race_names_its_contenders(capsys):
    assert command.main(["epochs=5&2.opt=adam"]) == 0
    out = capsys.readouterr().out
    assert "[INFO] epoch=5, optimizer=2, loss=" in out
    assert out.count("precision") == 2


def test_who_is_switched_off_is_not_printed_and_the_others_keep_their_numbers(capsys):
    race = "epochs=5&2.opt=adam&2.off=1&3.opt=momentum"
    assert command.main([race]) == command.main(["check", race]) == 0
    out = capsys.readouterr().out
    assert "[INFO] epoch=5, optimizer=3, loss=" in out
    assert "[INFO] end of optimizer 3: Ran all 5 epochs." in out
    assert "  Optimizer 3, Momentum: the learning rate" in out
    assert "ptimizer 2" not in out
    assert "optimizer=2" not in out


def test_a_run_that_diverges_says_so(capsys):
    assert command.main(["lr=1e308&loss=cross_entropy"]) == 0
    out = capsys.readouterr().out
    assert "The learning rate 1e308 is too large: the loss went beyond" in out
    assert re.search(r"; with the rate \S+ it reaches ", out)


NETWORK = "data=spirals&arms=3&samples=60&model=mlp&hidden=2&l2=0.1&epochs=5"


def test_points_without_a_class_are_counted(capsys):
    """Far out a score is infinity minus infinity: such a point has no class, without a warning, and is reported."""
    assert command.main(["lr=1e308&loss=cross_entropy&epochs=6&2.lr=0.5"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "of 500 test points have a score that is not a number: they count as wrong." in printed.out
    assert printed.out.count("not a number") == 1
    assert printed.out.count("precision") == 2
    assert ", optimizer=1, loss=nan" in printed.out or ", optimizer=1, loss=inf" in printed.out


@pytest.mark.parametrize("query", ["epochs=25&2.opt=adam&2.batch=16", "lr=1e308&epochs=5", NETWORK])
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
        theta = [float(row[f"theta.{name}"]) for name in parse(query).problem.parameter_names]
        scalars = [float(row[name]) for name in COLUMNS]
        expected = [getattr(frame, name)[k] for name in COLUMNS]
        assert np.array(theta).tobytes() == frame.theta[k].tobytes()
        assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(scalars, expected, strict=True))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--epochs", "0"], "--epochs: Epochs must be a whole number from 1 to 2,000, not 0."),
        (["--epochs", "1e2"], "--epochs: Epochs must be a whole number from 1 to 2,000, not '1e2'; write 100."),
        (["--alpha", "nan"], "--alpha: Learning rate must be a number greater than 0"),
        (["--alpha=-1"], "not -1."),
        (
            ["model=mlp&hidden=33"],
            "hidden: Hidden layers must be up to 3 numbers joined by commas, each",
        ),
        (["activation=relu"], "activation: Linear, bias trick has no parameter 'activation'; it has no parameters."),
        (["features=x1_x2,x1_x2"], "features: 'x1_x2,x1_x2' names a feature twice."),
        (["standardise=2"], "standardise: Standardise must be 0 (no) or 1 (yes), not 2."),
        (["l1=nan"], "l1: L1 penalty must be a number from 0 to 1,000,000, not 'nan'."),
        (["manual=3:1,2:1"], "manual: Rates set by hand must be up to 50 pairs"),
        (["schedule=step&period=3"], "period: Steps has no parameter 'period'; it has step_size, gamma."),
        (["init=zeros&start=1,2,3"], "init: A start is drawn with a seed or given as parameters, not both."),
        (["model=mlp&hidden=32,32,32&opt=newton"], "epochs: One epoch of this run costs"),
        (["opt=sgd"], "opt: There is no optimizer 'sgd'; choose one of gradient_descent"),
        (["epochs=0&lr=x"], "epochs: Epochs must be"),
        (["epochs=0&lr=x"], "\nlr: Learning rate must be"),
        (["%1b[31mx=1"], "?[31mx: There is no parameter '?[31mx'."),
        (["opt=adam", "--epochs", "5"], "In a link, write epochs= and lr=."),
        (
            ["list", "optimizer"],
            "list: There is no list 'optimizer'; the lists are datasets, features, models, activations,",
        ),
        (["list", "optimizers", "losses"], "python -m solver list: error: unrecognized arguments: losses"),
        (["check", "lr=x"], "lr: Learning rate must be a number greater than 0, not 'x'."),
        (["check", "epochs=0"], "epochs: Epochs must be a whole number from 1 to 2,000, not 0."),
        (["check", "--csv", "run.csv"], "python -m solver check: error: unrecognized arguments: --csv"),
        (["--csv", "/nowhere/run.csv"], "--csv: /nowhere/run.csv cannot be written: No such file or directory."),
        (["--csv", "/"], "--csv: / cannot be written: Is a directory."),
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


def test_list_prints_everything_or_one_list(capsys):
    assert command.main(["list"]) == 0
    assert capsys.readouterr().out == listing() + "\n"
    assert command.main(["list", "optimizers"]) == 0
    assert capsys.readouterr().out == listing("optimizers") + "\n"


def test_check_reports_on_the_start_and_on_every_end(capsys):
    assert command.main(["check", "https://example.org/?epochs=5&2.opt=adam&3.opt=momentum"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("[INFO] training...\n[INFO] checking...\n[INFO] start of all optimizers, 3 parameters\n")
    assert [f"end of optimizer {k}: Ran all 5 epochs." in out for k in (1, 2, 3, 4)] == [True, True, True, False]
    for line in ("  Gradient: correct, ", "    h = 1.0e-12", "  Eigenvalues of the Hessian: ", "  Trace: "):
        assert out.count(line) == 4
    # A contender with a stability limit is named at the start and at its end; Adam has none.
    assert [out.count(f"  Optimizer {k}, ") for k in (1, 2, 3)] == [2, 0, 2]


def test_check_without_a_link_checks_the_tutorials_run(capsys):
    assert command.main(["check"]) == 0
    out = capsys.readouterr().out
    # So few eigenvalues are all printed; the last ones are those of a bowl.
    eigenvalues = [line for line in out.splitlines() if "Eigenvalues" in line]
    assert [line.count(",") for line in eigenvalues] == [2, 2]
    assert "\n    all positive: a bowl, curved up in every direction.\n" in out


def test_check_prints_the_same_every_time():
    first, second = (solver("check", "data=moons&model=mlp&hidden=16&epochs=3") for _ in range(2))
    assert (first.stdout, first.stderr, first.returncode) == (second.stdout, "", 0)


def test_check_says_where_a_run_that_diverged_cannot_be_checked():
    done = solver("check", "lr=1e308&loss=cross_entropy&epochs=5")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The learning rate 1e308 is too large: the loss went beyond" in done.stdout
    assert "can only be checked" in done.stdout.splitlines()[-1]


def test_a_link_is_never_taken_for_a_command(capsys):
    assert command.main(["list=1"]) == 2
    assert "There is no parameter 'list'." in capsys.readouterr().err


def test_output_that_cannot_be_written_is_said_in_a_sentence(monkeypatch, capsys):
    class Full:
        def write(self, text):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert command.main(["list"]) == 2
    assert capsys.readouterr().err == "The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("query", ["function=himmelblau&opt=adam&epochs=10&lr=1", "function=plateau&epochs=10"])
def test_a_test_function_runs_and_reports_no_classes(query, tmp_path, capsys):
    assert command.main([query, "--csv", str(tmp_path / "run.csv")]) == 0
    printed = capsys.readouterr().out
    assert "[INFO] optimizer 1: Ran all 10 iterations." in printed
    assert "precision" not in printed
    rows = list(csv.DictReader((tmp_path / "run.csv").read_text().splitlines()))
    names = parse(query).problem.parameter_names
    assert list(rows[0])[-len(names) :] == [f"theta.{name}" for name in names]
    assert not {"test_loss", "train_accuracy"} & set(rows[0])
    function, options = FUNCTIONS[parse(query).problem.function], {}
    theta = np.array([[float(row[f"theta.{name}"]) for name in names] for row in rows])
    assert [float(row["objective"]) for row in rows] == function.value(theta, options).tolist()
    assert command.main(["check", query]) == 0
    assert "Gradient: correct" in capsys.readouterr().out
