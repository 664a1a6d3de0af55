"""The FastAPI application: pages, API, signalling. Thin: what it does is done by `sessions`."""

from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.run import serve

__all__ = ["create_app", "serve"]
