"""What one camera sees of a state."""

from collections.abc import Sequence

import mujoco
import numpy as np

from py_remote_viewer.rendering.channels import DepthRange
from py_remote_viewer.rendering.ghost import add_ghost
from py_remote_viewer.rendering.hiding import hide
from py_remote_viewer.rendering.perturbs import add_perturb
from py_remote_viewer.rendering.view_options import ViewOptions

__all__ = ["MAX_GEOMS", "CameraScene"]

#: The least number of geoms that a scene has room for, what MuJoCo's own viewer has.
MAX_GEOMS = 20_000
#: Decoration for each element at most: frames, labels, inertia, contact points and forces.
_DECORATION = 4


class CameraScene:
    """A scene, and how far away what its camera looks at is."""

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self.scene = mujoco.MjvScene(model, maxgeom=_room(model))
        self.depth_range = DepthRange.around(1.0)
        self._nothing = mujoco.MjvPerturb()

    def update(
        self,
        data: mujoco.MjData,
        camera: mujoco.MjvCamera,
        view: ViewOptions,
        perturbs: Sequence[mujoco.MjvPerturb] = (),
        *,
        labels: bool = True,
    ) -> None:
        """Take over a state, a camera, and what people have in hand, for what is drawn next."""
        first, *others = perturbs or (self._nothing,)
        option, asked = view.option, view.option.label
        try:
            if not labels:
                option.label = int(mujoco.mjtLabel.mjLABEL_NONE)
            mujoco.mjv_updateScene(
                self._model, data, option, first, camera,
                int(mujoco.mjtCatBit.mjCAT_ALL), self.scene,
            )  # fmt: skip
            for perturb in others:
                add_perturb(self._model, data, option, perturb, self.scene)
            if view.ghost is not None:
                add_ghost(self._model, option, view.ghost, self.scene)
        finally:
            option.label = asked
        hide(self._model, self.scene, view.hidden)
        self.depth_range = DepthRange.around(
            self._distance(camera), view.depth_near, view.depth_far
        )

    def _distance(self, camera: mujoco.MjvCamera) -> float:
        if camera.type != mujoco.mjtCamera.mjCAMERA_FIXED:
            return float(camera.distance)
        # Nobody says what a camera of the model looks at: the middle of the scene is likely.
        statistic, position = self._model.stat, np.asarray(self.scene.camera[0].pos)
        away = float(np.linalg.norm(position - statistic.center))
        return max(away, 0.1 * float(statistic.extent))


def _room(model: mujoco.MjModel) -> int:
    """How many geoms the scene of a model may come to hold."""
    elements = model.ngeom + model.nsite + model.nbody + model.ntendon + model.nflexvert
    return max(MAX_GEOMS, _DECORATION * int(elements))
