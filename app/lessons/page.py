"""A lesson as the page gets it: plain JSON."""

from dataclasses import asdict
from typing import Any

from app.lessons.lesson import Lesson, Question
from app.lessons.shelf import lessons


def contents() -> list[dict[str, Any]]:
    """The list of all lessons: name, title, minutes, and the number of steps."""
    return [
        {"name": each.name, "title": each.title, "minutes": each.minutes, "steps": len(each.steps)}
        for each in lessons()
    ]


def lesson(name: str) -> dict[str, Any] | None:
    """A lesson of this name, with the question that comes back in it; None if there is none."""
    found = next((each for each in lessons() if each.name == name), None)
    if found is None:
        return None
    return {**asdict(found), "recall": _recalled(found)}


def _recalled(found: Lesson) -> dict[str, Any] | None:
    """The question of an earlier lesson, with where it was asked."""
    if found.recall is None:
        return None
    name, id = found.recall
    earlier = next(each for each in lessons() if each.name == name)
    step = earlier.step(id)
    assert step is not None
    assert isinstance(step.question, Question)
    return {"lesson": name, "title": earlier.title, "step": id, "question": asdict(step.question)}
