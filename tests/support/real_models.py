"""Real MJCF to be spoilt: the built-in scenes, what tests draw, robots beside the checkout."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from py_remote_viewer.scenes.registry import builtin_scenes
from py_remote_viewer.simulation.model_files import find_model_files
from tests.support.models import MESH_MODEL, stl_pyramid

__all__ = ["RealModel", "real_models"]

_TESTS = Path(__file__).resolve().parent.parent
_ROBOTS = _TESTS.parent.parent / "shared" / "menagerie"
_OBJ = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"
_MSH = b"""$MeshFormat
4.1 0 8
$EndMeshFormat
$Nodes
1 4 1 4
3 1 0 4
1
2
3
4
0 0 0
1 0 0
0 1 0
0 0 1
$EndNodes
$Elements
1 1 1 1
3 1 4 1
1 1 2 3 4
$EndElements
"""


@dataclass(frozen=True)
class RealModel:
    """A model as files, `main.xml` or another `main`; it is drawn by lot `weight` times as often
    as one of weight 1."""

    main: str
    files: dict[str, bytes]
    weight: int = 4


def real_models() -> tuple[RealModel, ...]:
    """All of them, in the same order at each call; robots only where they are."""
    scenes = [
        RealModel(entry.xml_path.name, {entry.xml_path.name: entry.xml_path.read_bytes()})
        for entry in builtin_scenes()
    ]
    everything = (_TESTS / "py_remote_viewer/rendering/everything.xml").read_bytes()
    # It takes 0.4 s to load, for the sake of one bowl.
    drawn = RealModel("everything.xml", {"everything.xml": everything}, 1)
    robots = [_robot(path) for path in sorted(_ROBOTS.resolve().glob("*/*.xml"))]
    return (*scenes, drawn, _pyramid(), _many_files(), *robots)


def _robot(path: Path) -> RealModel:
    """A robot whose meshes and pictures are small ones of the same name: it loads in no time."""
    found = find_model_files(path)
    folder = path.parent
    files = {str(text.relative_to(folder)): data for text, data in found.texts.items()}
    for asset in found.assets:
        files[str(asset.relative_to(folder))] = _small(asset.suffix)
    return RealModel(path.name, files, 2)


def _small(suffix: str) -> bytes:
    return {".obj": _OBJ, ".stl": stl_pyramid(), ".png": _png(4)}[suffix.lower()]


def _pyramid() -> RealModel:
    return RealModel(
        "main.xml", {"main.xml": MESH_MODEL.encode(), "meshes/pyramid.stl": stl_pyramid()}
    )


def _many_files() -> RealModel:
    """Each way in which a model brings in files, and what makes much out of little."""
    main = """<mujoco model="many files">
<compiler meshdir="meshes" texturedir="." autolimits="true"/>
<size memory="1M" nuserdata="3"/>
<option timestep="0.004" iterations="20" integrator="implicitfast"/>
<default><default class="a"><geom rgba="1 0 0 1" friction="1 .1 .1"/></default></default>
<asset>
<mesh name="stl" file="pyramid.stl"/><mesh name="obj" file="pyramid.obj" scale="2 2 2"/>
<mesh name="ball" builtin="supersphere" params="6 1 1"/>
<texture name="png" type="2d" file="small.png"/>
<texture name="cube" type="cube" gridsize="1 1" file="small.png"/>
<texture name="sky" type="skybox" builtin="gradient" width="8" height="48"/>
<material name="m" texture="png"/>
<hfield name="hills" file="hills.bin" size="1 1 .5 .1"/>
<hfield name="flat" nrow="3" ncol="3" size="1 1 1 1" elevation="0 1 2 3 4 5 6 7 8"/>
<model name="part" file="part.xml"/>
</asset>
<include file="more.xml"/>
<worldbody>
<geom type="hfield" hfield="hills" material="m"/><light pos="0 0 3"/><camera name="c" pos="0 0 2"/>
<replicate count="3" offset="0 0 .5" euler="0 0 .1"><body pos="2 0 1"><freejoint/>
<geom class="a" size=".1"/><site name="s"/></body></replicate>
<frame pos="0 1 0"><body name="b" pos="0 0 2"><joint name="j" axis="0 1 0" range="-1 1"/>
<geom type="mesh" mesh="stl" mass="1"/><geom name="o" type="mesh" mesh="obj" mass="1"/>
<geom type="mesh" mesh="ball" mass="1"/></body></frame>
<body pos="0 0 5"><attach model="part" body="root" prefix="x-"/></body>
<flexcomp name="f" type="grid" count="3 3 1" spacing=".1 .1 .1" dim="2" radius=".01" mass="1">
<edge equality="true"/><contact selfcollide="none"/></flexcomp>
<flexcomp name="gmsh" type="gmsh" file="solid.msh" dim="3" radius=".01" mass="1"/>
</worldbody>
<sensor><jointpos name="jp" joint="j" nsample="3"/><user dim="2"/><rangefinder site="s0"/></sensor>
<custom><numeric name="n" size="4" data="1 2"/><text name="t" data="x"/>
<tuple name="tu"><element objtype="body" objname="b" prm="1"/></tuple></custom>
<keyframe><key name="k" time="1"/></keyframe>
</mujoco>"""
    more = """<mujoco><actuator><position name="p" joint="j" kp="9"/><muscle joint="j"
lengthrange="0 1"/></actuator><equality><joint joint1="j" polycoef="0 1 0 0 0" active="false"/>
</equality><tendon><fixed name="te"><joint joint="j" coef="1"/></fixed></tendon></mujoco>"""
    part = """<mujoco model="part"><compiler angle="radian"/><worldbody><body name="root">
<joint type="ball"/><geom size=".1"/><body pos=".2 0 0"><joint axis="1 0 0"/><geom size=".1"/>
</body></body></worldbody></mujoco>"""
    files = {"main.xml": main.encode(), "more.xml": more.encode(), "part.xml": part.encode()}
    assets = {
        "meshes/pyramid.stl": stl_pyramid(), "meshes/pyramid.obj": _OBJ, "meshes/solid.msh": _MSH,
        "small.png": _png(4), "meshes/hills.bin": struct.pack("<ii9f", 3, 3, *range(9)),
    }  # fmt: skip
    return RealModel("main.xml", {**files, **assets}, 16)


def _png(side: int) -> bytes:
    """A grey square picture."""
    rows = zlib.compress((b"\0" + b"\x80" * 3 * side) * side)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
