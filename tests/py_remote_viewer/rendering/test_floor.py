"""Infinite planes of fewer quads look like MuJoCo's own."""

from collections.abc import Generator
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.rendering import floor, gl_resources
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.quality import LEVELS, level_index
from py_remote_viewer.rendering.scene_renderer import SceneRenderer

_SCENE = """<mujoco><asset>
<texture name="t" type="2d" builtin="checker" rgb1=".2 .3 .4" rgb2=".9 .8 .7"
 width="100" height="100"/>
<material name="m" texture="t" texrepeat="{repeat}" texuniform="{uniform}"/></asset>
<worldbody><light dir="-1 0 -2" directional="true" specular="0 0 0"/>
<geom type="plane" size="1 1 .1" pos="4 0 .1"/>
<geom type="plane" size="0 0 .1" {material} euler="{euler}"/>
<body pos="0 0 .5"><freejoint/><geom size=".3"/></body></worldbody></mujoco>"""


@pytest.fixture(scope="module")
def gl() -> Generator[GlDevice, None, None]:
    device = open_gl("auto", "software")
    yield device
    device.context.free()


def _picture(model: mujoco.MjModel, gl: GlDevice) -> Any:
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    camera = OrbitCamera(model)
    pixels = np.empty((240, 320, 3), np.uint8)
    renderer = SceneRenderer(model, 320, 240, gl)
    try:
        renderer.update(data, camera.mjv)
        renderer.draw(LEVELS[level_index("no-reflections")], pixels)
    finally:
        renderer.close()
    return pixels.astype(int)


@pytest.mark.contract
@pytest.mark.parametrize("repeat", ["1 1", "2 3", "5 5"])
@pytest.mark.parametrize("uniform", ["true", "false"])
@pytest.mark.parametrize("material", ['material="m"', ""])
@pytest.mark.parametrize("euler", ["0 0 0", "4 3 40"])
def test_an_infinite_plane_has_the_place_and_the_texture_of_mujocos(
    gl: GlDevice,
    monkeypatch: pytest.MonkeyPatch,
    repeat: str,
    uniform: str,
    material: str,
    euler: str,
) -> None:
    text = _SCENE.format(repeat=repeat, uniform=uniform, material=material, euler=euler)
    model = mujoco.MjModel.from_xml_string(text)
    ours = _picture(model, gl)
    with monkeypatch.context() as patch:
        patch.setattr(gl_resources, "replace_infinite_planes", lambda *arguments: None)
        mujocos = _picture(model, gl)
    differs = np.abs(ours - mujocos)
    # Light is interpolated between other vertices, and edges may lie another pixel; a texture out
    # of place differs by 50 in large parts of the picture.
    assert np.quantile(differs, 0.95) <= 4
    assert differs.mean() < 1.5


def test_finite_planes_stay_as_they_are(gl: GlDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[int] = []
    monkeypatch.setattr(floor, "_compile", lambda number, *rest: compiled.append(number))
    scene = _SCENE.format(repeat="1 1", uniform="true", material="", euler="0 0 0")
    model = mujoco.MjModel.from_xml_string(scene)
    renderer = SceneRenderer(model, 64, 48, gl)
    base = int(renderer._resources.context.basePlane)  # pyright: ignore
    renderer.close()
    # The second plane is the infinite one.
    assert compiled == [base + 2]
