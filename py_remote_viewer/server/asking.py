"""Who asks for a scene, and what is answered."""

import time
from typing import Annotated

from fastapi import Query

from py_remote_viewer.protocol.commands import Reload
from py_remote_viewer.protocol.scene import SceneDescription
from py_remote_viewer.server.report import SceneLoaded
from py_remote_viewer.sessions import Session

__all__ = ["Viewer", "Who", "asker", "loaded_report"]

#: A page names who it is for: the others read it, and it may do what that one may.
Who = Annotated[int | None, Query(description="A participant, who is then named to the others.")]
#: The same for what only looks: the view of that one, else the shared one.
Viewer = Annotated[int | None, Query(description="A participant whose view it is.")]


def asker(session: Session, participant: int | None) -> str:
    """How the others read for whom the scene is to be changed; raises ForbiddenError or
    ControlError where that person may not."""
    number = -1 if participant is None else participant
    session.check(number, Reload())
    return session.name_of(number)


def loaded_report(shown: SceneDescription, started_sec: float) -> SceneLoaded:
    """What is shown now, asked for at a time of the monotonic clock."""
    return SceneLoaded(
        success=True,
        title=shown.title,
        generation=shown.generation,
        bodies=shown.bodies,
        joints=shown.joints,
        seconds=round(time.monotonic() - started_sec, 3),
    )
