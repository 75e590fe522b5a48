"""Health: whether the process lives, and whether visitors should be sent to it."""

import json
from http import HTTPStatus
from threading import Thread

from flask import Blueprint, Response

from app.runs import Busy, Runs
from solver.config.query import parse

_NOT_KEPT = {"Cache-Control": "no-store"}


class Health:
    """The state of a process: warm once it has computed a run, draining once it has been told to end."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self.warm = False
        self.draining = False

    def warm_up(self) -> None:
        """Computes the run that most visitors see first, since the first run of a process takes longest."""
        try:
            reader = self._runs.open(parse(""), None, 0)
        except Busy:
            # The process was told to end before it began.
            return
        try:
            for _ in reader:
                pass
        finally:
            reader.close()
        self.warm = True

    def drain(self) -> None:
        """Ends all streams after their present event, and takes no more. A signal handler may call this."""
        self.draining = True
        # A handler runs between any two steps of the main thread, which may hold the lock that this takes.
        Thread(target=self._runs.drain, name="drain", daemon=True).start()

    def blueprint(self) -> Blueprint:
        """`/healthz` says that the process lives, `/readyz` its state: 503 if visitors should go elsewhere."""
        routes = Blueprint("health", __name__)

        @routes.get("/healthz")
        def healthz() -> Response:
            return Response("ok\n", mimetype="text/plain", headers=_NOT_KEPT)

        @routes.get("/readyz")
        def readyz() -> Response:
            ready = self.warm and not self.draining
            said = {"warm": self.warm, "draining": self.draining, **self._runs.room()}
            status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
            return Response(json.dumps(said), status, mimetype="application/json", headers=_NOT_KEPT)

        return routes
