"""The gateway's side of a simulation: the session, its participants, its stream."""

from py_remote_viewer.sessions.participant import Outlet, Participant
from py_remote_viewer.sessions.session import Session, SessionSettings

__all__ = ["Outlet", "Participant", "Session", "SessionSettings"]
