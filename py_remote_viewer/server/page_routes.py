"""Where the page is served: at the server's root, and for each session below /s.

Whoever shows nothing that lets in gets the page too, with status 401: it asks for the token. A
browser that came by a link on another site has not sent its cookie along, but its page will.
"""

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from py_remote_viewer.errors import AccessError, TooManyRequestsError, UnknownSessionError
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.addressing import SESSION_PREFIX, named_session
from py_remote_viewer.server.cookies import set_login
from py_remote_viewer.server.doors import credentials_of, door, guarded_router
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
_INDEX = "index.html"


class _Entrance:
    """Serves the documents of the page, and lets in whoever brings a token in the address."""

    def __init__(self, gateway: Gateway, page: Page) -> None:
        self._gateway = gateway
        self._page = page

    def answer(self, request: Request, name: str, *, status: int = 200) -> Response:
        """A document; the token of its address is exchanged for a cookie. No redirect: a browser
        that came from elsewhere would not send a cookie along that says SameSite=Strict."""
        value = None
        access = request.state.access
        token = request.query_params.get("token")
        if token:
            address = credentials_of(request).address
            try:
                other, value = self._gateway.gate.exchange(token, address)
                access = access or other
            except (AccessError, TooManyRequestsError):
                # The page says so, where nothing else lets in.
                value = None
        status = status if access is not None else 401
        below = "session" in request.path_params
        answer = self._page.respond_below if below else self._page.respond
        response = answer(request, name, status=status) or problem_response(_NO_PAGE)
        if value is not None:
            set_login(response, request, self._gateway.cookie_name, value)
        if value is not None or status == 401:
            response.headers["cache-control"] = "no-store"
        return response

    def answer_of_session(self, request: Request) -> Response:
        """The page of a session, or that there is none of its name."""
        try:
            self._gateway.registry.find(named_session(request))
        except UnknownSessionError as error:
            if request.state.access is None:
                # Which there are is nothing for strangers.
                return self.answer(request, _INDEX)
            if "text/html" not in request.headers.get("accept", ""):
                return problem_response(problem_of(error))
            # The page says it as well, and leads to those that there are.
            return self.answer(request, _INDEX, status=404)
        return self.answer(request, _INDEX)


def add_page(app: FastAPI, page: Page) -> None:
    """Routes for what there is, so that wrong paths and methods are told apart as those of the API.

    The page of a session takes the files of the root, so that a browser keeps them once for all.
    """
    _add_files(app, page)
    _add_documents(app, _Entrance(app.state.gateway, page))


def _add_files(app: FastAPI, page: Page) -> None:
    # They are in the package, for all to read.
    files = guarded_router("public")

    async def file(request: Request) -> Response:
        path = str(request.scope["path"]).removeprefix("/")
        found = page.respond(request, path)
        if found is None:
            raise HTTPException(404)
        return found

    # Of a folder one: an application is made in half the time without a route for each chunk.
    patterns = {
        f"/{path}" if "/" not in path else f"/{path.split('/')[0]}/{{path:path}}"
        for path in page.paths
        if path not in (_INDEX, _DIAGNOSTICS)
    }
    for pattern in sorted(patterns):
        files.add_api_route(pattern, file, include_in_schema=False)
    app.include_router(files)


def _add_documents(app: FastAPI, entrance: _Entrance) -> None:
    documents = guarded_router(dependencies=[door("viewer", late=True)])

    async def index(request: Request) -> Response:
        return entrance.answer(request, _INDEX)

    async def of_session(request: Request) -> Response:
        return entrance.answer_of_session(request)

    async def to_session(request: Request, session: str) -> Response:
        # Relative, as a proxy may have put all of it under another path.
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"./{session}/{query}", 307)

    async def diagnostics(request: Request) -> Response:
        # Also where there is no such session: it says so, and the checks of the browser go on.
        return entrance.answer(request, _DIAGNOSTICS)

    for path in ("", _INDEX):
        documents.add_api_route(f"/{path}", index, include_in_schema=False)
    for path in ("/diagnostics", f"{SESSION_PREFIX}/diagnostics", f"/{_DIAGNOSTICS}"):
        documents.add_api_route(path, diagnostics, include_in_schema=False)
    documents.add_api_route("/s/{session}/", of_session, include_in_schema=False)
    documents.add_api_route("/s/{session}", to_session, include_in_schema=False)
    app.include_router(documents)
