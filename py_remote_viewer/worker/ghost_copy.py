"""The render thread's copy of the state that is drawn beside the first."""

import mujoco

from py_remote_viewer.rendering.ghost import DrawnGhost
from py_remote_viewer.rendering.motion import MotionDetector
from py_remote_viewer.rendering.view_options import ViewOptions
from py_remote_viewer.simulation.source import Source

__all__ = ["GhostCopy"]


class GhostCopy:
    """Keeps the view's ghost as new as the source has it; belongs to the render thread."""

    def __init__(self, source: Source, view: ViewOptions, height: int) -> None:
        self._source = source
        self._view = view
        self._data = mujoco.MjData(source.model)
        self._motion = MotionDetector(source.model, height)

    def copy(self, distance: float) -> float:
        """Take over the newest state; by how many pixels it differs from the drawn one."""
        how = self._source.copy_ghost(self._data)
        self._view.ghost = None if how is None else DrawnGhost(self._data, how)
        return 0.0 if how is None else self._motion.moved_pixels(self._data, distance)

    def drawn(self) -> None:
        """The state that was copied last is in the picture."""
        self._motion.remember(self._data)
