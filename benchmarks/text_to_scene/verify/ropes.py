"""Ropes and chains that hang: from where, how far, and what is at their end."""

import itertools

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.chains import chain_of
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom, shape_of
from benchmarks.text_to_scene.verify.things import total_mass

__all__ = ["bends_every_way", "hangs", "weight_at_end"]


def hangs() -> Predicate:
    """After three seconds it is still held, in one piece, with its end the lowest."""

    def check(scene: Scene) -> None:
        chain, made = chain_of(scene), scene.untouched
        first, last = (main_geom(scene.model, link.geoms) for link in (chain[0], chain[-1]))
        if float(np.linalg.norm(made.travelled(first))) > 0.5 * _reach(scene, chain):
            raise Refused("its upper end moves away")
        heights = made.positions[-1, [main_geom(scene.model, link.geoms) for link in chain], 2]
        if heights[-1] > heights[0] + 1e-3:
            raise Refused("its end is not below where it is held")
        steps = np.linalg.norm(
            np.diff(made.positions[-1, [main_geom(scene.model, x.geoms) for x in chain]], axis=0),
            axis=1,
        )
        before = np.linalg.norm(
            np.diff(made.positions[0, [main_geom(scene.model, x.geoms) for x in chain]], axis=0),
            axis=1,
        )
        if len(steps) and steps.max() > 2.1 * max(before.max(), 1e-3):
            raise Refused("it comes apart")
        if made.positions[-1, last, 2] < -0.05:
            raise Refused("its end goes through the floor")

    return Predicate("it hangs from its upper end", check)


def _reach(scene: Scene, chain: list[Link]) -> float:
    places = [scene.place(main_geom(scene.model, link.geoms)) for link in chain]
    steps = [float(np.linalg.norm(b - a)) for a, b in itertools.pairwise(places)]
    return max(sum(steps), 0.05)


def bends_every_way() -> Predicate:
    """Pushed along x its end moves along x, and along y along y, and it bends in doing so."""

    def check(scene: Scene) -> None:
        chain = chain_of(scene)
        end = chain[-1]
        # Held steadily: less than its weight, or it would fly.
        force = 0.3 * 9.81 * sum(total_mass(scene, link) for link in chain)
        for axis in (0, 1):

            def push(now: mujoco.MjData, axis: int = axis, sign: float = 1.0) -> None:
                now.xfrc_applied[end.root, axis] = sign * force

            def pull(now: mujoco.MjData, axis: int = axis) -> None:
                now.xfrc_applied[end.root, axis] = -force

            ends = [run(scene.model, scene.fresh(), 0.5, drive=way) for way in (push, pull)]
            geom = main_geom(scene.model, end.geoms)
            aside = ends[0].positions[-1, geom] - ends[1].positions[-1, geom]
            if abs(aside[axis]) < 0.05 * _reach(scene, chain):
                raise Refused(f"a push along {'xy'[axis]} does not move its end there")

    return Predicate("it bends in every direction", check)


def weight_at_end(kg: float, shape: str = "sphere") -> Predicate:
    """At its end hangs a thing of this shape that weighs so much, and all else is lighter."""

    def check(scene: Scene) -> None:
        heavy = max(scene.links, key=lambda link: total_mass(scene, link), default=None)
        if heavy is None or heavy is not chain_of(scene)[-1]:
            raise Refused("the heaviest thing is not at the end")
        found = total_mass(scene, heavy)
        # The last element of the rope may be one with it.
        if not 0.97 * kg <= found <= 1.15 * kg:
            raise Refused(f"it weighs {found:.4g} kg")
        if not any(shape_of(scene.model, geom) == shape for geom in heavy.geoms):
            raise Refused(f"it is no {shape}")

    return Predicate(f"a {shape} of {kg:g} kg at its end", check)
