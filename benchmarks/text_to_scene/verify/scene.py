"""A scene under verification: the compiled model, how it begins, and what refuses it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.links import Link, find_links
from benchmarks.text_to_scene.verify.running import Run, go_on, run
from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import RobotFile
from py_remote_viewer.simulation.placing import PLACEHOLDER, place_robots, quiet

__all__ = ["RUN_SEC", "PlacedRobot", "Predicate", "Refused", "Scene", "read_scene", "why_refused"]

#: How long a scene is left to itself.
RUN_SEC = 3.0


class Refused(Exception):
    """A scene is not what was asked for; says why."""


@dataclass(frozen=True)
class PlacedRobot:
    """A robot in the scene: its name in the catalogue, and what its parts' names begin with."""

    name: str
    prefix: str


class Scene:
    """A compiled scene. Runs of it are made when they are asked for, and only once."""

    def __init__(self, model: mujoco.MjModel, robots: tuple[PlacedRobot, ...] = ()) -> None:
        self.model = model
        self.robots = robots
        self.start = self.fresh()

    def fresh(self) -> mujoco.MjData:
        """The state in which the scene begins: its first keyframe, where it has one."""
        data = mujoco.MjData(self.model)
        if self.model.nkey:
            mujoco.mj_resetDataKeyframe(self.model, data, 0)
        mujoco.mj_forward(self.model, data)
        return data

    @cached_property
    def robot_of(self) -> np.ndarray:
        """By body, the index of the robot that it is part of; -1 for all else."""
        found = np.full(self.model.nbody, -1)
        for number, robot in enumerate(self.robots):
            for body in range(self.model.nbody):
                if self.model.body(body).name.startswith(robot.prefix):
                    found[body] = number
        return found

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """What moves as one each, robots left out."""
        return find_links(self.model, self.robot_of >= 0)

    @cached_property
    def fixed(self) -> tuple[int, ...]:
        """The geoms that never move, robots' left out."""
        moving = {geom for link in self.links for geom in link.geoms}
        return tuple(
            geom
            for geom in range(self.model.ngeom)
            if geom not in moving and self.robot_of[self.model.geom_bodyid[geom]] < 0
        )

    @cached_property
    def untouched(self) -> Run:
        """Three seconds in which nobody does anything."""
        return run(self.model, self.fresh(), RUN_SEC)

    @cached_property
    def untouched_long(self) -> Run:
        """Twice and a half as long, for what takes its time."""
        return go_on(self.model, self.untouched, 1.5 * RUN_SEC)

    def place(self, geom: int) -> np.ndarray:
        """Where the centre of a geom is when the scene begins."""
        return self.start.geom_xpos[geom].copy()


@dataclass(frozen=True)
class Predicate:
    """What a scene has to be; `check` raises Refused where it is not."""

    sentence: str
    check: Callable[[Scene], None]


def read_scene(mjcf: str, robots: Mapping[str, RobotFile]) -> Scene:
    """Compile MJCF with the robots in their places. Raises Refused where that cannot be."""
    try:
        spec = mujoco.MjSpec.from_string(mjcf)
        placed = tuple(
            _read_placeholder(site.name) for site in spec.sites if site.name.startswith(PLACEHOLDER)
        )
        place_robots(spec, robots)
        with quiet():
            model = spec.compile()
    except (ValueError, mujoco.FatalError, SceneError) as error:
        raise Refused(f"does not compile: {error}") from error
    return Scene(model, placed)


def _read_placeholder(site: str) -> PlacedRobot:
    name, _, prefix = site.removeprefix(PLACEHOLDER).partition(":")
    first = name.partition("+")[0]
    return PlacedRobot(first, f"{prefix or first}/")


def why_refused(scene: Scene, predicates: tuple[Predicate, ...]) -> str:
    """The first predicate that is not so, and why; empty for a scene that is all of them."""
    for predicate in predicates:
        try:
            predicate.check(scene)
        except Refused as refusal:
            return f"{predicate.sentence}: {refusal}"
        except mujoco.FatalError as error:
            return f"{predicate.sentence}: MuJoCo gave up: {error}"
    return ""
