"""The past over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from py_remote_viewer.protocol.tasks import ExportHistory, FindMoment
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.doors import guarded_router
from py_remote_viewer.server.problems import documented
from py_remote_viewer.server.produced import produced_response

__all__ = ["make_history_api"]

_MEDIA = {"npz": "application/x-npz", "csv": "text/csv"}
_PROBLEMS = documented(
    {
        409: "No scene is shown, or what was asked for is not known",
        422: "The query does not fit",
        503: "The worker cannot do it now",
    }
)
_MOMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "It is still known",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["index"],
                    "properties": {"index": {"type": "integer"}},
                }
            }
        },
    },
}
_Moment = Annotated[int | None, Query(ge=0, le=2**53)]


def make_history_api() -> APIRouter:
    """The routes under /api/history."""
    api = guarded_router("viewer", prefix="/api/history", tags=["history"], responses=_PROBLEMS)

    @api.get("/export", response_class=Response)
    async def export(
        session: TheSession,
        format: Annotated[Literal["npz", "csv"], Query()] = "npz",  # noqa: A002
        first: _Moment = None,
        last: _Moment = None,
        every: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        series: Annotated[list[str] | None, Query(max_length=64)] = None,
    ) -> Response:
        """The past as data, between two moments (see `history` of the status), every so many.

        NPZ has all of the state; CSV a column for each of the series.
        """
        task = ExportHistory(format, first, last, every, tuple(series or ()))
        return await produced_response(
            session, task, _MEDIA[format], download_as=f"history.{format}"
        )

    @api.get("/moment", response_class=Response, responses=_MOMENT)
    async def moment(
        session: TheSession,
        time: Annotated[float, Query(description="Simulated time, s.", allow_inf_nan=False)],
        index: _Moment = None,
    ) -> Response:
        """The moment of the history with this simulated time, as the command `seek` takes it.

        After a reset times come again: then it is the one with this index, else the newest.
        """
        return await produced_response(session, FindMoment(time, index), "application/json")

    _ = (export, moment)
    return api
