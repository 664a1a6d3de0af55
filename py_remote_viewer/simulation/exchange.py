"""Hands the state of a stepping simulation to whoever draws it."""

import threading
from collections.abc import Callable

import mujoco

from py_remote_viewer.simulation.fair_lock import FairLock

__all__ = ["StateExchange"]

#: The drawing thread waits so long for the state itself, then takes a copy.
_PATIENCE_SEC = 0.006


class StateExchange:
    """The lock of an MjData that one thread steps and another, one only, draws.

    While steps are short the reader takes the state itself, fresh. A step that takes long would
    make the reader wait for all of it; the stepping thread then publishes a copy after each one,
    and the reader takes that, so a picture never waits for a heavy model.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self._published: mujoco.MjData | None = None
        self._published_lock = threading.Lock()
        self._fresh = False
        self._heavy = False
        #: Guards the state itself: the stepping thread holds it while it steps.
        self.live = FairLock()

    def stepped(self, data: mujoco.MjData, took_sec: float) -> None:
        """The stepping thread has made steps, and does not hold the lock any more."""
        self._heavy = took_sec > _PATIENCE_SEC
        if not self._heavy:
            return
        with self._published_lock:
            if self._published is None:
                self._published = mujoco.MjData(self._model)
            mujoco.mj_copyData(self._published, self._model, data)
            self._fresh = True

    def changed(self) -> None:
        """The state jumped (a reset, a restore): what was published is not it any more."""
        with self._published_lock:
            self._fresh = False

    def copy(self, data: Callable[[], mujoco.MjData], into: mujoco.MjData) -> None:
        """Copy the newest state that can be had now; nothing if it was copied already.

        `data` is asked for under the lock, as in `copy_whole`.
        """
        if self.live.acquire(0.0 if self._heavy else _PATIENCE_SEC):
            try:
                mujoco.mj_copyData(into, self._model, data())
            finally:
                self.live.release()
            self.changed()
            return
        with self._published_lock:
            if self._published is not None and self._fresh:
                mujoco.mj_copyData(into, self._model, self._published)
                self._fresh = False

    def copy_whole(
        self,
        data: Callable[[], mujoco.MjData],
        into: mujoco.MjData,
        then: Callable[[mujoco.MjData], None] = lambda copied: None,
    ) -> None:
        """Copy the state of one instant, however long the step under way takes; any thread may.

        `data` is asked for under the lock: a step that failed has put another in its place. So
        is what `then` does with the copy.
        """
        with self.live:
            mujoco.mj_copyData(into, self._model, data())
            then(into)
