"""The application and a client of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.wire import PROTOCOL
from tests.app.client import Sent, read


@pytest.fixture(scope="session")
def server() -> Flask:
    """The Flask application."""
    return create_app().server


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    """A client in this process."""
    return server.test_client()


@pytest.fixture
def stream(client: FlaskClient) -> Callable[..., list[Sent]]:
    """Requests a stream, from an event on if one is given, and reads it to its end."""

    def ask(query: str = "", last: str | None = None) -> list[Sent]:
        headers = {} if last is None else {"Last-Event-ID": last}
        response = client.get(f"/api/stream?{query}&protocol={PROTOCOL}", headers=headers)
        assert response.status_code == 200, response.text
        return read(response.data)

    return ask
