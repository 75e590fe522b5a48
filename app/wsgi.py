"""The WSGI entry point: `gunicorn app.wsgi:server`."""

import os

from app.factory import create_app
from app.settings import Settings
from solver import RunConfig
from solver.training.problem import Problem

app = create_app(Settings.from_environment(os.environ))
server = app.server
# Drawing data imports scikit-learn. Before the fork it is imported once, and all workers share its memory.
Problem.of(RunConfig())
