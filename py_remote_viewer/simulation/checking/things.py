"""Finds the things that expectations speak of, by their names or by what they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import mujoco

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import Things
from py_remote_viewer.simulation.checking.colours import colour_of, is_seen
from py_remote_viewer.simulation.checking.findings import listed
from py_remote_viewer.simulation.checking.scene import Scene
from py_remote_viewer.simulation.checking.shapes import bulk, shape_of
from py_remote_viewer.simulation.names import name_of

__all__ = [
    "Thing",
    "are_there",
    "find",
    "find_all",
    "is_called",
    "joint_called",
    "largest_geom",
    "matching",
]

_WORLD = 0


@dataclass(frozen=True)
class Thing:
    """A body, or a geom of the world, with all geoms that move with it."""

    name: str
    body: int
    geoms: tuple[int, ...]


def find(scene: Scene, name: str) -> Thing:
    """The thing of this name; a robot's name stands for the body that it begins with. Raises
    SceneError with the names that there are."""
    model = scene.model
    if name in scene.names:
        return _of_body(scene, scene.names.index(name))
    for geom in scene.geoms([_WORLD]):
        if name_of(model, "geom", geom) == name:
            return Thing(name, _WORLD, (geom,))
    prefix = f"{name}/"
    if prefix in scene.robots and prefix in scene.robot_of:
        return _of_body(scene, scene.robot_of.index(prefix), name)
    raise SceneError(_not_there(scene, name))


def find_all(scene: Scene, names: Sequence[str], *, numbered: bool = False) -> list[Thing]:
    """The things of these names; where none is called so, those with a number behind it.

    With `numbered` those are found beside the one that is called so too.
    """
    found: dict[str, Thing] = {}
    for name in names:
        others = [
            body
            for body in range(1, scene.model.nbody)
            if scene.names[body] != name and is_called(scene.names[body], name)
        ]
        try:
            thing = find(scene, name)
        except SceneError:
            if not others:
                raise
        else:
            found[thing.name] = thing
            if not numbered:
                continue
        found.update((scene.names[body], _of_body(scene, body)) for body in others)
    return list(found.values())


def are_there(scene: Scene, names: Sequence[str]) -> bool:
    """True where `find_all` finds each of them."""
    try:
        find_all(scene, names)
    except SceneError:
        return False
    return True


def is_called(name: str, wanted: str) -> bool:
    """True for the name itself, and with a number behind it: `box_2` is a `box`."""
    # `box1` with a 2 behind it would be `box12`, which is another `box`.
    between = r"[ _.\-]" if wanted[-1:].isdigit() else r"[ _.\-]?"
    return name == wanted or re.fullmatch(rf"{re.escape(wanted)}{between}\d+", name) is not None


def matching(scene: Scene, things: Things) -> list[int]:
    """The bodies that are all of this; robots' own only where the name says so."""
    return [body for body in range(1, scene.model.nbody) if _is(scene, body, things)]


def largest_geom(scene: Scene, geoms: Sequence[int]) -> int | None:
    """The one that takes most room; one that nobody sees only where there is no other."""
    seen = [geom for geom in geoms if is_seen(scene.model, geom)]
    return max(seen or geoms, key=lambda geom: bulk(scene.model, geom), default=None)


def joint_called(scene: Scene, name: str) -> int | None:
    """The joint of this name."""
    names = (name_of(scene.model, "joint", joint) for joint in range(scene.model.njnt))
    return next((joint for joint, each in enumerate(names) if each == name), None)


def _is(scene: Scene, body: int, things: Things) -> bool:
    if scene.robot_of[body] and not things.name.startswith(scene.robot_of[body]):
        return False
    if things.name and not is_called(scene.names[body], things.name):
        return False
    largest = largest_geom(scene, scene.geoms([body]))
    if largest is None:
        return False
    if things.shape is not None and shape_of(scene.model, largest) != things.shape:
        return False
    return things.colour is None or things.colour in colour_of(scene.model, largest).names


def _of_body(scene: Scene, body: int, name: str = "") -> Thing:
    bodies = [body] if body == _WORLD else scene.moving_with(body)
    return Thing(name or scene.names[body], body, scene.geoms(bodies))


def _not_there(scene: Scene, name: str) -> str:
    model = scene.model
    for geom in range(model.ngeom):
        if name_of(model, "geom", geom) == name:
            body = scene.names[int(model.geom_bodyid[geom])]
            return f"there is no body called {name}, it is a geom of the body {body}"
    bodies = [scene.names[b] for b in range(1, model.nbody) if not scene.robot_of[b]]
    bodies += [name_of(model, "geom", geom) for geom in scene.geoms([_WORLD])]
    bodies += [prefix.rstrip("/") for prefix in scene.robots]
    if mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_JOINT, name) >= 0:
        return f"there is no body called {name}, it is a joint; there are {listed(bodies)}"
    return f"there is no body called {name}; there are {listed(bodies) or 'none at all'}"
