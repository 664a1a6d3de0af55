"""What a model needs on the GPU: made once, shared by all who draw it.

Multisampling and the shadow map's size are fixed when the GL resources are made, and making them
takes from 0.1 s to seconds (textures), too long to do again while people watch. So they are made
once: on a GPU as the model asks; on a CPU without multisampling and with a small shadow map, and
an antialiased picture is drawn at twice the size and averaged.
"""

import mujoco

from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.floor import replace_infinite_planes
from py_remote_viewer.rendering.gl_calls import UNSIGNED, call

__all__ = ["SUPERSAMPLING", "GlResources"]

#: MuJoCo's default of 4096 texels costs a software renderer 30 to 80 ms more for each light, 2048
#: costs 10 ms more than 1024 (measured at 1280x720 on two cores).
_SOFTWARE_SHADOW_MAP = 2048
_LEAST_MULTISAMPLES = 4
_GL_TEXTURE_CUBE_MAP_SEAMLESS = 0x884F
#: How many times larger a side is drawn for antialiasing where the CPU draws.
SUPERSAMPLING = 2


class GlResources:
    """MuJoCo's context of a model, with buffers for pictures of `width` by `height` pixels; every
    method runs on the render thread."""

    def __init__(self, model: mujoco.MjModel, width: int, height: int, gl: GlDevice) -> None:
        self.model = model
        self._gl = gl
        self._context: mujoco.MjrContext | None = self._make(width, height)

    @property
    def context(self) -> mujoco.MjrContext:
        """The context, while it is not closed."""
        assert self._context is not None
        return self._context

    @property
    def software(self) -> bool:
        """True where the CPU draws."""
        return self._gl.software

    @property
    def supersampling(self) -> int:
        """How many times larger than the picture a side is drawn for antialiasing."""
        return SUPERSAMPLING if self.software else 1

    @property
    def largest(self) -> tuple[int, int]:
        """The width and height that can be drawn at once."""
        return int(self.context.offWidth), int(self.context.offHeight)

    def make_room(self, width: int, height: int) -> None:
        """Let pictures of this size fit as well; what fits already costs nothing."""
        wide, high = self.largest
        factor = self.supersampling
        if width * factor > wide or height * factor > high:
            mujoco.mjr_resizeOffscreen(
                max(wide, width * factor), max(high, height * factor), self.context
            )
            mujoco.mjr_setBuffer(int(mujoco.mjtFramebuffer.mjFB_OFFSCREEN), self.context)

    def close(self) -> None:
        """Free all; twice is fine."""
        if self._context is not None:
            self._context.free()
            self._context = None

    def _make(self, width: int, height: int) -> mujoco.MjrContext:
        quality = self.model.vis.quality
        size = self.model.vis.global_
        asked = (quality.offsamples, quality.shadowsize, size.offwidth, size.offheight)
        software = self._gl.software
        factor = self.supersampling
        try:
            if software:
                quality.offsamples = 0
                quality.shadowsize = min(asked[1], _SOFTWARE_SHADOW_MAP)
            else:
                quality.offsamples = max(asked[0], _LEAST_MULTISAMPLES)
            size.offwidth, size.offheight = width * factor, height * factor
            context = mujoco.MjrContext(self.model, int(mujoco.mjtFontScale.mjFONTSCALE_150))
        finally:
            # What the model asks for stays as its author wrote it.
            quality.offsamples, quality.shadowsize, size.offwidth, size.offheight = asked
        if software:
            procedure = self._gl.context.procedure
            replace_infinite_planes(self.model, context, procedure)
            # To filter over the edges of a sky's cube costs more than all the rest of the sky.
            call(procedure, "glDisable", (UNSIGNED, _GL_TEXTURE_CUBE_MAP_SEAMLESS))
        # 1 at the near plane, as it is drawn: what is far away keeps its digits.
        context.readDepthMap = mujoco.mjtDepthMap.mjDEPTH_ZEROFAR
        mujoco.mjr_setBuffer(int(mujoco.mjtFramebuffer.mjFB_OFFSCREEN), context)
        return context
