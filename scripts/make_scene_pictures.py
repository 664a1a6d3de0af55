#!/usr/bin/env python3
"""Make the picture of every built-in scene by running it: `make_scene_pictures.py [name ...]`.

Each scene starts from a keyframe or its initial state, is simulated for a chosen time and drawn
from close to its first camera, with shadows and multisampling. Run it again after a change to a
scene.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

# The first import of mujoco fixes the backend, and a server has no display for GLFW.
os.environ.setdefault("MUJOCO_GL", "egl")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import mujoco
import numpy as np
from numpy.typing import NDArray

from py_remote_viewer.errors import RemoteViewerError
from py_remote_viewer.scenes import BuiltinSceneEntry, builtin_scenes, find_builtin

WIDTH = 640
HEIGHT = 400
MAX_BYTES = 60_000
#: Drawn this many times larger and averaged down: smoother edges than multisampling alone.
SUPERSAMPLING = 2
#: The page's bars lie over the edges of the live picture, and nothing over these: closer, then.
CLOSER = 0.84


@dataclass(frozen=True)
class Moment:
    """The moment to show: seconds after the initial state, or after a keyframe."""

    time_sec: float = 0.0
    keyframe: str | None = None


MOMENTS = {
    "boxes": Moment(1.7),
    "cart_pole": Moment(0.5),
    "cloth": Moment(4.0),
    "double_pendulum": Moment(0.1),
    "humanoid": Moment(0.5),
    "newtons_cradle": Moment(0.05),
    "pendulum": Moment(0.1),
    "quadruped": Moment(0.5),
    "robot_arm": Moment(0.2, "holding"),
}


def simulate(model: mujoco.MjModel, moment: Moment) -> mujoco.MjData:
    """The state of the model at that moment."""
    data = mujoco.MjData(model)
    if moment.keyframe is not None:
        mujoco.mj_resetDataKeyframe(model, data, model.key(moment.keyframe).id)
    steps = round(moment.time_sec / model.opt.timestep)
    mujoco.mj_step(model, data, nstep=steps)
    mujoco.mj_forward(model, data)
    return data


def render(model: mujoco.MjModel, data: mujoco.MjData) -> NDArray[np.uint8]:
    """The picture from a little before the scene's first camera, BGR."""
    width, height = WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING
    model.vis.global_.offwidth = width
    model.vis.global_.offheight = height
    model.vis.quality.offsamples = 4
    camera = mujoco.MjvCamera()
    mujoco.mjv_defaultFreeCamera(model, camera)
    camera.distance *= CLOSER
    with mujoco.Renderer(model, height, width) as renderer:
        renderer.update_scene(data, camera)
        large = cv2.cvtColor(renderer.render(), cv2.COLOR_RGB2BGR)
    small = cv2.resize(large, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def encode(picture: NDArray[np.uint8]) -> bytes:
    """JPEG at the best quality that stays below MAX_BYTES."""
    for quality in range(92, 40, -4):
        done, buffer = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and buffer.size < MAX_BYTES:
            return buffer.tobytes()
    raise SystemExit(
        f"no JPEG quality brings the picture below {MAX_BYTES} bytes: show less detail"
    )


def make_picture(entry: BuiltinSceneEntry) -> int:
    """Write the scene's picture; the number of its bytes."""
    model = mujoco.MjModel.from_xml_path(str(entry.xml_path))
    data = simulate(model, MOMENTS.get(entry.name, Moment()))
    return entry.picture_path.write_bytes(encode(render(model, data)))


def main() -> None:
    """Make the pictures that were asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="scenes to draw; all when none is named")
    names: list[str] = parser.parse_args().names
    try:
        entries = [find_builtin(name) for name in names] or list(builtin_scenes())
    except RemoteViewerError as error:
        raise SystemExit(str(error)) from error
    for entry in entries:
        size = make_picture(entry)
        print(f"{entry.picture_path.name}: {size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
