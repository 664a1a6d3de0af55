"""What turns: seesaws, wheels and tops."""

from collections.abc import Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.joints import (
    axes_of,
    control_range,
    driven_joints,
    is_level,
    is_upright,
    parallel,
)
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import Run, run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import is_round, main_geom, shape_of, sides
from benchmarks.text_to_scene.verify.things import centre, total_mass

__all__ = ["seesaw", "spin_of", "spins", "tips_to_heavier", "top_spins", "turns_driven"]


def board_of(scene: Scene) -> Link:
    """What is long, lies flat and turns in the middle about one horizontal hinge."""
    for link in scene.links:
        if link.kinds != ("hinge",) or not link.geoms or link.parent >= 0:
            continue
        (axis,) = axes_of(scene, link, "hinge")
        geom = main_geom(scene.model, link.geoms)
        size = sides(scene.model, geom)
        anchor = scene.start.xanchor[link.joints[0]]
        aside = float(np.linalg.norm((scene.place(geom) - anchor)[:2]))
        long = scene.start.geom_xmat[geom].reshape(3, 3)[
            :, int(np.argmax(scene.model.geom_aabb[geom, 3:]))
        ]
        if is_level(axis) and size[2] > 3 * size[0] and abs(long @ axis) < 0.1:
            if aside > 0.12 * size[2]:
                raise Refused(f"the board turns {aside:.2f} m beside its middle")
            return link
    raise Refused("no board turns about a horizontal hinge across it")


def seesaw(metres: float | None = None) -> Predicate:
    """A board, perhaps of this length, that turns freely in the middle."""

    def check(scene: Scene) -> None:
        board = board_of(scene)
        length = float(sides(scene.model, main_geom(scene.model, board.geoms))[2])
        if metres and abs(length - metres) > 0.05 * metres:
            raise Refused(f"the board is {length:.3g} m long")
        if driven_joints(scene):
            raise Refused("it is driven")
        if max(_tilts(scene, board)) < 3:
            raise Refused("a push at either end does not tilt it")

    return Predicate("a seesaw that tilts when it is pushed", check)


def _tilts(scene: Scene, board: Link) -> list[float]:
    """Degrees that the board turns when either end is pressed down."""
    geom = main_geom(scene.model, board.geoms)
    half = float(sides(scene.model, geom)[2]) / 2
    axis = scene.start.xaxis[board.joints[0]].copy()
    strength = 9.81 * half * sum(total_mass(scene, link) for link in scene.links)
    found: list[float] = []
    for way in (1.0, -1.0):

        def press(now: mujoco.MjData, way: float = way) -> None:
            now.xfrc_applied[board.root, 3:] = way * strength * axis

        found.append(run(scene.model, scene.fresh(), 1.0, drive=press).turned(geom))
    return found


def tips_to_heavier(masses: Sequence[float]) -> Predicate:
    """On each end of the board lies a loose thing of these masses; left alone, the end with the
    heavier one goes down."""

    def check(scene: Scene) -> None:
        board = board_of(scene)
        loads = [link for link in scene.links if link.free]
        loads.sort(key=lambda link: total_mass(scene, link))
        found = [total_mass(scene, link) for link in loads]
        if len(found) != len(masses) or not np.allclose(found, sorted(masses), rtol=0.03):
            raise Refused(f"the loose things weigh {np.round(found, 3).tolist()} kg")
        anchor = scene.start.xanchor[board.joints[0]]
        geom = main_geom(scene.model, board.geoms)
        axes = scene.start.geom_xmat[geom].reshape(3, 3)
        long = axes[:, int(np.argmax(scene.model.geom_aabb[geom, 3:]))].copy()
        light, heavy = (float((centre(scene, link) - anchor) @ long) for link in loads)
        half = float(sides(scene.model, geom)[2]) / 2
        if light * heavy > 0 or min(abs(light), abs(heavy)) < 0.4 * half:
            raise Refused("they are not on the two ends")
        if max(abs(light), abs(heavy)) > 1.1 * half:
            raise Refused("one is beside the board")
        _goes_down(scene, geom, long * np.sign(heavy))

    told = " and ".join(f"{kg:g} kg" for kg in masses)
    return Predicate(f"{told} on its ends, and the heavier goes down", check)


def _goes_down(scene: Scene, geom: int, heavy_end: np.ndarray) -> None:
    made = scene.untouched
    local = made.matrices[0, geom].reshape(3, 3).T @ heavy_end
    slopes = [float((matrix.reshape(3, 3) @ local)[2]) for matrix in made.matrices[:, geom]]
    # What is light may be thrown off, and the board then does as it likes.
    if min(slopes) - slopes[0] > -0.05 and min(slopes) > -0.05:
        raise Refused("the end with the heavier one does not go down")
    half_way = slopes[: len(slopes) // 4]
    if max(half_way) > slopes[0] + 0.05:
        raise Refused("the end with the heavier one first goes up")


def spin_of(scene: Scene, made: Run, link: Link) -> tuple[float, np.ndarray]:
    """How many turns a link made in a run, about the mean axis, which is given too."""
    geom = main_geom(scene.model, link.geoms)
    total = np.zeros(3)
    for one, other in zip(made.matrices[:, geom], made.matrices[1:, geom], strict=False):
        turn = other.reshape(3, 3) @ one.reshape(3, 3).T
        quat, rotation = np.empty(4), np.empty(3)
        mujoco.mju_mat2Quat(quat, turn.ravel())
        mujoco.mju_quat2Vel(rotation, quat, 1.0)
        total += rotation
    turns = float(np.linalg.norm(total)) / (2 * np.pi)
    return turns, total / max(float(np.linalg.norm(total)), 1e-9)


def _wheels(scene: Scene, upright: bool) -> list[Link]:
    """Round things on one hinge along their axle, which is vertical or horizontal."""
    found: list[Link] = []
    for link in scene.links:
        if link.kinds == ("hinge",) and link.geoms:
            (axis,) = axes_of(scene, link, "hinge")
            level = is_upright(axis) if upright else is_level(axis)
            geom = main_geom(scene.model, link.geoms)
            if level and is_round(scene.model, geom) and _is_axle(scene, geom, axis):
                found.append(link)
    return found


def _is_axle(scene: Scene, geom: int, axis: np.ndarray) -> bool:
    """A disc turns about its own axis, and not like a coin that is flipped."""
    own = scene.start.geom_xmat[geom].reshape(3, 3)[:, 2]
    return shape_of(scene.model, geom) != "cylinder" or parallel(own, axis)


def turns_driven(metres: float | None = None) -> Predicate:
    """One wheel (perhaps of this diameter) on a horizontal axle, driven: full control turns it."""

    def check(scene: Scene) -> None:
        wheels = _wheels(scene, upright=False)
        if len(wheels) != 1:
            raise Refused(f"{len(wheels)} round things turn about a horizontal axle")
        wheel, there = wheels[0], driven_joints(scene)
        if there != {wheel.joints[0]}:
            raise Refused(f"{len(there)} joints are driven, its own {wheel.joints[0] in there}")
        across = float(sides(scene.model, main_geom(scene.model, wheel.geoms))[2])
        if metres and abs(across - metres) > 0.05 * metres:
            raise Refused(f"it measures {across:.3g} m across")
        data = scene.fresh()
        data.ctrl[:] = [control_range(scene.model, i)[1] for i in range(scene.model.nu)]
        # Its angle, and not how it looks turned: it may turn by more than half in a sample.
        address = int(scene.model.jnt_qposadr[wheel.joints[0]])
        begin = float(data.qpos[address])
        end = run(scene.model, data, 3.0).end
        if abs(float(end.qpos[address]) - begin) < np.pi:
            raise Refused("full control does not turn it by half a turn in 3 s")

    return Predicate("a wheel on a horizontal axle that a motor turns", check)


def spins(radians_per_sec: float, within: float = 0.05) -> Predicate:
    """Some thing begins to turn with this speed about some axis."""

    def check(scene: Scene) -> None:
        speeds = [_speed(scene, link) for link in scene.links]
        if not any(abs(one - radians_per_sec) <= within * radians_per_sec for one in speeds):
            raise Refused(f"things begin to turn with {np.round(speeds, 2).tolist()} rad/s")

    return Predicate(f"it begins with {radians_per_sec:.3g} rad/s", check)


def _speed(scene: Scene, link: Link) -> float:
    velocity = np.empty(6)
    body = mujoco.mjtObj.mjOBJ_BODY
    mujoco.mj_objectVelocity(scene.model, scene.start, body, link.root, velocity, 0)
    return float(np.linalg.norm(velocity[:3]))


def top_spins(radians_per_sec: float | None = None) -> Predicate:
    """A round thing, loose or on a point, that begins to spin about a near vertical axis, and after
    a second still stands and spins."""

    def check(scene: Scene) -> None:
        fast = max(scene.links, key=lambda link: _speed(scene, link), default=None)
        speed = _speed(scene, fast) if fast is not None else 0.0
        if fast is None or speed < 5.0:
            raise Refused(f"nothing spins; the fastest has {speed:.2f} rad/s")
        if radians_per_sec and abs(speed - radians_per_sec) > 0.05 * radians_per_sec:
            raise Refused(f"it begins with {speed:.2f} rad/s")
        if not ("ball" in fast.kinds or fast.free):
            raise Refused(f"it is held by {'+'.join(fast.kinds)}")
        velocity = np.empty(6)
        body = mujoco.mjtObj.mjOBJ_BODY
        mujoco.mj_objectVelocity(scene.model, scene.start, body, fast.root, velocity, 0)
        axis = velocity[:3] / speed
        if abs(axis[2]) < 0.85:
            raise Refused(f"it spins about {np.round(axis, 2)}")
        _still_up(scene, fast, axis)

    return Predicate("a top spins and stands", check)


def _still_up(scene: Scene, link: Link, axis: np.ndarray) -> None:
    made = run(scene.model, scene.fresh(), 1.0)
    geom = main_geom(scene.model, link.geoms)
    local = made.matrices[0, geom].reshape(3, 3).T @ axis
    now = made.matrices[-1, geom].reshape(3, 3) @ local
    if float(now @ axis) < np.cos(np.radians(35)):
        raise Refused("after a second it has fallen over")
    velocity = np.empty(6)
    body = mujoco.mjtObj.mjOBJ_BODY
    mujoco.mj_objectVelocity(scene.model, made.end, body, link.root, velocity, 0)
    if float(np.linalg.norm(velocity[:3])) < 2.0:
        raise Refused("after a second it hardly spins")
