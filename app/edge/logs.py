"""The log: a line of JSON for each request and each event, without addresses and tracebacks."""

import json
import logging
import pathlib
import threading
import traceback
from datetime import UTC, datetime
from typing import Any

REQUESTS = "app.requests"
_ROOT = pathlib.Path(__file__).parents[2]
_OWN = ("app", "solver")


class Lines(logging.Formatter):
    """Formats a record as a line of JSON. `extra={"fields": ...}` takes the place of its message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Of an exception it holds type and place in Basin's code; its words may quote a visitor."""
        line: dict[str, Any] = {"time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")}
        fields = getattr(record, "fields", None)
        line |= fields or {"level": record.levelname.lower(), "message": record.getMessage()}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"type": type(error).__qualname__, "place": _place(error)}
        return json.dumps(line)


def worth(record: logging.LogRecord) -> bool:
    """Keeps all records but those of connections that were closed because they stood still."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def _place(error: BaseException) -> str:
    """Where an exception was raised: the innermost line of Basin's own code."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = pathlib.Path(frame.filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OWN:
            place = f"{path.relative_to(_ROOT).as_posix()}:{frame.lineno}"
    return place


def configuration() -> dict[str, Any]:
    """The configuration for logging.config.dictConfig and gunicorn: lines on standard error."""
    lines = {"handlers": ["lines"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": Lines}},
        "filters": {"worth": {"()": lambda: worth}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["worth"]}},
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {
            "gunicorn.error": lines,
            REQUESTS: {**lines, "level": "INFO"},
        },
    }


def catch_threads() -> None:
    """Logs exceptions that end a thread."""

    def caught(of: threading.ExceptHookArgs) -> None:
        if of.exc_value is not None:
            logging.getLogger(__name__).error("A thread ended.", exc_info=of.exc_value)

    threading.excepthook = caught
