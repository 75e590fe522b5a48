"""What a text tells of a run: each quantity against the run's own arrays, and words that name none."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.curvature.eigenvalues import curvature
from solver.report.told import Asked, Told
from solver.training.trainer import Training

RUN = "samples=60&epochs=12&2.opt=adam"


def told(query: str) -> Told:
    return Told(parse(query))


@pytest.fixture(scope="module")
def run():
    training = Training(parse(RUN))
    chunks = list(training.run())
    return training, {name: np.concatenate([c.columns[name] for c in chunks], axis=1) for name in chunks[0].columns}


@pytest.mark.parametrize(
    ("words", "column", "k", "epoch", "times"),
    [
        ("loss at 0", "objective", 0, 0, 1),
        ("loss at end", "objective", 0, -1, 1),
        ("loss of 2 at 7", "objective", 1, 7, 1),
        ("test loss at 3", "test_loss", 0, 3, 1),
        ("accuracy of 2 at end", "train_accuracy", 1, -1, 100),
        ("test accuracy at end", "test_accuracy", 0, -1, 100),
        ("slope at 1", "gradient_norm", 0, 1, 1),
        ("step at 4", "step_length", 0, 4, 1),
        ("updates at end", "updates", 0, -1, 1),
        ("evaluations of 2 at end", "evaluations", 1, -1, 1),
    ],
)
def test_a_column_is_told_as_the_frames_have_it(run, words, column, k, epoch, times):
    assert told(RUN).value(words) == times * run[1][column][k, epoch]


def test_parameters_go_by_their_names(run):
    training, _ = run
    assert told(RUN).value("w2 at 0") == training.problem.start[1]
    assert told("function=bowl").value("y at 0") == 3


def test_curvature_and_limit_are_those_of_the_hessian_there():
    training = Training(parse("epochs=3"))
    theta = list(training.run())[-1].theta[0, -1]
    largest = curvature(training.problem.train.hessian_product, theta).largest
    of = told("epochs=3")
    assert of.value("curvature at end") == pytest.approx(largest)
    assert of.value("limit at end") == pytest.approx(2 / largest)
    assert told("function=ravine&condition=50").value("limit at 0") == pytest.approx(2 / 50)


@pytest.mark.parametrize(
    ("query", "words", "value"),
    [
        ("epochs=7", "epochs", 7),
        ("objective_below=1", "end", told("").value("epoch below 1")),
        ("lr=0.25&2.opt=adam", "rate", 0.25),
        ("lr=0.25&2.opt=adam", "rate of 2", 0.05),
        ("batch=50", "batch", 50),
        ("", "batch", 500),
        ("model=mlp&hidden=8", "parameters", 33),
        ("centers=3", "classes", 3),
        ("samples=60&test=0.25", "training points", 45),
        ("samples=60&test=0.25", "test points", 15),
        ("function=peaks_and_valleys", "valleys", 4),
        ("function=double_well", "valleys", 2),
        ("function=double_well", "peaks", 1),
        ("gradient=no_factor_two", "gradient ratio", 0.5),
        ("gradient=no_factor_two", "gradient error", 0.5),
        ("gradient=flipped_sign", "gradient angle", 180),
        ("gradient=central", "evaluations a gradient", 6),
        ("function=bowl&lr=1", "epoch below 1e-9", 1),
    ],
)
def test_quantities_of_the_run_as_a_whole(query, words, value):
    assert told(query).value(words) == pytest.approx(value, rel=1e-9)


def test_gap_and_distance_are_those_of_the_drawn_plane():
    assert told("epochs=20").value("gap at 10") == 0
    still = told("epochs=20&through=start")
    assert still.value("gap at 0") == pytest.approx(0, abs=1e-9)
    assert still.value("distance at end") == pytest.approx(abs(still.value("b at end") - still.value("b at 0")))
    assert 0 < told("epochs=20&plane=pca").value("explained") <= 100


def test_numbers_are_written_as_everywhere():
    of = told("")
    assert of.text("loss at 0") == "194"
    assert of.text("loss at 0 to 7 places") == "194.3629849"
    assert of.text("w1 at 0 to 2 digits") == "−1.7"
    assert of.text("w1 at 0 to 1 places") == "−1.7"
    assert told("batch=1&epochs=20").text("updates at end") == "10,000"


def test_claims_compare_quantities_numbers_and_multiples():
    of = told("epochs=20")
    assert of.holds("loss at end < 0.1 * loss at 0")
    assert of.holds("loss at 0 > 100")
    assert of.holds("loss at 0 to 2 places = 194.36")
    assert not of.holds("loss at end > loss at 0")
    assert not of.holds("epochs = 21")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("lose at 3", "There is no quantity 'lose' at an epoch; there are loss,"),
        ("lose", "There is no quantity 'lose'; without an epoch there are epochs,"),
        ("loss", "There is no quantity 'loss'; without an epoch"),
        ("loss at 13", "There is no epoch 13; the run ends at 12."),
        ("loss of 3 at 0", "There is no optimizer 3; this run has 2."),
        ("limit of 2 at 0", "No limit is known for Adam."),
        ("epoch below 0", "The loss is never below 0."),
        ("valleys", "Valleys and peaks are counted on a test function of one variable."),
        ("explained", "This plane is not chosen by variance."),
    ],
)
def test_words_that_name_nothing_are_refused(words, sentence):
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        told(RUN).text(words)


def test_a_test_function_has_nothing_of_data():
    of = told("function=bowl")
    for words in ("accuracy at 0", "test loss at end", "training points"):
        with pytest.raises(ValueError, match="A test function has no"):
            of.text(words)


@pytest.mark.parametrize("claim", ["loss at 0", "loss at 0 != 3", ""])
def test_what_compares_nothing_is_refused(claim):
    with pytest.raises(ValueError, match="compares nothing"):
        told(RUN).holds(claim)


@pytest.mark.parametrize(
    ("words", "shown", "reveals"),
    [
        ("loss at 3", 3, False),
        ("loss at 4", 3, True),
        ("loss at end", 3, True),
        ("epochs", 0, False),
        ("end", 0, True),
        ("lowest loss", 0, True),
        ("epoch below 0.1", 0, True),
        ("rate of 2", 0, False),
    ],
)
def test_what_tells_of_later_epochs_is_known(words, shown, reveals):
    assert Asked.of(words).reveals(shown) == reveals


def test_a_run_that_diverged_is_told_of():
    # Each step turns the place round and doubles it, so the height is 12.5 times 4 to the power of the step.
    of = told("function=bowl&lr=3&epochs=600")
    assert of.value("loss at 100") == pytest.approx(12.5 * 4.0**100)
    assert of.value("end") == 510
    assert of.text("loss at end") == "infinite"
