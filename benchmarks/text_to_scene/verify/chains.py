"""Chains of links: pendulums, ropes, and what hangs on a cart."""

import itertools
from collections.abc import Callable, Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom, shape_of, sides, size_of_link
from benchmarks.text_to_scene.verify.things import total_mass

__all__ = [
    "TURNING",
    "chain_of",
    "chained",
    "chains_of",
    "length_of",
    "lengths",
    "link_masses",
    "pivot",
    "total_length",
]

#: What lets a link turn about a point: hinges in one body or several, or a ball.
TURNING = frozenset({"hinge", "ball"})
_CONSTRAINTS = (mujoco.mjtEq.mjEQ_CONNECT, mujoco.mjtEq.mjEQ_WELD)


def chains_of(scene: Scene, on: str = "") -> list[list[Link]]:
    """Every chain from what holds it to its end: links that only turn, each on the one before.

    `on` asks for those that hang on a link with such a joint (`slide`: a cart); otherwise they hang
    on what never moves. Links tied by `connect` constraints count like those on joints.
    """
    links = scene.links
    begins = [number for number in range(len(links)) if _begins(scene, number, on)]
    next_to = _neighbours(scene)
    found: list[list[Link]] = []
    for begin in begins:
        for path in _paths(begin, next_to, {begin}):
            found.append([links[number] for number in path])
    return found


def chain_of(scene: Scene, on: str = "") -> list[Link]:
    """The longest of them. Raises Refused where there is none."""
    found = chains_of(scene, on)
    if not found:
        kinds = ", ".join("+".join(link.kinds) for link in scene.links) or "none"
        raise Refused(f"nothing hangs on a joint that turns; what moves has: {kinds}")
    return max(found, key=len)


def _turns(link: Link) -> bool:
    return bool(link.kinds) and TURNING.issuperset(link.kinds)


def _begins(scene: Scene, number: int, on: str) -> bool:
    link = scene.links[number]
    if on:
        return _turns(link) and link.parent >= 0 and on in scene.links[link.parent].kinds
    if _turns(link) and link.parent < 0:
        return True
    return any(other < 0 for other in _tied(scene).get(number, ()))


def _neighbours(scene: Scene) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for number, link in enumerate(scene.links):
        if _turns(link) and link.parent >= 0:
            found.setdefault(link.parent, set()).add(number)
    for number, others in _tied(scene).items():
        found.setdefault(number, set()).update(other for other in others if other >= 0)
    return found


def _tied(scene: Scene) -> dict[int, set[int]]:
    """By link, those that a constraint holds to it; -1 for what never moves."""
    model = scene.model
    of_body = {body: number for number, link in enumerate(scene.links) for body in link.bodies}
    found: dict[int, set[int]] = {}
    for equality in range(model.neq):
        if mujoco.mjtEq(model.eq_type[equality]) not in _CONSTRAINTS:
            continue
        if not model.eq_active0[equality]:
            continue
        ends = [int(model.eq_obj1id[equality]), int(model.eq_obj2id[equality])]
        if model.eq_objtype[equality] == mujoco.mjtObj.mjOBJ_SITE:
            ends = [int(model.site_bodyid[end]) for end in ends]
        first, second = (of_body.get(end, -1) for end in ends)
        for one, other in ((first, second), (second, first)):
            if one >= 0 and one != other:
                found.setdefault(one, set()).add(other)
    return found


def _paths(at: int, next_to: dict[int, set[int]], seen: set[int]) -> list[list[int]]:
    # Without recursion: a rope may have more links than Python's stack has room for.
    whole: list[list[int]] = []
    open_paths = [[at]]
    while open_paths:
        path = open_paths.pop()
        further = [number for number in next_to.get(path[-1], ()) if number not in path]
        if not further:
            whole.append(path)
        open_paths += [[*path, number] for number in further]
        if len(whole) > 200:
            break
    return whole


def pivot(scene: Scene, link: Link) -> np.ndarray:
    """The point in the world about which a link turns as the scene begins."""
    for joint in link.joints:
        if scene.model.jnt_type[joint] != mujoco.mjtJoint.mjJNT_FREE:
            return scene.start.xanchor[joint].copy()
    raise Refused("a link hangs on no joint")


def _axis(scene: Scene, link: Link) -> np.ndarray | None:
    """The one axis about which a link turns; None where there are several."""
    if link.kinds != ("hinge",):
        return None
    return scene.start.xaxis[link.joints[0]].copy()


def length_of(scene: Scene, link: Link, following: Link | None) -> list[float]:
    """What may be called the length of a link: from its joint to the next one, or, where it is the
    last, to the centre or the end of what it carries. Offsets along its hinge are left out."""
    begin, axis = pivot(scene, link), _axis(scene, link)

    def far(point: np.ndarray) -> float:
        offset = point - begin
        if axis is not None:
            offset = offset - axis * (offset @ axis)
        return float(np.linalg.norm(offset))

    if following is not None and not following.free:
        return [far(pivot(scene, following))]
    model = scene.model
    # A compact weight is measured to its centre, a rod to its end; each perhaps with what is round.
    weights = [far(scene.place(geom)) for geom in link.geoms if _is_compact(scene, geom)]
    found = [max(weights)] if weights else []
    for round_ends in (False, True):
        ends = [far(end) for geom in link.geoms for end in _ends(scene, geom, round_ends)]
        found += [max(ends)] if ends else []
    balls = [geom for geom in link.geoms if shape_of(model, geom) == "sphere"]
    return found + [far(scene.place(geom)) + float(model.geom_size[geom, 0]) for geom in balls]


def _is_compact(scene: Scene, geom: int) -> bool:
    side = sides(scene.model, geom)
    return bool(side[2] < 3 * side[1])


def _ends(scene: Scene, geom: int, round_ends: bool) -> list[np.ndarray]:
    """The two ends of what is long."""
    if _is_compact(scene, geom):
        return []
    size, place = scene.model.geom_size[geom], scene.place(geom)
    turned = scene.start.geom_xmat[geom].reshape(3, 3)
    half = scene.model.geom_aabb[geom, 3:].copy()
    if shape_of(scene.model, geom) == "capsule" and not round_ends:
        half[2] = size[1]
    longest = int(np.argmax(half))
    return [place + way * half[longest] * turned[:, longest] for way in (1, -1)]


def chained(number: int, on: str = "", chains: int = 1, weighted: bool = False) -> Predicate:
    """So many links, each hanging on the one before by what turns, and no chain of another length.

    A cable's first element, which holds it and does not move, may be one of them. Where it is
    `weighted`, a thing of another shape at its end may hang there on a joint of its own.
    """

    def fits(scene: Scene, chain: list[Link]) -> bool:
        ends = [{shape_of(scene.model, geom) for geom in chain[i].geoms} for i in (0, -1)]
        own = {len(chain), len(chain) - int(weighted and not ends[0] & ends[1])}
        return number in own | {len(chain) + _held_element(scene, chain)}

    def check(scene: Scene) -> None:
        found = chains_of(scene, on)
        there = sorted((len(chain) for chain in found), reverse=True)
        fitting = [chain for chain in found if fits(scene, chain)]
        if len(fitting) != chains or len(found) != chains:
            raise Refused(f"the chains have {there or 'no'} links")

    carried = f" on what has a {on} joint" if on else ""
    return Predicate(f"{chains} chain(s) of {number} links{carried}", check)


def _held_element(scene: Scene, chain: Sequence[Link]) -> int:
    """1 where what holds the chain is a fixed element of the same shape and size."""
    model, first = scene.model, main_geom(scene.model, chain[0].geoms)
    holder = int(model.body_parentid[chain[0].bodies[0]])
    return int(
        any(
            model.geom_bodyid[geom] == holder != 0
            and shape_of(model, geom) == shape_of(model, first)
            and np.allclose(model.geom_size[geom], model.geom_size[first], rtol=0.02)
            for geom in scene.fixed
        )
    )


def lengths(metres: Sequence[float], on: str = "", within: float = 0.04) -> Predicate:
    """The links of the chain are so long, one after the other."""

    def check(scene: Scene) -> None:
        chain = chain_of(scene, on)
        if len(chain) != len(metres):
            raise Refused(f"the chain has {len(chain)} links")
        for number, (link, wanted) in enumerate(zip(chain, metres, strict=True)):
            following = chain[number + 1] if number + 1 < len(chain) else None
            found = length_of(scene, link, following)
            if not any(abs(one - wanted) <= within * wanted for one in found):
                told = ", ".join(f"{one:.3g}" for one in sorted(set(np.round(found, 4))))
                raise Refused(f"link {number + 1} may be called {told} m long")

    return Predicate(f"the links are {', '.join(f'{m:g}' for m in metres)} m long", check)


def total_length(metres: float, within: float = 0.06) -> Predicate:
    """From where the chain hangs to its end, along its links."""

    def check(scene: Scene) -> None:
        chain = chain_of(scene)
        joints = [pivot(scene, link) for link in chain if not link.free]
        steps = [float(np.linalg.norm(b - a)) for a, b in itertools.pairwise(joints)]
        held = _held_element(scene, chain) * (steps[0] if steps else 0.0)
        found = [held + sum(steps) + one for one in length_of(scene, chain[-1], None)]
        # Loose links tied to each other are as long as they are drawn.
        for own in zip(*(_long_sides(scene, link) for link in chain), strict=True):
            found.append(sum(own))
        if not any(abs(one - metres) <= within * metres for one in found):
            raise Refused(f"it is {min(found):.3g} to {max(found):.3g} m long")

    return Predicate(f"the chain is {metres:g} m long", check)


def _long_sides(scene: Scene, link: Link) -> list[float]:
    return [float(side[2]) for side in size_of_link(scene.model, scene.start, link.geoms)]


def link_masses(
    kg: float | Callable[[float], bool], on: str = "", within: float = 0.03
) -> Predicate:
    """Each link of the chain weighs so much."""

    def check(scene: Scene) -> None:
        for link in chain_of(scene, on):
            found = total_mass(scene, link)
            if not (kg(found) if callable(kg) else abs(found - kg) <= within * kg):
                raise Refused(f"one weighs {found:.4g} kg")

    return Predicate(f"each link weighs {kg} kg", check)
