"""Every way to draw: our picture is that of `mujoco.Renderer`, and each flag shows something."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.quality import LEVELS, level_index
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.view_fields import ViewFields
from py_remote_viewer.rendering.view_options import ViewOptions
from tests.support.native_renderer import (
    HEIGHT,
    WIDTH,
    Job,
    Shot,
    native_pictures,
    selection,
    settled,
)

pytestmark = [pytest.mark.contract, pytest.mark.timeout(120)]

_HERE = Path(__file__).parent
_VIS, _RND = mujoco.mjtVisFlag, mujoco.mjtRndFlag
#: Of 255.
_FEWER_QUADS = 4
_KINDS = ("geom", "site", "joint", "tendon", "actuator", "flex", "skin")


@dataclass(frozen=True)
class _Case:
    """What is changed, from which value to which, and what else has to be set for it to show."""

    path: str
    on: float = 1.0
    off: float = 0.0
    model: str = "everything"
    also: dict[str, float] = field(default_factory=dict[str, float])
    shows: bool = True

    def __str__(self) -> str:
        return f"{self.path.removeprefix('view/')}={self.on:g}"

    @property
    def shots(self) -> tuple[Shot, Shot]:
        """The picture with it and the one without."""
        with_it, without = ({**self.also, self.path: value} for value in (self.on, self.off))
        return Shot(self.model, with_it), Shot(self.model, without)


def _flag(flag: Any) -> str:
    return f"view/flag/{int(flag)}"


def _render(flag: Any) -> str:
    return f"view/render/{int(flag)}"


#: What a flag needs beside itself to show something.
_NEEDS: dict[str, dict[str, float]] = {
    _flag(_VIS.mjVIS_ACTIVATION): {_flag(_VIS.mjVIS_ACTUATOR): 1},
    _flag(_VIS.mjVIS_SCLINERTIA): {_flag(_VIS.mjVIS_INERTIA): 1},
    _flag(_VIS.mjVIS_CONTACTSPLIT): {_flag(_VIS.mjVIS_CONTACTFORCE): 1},
    # At the same place, of the same colour.
    _flag(_VIS.mjVIS_SELECT): {_flag(_VIS.mjVIS_PERTOBJ): 0},
    # The skin of a flex covers what else there is of it.
    _flag(_VIS.mjVIS_FLEXVERT): {_flag(_VIS.mjVIS_FLEXSKIN): 0},
    _flag(_VIS.mjVIS_FLEXEDGE): {_flag(_VIS.mjVIS_FLEXSKIN): 0},
    _flag(_VIS.mjVIS_FLEXFACE): {_flag(_VIS.mjVIS_FLEXSKIN): 0},
    _render(_RND.mjRND_ADDITIVE): {_flag(_VIS.mjVIS_TRANSPARENT): 1},
    _render(_RND.mjRND_CULL_FACE): {_flag(_VIS.mjVIS_TRANSPARENT): 1},
    _render(_RND.mjRND_IDCOLOR): {_render(_RND.mjRND_SEGMENT): 1},
}
_LABELS: dict[Any, Any] = {
    mujoco.mjtLabel.mjLABEL_JOINT: _VIS.mjVIS_JOINT,
    mujoco.mjtLabel.mjLABEL_CAMERA: _VIS.mjVIS_CAMERA,
    mujoco.mjtLabel.mjLABEL_LIGHT: _VIS.mjVIS_LIGHT,
    mujoco.mjtLabel.mjLABEL_ACTUATOR: _VIS.mjVIS_ACTUATOR,
    mujoco.mjtLabel.mjLABEL_CONSTRAINT: _VIS.mjVIS_CONSTRAINT,
    mujoco.mjtLabel.mjLABEL_SELPNT: _VIS.mjVIS_SELECT,
    mujoco.mjtLabel.mjLABEL_CONTACTPOINT: _VIS.mjVIS_CONTACTPOINT,
    mujoco.mjtLabel.mjLABEL_CONTACTFORCE: _VIS.mjVIS_CONTACTFORCE,
}
_FRAMES: dict[Any, Any] = {
    mujoco.mjtFrame.mjFRAME_CAMERA: _VIS.mjVIS_CAMERA,
    mujoco.mjtFrame.mjFRAME_LIGHT: _VIS.mjVIS_LIGHT,
    mujoco.mjtFrame.mjFRAME_CONTACT: _VIS.mjVIS_CONTACTPOINT,
}
#: Groups of these are seen while a flag is on.
_GROUP_NEEDS = {"joint": _VIS.mjVIS_JOINT, "actuator": _VIS.mjVIS_ACTUATOR}


def _members(kind: Any) -> list[Any]:
    """The values of an enumeration of MuJoCo, without the one that counts them."""
    return [value for name, value in kind.__members__.items() if not name.startswith("mjN")]


def _flag_cases() -> list[_Case]:
    cases = [_Case(_flag(flag), also=_NEEDS.get(_flag(flag), {})) for flag in _members(_VIS)]
    for flag in _members(_RND):
        # Haze is of infinite planes only; of post-processing MuJoCo's OpenGL renderer has none.
        model = "endless" if flag == _RND.mjRND_HAZE else "everything"
        cases.append(
            _Case(
                _render(flag),
                model=model,
                also=_NEEDS.get(_render(flag), {}),
                shows=flag != _RND.mjRND_POST_PROCESSING,
            )
        )
    return cases


def _mode_cases() -> list[_Case]:
    return [
        _Case(f"view/{path}", float(mode), also={_flag(needs[mode]): 1} if mode in needs else {})
        for path, kind, needs in (
            ("label", mujoco.mjtLabel, _LABELS),
            ("frame", mujoco.mjtFrame, _FRAMES),
        )
        for mode in _members(kind)
        if int(mode)
    ]


def _group_cases() -> list[_Case]:
    return [
        _Case(
            f"view/group/{kind}/{group}",
            model="groups",
            also={_flag(_GROUP_NEEDS[kind]): 1} if kind in _GROUP_NEEDS else {},
        )
        for kind in _KINDS
        for group in range(mujoco.mjNGROUP)
    ]


def _other_cases() -> list[_Case]:
    unskinned = {_flag(_VIS.mjVIS_FLEXSKIN): 0.0, _flag(_VIS.mjVIS_FLEXFACE): 1.0}
    return [
        _Case("view/camera", 1, also={"view/tracked": 2}),
        _Case("view/camera", 2),
        _Case("view/camera", 3),
        _Case("view/bvh_depth", 3, 1, also={_flag(_VIS.mjVIS_BODYBVH): 1}),
        _Case("view/bvh_depth", 4, 1, also={_flag(_VIS.mjVIS_MESHBVH): 1}),
        _Case("view/flex_layer", 1, also=unskinned),
    ]


#: One model after the other: to compile one and to load its textures takes a while.
_CASES = sorted(
    [*_flag_cases(), *_mode_cases(), *_group_cases(), *_other_cases()], key=lambda case: case.model
)


def _groups_model() -> str:
    """An element of each kind in each group, far enough from each other to be told apart."""
    bodies, tendons, actuators, skins = "", "", "", ""
    for group in range(mujoco.mjNGROUP):
        x = 0.4 * (group - 2.5)
        bodies += f"""<body name="b{group}" pos="{x} 0 0.1">
          <joint name="j{group}" group="{group}" pos="0 -.2 0" axis="0 1 0"/>
          <geom size=".05" group="{group}" rgba=".9 .3 .2 1"/>
          <site name="s{group}" size=".04" pos="0 0 .2" group="{group}" rgba=".2 .9 .2 1"/>
          <site name="t{group}" size=".001" pos="0 0 .4" group="5" rgba="0 0 0 0"/>
          <site name="u{group}" size=".001" pos=".1 0 .4" group="5" rgba="0 0 0 0"/></body>"""
        bodies += f"""<flexcomp name="f{group}" type="grid" dim="2" count="2 2 1"
          spacing=".2 .2 .2" pos="{x} .3 .6" rigid="true" group="{group}" rgba=".2 .4 .9 1"/>"""
        tendons += f"""<spatial name="r{group}" group="{group}" width=".02" rgba=".9 .9 .1 1">
          <site site="t{group}"/><site site="u{group}"/></spatial>"""
        # Its group alone decides: the joint may be of a group that is hidden.
        actuators += f'<motor joint="j{group}" group="{group}" ctrlrange="-1 1"/>'
        skins += f"""<skin name="k{group}" group="{group}" rgba=".8 .5 .8 1"
          vertex="0 0 0 .2 0 0 0 0 .2" face="0 1 2 0 2 1">
          <bone body="b{group}" bindpos=".1 0 .5" bindquat="1 0 0 0" vertid="0 1 2"
          vertweight="1 1 1"/></skin>"""
    return f"""<mujoco><visual><quality shadowsize="512" offsamples="0"/>
      <global azimuth="90" elevation="-15"/></visual>
      <statistic center="0 0 .2" extent="1.6" meansize=".1"/>
      <asset>{skins}</asset><worldbody><light pos="0 -2 3"/>{bodies}</worldbody>
      <tendon>{tendons}</tendon><actuator>{actuators}</actuator></mujoco>"""


_ENDLESS = """<mujoco><visual><quality shadowsize="512" offsamples="0"/><map haze=".5"/>
<global elevation="-10"/></visual>
<statistic extent="1" center="0 0 0"/>
<asset><texture name="sky" type="skybox" builtin="flat" width="16" height="16" rgb1=".3 .5 .7"
rgb2=".3 .5 .7"/>
</asset><worldbody><light pos="0 0 3"/><geom type="plane" size="0 0 .1" rgba=".3 .3 .3 1"/>
<body pos="0 0 .2"><geom size=".2"/></body></worldbody></mujoco>"""


def _models(multisamples: int) -> dict[str, str]:
    texts = {
        "everything": (_HERE / "everything.xml").read_text(),
        "groups": _groups_model(),
        "endless": _ENDLESS,
    }
    asked = f'offsamples="{multisamples}"'
    return {name: text.replace('offsamples="0"', asked) for name, text in texts.items()}


def _tells(case: _Case, device: str) -> bool:
    """Flags and groups that choose what is in a scene are tried once; how it is drawn, twice.

    With several samples MuJoCo's own depth shows memory that was never written (4.0.0).
    """
    drawn = case.path.startswith("view/render/") and case.path != _render(_RND.mjRND_DEPTH)
    return device == "cpu" or drawn


class _Pair:
    """Pictures of both, for each shot: native's of all at once, ours when they are asked for."""

    def __init__(self, models: dict[str, str], gl: GlDevice) -> None:
        self._models, self._gl, self.software = models, gl, gl.software
        cases = [case for case in _CASES if _tells(case, "cpu" if gl.software else "gpu")]
        shots = dict.fromkeys(shot.key for case in cases for shot in case.shots)
        asked = tuple(Shot(model, dict(options)) for model, options in shots)
        pictures = native_pictures(Job(models, asked))
        self._native = dict(zip(shots, pictures, strict=True))
        self._ours: dict[Any, Any] = {}
        self._model = ""
        self._renderer: SceneRenderer | None = None
        self._data: mujoco.MjData | None = None
        self._perturb = mujoco.MjvPerturb()

    def native(self, shot: Shot) -> Any:
        return self._native[shot.key].astype(int)

    def ours(self, shot: Shot) -> Any:
        if shot.key not in self._ours:
            self._ours[shot.key] = self._draw(shot)
        return self._ours[shot.key]

    def _draw(self, shot: Shot) -> Any:
        renderer = self._renderer_of(shot.model)
        assert self._data is not None
        camera, renderer.view = OrbitCamera(renderer.model), ViewOptions()
        fields = ViewFields(renderer.model, renderer.view, camera)
        fields.write(fields.check(shot.options))
        pixels = np.empty((HEIGHT, WIDTH, 3), np.uint8)
        renderer.update(self._data, camera.mjv, [self._perturb])
        renderer.draw(LEVELS[level_index("no-antialiasing")], pixels)
        return pixels[::-1].astype(int)

    def _renderer_of(self, name: str) -> SceneRenderer:
        """One at a time: they would share what is bound in the GL context."""
        if self._renderer is None or self._model != name:
            self.close()
            model = mujoco.MjModel.from_xml_string(self._models[name])
            self._model, self._renderer = name, SceneRenderer(model, WIDTH, HEIGHT, self._gl)
            self._perturb = selection(model)
            # What is drawn is always a copy.
            self._data = mujoco.MjData(model)
            mujoco.mj_copyData(self._data, model, settled(model))
        return self._renderer

    def close(self) -> None:
        if self._renderer is not None:
            self._renderer.close()


@pytest.fixture(scope="module", params=["cpu", "gpu"])
def pair(request: pytest.FixtureRequest) -> Generator[_Pair, None, None]:
    """Both renderers, with the GL resources that we make for a CPU, and for a GPU."""
    device = open_gl("auto", "software")
    multisamples = 0
    if request.param == "gpu":
        # It is told that it was one: what depends on that is ours, and not the driver's.
        device, multisamples = replace(device, renderer="pretended"), 4
    made = _Pair(_models(multisamples), device)
    yield made
    made.close()
    device.context.free()


@pytest.mark.parametrize(
    ("pair", "case"),
    [
        # Haze takes the CPU ten times as long as all else.
        pytest.param(
            device,
            case,
            id=f"{device}-{case}",
            marks=[pytest.mark.slow] * (device == "cpu" and case.path == _render(_RND.mjRND_HAZE)),
        )
        for device in ("cpu", "gpu")
        for case in _CASES
        if _tells(case, device)
    ],
    indirect=["pair"],
    scope="module",
)
def test_the_picture_is_the_one_of_mujocos_renderer(pair: _Pair, case: _Case) -> None:
    ours, native = ([of(shot) for shot in case.shots] for of in (pair.ours, pair.native))
    # Infinite planes have fewer quads where the CPU draws, so light is interpolated between others
    # (rendering/floor.py). All else is the same to the last bit.
    tolerance = _FEWER_QUADS if pair.software and case.model == "endless" else 0
    for mine, its in zip(ours, native, strict=True):
        assert np.abs(mine - its).max() <= tolerance
    assert (np.abs(ours[0] - ours[1]).max() > tolerance) == case.shows


def test_native_depth_is_no_noise_where_samples_are_several(pair: _Pair) -> None:
    shot = Shot("everything", {_render(_RND.mjRND_DEPTH): 1})
    grey = pair.ours(shot)
    assert (grey == grey[..., :1]).all()
    # So near to black that a person sees nothing: MuJoCo's depth is 1 at the near plane.
    assert 0 < grey.max() < 10


def test_no_way_to_draw_is_forgotten() -> None:
    model = mujoco.MjModel.from_xml_string(_ENDLESS)
    fields = ViewFields(model, ViewOptions(), OrbitCamera(model))
    described = {
        field.path
        for panel in fields.panels
        if panel.name in ("rendering", "groups")
        for section in panel.sections
        for field in section.fields
        # The native viewer cannot hide a body.
        if not field.path.startswith("view/body/")
    }
    ours = {"view/channel", "view/depth_near", "view/depth_far", "view/frusta"}
    assert described - ours <= {path for case in _CASES for path in (case.path, *case.also)}
