"""Pictures by `mujoco.Renderer`, drawn in a process of its own.

Run as a program with MUJOCO_GL=egl: a process that imported mujoco with another backend, as the
tests did, cannot make a Renderer. It reads a `Job` from its first argument and writes an array of
pictures into its second.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import mujoco
import numpy as np
import numpy.typing as npt

__all__ = ["HEIGHT", "WIDTH", "Job", "Shot", "native_pictures", "selection", "settled"]

WIDTH, HEIGHT = 160, 120
#: As many steps as things need to touch each other, and tendons and springs to pull.
_STEPS = 60

_CAMERAS = (
    mujoco.mjtCamera.mjCAMERA_FREE,
    mujoco.mjtCamera.mjCAMERA_TRACKING,
    mujoco.mjtCamera.mjCAMERA_FIXED,
)

#: What is not 0 to begin with.
_DEFAULTS = {
    **{f"view/flag/{i}": 1.0 for i, flag in enumerate(mujoco.mjVISSTRING) if flag[1] == "1"},
    **{f"view/render/{i}": 1.0 for i, flag in enumerate(mujoco.mjRNDSTRING) if flag[1] == "1"},
    **{
        f"view/group/{kind}/{group}": 1.0
        for kind in ("geom", "site", "joint", "tendon", "actuator", "flex", "skin")
        for group in range(3)
    },
    "view/bvh_depth": 1.0,
}

Pixels = npt.NDArray[np.uint8]


class Shot(msgspec.Struct, frozen=True):
    """A picture of a model, with options by the paths of the viewer's fields."""

    model: str
    options: dict[str, float] = {}

    @property
    def key(self) -> tuple[str, frozenset[tuple[str, float]]]:
        """The same for shots that are the same: what MuJoCo's viewer begins with says nothing."""
        changed = {path: v for path, v in self.options.items() if v != _DEFAULTS.get(path, 0)}
        return self.model, frozenset(changed.items())


class Job(msgspec.Struct, frozen=True):
    """Models as text, and the pictures that are wanted of them."""

    models: dict[str, str]
    shots: tuple[Shot, ...]


def settled(model: mujoco.MjModel) -> mujoco.MjData:
    """The state that is drawn: some steps on, with controls, activations and a force applied."""
    data = mujoco.MjData(model)
    data.ctrl[:] = 0.5
    data.act[:] = -0.7
    mujoco.mj_step(model, data, _STEPS)
    if model.nbody > 1:
        data.xfrc_applied[_selected(model), :3] = (60.0, 0.0, 150.0)
    return data


def selection(model: mujoco.MjModel) -> mujoco.MjvPerturb:
    """A body that is selected and pulled at a point of its surface."""
    perturb = mujoco.MjvPerturb()
    perturb.select = _selected(model)
    perturb.active = int(mujoco.mjtPertBit.mjPERT_TRANSLATE)
    perturb.localpos[:] = (0.0, -0.1, 0.1)
    return perturb


def _selected(model: mujoco.MjModel) -> int:
    return max(1, mujoco.mj_name2id(model, int(mujoco.mjtObj.mjOBJ_BODY), "box"))


def native_pictures(job: Job) -> Pixels:
    """The pictures, uint8 (shots, height, width, 3), top row first."""
    with tempfile.TemporaryDirectory() as folder:
        asked, made = Path(folder) / "job", Path(folder) / "pictures.npy"
        asked.write_bytes(msgspec.json.encode(job))
        subprocess.run(
            [sys.executable, "-m", "tests.support.native_renderer", str(asked), str(made)],
            env=os.environ | {"MUJOCO_GL": "egl"},
            cwd=Path(__file__).resolve().parents[2],
            check=True,
            timeout=60,
        )
        return np.load(made)


class _Native:
    """A model's Renderer, told options by their paths."""

    def __init__(self, text: str) -> None:
        self._model = mujoco.MjModel.from_xml_string(text)
        self._data = settled(self._model)
        self._perturb = selection(self._model)
        self._renderer = mujoco.Renderer(self._model, HEIGHT, WIDTH, max_geom=20_000)

    def picture(self, options: dict[str, float]) -> Pixels:
        """Draw once; what is not named is as MuJoCo's viewer begins."""
        option, camera, scene = mujoco.MjvOption(), mujoco.MjvCamera(), self._renderer.scene
        mujoco.mjv_defaultFreeCamera(self._model, camera)
        flags = np.array([int(flag[1]) for flag in mujoco.mjRNDSTRING], np.uint8)
        for path, value in options.items():
            match path.split("/")[1:]:
                case ["flag", index]:
                    option.flags[int(index)] = int(value)
                case ["render", index]:
                    flags[int(index)] = int(value)
                case ["group", kind, index]:
                    getattr(option, f"{kind}group")[int(index)] = int(value)
                case ["tracked"]:
                    camera.trackbodyid = int(value)
                case ["camera"]:
                    camera.type = _CAMERAS[min(2, int(value))]
                    camera.fixedcamid = max(-1, int(value) - 2)
                case [attribute]:
                    setattr(option, attribute, int(value))
                case _:
                    raise ValueError(path)
        # As Renderer.update_scene does, which takes no perturbation.
        mujoco.mjv_updateScene(
            self._model, self._data, option, self._perturb, camera,
            int(mujoco.mjtCatBit.mjCAT_ALL), scene,
        )  # fmt: skip
        scene.flags[:] = flags
        return self._renderer.render()

    def close(self) -> None:
        """Free its GL resources."""
        self._renderer.close()


def _main(asked: Path, made: Path) -> None:
    job = msgspec.json.decode(asked.read_bytes(), type=Job)
    natives: dict[str, _Native] = {}
    pictures: list[Pixels] = []
    for shot in job.shots:
        if shot.model not in natives:
            natives[shot.model] = _Native(job.models[shot.model])
        pictures.append(natives[shot.model].picture(shot.options))
    np.save(made, np.stack(pictures))
    for native in natives.values():
        native.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
