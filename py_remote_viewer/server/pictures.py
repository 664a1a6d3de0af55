"""The HTTP API of single pictures: a screenshot, and the camera that sees it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from py_remote_viewer.errors import UsageError
from py_remote_viewer.protocol.tasks import DescribeCamera, TakeScreenshot
from py_remote_viewer.protocol.view import Channel
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.asking import Viewer
from py_remote_viewer.server.doors import guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented
from py_remote_viewer.server.produced import produced_response

__all__ = ["make_pictures_api"]

_LEAST_SIDE, _LARGEST_SIDE = 16, 3840
_LARGEST_AREA = 3840 * 2160
_PROBLEMS = documented(
    {
        400: "More pixels than 3840x2160",
        409: "No scene is shown, or too much was asked for",
        422: "A parameter does not fit",
        503: "The worker cannot do it now",
    }
)
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture", "content": {"image/png": {}}},
    **_PROBLEMS,
}
_CAMERA: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A camera that sees the same",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["mjcf", "pose"],
                    "properties": {
                        "mjcf": {"type": "string"},
                        "pose": {"type": "object"},
                        "body": {"type": ["integer", "null"]},
                    },
                }
            }
        },
    },
    **documented({409: "No scene is shown", 503: "The worker cannot do it now"}),
}

_Side = Annotated[
    int | None,
    Query(ge=_LEAST_SIDE, le=_LARGEST_SIDE, description="Pixels; left out, as the video."),
]


def make_pictures_api(gateway: Gateway) -> APIRouter:
    """The routes of pictures under /api."""
    api = guarded_router(
        "viewer", prefix="/api", tags=["api"], responses=documented({"default": "Anything else"})
    )

    @api.get("/screenshot", response_class=Response, responses=_PICTURE)
    async def screenshot(
        session: TheSession,
        width: _Side = None,
        height: _Side = None,
        channel: Annotated[
            Channel | None, Query(description="Left out, what is shown now.")
        ] = None,
        tiles: Annotated[bool, Query(description="With the tiles that stand in it.")] = False,
        participant: Viewer = None,
    ) -> Response:
        """What people see now, in full quality, as a PNG of up to 3840x2160 pixels."""
        video = gateway.settings.video
        task = TakeScreenshot(width or video.width, height or video.height, channel, tiles)
        if task.width * task.height > _LARGEST_AREA:
            raise UsageError(
                f"A screenshot of {task.width}x{task.height} has more pixels than 3840x2160; ask "
                "for a smaller one."
            )
        view = session.view_of(participant or 0)
        return await produced_response(
            session, task, "image/png", download_as="screenshot.png", view=view
        )

    @api.get("/camera", response_class=Response, responses=_CAMERA)
    async def camera(session: TheSession, participant: Viewer = None) -> Response:
        """A view as `<camera .../>` for the worldbody of an MJCF file."""
        view = session.view_of(participant or 0)
        return await produced_response(session, DescribeCamera(), "application/json", view=view)

    _ = (screenshot, camera)
    return api
