"""Puts the application together."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

from fastapi import FastAPI, Request, Response, WebSocket

from py_remote_viewer import __version__
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.api import make_api
from py_remote_viewer.server.files_api import LARGER_BODIES, make_files_api
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.head import HeadAsGet
from py_remote_viewer.server.history_api import make_history_api
from py_remote_viewer.server.limits import BodyLimit
from py_remote_viewer.server.metrics import make_metrics
from py_remote_viewer.server.origin import ForeignOriginGuard, HostNames
from py_remote_viewer.server.page import Page
from py_remote_viewer.server.pictures import make_pictures_api
from py_remote_viewer.server.problems import install_problem_handlers, problem_response
from py_remote_viewer.server.recordings import make_recordings_api
from py_remote_viewer.server.signaling import SignalingConnection
from py_remote_viewer.server.trajectory_api import make_trajectory_api

__all__ = ["WEB_FOLDER", "create_app"]

#: The built page: in the wheel, and in a checkout after `make build` or an editable install.
WEB_FOLDER = Path(__file__).resolve().parent.parent / "web"

_NO_PAGE = (
    "The page was not built. Install the package ('pip install .' builds it), or run 'make page' "
    "in a checkout, and start again."
)


def create_app(gateway: Gateway, *, web_folder: Path = WEB_FOLDER) -> FastAPI:
    """The FastAPI application around a gateway, which lives as long as the application runs."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
        async with gateway:
            yield

    app = FastAPI(
        title="py_remote_viewer",
        version=__version__,
        summary="MuJoCo on a headless machine, used from any browser.",
        lifespan=lifespan,
        # Their pages load scripts from elsewhere, which a machine without internet cannot.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    install_problem_handlers(app)
    app.include_router(make_api(gateway))
    app.include_router(make_recordings_api(gateway))
    app.include_router(make_pictures_api(gateway))
    app.include_router(make_files_api(gateway))
    app.include_router(make_history_api(gateway))
    app.include_router(make_metrics(gateway))
    app.include_router(make_trajectory_api(gateway.session))
    limits = gateway.settings.limits
    app.add_middleware(
        BodyLimit,
        max_bytes=limits.model_bytes + 65_536,
        larger=dict.fromkeys(LARGER_BODIES, limits.upload_bytes + 65_536),
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(ForeignOriginGuard, names=HostNames.of(gateway.settings.server))

    @app.websocket("/ws/signaling")
    async def signaling(socket: WebSocket) -> None:
        connection = SignalingConnection(
            socket, gateway.session, gateway.settings, gateway.peer_settings
        )
        task = asyncio.current_task()
        assert task is not None
        gateway.connections[task] = connection
        try:
            await connection.serve()
        finally:
            del gateway.connections[task]

    _add_page(app, Page(web_folder))
    _ = signaling
    return app


def _add_page(app: FastAPI, page: Page) -> None:
    """A route for each file, so that wrong paths and methods are told apart as those of the API."""

    async def web(request: Request) -> Response:
        found = page.respond(request, str(request.scope["path"]).removeprefix("/"))
        return found or problem_response(Problem("No page", _NO_PAGE, 503, "no_page"))

    for path in ("", *page.paths):
        app.add_api_route(f"/{path}", web, include_in_schema=False)
