"""Draws a second state of the model into a scene, beside the first and of another colour."""

import copy
from dataclasses import dataclass

import mujoco
import numpy as np

from py_remote_viewer.simulation.source import Ghost

__all__ = ["DrawnGhost", "add_ghost"]

#: The floor and all else that never moves is there already.
_MOVING = int(mujoco.mjtCatBit.mjCAT_DYNAMIC) | int(mujoco.mjtCatBit.mjCAT_DECOR)
#: A scene has room for one shape of each flexible body and skin: that of the first state.
_OF_ONE_STATE = ("flexgroup", "skingroup")
_NO_LABELS = int(mujoco.mjtLabel.mjLABEL_NONE)


@dataclass(frozen=True)
class DrawnGhost:
    """A second state, and how it is drawn."""

    data: mujoco.MjData
    how: Ghost


def add_ghost(
    model: mujoco.MjModel, option: mujoco.MjvOption, ghost: DrawnGhost, scene: mujoco.MjvScene
) -> None:
    """Add the moving bodies of a second state, with the decoration that the first one has."""
    option = copy.copy(option)
    option.label = _NO_LABELS
    for group in _OF_ONE_STATE:
        getattr(option, group)[:] = 0
    first = scene.ngeom
    mujoco.mjv_addGeoms(model, ghost.data, option, mujoco.MjvPerturb(), _MOVING, scene)
    offset, opacity = np.asarray(ghost.how.offset), ghost.how.opacity
    *tint, share = ghost.how.tint
    tint = share * np.asarray(tint)
    for geom in scene.geoms[first : scene.ngeom]:
        geom.pos += offset
        geom.rgba[:3] = (1.0 - share) * geom.rgba[:3] + tint
        geom.rgba[3] *= opacity
        geom.castshadow = False
        # Else what is behind it would not be seen through it.
        geom.transparent = geom.transparent or geom.rgba[3] < 1.0
