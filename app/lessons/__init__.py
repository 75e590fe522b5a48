"""Lessons: one Markdown file each, read and checked as data. docs/lessons.md says how a file is written."""

from app.lessons.lesson import Lesson, LessonError, Prediction, Question, Step
from app.lessons.reading import read
from app.lessons.shelf import heads, lesson

__all__ = ["Lesson", "LessonError", "Prediction", "Question", "Step", "heads", "lesson", "read"]
