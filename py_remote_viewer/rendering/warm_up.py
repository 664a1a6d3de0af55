"""Draws a small scene some times, so that the first real one need not wait for the GL driver.

A driver compiles machine code for every combination of texture, lights, shadow and blending state
when it is first drawn with; a software driver takes 0.1 to 0.4 s for those of a usual scene. (Mesa
keeps it on the disk, but not for a worker in a sandbox, which must leave nothing to others.) The
code belongs to the GL context, not to a model, so it can be made before the model is known.
"""

from collections.abc import Callable

import mujoco
import numpy as np

from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.rendering.scene_renderer import SceneRenderer

__all__ = ["warm_up"]

_FROM_AFAR = '<light pos="0 0 2" dir="0 0 -1" directional="true"/>'
_FROM_A_LAMP = '<light pos="1 0 2" dir="-0.5 0 -1"/>'
#: Each kind at each place is another combination: these are what most scenes have. The first is
#: drawn at all levels, the others, while nothing is asked for, at the one that a CPU begins with.
_LIGHTS = (_FROM_AFAR, _FROM_A_LAMP + _FROM_AFAR, _FROM_A_LAMP, "")
_BEGINS_WITH = "no-reflections"

#: The kinds of surface that robots and their surroundings are made of, one of each; textures whose
#: size is no power of two are a kind of their own.
_SCENE = """
<mujoco>
  <visual><global offwidth="64" offheight="64"/></visual>
  <asset>
    <texture name="sky" type="skybox" builtin="gradient" width="8" height="48"
             rgb1="0.3 0.5 0.7" rgb2="1 1 1"/>
    <texture name="flat" type="2d" builtin="checker" width="8" height="8"
             rgb1="0 0 0" rgb2="1 1 1"/>
    <texture name="odd" type="2d" builtin="checker" width="12" height="12"
             rgb1="0 0 0" rgb2="1 1 1"/>
    <texture name="cube" type="cube" builtin="flat" width="8" height="8" rgb1="1 0 0"/>
    <material name="floor" texture="flat" texuniform="true" texrepeat="1 1" reflectance="0.2"/>
    <material name="odd floor" texture="odd" texuniform="true" reflectance="0.2"/>
    <material name="flat" texture="flat"/>
    <material name="odd" texture="odd"/>
    <material name="cube" texture="cube"/>
    <material name="plain" rgba="0.5 0.5 0.5 1"/>
    <mesh name="mesh" vertex="0 0 0  0.1 0 0  0 0.1 0  0 0 0.1"/>
  </asset>
  <worldbody>
    {lights}
    <geom type="plane" size="0 0 1" material="floor"/>
    <geom type="plane" size="1 1 1" pos="3 0 0.1"/>
    <geom type="plane" size="1 1 1" pos="0 3 0.1" material="odd floor"/>
    <geom type="box" size="0.1 0.1 0.1" pos="0 0 0.1" material="cube"/>
    <geom type="box" size="0.1 0.1 0.1" pos="0.8 0 0.1" material="odd"/>
    <geom type="box" size="0.1 0.1 0.1" pos="0.4 0 0.1" material="flat"/>
    <geom type="sphere" size="0.1" pos="0 0.4 0.1" material="plain"/>
    <geom type="mesh" mesh="mesh" pos="0.4 0.4 0.1" material="plain"/>
    <geom type="mesh" mesh="mesh" pos="0.4 0.8 0.1" material="flat"/>
    <geom type="capsule" size="0.05 0.1" pos="0 0.8 0.2" rgba="0.2 0.2 0.8 0.5"/>
  </worldbody>
</mujoco>
"""


def warm_up(width: int, height: int, gl: GlDevice, wanted: Callable[[], bool]) -> None:
    """Draw until all is drawn, or until something else is wanted; the device's context must be
    current."""
    for number, lights in enumerate(_LIGHTS):
        if wanted():
            return
        model = mujoco.MjModel.from_xml_string(_SCENE.format(lights=lights))
        renderer = SceneRenderer(model, width, height, gl)
        try:
            _draw(renderer, model, wanted, at_all=number == 0)
        finally:
            renderer.close()


def _draw(
    renderer: SceneRenderer, model: mujoco.MjModel, wanted: Callable[[], bool], *, at_all: bool
) -> None:
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    camera = mujoco.MjvCamera()
    mujoco.mjv_defaultFreeCamera(model, camera)
    renderer.update(data, camera)
    pixels = np.empty((renderer.height, renderer.width, 3), np.uint8)
    for level in LEVELS:
        if level.scale == 1.0 and (at_all or level.name == _BEGINS_WITH) and not wanted():
            renderer.draw(level, pixels)
