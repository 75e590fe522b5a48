"""All lessons in their order, each read once and only when it is asked for; and what holds between them."""

import functools
import pathlib

from app.lessons.lesson import Head, Lesson
from app.lessons.reading import head, read

FOLDER = pathlib.Path(__file__).parent
# A question comes back so many lessons later.
LATER = 2


@functools.cache
def heads() -> tuple[Head, ...]:
    """What the list of lessons says of each."""
    return tuple(sorted(map(head, FOLDER.glob("*.md")), key=lambda each: each.order))


@functools.cache
def lesson(name: str) -> Lesson | None:
    """The lesson of a name, None if there is none; LessonError if its file is wrong."""
    known = {each.name for each in heads()}
    return read(FOLDER / f"{name}.md") if name in known else None


def recalled_wrongly(later: Lesson, earlier: Lesson | None) -> str | None:
    """What is wrong with the question of an earlier lesson that comes back in a later one; None if nothing."""
    if later.recall is None:
        return None if later.order <= LATER else "A question of two lessons earlier must come back: ```recall."
    name, id = later.recall
    step = earlier.step(id) if earlier else None
    if earlier is None or step is None or step.question is None:
        return f"There is no question of a step '{id}' in a lesson '{name}'."
    if later.order - earlier.order != LATER:
        return f"The lesson '{name}' is {later.order - earlier.order} lessons earlier, not {LATER}."
    return None
