"""How a view is drawn: flags, groups, label, frame; what people chose, whatever quality allows."""

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.view import CHANNELS, Channel
from py_remote_viewer.rendering.ghost import DrawnGhost

__all__ = ["ViewOptions"]


class ViewOptions:
    """MuJoCo's options of a view and the render flags that people want; owned by one thread."""

    def __init__(self) -> None:
        self.option = mujoco.MjvOption()
        self.channel_index = 0
        #: The cameras of other people are drawn.
        self.frusta = True
        #: Bodies that are left out.
        self.hidden: set[int] = set()
        #: A second state that is drawn beside the first.
        self.ghost: DrawnGhost | None = None
        #: Between which distances (m) colours of depth differ; 0 where the camera's distance says.
        self.depth_near = self.depth_far = 0.0
        #: `mjtRndFlag`: those that a quality level may also switch off are drawn only if it allows.
        self.render_flags: npt.NDArray[np.uint8] = np.array(
            [int(flag[1]) for flag in mujoco.mjRNDSTRING], dtype=np.uint8
        )

    @property
    def channel(self) -> Channel:
        """What the pixels say."""
        return CHANNELS[self.channel_index]

    def flags_for(self, *, shadows: bool, reflections: bool) -> npt.NDArray[np.uint8]:
        """The render flags at a quality level."""
        flags = self.render_flags.copy()
        flags[mujoco.mjtRndFlag.mjRND_SHADOW] &= shadows
        flags[mujoco.mjtRndFlag.mjRND_REFLECTION] &= reflections
        return flags
