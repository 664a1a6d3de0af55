"""Draws a model's state into RGB pixels, at any quality level.

Multisampling and the shadow map's size are fixed when the GL resources are made, and making them
takes from 0.1 s to seconds (textures), too long to do again while people watch. So they are made
once: on a GPU as the model asks; on a CPU without multisampling and with a small shadow map, and
an antialiased picture is drawn at twice the size and averaged.
"""

import cv2
import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.rendering.quality import QualityLevel

__all__ = ["MAX_GEOMS", "Picked", "SceneRenderer"]

MAX_GEOMS = 20_000
#: 1024 texels cost a software renderer half of what MuJoCo's default of 4096 does.
_SOFTWARE_SHADOW_MAP = 1024
_LEAST_MULTISAMPLES = 4
_SUPERSAMPLING = 2

Pixels = npt.NDArray[np.uint8]


class Picked:
    """What lies under a point of the picture: a body and a position in the world frame (m)."""

    def __init__(self, body: int, name: str, point: npt.NDArray[np.float64]) -> None:
        self.body = body
        self.name = name
        self.point = point


class SceneRenderer:
    """One model's scene and GL resources; every method runs on the render thread."""

    def __init__(self, model: mujoco.MjModel, width: int, height: int, *, software: bool) -> None:
        self._context: mujoco.MjrContext | None = None
        self._model = model
        self._software = software
        self._large: Pixels | None = None
        self.width = width
        self.height = height
        self.option = mujoco.MjvOption()
        self.perturb = mujoco.MjvPerturb()
        self.scene = mujoco.MjvScene(model, maxgeom=MAX_GEOMS)
        self._context = self._make_context()

    def update(self, data: mujoco.MjData, camera: mujoco.MjvCamera) -> None:
        """Take over a state and a camera for what is drawn next."""
        mujoco.mjv_updateScene(
            self._model, data, self.option, self.perturb, camera,
            int(mujoco.mjtCatBit.mjCAT_ALL), self.scene,
        )  # fmt: skip

    def size(self, level: QualityLevel) -> tuple[int, int]:
        """Width and height in pixels at a level: even, as H.264 needs."""
        if level.scale == 1.0:
            return self.width, self.height
        return tuple(  # type: ignore[return-value]
            max(16, int(length * level.scale) // 2 * 2) for length in (self.width, self.height)
        )

    def draw(self, level: QualityLevel, out: Pixels) -> None:
        """Draw into `out`, uint8 (height, width, 3), bottom row first as GL has it."""
        self.scene.flags[mujoco.mjtRndFlag.mjRND_SHADOW] = level.shadows
        self.scene.flags[mujoco.mjtRndFlag.mjRND_REFLECTION] = level.reflections
        if not (self._software and level.antialias):
            self._draw(out)
            return
        height, width = out.shape[:2]
        if self._large is None or self._large.shape[1] != width * _SUPERSAMPLING:
            self._large = np.empty((height * _SUPERSAMPLING, width * _SUPERSAMPLING, 3), np.uint8)
        self._draw(self._large)
        cv2.resize(self._large, (width, height), dst=out, interpolation=cv2.INTER_AREA)

    def _draw(self, out: Pixels) -> None:
        viewport = mujoco.MjrRect(0, 0, out.shape[1], out.shape[0])
        mujoco.mjr_render(viewport, self.scene, self._context)
        mujoco.mjr_readPixels(out, None, viewport, self._context)

    def pick(self, data: mujoco.MjData, x: float, y: float) -> Picked | None:
        """What is at (x, y), fractions from the top left, in the scene last updated."""
        point = np.zeros(3)
        geom, flex, skin = (np.full((1, 1), -1, dtype=np.int32) for _ in range(3))
        body = mujoco.mjv_select(
            self._model, data, self.option, self.width / self.height,
            x, 1.0 - y, self.scene, point, geom, flex, skin,
        )  # fmt: skip
        if body < 0:
            return None
        return Picked(body, self._model.body(body).name or f"body {body}", point)

    def close(self) -> None:
        """Free all GL resources."""
        if self._context is not None:
            self._context.free()
            self._context = None

    def _make_context(self) -> mujoco.MjrContext:
        quality = self._model.vis.quality
        size = self._model.vis.global_
        asked = (quality.offsamples, quality.shadowsize, size.offwidth, size.offheight)
        factor = _SUPERSAMPLING if self._software else 1
        try:
            if self._software:
                quality.offsamples = 0
                quality.shadowsize = min(asked[1], _SOFTWARE_SHADOW_MAP)
            else:
                quality.offsamples = max(asked[0], _LEAST_MULTISAMPLES)
            size.offwidth, size.offheight = self.width * factor, self.height * factor
            context = mujoco.MjrContext(self._model, int(mujoco.mjtFontScale.mjFONTSCALE_150))
        finally:
            # What the model asks for stays as its author wrote it.
            quality.offsamples, quality.shadowsize, size.offwidth, size.offheight = asked
        mujoco.mjr_setBuffer(int(mujoco.mjtFramebuffer.mjFB_OFFSCREEN), context)
        return context
