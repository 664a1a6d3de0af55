"""Draws a model's state into RGB pixels, at any quality level.

Multisampling and the shadow map's size are fixed when the GL resources are made, and making them
takes from 0.1 s to seconds (textures), too long to do again while people watch. So they are made
once: on a GPU as the model asks; on a CPU without multisampling and with a small shadow map, and
an antialiased picture is drawn at twice the size and averaged.
"""

from collections.abc import Sequence

import cv2
import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.view import Channel
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.camera_scene import MAX_GEOMS, CameraScene
from py_remote_viewer.rendering.channels import paint_depth, paint_segmentation
from py_remote_viewer.rendering.floor import replace_infinite_planes
from py_remote_viewer.rendering.gl_calls import UNSIGNED, call
from py_remote_viewer.rendering.hiding import hit_behind
from py_remote_viewer.rendering.quality import QualityLevel
from py_remote_viewer.rendering.sdf import SdfIterations
from py_remote_viewer.rendering.view_options import ViewOptions
from py_remote_viewer.simulation.names import name_of

__all__ = ["MAX_GEOMS", "Picked", "Pixels", "SceneRenderer"]

#: MuJoCo's default of 4096 texels costs a software renderer 30 to 80 ms more for each light, 2048
#: costs 10 ms more than 1024 (measured at 1280x720 on two cores).
_SOFTWARE_SHADOW_MAP = 2048
_LEAST_MULTISAMPLES = 4
_GL_TEXTURE_CUBE_MAP_SEAMLESS = 0x884F
_SUPERSAMPLING = 2
_SEGMENT, _ID_COLOR, _DEPTH = (
    int(mujoco.mjtRndFlag.mjRND_SEGMENT),
    int(mujoco.mjtRndFlag.mjRND_IDCOLOR),
    int(mujoco.mjtRndFlag.mjRND_DEPTH),
)

Pixels = npt.NDArray[np.uint8]


class Picked:
    """What lies under a point of the picture: a body and a position in the world frame (m)."""

    def __init__(
        self,
        body: int,
        name: str,
        point: npt.NDArray[np.float64],
        local: npt.NDArray[np.float64],
        geom: str,
    ) -> None:
        self.body = body
        self.name = name
        self.point = point
        #: The point in the body's own frame, and the geom that it is on ("" where it is none).
        self.local = local
        self.geom = geom


class SceneRenderer:
    """One model's scene and GL resources; every method runs on the render thread."""

    def __init__(self, model: mujoco.MjModel, width: int, height: int, gl: GlDevice) -> None:
        self._context: mujoco.MjrContext | None = None
        self.model = model
        self._gl = gl
        self._other: Pixels | None = None
        self.width = width
        self.height = height
        self.view = ViewOptions()
        self.shared = CameraScene(model)
        self._iterations = SdfIterations(model)
        self._context = self._make_context()

    @property
    def scene(self) -> mujoco.MjvScene:
        """What the shared camera sees."""
        return self.shared.scene

    @property
    def software(self) -> bool:
        """True where the CPU draws."""
        return self._gl.software

    @property
    def supersampling(self) -> int:
        """How many times larger than the picture a side is drawn for antialiasing."""
        return _SUPERSAMPLING if self.software else 1

    @property
    def largest(self) -> tuple[int, int]:
        """The width and height that can be drawn at once."""
        context = self._context
        assert context is not None
        return int(context.offWidth), int(context.offHeight)

    def update(
        self,
        data: mujoco.MjData,
        camera: mujoco.MjvCamera,
        perturbs: Sequence[mujoco.MjvPerturb] = (),
    ) -> None:
        """Take over a state, the shared camera, and what people have in hand, for what is drawn
        next."""
        if self.view.option.flags[mujoco.mjtVisFlag.mjVIS_SDFITER]:
            self._iterations.record(data)
        self.shared.update(data, camera, self.view, perturbs)

    def draw(self, level: QualityLevel, out: Pixels) -> None:
        """Draw into `out`, uint8 (height, width, 3), bottom row first as GL has it."""
        self.draw_scene(self.shared, self.view.channel, level, out)

    def draw_scene(
        self, seen: CameraScene, channel: Channel, level: QualityLevel, out: Pixels
    ) -> None:
        """Draw what another camera sees, of no more pixels than `largest`."""
        seen.scene.flags[:] = self.view.flags_for(
            shadows=level.shadows, reflections=level.reflections
        )
        scale = _SUPERSAMPLING if self._gl.software and level.antialias else level.scale
        if channel != "rgb":
            # A mean of two numbers is another thing's number.
            scale = min(1.0, scale)
        if scale == 1.0:
            self._draw(seen, channel, out)
            return
        height, width = (max(16, int(side * scale)) for side in out.shape[:2])
        if self._other is None or self._other.shape[:2] != (height, width):
            self._other = np.empty((height, width, 3), np.uint8)
        self._draw(seen, channel, self._other)
        # Averaging makes smaller without aliasing, interpolating makes larger without blocks.
        how = cv2.INTER_AREA if scale > 1.0 else cv2.INTER_LINEAR
        if channel != "rgb":
            how = cv2.INTER_NEAREST
        cv2.resize(self._other, (out.shape[1], out.shape[0]), dst=out, interpolation=how)

    def _draw(self, seen: CameraScene, channel: Channel, out: Pixels) -> None:
        scene, viewport = seen.scene, mujoco.MjrRect(0, 0, out.shape[1], out.shape[0])
        if channel != "rgb":
            # Depth too: without textures, fog and what is transparent.
            scene.flags[_SEGMENT] = scene.flags[_ID_COLOR] = True
            scene.flags[_DEPTH] = False
        mujoco.mjr_render(viewport, scene, self._context)
        if channel == "depth":
            paint_depth(self._read_depth(viewport), scene.camera[0], seen.depth_range, out)
            return
        if scene.flags[_DEPTH] and self._context is not None and self._context.offSamples:
            # MuJoCo then shows what it never wrote (4.0.0): it reads a buffer of several samples
            # as if they were one.
            out[:] = (255.0 * self._read_depth(viewport)).astype(np.uint8)[..., np.newaxis]
            return
        mujoco.mjr_readPixels(out, None, viewport, self._context)
        if channel == "segmentation":
            paint_segmentation(out, scene, out)

    def _read_depth(self, viewport: mujoco.MjrRect) -> npt.NDArray[np.float32]:
        """1 at the near plane, 0 at the far one."""
        depth = np.empty((viewport.height, viewport.width), np.float32)
        mujoco.mjr_readPixels(None, depth, viewport, self._context)
        return depth

    def pick(self, data: mujoco.MjData, x: float, y: float) -> Picked | None:
        """What is at (x, y), fractions from the top left, in the scene last updated."""
        point = np.zeros(3)
        geom, flex, skin = (np.full((1, 1), -1, dtype=np.int32) for _ in range(3))
        body = mujoco.mjv_select(
            self.model, data, self.view.option, self.width / self.height,
            x, 1.0 - y, self.scene, point, geom, flex, skin,
        )  # fmt: skip
        if body in self.view.hidden:
            eye = np.mean([camera.pos for camera in self.scene.camera], axis=0)
            behind = hit_behind(
                self.model, data, self.view.option, (eye, point - eye), self.view.hidden
            )
            if behind is None:
                return None
            geom[0, 0], point = behind
            body = int(self.model.geom_bodyid[behind[0]])
        if body < 0:
            return None
        local = data.xmat[body].reshape(3, 3).T @ (point - data.xpos[body])
        found = int(geom[0, 0])
        name = name_of(self.model, "geom", found) if found >= 0 else ""
        return Picked(body, name_of(self.model, "body", body), point, local, name)

    def close(self) -> None:
        """Free all GL resources."""
        if self._context is not None:
            self._context.free()
            self._context = None

    def _make_context(self) -> mujoco.MjrContext:
        quality = self.model.vis.quality
        size = self.model.vis.global_
        asked = (quality.offsamples, quality.shadowsize, size.offwidth, size.offheight)
        software = self._gl.software
        factor = _SUPERSAMPLING if software else 1
        try:
            if software:
                quality.offsamples = 0
                quality.shadowsize = min(asked[1], _SOFTWARE_SHADOW_MAP)
            else:
                quality.offsamples = max(asked[0], _LEAST_MULTISAMPLES)
            size.offwidth, size.offheight = self.width * factor, self.height * factor
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
