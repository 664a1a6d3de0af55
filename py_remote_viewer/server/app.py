"""Puts the application together."""

import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from py_remote_viewer import __version__
from py_remote_viewer.server.access_api import make_access_api
from py_remote_viewer.server.addressing import SESSION_PREFIX
from py_remote_viewer.server.api import make_api
from py_remote_viewer.server.audit import AuditTrail
from py_remote_viewer.server.cors import CrossOriginAnswers
from py_remote_viewer.server.diagnostics_api import make_diagnostics_api
from py_remote_viewer.server.doors import guarded_router
from py_remote_viewer.server.files_api import LARGER_BODIES, make_files_api
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.head import HeadAsGet
from py_remote_viewer.server.headers import SecurityHeaders
from py_remote_viewer.server.history_api import make_history_api
from py_remote_viewer.server.limits import BodyLimit
from py_remote_viewer.server.metrics import make_metrics
from py_remote_viewer.server.origin import ForeignOriginGuard, HostNames, SharedPaths
from py_remote_viewer.server.page import Page
from py_remote_viewer.server.page_routes import add_page
from py_remote_viewer.server.pictures import make_pictures_api
from py_remote_viewer.server.problems import install_problem_handlers
from py_remote_viewer.server.proxies import TrustedProxies
from py_remote_viewer.server.recordings import make_recordings_api
from py_remote_viewer.server.sessions_api import make_sessions_api
from py_remote_viewer.server.signaling_route import make_signaling
from py_remote_viewer.server.trajectory_api import make_trajectory_api
from py_remote_viewer.server.whep_api import WHEP_PATH, make_whep_api
from py_remote_viewer.server.writing_api import make_writing_api
from py_remote_viewer.sessions import DEFAULT_NAME

__all__ = ["WEB_FOLDER", "create_app"]

#: The built page: in the wheel, and in a checkout after `make build` or an editable install.
WEB_FOLDER = Path(__file__).resolve().parent.parent / "web"

#: All but the metrics, and what players ask for, stands twice.
_SERVERS: list[dict[str, Any]] = [
    {"url": "/", "description": "The default session."},
    {
        "url": "/s/{session}",
        "description": "A session by its name.",
        "variables": {"session": {"default": DEFAULT_NAME}},
    },
]


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
        # It stands behind a door like everything else.
        openapi_url=None,
        redirect_slashes=False,
        servers=_SERVERS,
    )
    install_problem_handlers(app)
    app.state.gateway = gateway
    for api in (
        make_api(gateway),
        make_diagnostics_api(gateway),
        make_recordings_api(),
        make_pictures_api(gateway),
        make_files_api(gateway),
        make_history_api(),
        make_trajectory_api(),
        make_writing_api(gateway),
        make_sessions_api(gateway),
        make_access_api(gateway),
        make_signaling(gateway),
    ):
        app.include_router(api)
        # The document names it once, as another server.
        app.include_router(api, prefix=SESSION_PREFIX, include_in_schema=False)
    app.include_router(make_metrics(gateway))
    app.include_router(make_whep_api(gateway))
    _add_openapi(app)
    limits = gateway.settings.limits
    app.add_middleware(
        BodyLimit,
        max_bytes=limits.model_bytes + 65_536,
        larger=dict.fromkeys(LARGER_BODIES, limits.upload_bytes + 65_536),
    )
    app.add_middleware(HeadAsGet)
    shared = SharedPaths(WHEP_PATH, gateway.settings.sharing.whep_origins)
    app.add_middleware(CrossOriginAnswers, shared=shared)
    names = HostNames.of(gateway.settings.server)
    app.add_middleware(ForeignOriginGuard, names=names, shared=shared)
    access = gateway.settings.access
    app.add_middleware(AuditTrail, audit=gateway.audit)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        TrustedProxies, trusted=access.trusted_proxies, identity_header=access.identity_header
    )

    add_page(app, Page(web_folder, access.frame_ancestors))
    return app


def _add_openapi(app: FastAPI) -> None:
    api = guarded_router("viewer")

    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    api.add_api_route("/openapi.json", openapi, include_in_schema=False)
    app.include_router(api)
