"""Tells the gateway the state to continue from, should this process die."""

from collections.abc import Callable

from py_remote_viewer.protocol.worker import Checkpoint
from py_remote_viewer.simulation.stepper import Stepper

__all__ = ["CheckpointTeller"]

_EVERY_SEC = 0.5
_LARGEST_BYTES = 4 << 20


class CheckpointTeller:
    """Twice a second, and after everything that changes the state at once; the physics thread's."""

    def __init__(self, stepper: Stepper, generation: int, tell: Callable[[Checkpoint], None]):
        self._stepper = stepper
        self._generation = generation
        self._tell = tell
        self._told_sec = float("-inf")

    def maybe_tell(
        self, now_sec: float, *, running: bool, speed: float, at_once: bool = False
    ) -> None:
        """Tell where it is due; a state too large for a message is not told."""
        if now_sec - self._told_sec < _EVERY_SEC and not at_once:
            return
        self._told_sec = now_sec
        state = self._stepper.integration_state()
        if state.nbytes > _LARGEST_BYTES:
            return
        self._tell(
            Checkpoint(
                generation=self._generation,
                sim_time_sec=float(self._stepper.data.time),
                running=running,
                speed=speed,
                state=state.tobytes(),
                fields=dict(self._stepper.fields.changed),
            )
        )
