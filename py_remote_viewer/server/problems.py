"""Errors as `application/problem+json` (RFC 9457)."""

import http
from collections.abc import Mapping

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from py_remote_viewer.errors import (
    CommandError,
    EnvironmentFailure,
    RemoteViewerError,
    SceneError,
    UsageError,
)
from py_remote_viewer.protocol.scene import Problem

__all__ = ["PROBLEM_MEDIA_TYPE", "install_problem_handlers", "problem_of", "problem_response"]

PROBLEM_MEDIA_TYPE = "application/problem+json"


def problem_of(error: RemoteViewerError) -> Problem:
    """What a client is told of an error."""
    match error:
        case SceneError(line=line, column=column):
            return Problem(
                "The scene could not be loaded", str(error), 422, "scene_failed", line, column
            )
        case CommandError():
            return Problem("The command was refused", str(error), 409, "command_refused")
        case EnvironmentFailure():
            return Problem("The server could not do it", str(error), 503, "server_failed")
        case UsageError():
            return Problem("The request cannot be used", str(error), 400, "bad_request")
        case _:
            return Problem("The server failed", str(error), 500, "internal")


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A response that carries a problem."""
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM_MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Let every error of the application be answered as a problem."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, RemoteViewerError)
        return problem_response(problem_of(error))

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = http.HTTPStatus(error.status_code).phrase
        detail = str(error.detail)
        if error.status_code == 404 and detail == title:
            detail = f"There is nothing at {request.url.path}; see /openapi.json for the API."
        return problem_response(
            Problem(title, detail, error.status_code, "http_error"), error.headers
        )

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        places = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
        reasons = [str(item["msg"]) for item in error.errors()]
        detail = "; ".join(f"{a}: {b}" for a, b in zip(places, reasons, strict=True))
        return problem_response(Problem("The request does not fit", detail, 422, "invalid"))

    app.add_exception_handler(RemoteViewerError, ours)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
