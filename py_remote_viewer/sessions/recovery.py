"""What to do after a worker died: the more often lately, the more carefully."""

import enum
from collections import deque
from collections.abc import Callable

__all__ = ["Recovery", "RecoveryPolicy"]


class Recovery(enum.Enum):
    """How to come back."""

    CONTINUE = "the same scene from its last good state"
    RESTART = "the same scene from its beginning, paused"
    PREVIOUS = "the scene before it"
    GIVE_UP = "nothing more by itself"


class RecoveryPolicy:
    """Counts crashes of the last minute.

    One may be bad luck, so the state is kept. A second is probably the state's fault, a third the
    scene's; after a fourth the machine's, and only a person can help.
    """

    WINDOW_SEC = 60.0
    _ORDER = (Recovery.CONTINUE, Recovery.RESTART, Recovery.PREVIOUS)

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._crashes: deque[float] = deque()

    def crashed(self) -> Recovery:
        """Note a crash and say what to try."""
        now = self._clock()
        self._crashes.append(now)
        while now - self._crashes[0] > self.WINDOW_SEC:
            self._crashes.popleft()
        count = len(self._crashes)
        return self._ORDER[count - 1] if count <= len(self._ORDER) else Recovery.GIVE_UP

    def forgive(self) -> None:
        """A person chose another scene: begin anew."""
        self._crashes.clear()
