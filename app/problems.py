"""Refusals as RFC 9457 problem documents."""

import json
from http import HTTPStatus

from flask import Response

# More than anybody reads.
_MOST = 20


def problem(status: HTTPStatus, errors: list[tuple[str, str]], headers: dict[str, str] | None = None) -> Response:
    """A response that names each wrong field and says what would be right, of many the first."""
    errors = errors[:_MOST]
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": " ".join(sentence for _, sentence in errors),
        "errors": [{"field": field, "detail": sentence} for field, sentence in errors],
    }
    return Response(
        json.dumps(body),
        status=status.value,
        mimetype="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
