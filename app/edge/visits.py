"""Visits: who asks for a run, and whether they still listen."""

import socket

from flask import Request

from app.edge.visitors import network
from app.runs import Visit


def visit(request: Request) -> Visit:
    """The visit of a request, by its address and its connection."""
    connection = request.environ.get("gunicorn.socket")
    whose = network(request.remote_addr)
    return Visit(whose, lambda: connection is None or listens(connection))


def listens(connection: socket.socket) -> bool:
    """True until the other side closes a connection. Bytes that it has sent are left unread."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
