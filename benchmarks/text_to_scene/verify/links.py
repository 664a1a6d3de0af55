"""What moves as one: bodies welded to each other, with all their geoms and joints."""

from dataclasses import dataclass

import mujoco
import numpy as np

__all__ = ["Link", "find_links"]

_NAMES = {
    mujoco.mjtJoint.mjJNT_FREE: "free",
    mujoco.mjtJoint.mjJNT_BALL: "ball",
    mujoco.mjtJoint.mjJNT_HINGE: "hinge",
    mujoco.mjtJoint.mjJNT_SLIDE: "slide",
}
_DEGREES = {"free": 6, "ball": 3, "hinge": 1, "slide": 1}


@dataclass(frozen=True)
class Link:
    """Bodies that cannot move against each other; `parent` is the index of what it hangs on, or -1
    for what never moves. A body without geoms that carries one link only (as people write a
    universal joint) is part of that link."""

    root: int
    bodies: tuple[int, ...]
    geoms: tuple[int, ...]
    joints: tuple[int, ...]
    kinds: tuple[str, ...]
    parent: int

    @property
    def free(self) -> bool:
        """True where nothing holds it: a free joint, or slides and turns all three ways."""
        return self.parent < 0 and sum(_DEGREES[kind] for kind in self.kinds) == 6


def find_links(model: mujoco.MjModel, left_out: np.ndarray) -> tuple[Link, ...]:
    """All links, parents before their children; bodies where `left_out` is true are in none."""
    groups: dict[int, list[int]] = {}
    for body in range(1, model.nbody):
        root = int(model.body_weldid[body])
        if not left_out[body] and root and model.body_jntnum[root]:
            groups.setdefault(root, []).append(body)
    above = {root: int(model.body_weldid[model.body_parentid[root]]) for root in groups}
    joints = {root: _joints(model, root) for root in groups}
    for root in sorted(groups):
        heirs = [child for child in groups if above[child] == root]
        if not _geoms(model, groups[root]) and len(heirs) == 1 and joints[root]:
            heir = heirs[0]
            joints[heir] = joints[root] + joints[heir]
            groups[heir] = groups.pop(root) + groups[heir]
            above[heir] = above.pop(root)
    order = {root: number for number, root in enumerate(sorted(groups))}
    return tuple(
        Link(
            root,
            tuple(groups[root]),
            _geoms(model, groups[root]),
            joints[root],
            tuple(_NAMES[mujoco.mjtJoint(model.jnt_type[joint])] for joint in joints[root]),
            order.get(above[root], -1),
        )
        for root in order
    )


def _joints(model: mujoco.MjModel, body: int) -> tuple[int, ...]:
    first = int(model.body_jntadr[body])
    return tuple(range(first, first + int(model.body_jntnum[body])))


def _geoms(model: mujoco.MjModel, bodies: list[int]) -> tuple[int, ...]:
    return tuple(
        geom
        for body in bodies
        for geom in range(
            max(0, int(model.body_geomadr[body])),
            max(0, int(model.body_geomadr[body])) + int(model.body_geomnum[body]),
        )
    )
