"""The gateway's side of simulations: sessions, their participants, their streams."""

from py_remote_viewer.sessions.names import DEFAULT_NAME
from py_remote_viewer.sessions.participant import Outlet, Participant
from py_remote_viewer.sessions.registry import SessionEntry, SessionRegistry
from py_remote_viewer.sessions.session import Session, SessionSettings

__all__ = [
    "DEFAULT_NAME",
    "Outlet",
    "Participant",
    "Session",
    "SessionEntry",
    "SessionRegistry",
    "SessionSettings",
]
