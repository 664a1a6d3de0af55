"""Catapults, pulleys, marble runs, and cloth that falls over something."""

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.joints import (
    axes_of,
    is_level,
)
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.mechanisms import left_or_tried
from benchmarks.text_to_scene.verify.ramps import ramps_of
from benchmarks.text_to_scene.verify.running import Run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom, shape_of, sides
from benchmarks.text_to_scene.verify.sound import EARTH
from benchmarks.text_to_scene.verify.things import Things, total_mass

__all__ = ["atwood", "catapult", "cloth_over", "knocked_down", "marble_run"]


def _main(scene: Scene, link: Link) -> int:
    return main_geom(scene.model, link.geoms)


def catapult(metres: float = 1.0) -> Predicate:
    """An arm on a level hinge throws a loose ball: up by 20 cm, and so far."""

    def check(scene: Scene) -> None:
        arms = [
            link
            for link in scene.links
            if "hinge" in link.kinds and is_level(axes_of(scene, link, "hinge")[0])
        ]
        balls = Things("sphere").found(scene)
        if not arms or not balls:
            raise Refused(f"there are {len(arms)} arms and {len(balls)} loose balls")
        best = (0.0, 0.0)
        for made in left_or_tried(scene):
            swung = max(np.ptp(made.matrices[:, _main(scene, arm)], axis=0).max() for arm in arms)
            for ball in balls:
                flight = slice(0, _lands(scene, made, ball))
                path = made.path(_main(scene, ball))[flight] - scene.place(_main(scene, ball))
                far = float(np.hypot(path[:, 0], path[:, 1]).max())
                if swung > 0.2:
                    best = max(best, (far, float(path[:, 2].max())))
        if best[0] < metres or best[1] < 0.2:
            raise Refused(f"the ball comes {best[0]:.2f} m far and {best[1]:.2f} m up")

    return Predicate(f"a ball is thrown {metres:g} m far", check)


def _lands(scene: Scene, made: Run, link: Link) -> int:
    """The sample in which a link first touches what never moves, but for how it begins."""
    fixed = set(scene.fixed)
    for sample, pairs in enumerate(made.contacts):
        touching = any(fixed & set(p) and set(link.geoms) & set(p) for p in pairs.tolist())
        if touching and made.times[sample] > 0.1:
            return sample + 1
    return len(made.contacts)


def atwood(kg: tuple[float, float]) -> Predicate:
    """Two weights over a pulley: the heavier goes down and the other up with g (M - m) / (M + m),
    to 8 %, or slower by no more than the pulley's own inertia allows."""

    def check(scene: Scene) -> None:
        links = sorted(scene.links, key=lambda link: total_mass(scene, link))
        pairs = [[ln for ln in links if abs(total_mass(scene, ln) - m) < 0.03 * m] for m in kg]
        if not all(pairs):
            raise Refused(f"things weigh {[round(total_mass(scene, ln), 3) for ln in links]} kg")
        heavy, light = pairs[int(kg[1] > kg[0])][0], pairs[int(kg[1] <= kg[0])][0]
        made = scene.untouched
        sample = int(np.searchsorted(made.times, 0.3))
        falls, rises = (
            float(made.path(_main(scene, ln))[sample, 2] - made.path(_main(scene, ln))[0, 2])
            for ln in (heavy, light)
        )
        wanted = 0.5 * EARTH * abs(kg[0] - kg[1]) / sum(kg) * made.times[sample] ** 2
        if not 0.75 * wanted <= -falls <= 1.08 * wanted:
            raise Refused(f"in 0.3 s the heavier falls {-falls:.3f} m, not {wanted:.3f}")
        if abs(rises + falls) > 0.1 * wanted:
            raise Refused(f"the other one rises {rises:.3f} m")

    return Predicate(f"weights of {kg[0]:g} and {kg[1]:g} kg over a pulley", check)


def marble_run(planks: int) -> Predicate:
    """A loose ball runs over so many inclined boards, one after the other, and ends lower."""

    def check(scene: Scene) -> None:
        ball = Things("sphere").one(scene)
        slopes = {geom for geom, _, _ in ramps_of(scene)}
        made, order = scene.untouched_long, list[int]()
        for pairs in made.contacts:
            for pair in pairs.tolist():
                touched = slopes & set(pair) if set(pair) & set(ball.geoms) else set()
                order += [geom for geom in touched if geom not in order]
        if len(order) < planks:
            raise Refused(f"the ball touches {len(order)} inclined boards")
        if made.travelled(_main(scene, ball))[2] > -0.2:
            raise Refused("it does not come down")

    return Predicate(f"a ball runs down over {planks} boards", check)


def knocked_down(things: Things, metres: float = 0.1) -> Predicate:
    """Some of these end lower than they began, by so much."""

    def check(scene: Scene) -> None:
        falls = [scene.untouched_long.travelled(_main(scene, ln))[2] for ln in things.found(scene)]
        if not falls or min(falls) > -metres:
            raise Refused("none is knocked down")

    return Predicate(f"a {things} is knocked down", check)


def cloth_over(shape: str = "sphere") -> Predicate:
    """Something of many points, in one sheet, begins over a thing of this shape and ends draped on
    it: points on its top, points lower than that at its sides, none inside it."""

    def check(scene: Scene) -> None:
        under = [g for g in scene.fixed if shape_of(scene.model, g) == shape]
        if not under:
            raise Refused(f"there is no {shape} that stays")
        geom = max(under, key=lambda g: float(sides(scene.model, g)[2]))
        radius, middle = float(sides(scene.model, geom)[2]) / 2, scene.place(geom)
        made = scene.untouched
        begin, end = _points(scene, scene.start), _points(scene, made.end)
        if len(begin) < 25:
            raise Refused(f"there are {len(begin)} points of cloth")
        if begin[:, 2].min() < middle[2]:
            raise Refused("it does not begin over it")
        away = np.linalg.norm(end - middle, axis=1) - radius
        if away.min() < -0.1 * radius:
            raise Refused(f"it goes {-away.min():.3f} m into it")
        if not (end[:, 2] > middle[2] + 0.8 * radius).any():
            raise Refused("nothing of it stays on top")
        if not (end[:, 2] < middle[2] + 0.6 * radius).any():
            raise Refused("it does not hang down")

    return Predicate(f"a cloth falls over a {shape}", check)


def _points(scene: Scene, data: mujoco.MjData) -> np.ndarray:
    if scene.model.nflex and scene.model.flex_dim.max() == 2:
        return data.flexvert_xpos.copy()
    return np.array([data.xpos[link.root] for link in scene.links if link.free]).reshape(-1, 3)
