"""The routes of an application, however they were included."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

__all__ = ["all_routes"]


def all_routes(app: FastAPI) -> Iterator[tuple[str, Any]]:
    """All routes with their paths, also those of routers that are included in others."""
    waiting: list[tuple[str, Any]] = [("", route) for route in app.routes]
    while waiting:
        prefix, route = waiting.pop(0)
        inner = getattr(route, "original_router", None)
        if inner is not None:
            below = prefix + route.include_context.prefix
            waiting += [(below, one) for one in inner.routes]
        else:
            yield prefix + route.path, route
