"""Where the page is served: at the server's root, and for each session below /s."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from py_remote_viewer.errors import UnknownSessionError
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.addressing import SESSION_PREFIX, named_session
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.page import Page
from py_remote_viewer.server.problems import problem_of, problem_response

__all__ = ["add_page"]

_NO_PAGE = Problem(
    "No page",
    "The page was not built. Install the package ('pip install .' builds it), or run 'make page' "
    "in a checkout, and start again.",
    503,
    "no_page",
)
#: A page of its own, so that it works where the other one does not.
_DIAGNOSTICS = "diagnostics.html"


def add_page(app: FastAPI, page: Page) -> None:
    """A route for each file, so that wrong paths and methods are told apart as those of the API.

    The page of a session takes the files of the root, so that a browser keeps them once for all.
    """

    async def web(request: Request) -> Response:
        found = page.respond(request, str(request.scope["path"]).removeprefix("/"))
        return found or problem_response(_NO_PAGE)

    async def of_session(request: Request) -> Response:
        gateway: Gateway = request.app.state.gateway
        try:
            gateway.registry.find(named_session(request))
        except UnknownSessionError as error:
            if "text/html" not in request.headers.get("accept", ""):
                return problem_response(problem_of(error))
            # The page says it as well, and leads to those that there are.
            return page.respond_below(request, status=404) or problem_response(_NO_PAGE)
        return page.respond_below(request) or problem_response(_NO_PAGE)

    async def to_session(request: Request, session: str) -> Response:
        # Relative, as a proxy may have put all of it under another path.
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"./{session}/{query}", 307)

    async def diagnostics(request: Request) -> Response:
        # Also where there is no such session: it says so, and the checks of the browser go on.
        below = "session" in request.path_params
        answer = page.respond_below if below else page.respond
        return answer(request, _DIAGNOSTICS) or problem_response(_NO_PAGE)

    for path in ("", *page.paths):
        app.add_api_route(f"/{path}", web, include_in_schema=False)
    for prefix in ("", SESSION_PREFIX):
        app.add_api_route(f"{prefix}/diagnostics", diagnostics, include_in_schema=False)
    app.add_api_route("/s/{session}/", of_session, include_in_schema=False)
    app.add_api_route("/s/{session}", to_session, include_in_schema=False)
