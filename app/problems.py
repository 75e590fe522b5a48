"""Refusals as RFC 9457 problem documents."""

import json
from http import HTTPStatus
from typing import Any

from flask import Response

# The most wrong fields that are listed.
_MOST = 20


def document(status: HTTPStatus, errors: list[tuple[str, str]]) -> dict[str, Any]:
    """A problem document that names the first wrong fields and says what would be right."""
    errors = errors[:_MOST]
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": " ".join(sentence for _, sentence in errors),
        "errors": [{"field": field, "detail": sentence} for field, sentence in errors],
    }


def problem(status: HTTPStatus, errors: list[tuple[str, str]], headers: dict[str, str] | None = None) -> Response:
    """A response that is a problem document."""
    return Response(
        json.dumps(document(status, errors)),
        status=status.value,
        mimetype="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def later(status: HTTPStatus, sentence: str, seconds: int) -> Response:
    """A refusal with the seconds after which to ask again."""
    return problem(status, [("", sentence)], {"Retry-After": str(seconds)})
