"""The cookie of a browser that was let in."""

from starlette.requests import Request
from starlette.responses import Response

from py_remote_viewer.access import LOGIN_SEC

__all__ = ["clear_login", "set_login"]


def set_login(response: Response, request: Request, name: str, value: str) -> None:
    """Let the browser show this from now on. No script sees it, and no other site makes the browser
    send it."""
    response.set_cookie(
        name,
        value,
        max_age=round(LOGIN_SEC),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def clear_login(response: Response, request: Request, name: str) -> None:
    """Let the browser forget it."""
    secure = request.url.scheme == "https"
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")
