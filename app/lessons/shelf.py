"""All lessons in their order, read once; and what holds between them."""

import functools
import pathlib

from app.lessons.lesson import Lesson, LessonError
from app.lessons.reading import read

FOLDER = pathlib.Path(__file__).parent
# A question comes back so many lessons later.
LATER = 2


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """The lessons by their order; LessonError for the first file that is wrong."""
    found = tuple(sorted((read(file) for file in FOLDER.glob("*.md")), key=lambda lesson: lesson.order))
    for lesson in found:
        problem = recalled_wrongly(lesson, found)
        if problem:
            raise LessonError(f"{lesson.name}.md", [(1, problem)])
    return found


def recalled_wrongly(lesson: Lesson, every: tuple[Lesson, ...]) -> str | None:
    """What is wrong with the question that comes back in a lesson; None if nothing."""
    if lesson.recall is None:
        return None if lesson.order <= LATER else "A question of two lessons earlier must come back: ```recall."
    name, id = lesson.recall
    earlier = next((each for each in every if each.name == name), None)
    step = earlier.step(id) if earlier else None
    if earlier is None or step is None or step.question is None:
        return f"There is no question of a step '{id}' in a lesson '{name}'."
    if lesson.order - earlier.order != LATER:
        return f"The lesson '{name}' is {lesson.order - earlier.order} lessons earlier, not {LATER}."
    return None
