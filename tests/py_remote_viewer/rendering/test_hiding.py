"""Hidden bodies are drawn no more and cannot be picked, and the model knows nothing of it."""

from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.camera_scene import CameraScene
from py_remote_viewer.rendering.hiding import hit_behind
from py_remote_viewer.rendering.view_fields import ViewFields
from py_remote_viewer.rendering.view_options import ViewOptions

_XML = """<mujoco><worldbody>
<geom name="floor" type="plane" size="3 3 .1"/>
<body name="shell" pos="0 0 1"><geom size=".5"/></body>
<body name="core" pos="0 0 1"><geom name="heart" size=".1"/></body>
<body name="frame"/></worldbody></mujoco>"""


def _scene() -> tuple[Any, Any, ViewOptions, ViewFields]:
    model = mujoco.MjModel.from_xml_string(_XML)
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    view = ViewOptions()
    return model, data, view, ViewFields(model, view, OrbitCamera(model))


def test_a_hidden_body_is_where_no_camera_sees_it_and_comes_back() -> None:
    model, data, view, fields = _scene()
    seen = CameraScene(model)
    camera = OrbitCamera(model).mjv

    def heights() -> dict[int, float]:
        seen.update(data, camera, view)
        geoms = seen.scene.geoms[: seen.scene.ngeom]
        return {int(geom.objid): float(geom.pos[2]) for geom in geoms}

    before = heights()
    assert fields.read("view/body/1") == 1.0
    assert "view/body/0" not in fields
    assert "view/body/3" not in fields
    fields.write(fields.check({"view/body/1": 0.0}))
    assert heights()[1] < -1000 * seen.scene.camera[0].frustum_far
    assert {geom: z for geom, z in heights().items() if geom != 1} == {0: 0.0, 2: 1.0}
    assert (model.geom_rgba[:, 3] == 1).all()
    fields.write(fields.check({"view/body/1": 1.0}))
    assert heights() == before


def test_what_is_behind_a_hidden_body_is_hit_instead() -> None:
    model, data, view, _ = _scene()
    eye = np.array([0.0, 0.0, 5.0])
    down = np.array([0.0, 0.0, -2.0])

    def hit(*hidden: int) -> tuple[str, float] | None:
        found = hit_behind(model, data, view.option, (eye, down), set(hidden))
        return found and (model.geom(found[0]).name, round(float(found[1][2]), 3))

    assert hit() == ("", 1.5)
    assert hit(1) == ("heart", 1.1)
    assert hit(1, 2) == ("floor", 0.0)
    view.option.flags[mujoco.mjtVisFlag.mjVIS_STATIC] = 0
    assert hit(1, 2) is None
