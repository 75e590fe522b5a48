"""The command line: the tutorial's run, or any link's; what there is to choose from; a check of the derivatives.

python -m solver                          the tutorial, line for line
python -m solver --epochs 50 --alpha 0.02 the tutorial with its own two options
python -m solver 'opt=adam&lr=0.05'       what a link runs
python -m solver --csv run.csv            every frame into a file as well
python -m solver list [optimizers]        all there is to choose from, or one list of it
python -m solver check 'opt=adam&lr=0.05' a link's gradient against differences, and how curved its loss is
"""

import argparse
import csv
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

import numpy as np

from solver.arrays import Array
from solver.cli import derivatives
from solver.cli.listing import SECTIONS, listing
from solver.cli.terminal import print_anything
from solver.config import ConfigError, RunConfig
from solver.config.numbers import EPOCHS
from solver.config.query import LONGEST_ELSEWHERE, parse
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Number, Parameter
from solver.report.diagnostics import classification_text
from solver.report.explanation import explain
from solver.report.limits import limits
from solver.training.problem import Problem
from solver.training.trainer import Frames, Training

# The tutorial's gradient leaves out the factor 2 of the square's derivative.
TUTORIAL_FACTOR = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status: 0, or 2 for what is refused."""
    print_anything()
    given = sys.argv[1:] if arguments is None else arguments
    word = given[0] if given and given[0] in _COMMANDS else ""
    command, parser = _COMMANDS[word]
    try:
        command(parser().parse_args(given[1:] if word else given))
    except ConfigError as error:
        for name, sentence in error.problems:
            print(f"{name}: {sentence}" if name else sentence, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has closed the pipe. Nothing more can be written, not even when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m solver", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("query", nargs="?", help="a link, or the part after its question mark")
    parser.add_argument("--epochs", help="the number of epochs of the tutorial's run (100)")
    parser.add_argument(
        "--alpha", help="the learning rate of the tutorial's run (0.01); twice the page's learning rate"
    )
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write every frame to FILE")
    return parser


def _list_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver list", description="Lists all that can be chosen.")
    parser.add_argument("name", nargs="?", help=f"the list to print: {', '.join(SECTIONS)}; without it, all lists")
    return parser


def _check_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m solver check",
        description="Compares the gradient with finite differences and computes the curvature, at start and ends.",
    )
    parser.add_argument("query", nargs="?", default="", help="a link, or the part after its question mark")
    return parser


def _list(options: argparse.Namespace) -> None:
    try:
        print(listing(options.name))
    except ValueError as error:
        raise ConfigError([("list", str(error))]) from None


def _check(options: argparse.Namespace) -> None:
    for line in derivatives.report(_link(options.query)):
        print(line)


def _train(options: argparse.Namespace) -> None:
    config = _config(options)
    with _open(options.csv) as file:
        _run(config, file, tutorial=options.query is None)


_COMMANDS = {"": (_train, _parser), "list": (_list, _list_parser), "check": (_check, _check_parser)}


def _link(text: str) -> RunConfig:
    """The configuration of a link, or of the part after its question mark."""
    query = urlsplit(text).query if "://" in text else text.rpartition("?")[2]
    return parse(query, LONGEST_ELSEWHERE)


def _config(options: argparse.Namespace) -> RunConfig:
    """The configuration that the command line asks for."""
    if options.query is not None:
        if options.epochs is not None or options.alpha is not None:
            raise ConfigError(
                [("", "--epochs and --alpha belong to the tutorial's run. In a link, write epochs= and lr=.")]
            )
        return _link(options.query)
    asked: dict[str, object] = {}
    if options.epochs is not None:
        asked["epochs"] = _number("--epochs", EPOCHS, options.epochs)
    if options.alpha is not None:
        rate = TUTORIAL_FACTOR * _number("--alpha", LEARNING_RATE, options.alpha)
        asked["contenders"] = [{"learning_rate": rate}]
    return RunConfig.check(asked)


def _number(flag: str, parameter: Parameter, text: str) -> Number:
    try:
        number: Number = parameter.parse(text)
        return number
    except ValueError as error:
        raise ConfigError([(flag, str(error))]) from None


def _run(config: RunConfig, file: TextIO | None, tutorial: bool) -> None:
    training = Training(config)
    table = csv.writer(file, lineterminator="\n") if file else None
    if table:
        names = (f"theta.{name}" for name in training.problem.names)
        table.writerow(("epoch", "contender", *training.columns, *names))
    print("[INFO] training...")
    recorded = []
    for frames in training.run():
        recorded.append(frames)
        _print_losses(config, frames, tutorial)
        if table:
            table.writerows(_rows(config, frames))
    print("[INFO] evaluating...")
    _print_reports(training, recorded, tutorial)


def _print_losses(config: RunConfig, frames: Frames, tutorial: bool) -> None:
    """The first loss and every fifth, as the tutorial does.

    The tutorial prints a loss before the update, so that its epoch k is frame k - 1; a link's epochs are the
    page's.
    """
    shift = 1 if tutorial else 0
    several = len(config.racing) > 1
    for epoch in range(frames.first, frames.last + 1):
        shown = epoch + shift
        if shown > config.epochs or (epoch > 0 and shown % 5):
            continue
        for k, loss in enumerate(frames.columns["objective"][:, epoch - frames.first]):
            name = f", optimizer={config.places[k] + 1}" if several else ""
            print(f"[INFO] {config.epoch_word}={shown}{name}, loss={loss:.7{'f' if abs(loss) < 1e15 else 'e'}}")


def _rows(config: RunConfig, frames: Frames) -> Iterator[list[float | int]]:
    """A row an epoch and contender; numbers as Python writes them, so that float64 is read back exactly."""
    for i in range(frames.last - frames.first + 1):
        for k, place in enumerate(config.places):
            scalars = [float(column[k, i]) for column in frames.columns.values()]
            yield [frames.first + i, place + 1, *scalars, *frames.theta[k, i].tolist()]


@np.errstate(all="ignore")
def _print_reports(training: Training, recorded: Sequence[Frames], tutorial: bool) -> None:
    found = None if tutorial else limits(training, recorded)
    for k, place in enumerate(training.config.places):
        if found is not None:
            print(f"[INFO] optimizer {place + 1}: {explain(training, k, recorded, found[k]).sentence}")
        _print_classification(training.problem, recorded[-1].theta[k, -1])


def _print_classification(problem: Problem, theta: Array) -> None:
    """How well the test half is classified under theta (P,); nothing for a test function."""
    if problem.data is None or problem.test is None:
        return
    labels, predictions = problem.data.test[1], problem.test.predictions(theta)
    lost = int((predictions < 0).sum())
    if lost:
        print(f"[INFO] {lost} of {len(labels)} test points have a score that is not a number: they count as wrong.")
    print(classification_text(labels, predictions, problem.data.classes))


def _open(path: Path | None) -> AbstractContextManager[TextIO | None]:
    try:
        return path.open("w", encoding="utf-8", newline="") if path else nullcontext()
    except OSError as error:
        raise ConfigError([("--csv", f"{path} cannot be written: {error.strerror}.")]) from None
