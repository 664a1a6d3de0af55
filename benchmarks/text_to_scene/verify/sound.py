"""What every scene has to be: it compiles, begins without overlap, runs, and has gravity."""

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene

__all__ = ["EARTH", "SOUND", "gravity", "no_overlap", "runs"]

EARTH = 9.81
_OVERLAP_M = 0.001
#: Robots' feet begin a little in the floor in the poses that their authors gave them.
_ROBOT_OVERLAP_M = 0.015


def no_overlap() -> Predicate:
    """Nothing begins in something else by more than 1 mm."""

    def check(scene: Scene) -> None:
        for contact in scene.start.contact[: scene.start.ncon]:
            bodies = [scene.model.geom_bodyid[geom] for geom in contact.geom if geom >= 0]
            owners = [int(scene.robot_of[body]) for body in bodies]
            # How a robot's own parts meet is its author's affair.
            if len(owners) == 2 and owners[0] == owners[1] >= 0:
                continue
            limit = _ROBOT_OVERLAP_M if any(owner >= 0 for owner in owners) else _OVERLAP_M
            if contact.dist < -limit:
                raise Refused(f"{_names(scene, bodies)} overlap by {-1e3 * contact.dist:.1f} mm")

    return Predicate("nothing overlaps by over 1 mm", check)


def _names(scene: Scene, bodies: list[int]) -> str:
    return " and ".join(scene.model.body(body).name or f"body {body}" for body in bodies)


def runs() -> Predicate:
    """Three seconds pass without a warning of MuJoCo and without a value that is not finite."""

    def check(scene: Scene) -> None:
        if scene.untouched.warnings:
            raise Refused(", ".join(scene.untouched.warnings))

    return Predicate("it runs for 3 s without a warning", check)


def gravity(downwards: float = EARTH, within: float = 0.02) -> Predicate:
    """So many m/s² downwards, and it is switched on."""

    def check(scene: Scene) -> None:
        off = scene.model.opt.disableflags & mujoco.mjtDisableBit.mjDSBL_GRAVITY
        found = np.zeros(3) if off else scene.model.opt.gravity
        if not np.allclose(found, (0, 0, -downwards), atol=within):
            raise Refused(f"gravity is {found}")

    return Predicate(f"gravity is {downwards:g} m/s² downwards", check)


#: All of it, for a scene on earth.
SOUND = (no_overlap(), gravity(), runs())
