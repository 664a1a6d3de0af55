"""Takes a simulation's state from one worker to the next."""

import time
from pathlib import Path

from py_remote_viewer.protocol.tasks import LoadState, SaveState
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.sessions.live_worker import LiveWorker
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["hand_over"]

_TIMEOUT_SEC = 10.0
#: Several times as long as there is between two.
_HEARTBEAT_SEC = 1.0


async def hand_over(old: LiveWorker, new: LiveWorker, temporary: TemporaryFolder) -> None:
    """Let the new worker go on from the state of the old one, as far as it fits.

    Raises CommandError or WorkerError where that cannot be; the new one then begins as it is.
    """
    file = await in_thread(lambda: temporary.new_file(".npz"))
    try:
        await old.make(SaveState(), file, _TIMEOUT_SEC)
        await new.make(LoadState(unless_initial=True), file, _TIMEOUT_SEC)
        # What it said of itself before is not what will be shown: time would jump back for people.
        await new.heartbeat_after(time.monotonic() * 1e3, _HEARTBEAT_SEC)
    finally:
        await in_thread(lambda: Path(file).unlink(missing_ok=True))
