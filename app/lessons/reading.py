"""A lesson's file as a lesson: every problem is found at once, and named by its line.

The form of a file is in docs/lessons.md.
"""

import pathlib
import re
from collections.abc import Sequence

from markdown_it.token import Token

from app.lessons.blocks import Block, Entry, block
from app.lessons.lesson import Choice, Head, Lesson, LessonError, Prediction, Question, Step
from app.lessons.markdown import MARKDOWN, html, line_html
from app.lessons.predictions import FORMS, settings, winners
from app.lessons.sources import SOURCES, cited
from solver.config import ConfigError
from solver.config.query import parse, serialise
from solver.report.told import Asked, Told

_KINDS = ("step", "predict", "why", "recall")
_STEP = ("run", "show", "sources", "holds", "again")
_RECALL = re.compile(r"([a-z_]+) ([a-z0-9-]+)")
_FRONT = ("title", "order", "minutes")


def read(file: pathlib.Path) -> Lesson:
    """The lesson of a file; LessonError with all its problems."""
    reader = _Reader(file.name)
    found = reader.lesson(file.read_text(encoding="utf-8"))
    if reader.problems or found is None:
        raise LessonError(file.name, reader.problems)
    return found


def head(file: pathlib.Path) -> Head:
    """The head of a file, for which nothing is run; LessonError if it cannot be read."""
    reader = _Reader(file.name)
    tokens = MARKDOWN.parse(file.read_text(encoding="utf-8"))
    front = reader.front(tokens)
    if front is None:
        raise LessonError(file.name, reader.problems)
    return Head(file.stem, *front, steps=sum(token.type == "heading_open" and token.tag == "h2" for token in tokens))


class _Reader:
    """Reads one file, and gathers its problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[tuple[int, str]] = []
        self.told: Told | None = None
        # The last epoch that texts may tell of; None: all.
        self.shown: int | None = None

    def note(self, line: int, sentence: str) -> None:
        self.problems.append((line, sentence))

    def fill(self, words: str) -> str:
        """The text of a place."""
        if self.told is None:
            raise ValueError(f"Nothing runs here of which '{words}' could be told.")
        if self.shown is not None and Asked.of(words).reveals(self.shown):
            raise ValueError(f"'{words}' is told before the prediction, which hides all after epoch {self.shown}.")
        return self.told.text(words)

    def lesson(self, text: str) -> Lesson | None:
        """The lesson; None if its head cannot be read."""
        tokens = MARKDOWN.parse(text)
        front = self.front(tokens)
        parts = self._parts(tokens)
        opening, recall = self._opening(parts[0])
        steps = tuple(filter(None, (self._step(part) for part in parts[1:])))
        if not steps:
            self.note(1, "A lesson needs steps: '## ' and a title, then a block ```step.")
        for step in steps:
            if step.again is not None and not any(step.again == other.id for other in steps):
                self.note(1, f"The step '{step.id}' repeats '{step.again}', which is no step of this lesson.")
        if front is None:
            return None
        title, order, minutes = front
        return Lesson(self.name.removesuffix(".md"), title, order, minutes, opening, steps, recall)

    def front(self, tokens: Sequence[Token]) -> tuple[str, int, int] | None:
        """Title, order and minutes; None if they cannot be read."""
        found: dict[str, str] = {}
        if tokens and tokens[0].type == "front_matter":
            found = {e.name: e.value for e in block("", tokens[0].content, 1).entries}
        if set(found) != set(_FRONT) or not found["order"].isdigit() or not found["minutes"].isdigit():
            self.note(1, "A lesson begins with --- and lines for title, order and minutes, the last two whole numbers.")
            return None
        return found["title"], int(found["order"]), int(found["minutes"])

    def _parts(self, tokens: Sequence[Token]) -> list[list[Token]]:
        """The opening, and each step's tokens from its heading on."""
        parts: list[list[Token]] = [[]]
        for token in tokens:
            if token.type == "front_matter":
                continue
            if token.type == "heading_open" and token.tag == "h2":
                parts.append([])
            parts[-1].append(token)
        return parts

    def _opening(self, tokens: Sequence[Token]) -> tuple[str, tuple[str, str] | None]:
        texts, blocks = self._split(tokens)
        recall = None
        for each in blocks:
            entry = each.one("from")
            match = _RECALL.fullmatch(entry.value) if entry else None
            if each.kind != "recall" or match is None:
                self.note(each.line, "Before the first step only ```recall may stand, with 'from: LESSON STEP'.")
            else:
                recall = (match[1], match[2])
        self.told, self.shown = None, None
        return html([token for text in texts for token in text], self.fill, self.note), recall

    def _split(self, tokens: Sequence[Token]) -> tuple[list[list[Token]], list[Block]]:
        """The texts before, between and after the blocks, and the blocks."""
        texts: list[list[Token]] = [[]]
        blocks = []
        for token in tokens:
            kind = token.info.strip().partition(" ")[0] if token.type == "fence" else ""
            if kind in _KINDS:
                blocks.append(block(token.info, token.content, (token.map or [0])[0] + 1))
                texts.append([])
            else:
                texts[-1].append(token)
        return texts, blocks

    def _step(self, tokens: list[Token]) -> Step | None:
        line, title = (tokens[0].map or [0])[0] + 1, tokens[1].content
        # A heading is three tokens: its beginning, its words, its end.
        texts, blocks = self._split(tokens[3:])
        kinds = [each.kind for each in blocks]
        if kinds[:2] != ["step", "predict"] or kinds[2:] not in ([], ["why"]):
            self.note(
                line, "A step has the blocks ```step, ```predict and, in all but the last, ```why, in this order."
            )
            return None
        head, prediction = blocks[:2]
        run = self._run(head)
        if run is None:
            return None
        self.told, query = run
        show = self._show(head)
        self.shown = show
        before = html([*texts[0], *texts[1]], self.fill, self.note)
        predicted = self._prediction(prediction)
        self.shown = None
        after = html([token for text in texts[2:] for token in text], self.fill, self.note)
        question = self._question(blocks[2]) if len(blocks) > 2 else None
        again = head.one("again")
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        sources = self._sources(head)
        self._claims(head)
        if predicted is None:
            return None
        return Step(
            slug, title, query, show, before, predicted, after, question, sources, again.value if again else None
        )

    def _run(self, head: Block) -> tuple[Told, str] | None:
        for each in head.entries:
            if each.name not in _STEP:
                self.note(each.line, f"A step has no '{each.name}'; it has {', '.join(_STEP)}.")
        entry = head.one("run")
        try:
            config = parse(entry.value if entry else "")
        except ConfigError as error:
            self.note(entry.line if entry else head.line, f"The address is dead: {error}")
            return None
        return Told(config), serialise(config)

    def _show(self, head: Block) -> int:
        entry = head.one("show")
        assert self.told is not None
        if entry is None:
            return 0
        if not entry.value.isdigit() or int(entry.value) >= self.told.config.epochs:
            self.note(entry.line, f"The shown epoch must be a whole number below {self.told.config.epochs}.")
            return 0
        return int(entry.value)

    def _sources(self, head: Block) -> tuple[str, ...]:
        entry = head.one("sources")
        given = [part for part in (entry.value if entry else "").split(";") if part.strip()]
        if not given:
            self.note(head.line, "A source is missing: a step names at least one.")
        found = []
        for part in given:
            try:
                found.append(cited(part))
            except KeyError as error:
                self.note(entry.line if entry else 0, f"There is no source {error}; there are {', '.join(SOURCES)}.")
        return tuple(found)

    def _claims(self, head: Block) -> None:
        for entry in head.every("holds"):
            assert self.told is not None
            try:
                if not self.told.holds(entry.value):
                    self.note(entry.line, f"It does not hold that {entry.value}.")
            except ValueError as error:
                self.note(entry.line, str(error))

    def _prediction(self, given: Block) -> Prediction | None:
        assert self.told is not None
        if given.word not in FORMS:
            self.note(given.line, f"A prediction is of kind {', '.join(FORMS)}, not '{given.word}'.")
            return None
        try:
            found = settings(given, self.told)
            if "wins" in found:
                choices = self._winners(given, winners(found["wins"], self.told))
            else:
                choices = self._choices(given, wanted=given.word == "choose")
        except ValueError as error:
            self.note(given.line, str(error))
            return None
        return Prediction(given.word, self._ask(given), found, choices)

    def _winners(self, given: Block, found: list[tuple[str, bool]]) -> tuple[Choice, ...]:
        """The contenders as choices, by their labels, or by the words that stand for each in turn."""
        words = given.answers
        if not words:
            return tuple(Choice(label, right) for label, right in found)
        if len(words) != len(found) or any(each.name == "+" for each in words):
            self.note(given.line, f"Beside 'wins' each of the {len(found)} optimizers has an answer, all with '- '.")
        return tuple(
            Choice(self._line(each.value, each.line), right) for each, (_, right) in zip(words, found, strict=False)
        )

    def _question(self, given: Block) -> Question:
        return Question(self._ask(given), self._choices(given, wanted=True, said=True))

    def _ask(self, given: Block) -> str:
        entry = given.one("ask")
        if entry is None or not entry.value.endswith("?"):
            self.note(given.line, "A block needs 'ask: ' and a question that ends with '?'.")
            return ""
        return self._line(entry.value, entry.line)

    def _choices(self, given: Block, wanted: bool, said: bool = False) -> tuple[Choice, ...]:
        answers = given.answers
        if [each.name for each in answers].count("+") != (1 if wanted else 0) or (wanted and len(answers) < 2):
            need = "two answers or more, one of them right: '+ '" if wanted else "no answers to choose"
            self.note(given.line, f"This block needs {need}.")
        return tuple(self._choice(each, said) for each in answers)

    def _choice(self, entry: Entry, said: bool) -> Choice:
        text, bar, told = entry.value.partition(" | ")
        if said and not bar:
            self.note(entry.line, "Each answer of a question needs ' | ' and a sentence for who chooses it.")
        return Choice(self._line(text, entry.line), entry.name == "+", self._line(told, entry.line))

    def _line(self, text: str, line: int) -> str:
        return line_html(text.strip(), self.fill, self.note, line)
