"""Lessons as the page gets them, in plain JSON, and their routes."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from app.lessons.lesson import Lesson
from app.lessons.shelf import heads, lesson

# The endpoints, whose answers depend on their arguments alone.
LIST, LESSON = "lessons.all", "lessons.one"


def blueprint() -> Blueprint:
    """The routes: all lessons' heads, and each lesson."""
    routes = Blueprint("lessons", __name__)

    @routes.get("/lessons.json", endpoint="all")
    def every() -> Response:
        return jsonify([asdict(each) for each in heads()])

    @routes.get("/lessons/<name>.json", endpoint="one")
    def one(name: str) -> Response:
        found = lesson(name)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return jsonify(plain(found))

    return routes


def plain(found: Lesson) -> dict[str, Any]:
    """A lesson, with the question of an earlier one that comes back in it."""
    return {**asdict(found), "recall": _recalled(found)}


def _recalled(found: Lesson) -> dict[str, Any] | None:
    """The question of an earlier lesson, with where it was asked."""
    if found.recall is None:
        return None
    name, id = found.recall
    earlier = lesson(name)
    step = earlier.step(id) if earlier else None
    if earlier is None or step is None or step.question is None:
        return None
    return {"lesson": name, "title": earlier.title, "step": id, "question": asdict(step.question)}
