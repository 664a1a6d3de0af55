"""Robots in the scene, and what their hands can reach."""

from collections.abc import Callable

import mujoco
import numpy as np

from benchmarks.text_to_scene.robots import short_name
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.scene import PlacedRobot, Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import highest, lowest, sides

__all__ = ["apart", "humanoid", "reaches", "robots", "stands"]

#: From the surface of a thing to the middle of the hand that would take it.
_HAND_M = 0.13
_NEAR_M = 0.02
_STEPS = 150
_SEEDS = 6


def robots(*names: str) -> Predicate:
    """These robots are there, and no others; one that is there twice is named twice."""

    def check(scene: Scene) -> None:
        found = sorted(_plain(robot.name) for robot in scene.robots)
        if found != sorted(names):
            raise Refused(f"there are: {', '.join(found) or 'no robots'}")

    return Predicate(f"the robots are {', '.join(names)}", check)


def _plain(name: str) -> str:
    """`unitree_go2` and `Go2` are `go2`."""
    return short_name(name)


def _bodies(scene: Scene, number: int) -> list[int]:
    return [int(body) for body in np.flatnonzero(scene.robot_of == number)]


def _root(scene: Scene, name: str) -> tuple[int, int]:
    """Index of the robot in the scene, and the body that carries all of it."""
    for number, robot in enumerate(scene.robots):
        if _plain(robot.name) == name:
            return number, _bodies(scene, number)[0]
    raise Refused(f"there is no {name}")


def apart(one: str, other: str, metres: float) -> Predicate:
    """The bases of two robots are so far from each other, to 5 %."""

    def check(scene: Scene) -> None:
        bases = [scene.start.xpos[_root(scene, name)[1]] for name in (one, other)]
        found = float(np.linalg.norm((bases[0] - bases[1])[:2]))
        if abs(found - metres) > 0.05 * metres:
            raise Refused(f"they are {found:.2f} m from each other")

    return Predicate(f"{one} is {metres:g} m from {other}", check)


def stands(name: str, within: float = 0.03) -> Predicate:
    """The robot begins with its lowest point on the floor, upright, and after three seconds it is
    not below it."""

    def check(scene: Scene) -> None:
        number, root = _root(scene, name)
        geoms = [
            geom
            for geom in range(scene.model.ngeom)
            if scene.robot_of[scene.model.geom_bodyid[geom]] == number
            and scene.model.geom_contype[geom] | scene.model.geom_conaffinity[geom]
        ]
        low = lowest(scene.model, scene.start, geoms)
        if abs(low) > within:
            raise Refused(f"its lowest point is {low:.3f} m high")
        up = scene.start.xmat[root].reshape(3, 3)[2, 2]
        if up < 0.8:
            raise Refused("it does not begin upright")
        if scene.untouched.end.xpos[root, 2] < -0.05:
            raise Refused("it goes through the floor")

    return Predicate(f"{name} stands on the floor", check)


def reaches(name: str, pick: Callable[[Scene], Link]) -> Predicate:
    """The hand of the robot comes to the thing, within its joints' limits."""

    def check(scene: Scene) -> None:
        number, _ = _root(scene, name)
        link = pick(scene)
        target = scene.place(link.geoms[0])
        half = float(sides(scene.model, link.geoms[0])[2]) / 2
        found = _nearest(scene, scene.robots[number], number, target)
        if found > half + _HAND_M:
            raise Refused(f"its hand comes only to {found - half:.2f} m of it")

    return Predicate(f"{name} can reach it", check)


def _nearest(scene: Scene, robot: PlacedRobot, number: int, target: np.ndarray) -> float:
    """The least distance from the hand to a point: damped least squares from several poses."""
    model, data = scene.model, scene.fresh()
    hand = _hand(scene, number)
    joints = _hinges_above(model, hand)
    dofs = [int(model.jnt_dofadr[joint]) for joint in joints]
    places = [int(model.jnt_qposadr[joint]) for joint in joints]
    limits = model.jnt_range[joints]
    limited = model.jnt_limited[joints].astype(bool)
    low, high = (np.where(limited, limits[:, i], (-np.pi, np.pi)[i]) for i in (0, 1))
    chance = np.random.default_rng(0)
    best = np.inf
    for seed in range(_SEEDS):
        if seed:
            data.qpos[places] = chance.uniform(low, high)
        jacobian = np.zeros((3, model.nv))
        for _ in range(_STEPS):
            mujoco.mj_kinematics(model, data)
            mujoco.mj_comPos(model, data)
            offset = target - data.xipos[hand]
            best = min(best, float(np.linalg.norm(offset)))
            if best < _NEAR_M:
                return best
            mujoco.mj_jac(model, data, jacobian, None, data.xipos[hand], hand)
            part = jacobian[:, dofs]
            offset *= min(1.0, 0.1 / max(float(np.linalg.norm(offset)), 1e-9))
            step = part.T @ np.linalg.solve(part @ part.T + 1e-3 * np.eye(3), offset)
            data.qpos[places] = np.clip(data.qpos[places] + step, low, high)
    return best


def _hand(scene: Scene, number: int) -> int:
    """The last body that most hinges of the robot carry, but for fingers, which slide."""
    hands = [body for body in _bodies(scene, number) if not _slides(scene.model, body)]
    return max(hands, key=lambda body: (len(_hinges_above(scene.model, body)), body))


def _slides(model: mujoco.MjModel, body: int) -> bool:
    first = int(model.body_jntadr[body])
    kinds = model.jnt_type[first : first + int(model.body_jntnum[body])]
    return bool((kinds == mujoco.mjtJoint.mjJNT_SLIDE).any())


def _hinges_above(model: mujoco.MjModel, body: int) -> list[int]:
    found: list[int] = []
    while body:
        first = int(model.body_jntadr[body])
        found += [
            joint
            for joint in range(first, first + int(model.body_jntnum[body]))
            if model.jnt_type[joint] == mujoco.mjtJoint.mjJNT_HINGE
        ]
        body = int(model.body_parentid[body])
    return found


def humanoid() -> Predicate:
    """Something like a person stands on the floor: a robot from the catalogue or one of links, 1 to
    2.2 m high, on two legs, with at least ten joints that turn, and it weighs 15 to 200 kg."""

    def check(scene: Scene) -> None:
        model = scene.model
        roots = [b for b in range(1, model.nbody) if model.body_parentid[b] == 0]
        trees = [
            [b for b in range(1, model.nbody) if model.body_rootid[b] == root] for root in roots
        ]
        people = [tree for tree in trees if _turning(model, tree) >= 10]
        if len(people) != 1:
            raise Refused(f"{len(people)} things have ten joints that turn")
        geoms = [g for g in range(model.ngeom) if model.geom_bodyid[g] in people[0]]
        low = lowest(model, scene.start, geoms)
        tall = highest(model, scene.start, geoms) - low
        weight = float(model.body_mass[people[0]].sum())
        if not 1.0 <= tall <= 2.2 or abs(low) > 0.04:
            raise Refused(f"it is {tall:.2f} m high and begins {low:.2f} m over the floor")
        if not 15 <= weight <= 200:
            raise Refused(f"it weighs {weight:.1f} kg")
        if _feet(scene, geoms, low) < 2:
            raise Refused("it does not stand on two feet")

    return Predicate("one humanoid stands on the floor", check)


def _turning(model: mujoco.MjModel, tree: list[int]) -> int:
    free = mujoco.mjtJoint.mjJNT_FREE
    slide = mujoco.mjtJoint.mjJNT_SLIDE
    return sum(
        3 if model.jnt_type[joint] == mujoco.mjtJoint.mjJNT_BALL else 1
        for body in tree
        for joint in range(
            int(model.body_jntadr[body]), int(model.body_jntadr[body] + model.body_jntnum[body])
        )
        if model.jnt_type[joint] not in (free, slide)
    )


def _feet(scene: Scene, geoms: list[int], low: float) -> int:
    """Bodies near the floor, on different branches of the tree."""
    model = scene.model
    near = {
        int(model.body_weldid[model.geom_bodyid[geom]])
        for geom in geoms
        if lowest(model, scene.start, [geom]) < low + 0.06
    }
    return len(near - {int(model.body_weldid[model.body_parentid[b]]) for b in near})
