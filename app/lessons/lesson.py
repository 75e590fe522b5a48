"""What a lesson is, once it is read: texts as HTML, with the numbers of their runs."""

from dataclasses import dataclass, field
from typing import Any


class LessonError(ValueError):
    """What is wrong in a lesson's file: `problems` are pairs of a line, from 1, and a sentence."""

    def __init__(self, file: str, problems: list[tuple[int, str]]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(f"{file}:{line}: {sentence}" for line, sentence in self.problems))


@dataclass(frozen=True)
class Choice:
    """An answer to choose, whether it is right, and what is said to who chose it."""

    text: str
    right: bool
    said: str = ""


@dataclass(frozen=True)
class Question:
    """A question with answers to choose from, one of them right."""

    ask: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Prediction:
    """What a learner predicts before the run goes on: `kind` place, sketch, choose or rate, with its settings."""

    kind: str
    ask: str
    settings: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step: a run, shown up to epoch `show` until the prediction is made; `after` is told only then.

    `again` names the step of the same lesson whose idea it repeats on other data.
    """

    id: str
    title: str
    query: str
    show: int
    before: str
    prediction: Prediction
    after: str
    question: Question | None
    sources: tuple[str, ...]
    again: str | None = None


@dataclass(frozen=True)
class Head:
    """What a list of lessons says of one: `steps` is their number."""

    name: str
    title: str
    order: int
    minutes: int
    steps: int


@dataclass(frozen=True)
class Lesson:
    """A lesson. `recall` names an earlier lesson and its step, whose question comes back at the beginning."""

    name: str
    title: str
    order: int
    minutes: int
    opening: str
    steps: tuple[Step, ...]
    recall: tuple[str, str] | None = None

    def step(self, id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == id), None)
