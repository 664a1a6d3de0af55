"""What the API tells of each session of the server."""

from pydantic import BaseModel
from starlette.requests import HTTPConnection

from py_remote_viewer.server.addressing import address_of
from py_remote_viewer.sessions import SessionEntry, SessionRegistry

__all__ = ["SessionReport", "session_report", "session_reports"]


class SessionReport(BaseModel):
    """A session. `url` is that of its page, relative to the page that asks.

    `created` is ISO 8601 in UTC, `by` who did it. `expires_in_sec` is when it ends unless somebody
    comes; null while somebody uses it, and for one that never ends.
    """

    name: str
    url: str
    state: str
    scene: str | None
    running: bool | None
    participants: int
    viewers: int
    recording: bool
    filming: bool
    created: str
    by: str
    expires_in_sec: float | None


def session_reports(registry: SessionRegistry, asked: HTTPConnection) -> list[SessionReport]:
    """All sessions, the default one first."""
    return [session_report(registry, entry, asked) for entry in registry]


def session_report(
    registry: SessionRegistry, entry: SessionEntry, asked: HTTPConnection
) -> SessionReport:
    """One of them."""
    session = entry.session
    expires = registry.expires_in_sec(entry)
    return SessionReport(
        name=entry.name,
        url=address_of(entry.name, asked),
        state=session.state.name.lower(),
        scene=session.scene.title if session.scene else None,
        running=session.status.running if session.status else None,
        participants=len(session.participants),
        viewers=session.viewers,
        recording=session.recordings.running is not None,
        filming=session.films.running is not None,
        created=entry.created.isoformat(timespec="seconds"),
        by=entry.by,
        expires_in_sec=None if expires is None else round(expires, 1),
    )
