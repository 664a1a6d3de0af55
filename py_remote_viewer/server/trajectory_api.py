"""The HTTP API of trajectories: states over time of elsewhere, shown on the present model."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.asking import Who, asker, loaded_report
from py_remote_viewer.server.doors import door, guarded_router
from py_remote_viewer.server.problems import documented
from py_remote_viewer.server.receiving import Inbox
from py_remote_viewer.server.report import SceneLoaded

__all__ = ["make_trajectory_api"]

_OPEN_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "No model is shown, or no trajectory that it could be compared with",
        413: "Larger than the limit",
        422: "No trajectory, or one that does not fit the model: which array, its shape, its row",
        503: "The server cannot do it now",
    }
)
_CLOSE_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "No trajectory is shown",
        503: "The server cannot do it now",
    }
)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Compare = Annotated[bool, Query(description="The second one, beside the one that is shown.")]


_ACTS = [door("operator", acts=True)]


def make_trajectory_api() -> APIRouter:
    """The routes at /api/scene/trajectory."""
    api = guarded_router(
        "viewer",
        prefix="/api/scene",
        tags=["trajectories"],
        responses=documented({"default": "Anything else"}),
    )
    inbox = Inbox()

    @api.post(
        "/trajectory",
        responses=_OPEN_PROBLEMS,
        openapi_extra=_BODY,
        dependencies=_ACTS,
    )
    async def open_trajectory(
        session: TheSession,
        request: Request,
        name: Annotated[str, Query(max_length=255, description="What people read.")] = "",
        compare: Compare = False,
        participant: Who = None,
    ) -> SceneLoaded:
        """Show an NPZ, HDF5 or MCAP file of `qpos` over time, sent as the body, on the model that
        is shown, in the place of its simulation."""
        started = time.monotonic()
        # Before anything is kept of it.
        who = asker(session, participant)
        path = await inbox.receive(request, session.temporary)
        shown = await session.trajectories.open(path, name, who, compare=compare)
        return loaded_report(shown, started)

    @api.delete("/trajectory", responses=_CLOSE_PROBLEMS, dependencies=_ACTS)
    async def close_trajectory(
        session: TheSession, compare: Compare = False, participant: Who = None
    ) -> SceneLoaded:
        """Go back to the simulation, where it was left, or take away the second one."""
        started = time.monotonic()
        who = asker(session, participant)
        shown = await session.trajectories.close(who, compared=compare)
        return loaded_report(shown, started)

    _ = (open_trajectory, close_trajectory)
    return api
