"""The points that collisions of signed distance functions (SDF) have tried, to be drawn."""

import mujoco

__all__ = ["SdfIterations"]


class SdfIterations:
    """Lets a copied state draw them: plugins keep the points beside the state that collided, and
    `mj_copyData` does not take them along."""

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self._kept: mujoco.MjData | None = None

    def record(self, data: mujoco.MjData) -> None:
        """Collide once more, so that the plugins of `data` know the points; it stays as it was."""
        if not self._model.nplugin:
            return
        if self._kept is None:
            self._kept = mujoco.MjData(self._model)
        mujoco.mj_copyData(self._kept, self._model, data)
        mujoco.mj_collision(self._model, data)
        # Contacts were made anew, without the forces that they had.
        mujoco.mj_copyData(data, self._model, self._kept)
