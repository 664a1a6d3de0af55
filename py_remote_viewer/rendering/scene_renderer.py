"""Draws a model's state into RGB pixels, at any quality level."""

from collections.abc import Sequence

import cv2
import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.view import Channel
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.camera_scene import MAX_GEOMS, CameraScene
from py_remote_viewer.rendering.channels import paint_depth, paint_segmentation
from py_remote_viewer.rendering.gl_resources import SUPERSAMPLING, GlResources
from py_remote_viewer.rendering.hiding import hit_behind
from py_remote_viewer.rendering.quality import QualityLevel
from py_remote_viewer.rendering.sdf import SdfIterations
from py_remote_viewer.rendering.view_options import ViewOptions
from py_remote_viewer.simulation.names import name_of

__all__ = ["MAX_GEOMS", "Picked", "Pixels", "SceneRenderer"]

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
    """What one view sees of a model; every method runs on the render thread.

    Several can share what the model needs on the GPU: `GlResources` belong to whoever made them.
    """

    def __init__(
        self,
        model: mujoco.MjModel,
        width: int,
        height: int,
        gl: GlDevice | GlResources,
    ) -> None:
        self._owns = not isinstance(gl, GlResources)
        self._resources = (
            gl if isinstance(gl, GlResources) else GlResources(model, width, height, gl)
        )
        self._resources.make_room(width, height)
        self.model = model
        self._other: Pixels | None = None
        self.width = width
        self.height = height
        self.view = ViewOptions()
        self.shared = CameraScene(model)
        self._iterations = SdfIterations(model)

    @property
    def scene(self) -> mujoco.MjvScene:
        """What the view's camera sees."""
        return self.shared.scene

    @property
    def software(self) -> bool:
        """True where the CPU draws."""
        return self._resources.software

    @property
    def supersampling(self) -> int:
        """How many times larger than the picture a side is drawn for antialiasing."""
        return self._resources.supersampling

    @property
    def largest(self) -> tuple[int, int]:
        """The width and height that can be drawn at once."""
        return self._resources.largest

    def update(
        self,
        data: mujoco.MjData,
        camera: mujoco.MjvCamera,
        perturbs: Sequence[mujoco.MjvPerturb] = (),
    ) -> None:
        """Take over a state, the camera, and what people have in hand, for what is drawn next."""
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
        scale = SUPERSAMPLING if self.software and level.antialias else level.scale
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
        scene, context = seen.scene, self._resources.context
        viewport = mujoco.MjrRect(0, 0, out.shape[1], out.shape[0])
        if channel != "rgb":
            # Depth too: without textures, fog and what is transparent.
            scene.flags[_SEGMENT] = scene.flags[_ID_COLOR] = True
            scene.flags[_DEPTH] = False
        mujoco.mjr_render(viewport, scene, context)
        if channel == "depth":
            paint_depth(self._read_depth(viewport), scene.camera[0], seen.depth_range, out)
            return
        if scene.flags[_DEPTH] and context.offSamples:
            # MuJoCo then shows what it never wrote (4.0.0): it reads a buffer of several samples
            # as if they were one.
            out[:] = (255.0 * self._read_depth(viewport)).astype(np.uint8)[..., np.newaxis]
            return
        mujoco.mjr_readPixels(out, None, viewport, context)
        if channel == "segmentation":
            paint_segmentation(out, scene, out)

    def _read_depth(self, viewport: mujoco.MjrRect) -> npt.NDArray[np.float32]:
        """1 at the near plane, 0 at the far one."""
        depth = np.empty((viewport.height, viewport.width), np.float32)
        mujoco.mjr_readPixels(None, depth, viewport, self._resources.context)
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
        """Free the GL resources, unless they are shared."""
        if self._owns:
            self._resources.close()
