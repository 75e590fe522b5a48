"""The WSGI entry point: `gunicorn app.wsgi:server`."""

import os

from app.factory import create_app
from app.settings import Settings

app = create_app(Settings.from_environment(os.environ))
server = app.server
