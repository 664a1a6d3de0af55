"""Which session a request is for: the one that its path names, or the default one.

Every route of a session stands twice, at the server's root and under /s/<session>, and takes the
session from one dependency: whatever every door has to check is checked there.
"""

import re
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.types import Scope

from py_remote_viewer.errors import UnknownSessionError
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.sessions import DEFAULT_NAME, Session

__all__ = [
    "SESSION_PREFIX",
    "SessionIfAny",
    "TheSession",
    "address_of",
    "named_session",
    "path_in_session",
]

#: Where the routes of sessions stand a second time.
SESSION_PREFIX = "/s/{session}"
_PREFIX = re.compile(r"/s/[^/]+(?=/)")


def named_session(connection: HTTPConnection) -> str:
    """The name of the session that a request is for."""
    return connection.path_params.get("session", DEFAULT_NAME)


def _session_of(connection: HTTPConnection) -> Session:
    gateway: Gateway = connection.app.state.gateway
    return gateway.registry.use(named_session(connection))


def _session_if_any(connection: HTTPConnection) -> Session | None:
    try:
        return _session_of(connection)
    except UnknownSessionError:
        return None


#: For what is the server's: a page whose session has ended may still ask for it.
SessionIfAny = Annotated[Session | None, Depends(_session_if_any)]
#: The session that a request is for; UnknownSessionError, and so 404, where there is none.
TheSession = Annotated[Session, Depends(_session_of)]


def address_of(name: str, connection: HTTPConnection) -> str:
    """The address of a session's page, relative to the page that asks: behind a proxy nobody here
    knows more of it."""
    root = "../../" if "session" in connection.path_params else ""
    return (root or "./") if name == DEFAULT_NAME else f"{root}s/{name}/"


def path_in_session(scope: Scope) -> str:
    """The path of a request without the session in it."""
    return _PREFIX.sub("", scope["path"], count=1)
