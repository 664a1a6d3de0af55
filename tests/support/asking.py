"""Asks a server for scenes from words."""

import json
from typing import Any

import httpx
import pytest

from py_remote_viewer.server.problems import PROBLEM_MEDIA_TYPE
from tests.support.server import LocalServer
from tests.support.writers import Answer, FakeWriter

__all__ = ["applied", "generate", "let_write", "post", "problem", "step_of", "title_of"]

#: A busy machine may take its time to try a scene.
_PATIENCE_SEC = 90.0


async def post(
    server: LocalServer, path: str, body: object = None, headers: dict[str, str] | None = None
) -> httpx.Response:
    """POST something to the API of scenes."""
    # In ASCII, so that it may hold what is no text.
    content = b"" if body is None else json.dumps(body).encode()
    sent = {"content-type": "application/json", **(headers or {})}
    async with server.client() as client:
        return await client.post(
            f"/api/scene/{path}", content=content, headers=sent, timeout=_PATIENCE_SEC
        )


async def generate(
    server: LocalServer,
    prompt: str,
    headers: dict[str, str] | None = None,
    *,
    participant: int | None = None,
    **asked: object,
) -> httpx.Response:
    """Ask for a scene."""
    path = "generate" if participant is None else f"generate?participant={participant}"
    return await post(server, path, {"prompt": prompt, **asked}, headers)


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem that was answered."""
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE, answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"]
    return told


def title_of(server: LocalServer) -> str:
    """What is shown."""
    scene = server.gateway.session.scene
    assert scene is not None
    return scene.title


def applied(server: LocalServer) -> tuple[int | None, int | None, int | None]:
    """The version that is shown, and those that undo and redo would bring."""
    state = server.gateway.session.writing.state
    return state.current, state.undo, state.redo


def step_of(server: LocalServer) -> str:
    """How far what is being written is; empty where nothing is."""
    work = server.gateway.session.writing.state.at_work
    return work.step if work else ""


def let_write(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch, *answers: Answer, **options: Any
) -> None:
    """Let a writer that pretends be whatever is asked for."""

    def writer(*asked: object) -> FakeWriter:
        return FakeWriter(*answers, **options)

    monkeypatch.setattr(server.gateway.authors, "writer", writer)
