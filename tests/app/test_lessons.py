"""Every lesson is whole and true: addresses, sources, numbers and claims; and what is wrong is named by its line."""

import json
import pathlib
import re

import pytest

from app.lessons import LessonError, heads, lesson, read
from app.lessons.shelf import FOLDER, recalled_wrongly
from app.lessons.sources import SOURCES, cited
from solver.config.query import parse, serialise
from solver.report.told import Told

FILES = sorted(FOLDER.glob("*.md"))
each_lesson = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_lesson
def test_a_lesson_is_true(file):
    """Its addresses live, its sources are named, its numbers are computed, and its claims hold: or its lines say so."""
    read(file)


@each_lesson
def test_every_step_asks_for_a_prediction_and_all_but_the_last_ask_why(file):
    steps = read(file).steps
    assert all(step.prediction.ask.endswith("?") for step in steps)
    assert all(step.question for step in steps[:-1])
    assert len({step.id for step in steps}) == len(steps) >= 4


@each_lesson
def test_an_idea_comes_again_on_other_data(file):
    found = read(file)
    again = [step for step in found.steps if step.again]
    assert again
    for step in again:
        assert step.query != found.step(step.again).query or step.show > found.step(step.again).show


@each_lesson
def test_a_steps_address_is_the_shortest_of_its_run(file):
    for step in read(file).steps:
        assert serialise(parse(step.query)) == step.query


@each_lesson
def test_nothing_is_left_to_fill_in(file):
    for step in read(file).steps:
        assert not re.search(r"[{}]", step.before + step.after + step.prediction.ask)


@each_lesson
def test_a_rate_that_is_asked_for_parts_runs_that_settle_from_runs_that_climb(file):
    for step in read(file).steps:
        if step.prediction.kind != "rate":
            continue
        settings, bare = step.prediction.settings, re.sub(r"&lr=[^&]*", "", step.query)
        assert settings["low"] < settings["answer"] < settings["high"]
        below, above = (Told(parse(f"{bare}&lr={share * settings['answer']:.6g}")) for share in (0.97, 1.03))
        assert below.holds("loss at end < loss at 0")
        assert above.holds("loss at end > loss at 0")


def test_lessons_are_numbered_from_1_without_a_gap():
    assert [each.order for each in heads()] == list(range(1, len(FILES) + 1))


def test_there_are_twelve():
    assert len(FILES) == 12


@each_lesson
def test_from_the_third_on_a_question_of_two_lessons_earlier_comes_back(file):
    found = read(file)
    assert recalled_wrongly(found, lesson(found.recall[0]) if found.recall else None) is None
    assert (found.recall is not None) == (found.order > 2)


def test_the_page_gets_plain_json(client):
    listed = client.get("/lessons.json").get_json()
    assert [each["name"] for each in listed] == [each.name for each in heads()]
    for each in listed:
        answer = client.get(f"/lessons/{each['name']}.json")
        assert answer.headers["Cache-Control"] == "no-cache"
        given = json.loads(answer.text, parse_constant=pytest.fail)
        assert (given["title"], len(given["steps"])) == (each["title"], each["steps"])
        assert (given["recall"] is not None) == (each["order"] > 2)
        assert (
            client.get(f"/lessons/{each['name']}.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code
            == 304
        )


@pytest.mark.parametrize("name", ["nowhere", "..%2fsettings", "__init__", "landscape.md"])
def test_what_is_no_lesson_is_not_found(client, name):
    assert client.get(f"/lessons/{name}.json").status_code == 404


def test_every_source_is_cited_somewhere():
    text = "".join(file.read_text() for file in FILES)
    assert [key for key in SOURCES if not re.search(rf"(?:sources:|;) {key}\b", text)] == []
    assert cited("deep_learning section 4.3").endswith("MIT Press, section 4.3")


GOOD = """---
title: A lesson
order: 1
minutes: 2
---

An opening.

## A step

```step
run: function=bowl&epochs=20
sources: tutorial
holds: loss at end < loss at 0
```

It starts at {x at 0}.

```predict place
epoch: 20
ask: Where will it be?
```

It ends at {x at end}, which is `2`, or $x^2$.

```why
ask: Why?
+ Because. | Right.
- No. | No, because.
```
"""


def written(tmp_path: pathlib.Path, text: str) -> pathlib.Path:
    file = tmp_path / "bad.md"
    file.write_text(text)
    return file


def test_a_lesson_is_read_as_it_is_written(tmp_path):
    found = read(written(tmp_path, GOOD))
    (step,) = found.steps
    assert (found.name, found.title, found.order, found.minutes) == ("bad", "A lesson", 1, 2)
    assert found.opening == "<p>An opening.</p>"
    assert (step.id, step.query, step.show) == ("a-step", "v=1&function=bowl&epochs=20", 0)
    assert step.before == "<p>It starts at −4.</p>"
    assert step.prediction.settings == {"epoch": 20}
    assert "<code>2</code>" in step.after
    assert "<math" in step.after
    assert [(c.text, c.right, c.said) for c in step.question.choices] == [
        ("Because.", True, "Right."),
        ("No.", False, "No, because."),
    ]


WRONG = [
    ("title: A lesson", "titel: A lesson", 1, "title, order and minutes"),
    ("run: function=bowl", "run: function=bowll", 12, "The address is dead: There is no test function 'bowll'"),
    ("sources: tutorial\n", "", 11, "A source is missing"),
    ("sources: tutorial", "sources: hearsay", 13, "There is no source 'hearsay'"),
    ("holds: loss at end <", "holds: loss at end >", 14, "It does not hold that loss at end > loss at 0."),
    ("holds: loss at end < loss at 0", "holds: loss", 14, "compares nothing"),
    ("{x at end}", "{x at 21}", 24, "There is no epoch 21; the run ends at 20."),
    ("{x at 0}", "{z at 0}", 17, "There is no quantity 'z' at an epoch"),
    ("{x at 0}", "-4", 17, "A number is typed in the text"),
    ("{x at 0}", "{x at end}", 17, "told before the prediction"),
    ("{x at 0}", "{x at 3}", 17, "told before the prediction"),
    ("{x at 0}", "{lowest loss}", 17, "told before the prediction"),
    ("Where will it be?", "Where will it be after {loss at end}?", 21, "told before the prediction"),
    ("{x at end}", "{x of 2 at end}", 24, "There is no optimizer 2; this run has 1."),
    ("epoch: 20", "epoch: 21", 19, "from 1 to 20, not 21"),
    ("epoch: 20\n", "", 19, "needs epoch"),
    ("predict place", "predict fate", 19, "A prediction is of kind place, sketch, choose, rate, not 'fate'."),
    ("ask: Why?", "ask: Why", 26, "ends with '?'"),
    ("- No. | No, because.", "- No.", 29, "' | ' and a sentence"),
    ("+ Because.", "- Because.", 26, "one of them right"),
    ("```why", "```recall", 9, "in this order"),
    ("holds:", "hold:", 14, "A step has no 'hold'"),
    ("holds: loss at end < loss at 0", "again: nothing", 1, "which is no step of this lesson"),
    ("holds: loss at end < loss at 0", "show: 20", 14, "a whole number below 20"),
]


@pytest.mark.parametrize(("good", "bad", "line", "words"), WRONG, ids=[words[:30] for *_, words in WRONG])
def test_what_is_wrong_is_named_by_file_and_line(tmp_path, good, bad, line, words):
    assert good in GOOD
    with pytest.raises(LessonError) as error:
        read(written(tmp_path, GOOD.replace(good, bad, 1)))
    assert any(at == line and words in sentence for at, sentence in error.value.problems), str(error.value)
    assert str(error.value).startswith("bad.md:")


def test_powers_of_ten_are_written_as_in_a_school_book(tmp_path):
    far = GOOD.replace("epochs=20", "epochs=100").replace("It ends at {x at end}", "It ends at {loss at end}")
    assert "It ends at 8.82 × 10⁻⁹," in read(written(tmp_path, far)).steps[0].after


def test_contenders_may_go_by_words_of_their_own(tmp_path):
    race = GOOD.replace("run: function=bowl", "run: 2.opt=adam&3.opt=adam&3.off=1").replace("x at", "w1 at")
    wins = "predict choose\nwins: lowest loss at end\nask: Who?"
    found = read(written(tmp_path, race.replace("predict place\nepoch: 20\nask: Where will it be?", wins)))
    assert [(c.text, c.right) for c in found.steps[0].prediction.choices] == [
        ("Gradient descent", True),
        ("Adam (2)", False),
    ]
    named = f"{wins}\n- the first\n- the second"
    found = read(written(tmp_path, race.replace("predict place\nepoch: 20\nask: Where will it be?", named)))
    assert [(c.text, c.right) for c in found.steps[0].prediction.choices] == [
        ("the first", True),
        ("the second", False),
    ]
    few = f"{wins}\n- the first"
    with pytest.raises(LessonError, match="each of the 2 optimizers has an answer"):
        read(written(tmp_path, race.replace("predict place\nepoch: 20\nask: Where will it be?", few)))


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    text = GOOD.replace("{x at 0}", "7").replace("sources: tutorial", "sources: hearsay")
    with pytest.raises(LessonError) as error:
        read(written(tmp_path, text))
    assert [line for line, _ in error.value.problems] == [13, 17]


def test_raw_html_is_text(tmp_path):
    found = read(written(tmp_path, GOOD.replace("An opening.", "<b onclick=x>An</b> ![a](b) [c](javascript:d)")))
    assert "<b" not in found.opening
    assert "<img" not in found.opening
    assert "javascript" not in re.findall(r'href="([^"]*)"', found.opening)


def test_a_question_that_cannot_come_back_is_named(tmp_path):
    earlier = read(written(tmp_path, GOOD))
    text = GOOD.replace("order: 1", "order: 3")
    assert "must come back" in recalled_wrongly(read(written(tmp_path, text)), None)
    recalling = text.replace("An opening.", "```recall\nfrom: bad a-step\n```")
    assert recalled_wrongly(read(written(tmp_path, recalling)), earlier) is None
    nowhere = recalling.replace("a-step", "another")
    assert "no question of a step 'another'" in recalled_wrongly(read(written(tmp_path, nowhere)), earlier)
    late = recalling.replace("order: 3", "order: 5")
    assert "4 lessons earlier, not 2" in recalled_wrongly(read(written(tmp_path, late)), earlier)
