"""Where a session is in its life, and who is told."""

import enum
from collections.abc import Callable

from py_remote_viewer.protocol.client import ServerMessage, SessionStateChanged, SessionStateName
from py_remote_viewer.protocol.scene import Problem

__all__ = ["SessionLife", "SessionState"]


class SessionState(enum.Enum):
    """Where a session is in its life."""

    STARTING = "its first worker is on the way"
    LIVE = "a scene is shown"
    RECOVERING = "the worker was lost and another is on the way"
    FAILED = "no worker shows anything; a person has to load another scene"
    CLOSED = "it has ended"


_NAMES: dict[SessionState, SessionStateName] = {
    SessionState.STARTING: "starting",
    SessionState.LIVE: "live",
    SessionState.RECOVERING: "recovering",
    SessionState.FAILED: "failed",
    SessionState.CLOSED: "failed",
}


class SessionLife:
    """A session's state and its newest problem; a change is told to everybody."""

    def __init__(self, broadcast: Callable[[ServerMessage], None]) -> None:
        self._broadcast = broadcast
        self.state = SessionState.STARTING
        self.problem: Problem | None = None

    @property
    def name(self) -> SessionStateName:
        """The state as viewers are told it."""
        return _NAMES[self.state]

    def enter(self, state: SessionState, problem: Problem | None = None) -> None:
        """Go on to another state; from CLOSED there is no way back."""
        if self.state is SessionState.CLOSED:
            return
        changed = state is not self.state
        self.state, self.problem = state, problem
        if changed and state is not SessionState.CLOSED:
            self._broadcast(SessionStateChanged(self.name, problem))
