"""Errors as `application/problem+json` (RFC 9457)."""

import http
import math
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from py_remote_viewer.errors import (
    AccessError,
    CommandError,
    ConflictError,
    ControlError,
    EnvironmentFailure,
    ForbiddenError,
    KeyMissingError,
    ProviderError,
    RecordingError,
    RemoteViewerError,
    SceneError,
    TooManyRequestsError,
    UnknownSessionError,
    UsageError,
    WritingError,
)
from py_remote_viewer.protocol.scene import Problem

__all__ = [
    "PROBLEM_MEDIA_TYPE",
    "Declination",
    "documented",
    "install_problem_handlers",
    "problem_of",
    "problem_response",
]

PROBLEM_MEDIA_TYPE = "application/problem+json"
_REFERENCE = "#/components/schemas/{name}"
_LONGEST_PATH = 200


class Declination(Problem, omit_defaults=True, frozen=True):
    """A scene that was asked for by words and is not made: the nearest request that can be, or the
    version that did not pass its checks, to be looked at."""

    nearest: str = ""
    version: int | None = None


#: The first that fits.
_PROBLEMS: dict[type[RemoteViewerError], tuple[str, int, str]] = {
    AccessError: ("Who are you?", 401, "unauthorized"),
    TooManyRequestsError: ("Too many requests", 429, "too_many_requests"),
    ConflictError: ("It was changed meanwhile", 409, "conflict"),
    ControlError: ("Somebody else has control", 409, "control_needed"),
    ForbiddenError: ("You may not do this", 403, "forbidden"),
    UnknownSessionError: ("There is no such session", 404, "unknown_session"),
    CommandError: ("The command was refused", 409, "command_refused"),
    RecordingError: ("It cannot be recorded", 507, "recording_failed"),
    KeyMissingError: ("A key is needed", 422, "key_missing"),
    ProviderError: ("The language model failed", 502, "provider_failed"),
    EnvironmentFailure: ("The server could not do it", 503, "server_failed"),
    UsageError: ("The request cannot be used", 400, "bad_request"),
    RemoteViewerError: ("The server failed", 500, "internal"),
}


def problem_of(error: RemoteViewerError) -> Problem:
    """What a client is told of an error."""
    if isinstance(error, SceneError):
        return Problem(
            "The scene could not be loaded", str(error), 422, "scene_failed",
            error.line, error.column, error.file,
        )  # fmt: skip
    if isinstance(error, WritingError) and not isinstance(error, KeyMissingError):
        return Declination(
            "The scene cannot be written", str(error), 422, "declined", nearest=error.nearest
        )
    title, status, code = next(what for kind, what in _PROBLEMS.items() if isinstance(error, kind))
    if isinstance(error, ProviderError):
        status = error.status
    return Problem(title, str(error), status, code)


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A response that carries a problem."""
    return Response(
        _json(problem),
        status_code=problem.status,
        media_type=PROBLEM_MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def _json(problem: Problem) -> bytes:
    try:
        return msgspec.json.encode(problem)
    except UnicodeEncodeError:
        # It repeats what came, and that held half a character.
        detail = problem.detail.encode(errors="backslashreplace").decode()
        return msgspec.json.encode(msgspec.structs.replace(problem, detail=detail))


def _headers_of(error: RemoteViewerError) -> dict[str, str]:
    """What goes with a problem: how to be let in, when to come again."""
    if isinstance(error, AccessError):
        return {"WWW-Authenticate": "Bearer"}
    after = getattr(error, "retry_after_sec", None)
    return {} if after is None else {"Retry-After": str(max(1, math.ceil(after)))}


def install_problem_handlers(app: FastAPI) -> None:
    """Let every error of the application be answered as a problem."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, RemoteViewerError)
        return problem_response(problem_of(error), _headers_of(error))

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if headers.get("Allow") == "GET":
            # HeadAsGet answers these.
            headers["Allow"] = "GET, HEAD"
        title = http.HTTPStatus(error.status_code).phrase
        detail, code = str(error.detail), "http_error"
        asked = f"{request.method} {request.url.path[:_LONGEST_PATH]}"
        if error.status_code == 404:
            detail = f"There is no {asked} here; the page is at /, the API at /openapi.json."
            code = "not_found"
        elif error.status_code == 405:
            detail = f"There is no {asked} here; this address takes {headers.get('Allow')}."
            code = "method_not_allowed"
        return problem_response(Problem(title, detail, error.status_code, code), headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        places = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
        reasons = [str(item["msg"]) for item in error.errors()]
        detail = "; ".join(f"{a}: {b}" for a, b in zip(places, reasons, strict=True))
        return problem_response(Problem("The request does not fit", detail, 422, "invalid"))

    async def internal(request: Request, error: Exception) -> Response:
        # Starlette raises it again after this answer, and uvicorn writes it to the log.
        detail = "The server failed in a way that nobody foresaw; its log says how."
        return problem_response(Problem("The server failed", detail, 500, "internal"))

    app.add_exception_handler(Exception, internal)
    app.add_exception_handler(RemoteViewerError, ours)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    _describe(app)


def documented(
    statuses: Mapping[int | str, str], kind: type[Problem] = Problem
) -> dict[int | str, dict[str, Any]]:
    """Problems that a route may answer, for its OpenAPI."""
    schema = {"schema": {"$ref": _REFERENCE.format(name=kind.__name__)}}
    return {
        status: {"description": text, "content": {PROBLEM_MEDIA_TYPE: schema}}
        for status, text in statuses.items()
    }


def _describe(app: FastAPI) -> None:
    """Put what `documented` refers to into the OpenAPI."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        _, components = msgspec.json.schema_components(
            (Problem, Declination), ref_template=_REFERENCE
        )
        described = made()
        described["components"]["schemas"].update(components)
        return described

    app.openapi = openapi  # type: ignore[method-assign]
