"""What stands or hangs in a row, and hands on a push: dominoes, Newton's cradle."""

from collections.abc import Iterator, Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import Run, run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom, shape_of
from benchmarks.text_to_scene.verify.sound import EARTH
from benchmarks.text_to_scene.verify.things import Things

__all__ = ["hands_on", "in_a_row", "stand_thin", "topple"]

_TOPPLED_DEG = 45.0


def in_a_row(things: Things, number: int, gap_below: float | None = None) -> Predicate:
    """So many begin in one straight row with even gaps; each could hit the next in falling."""

    def check(scene: Scene) -> None:
        _row(scene, things, number)
        if gap_below is not None:
            order = _order(scene, things.found(scene))
            steps = np.linalg.norm(np.diff(_middles(scene, order), axis=0), axis=1)
            if steps.max() > gap_below:
                raise Refused(f"they are {steps.max():.3f} m apart")

    return Predicate(f"{number} of {things} in a row", check)


def stand_thin(things: Things) -> Predicate:
    """Each is thin and high, and begins upright or a little tilted."""

    def check(scene: Scene) -> None:
        for link in things.found(scene):
            geom = main_geom(scene.model, link.geoms)
            half = scene.model.geom_aabb[geom, 3:]
            if half.max() < 2.2 * half.min():
                raise Refused(f"one measures {np.round(2 * half, 3)} m")
            long = scene.start.geom_xmat[geom].reshape(3, 3)[2, int(np.argmax(half))]
            if abs(long) < np.cos(np.radians(40)):
                raise Refused("one does not stand on its narrow side")

    return Predicate(f"each {things} is thin and stands", check)


def _row(scene: Scene, things: Things, number: int) -> list[Link]:
    links = things.found(scene)
    if len(links) != number:
        raise Refused(f"there are {len(links)}")
    links = _order(scene, links)
    middles = _middles(scene, links)[:, :2]
    along = middles[-1] - middles[0]
    length = float(np.linalg.norm(along))
    aside = (middles - middles[0]) @ np.array((-along[1], along[0])) / max(length, 1e-9)
    steps = np.linalg.norm(np.diff(middles, axis=0), axis=1)
    if np.abs(aside).max() > 0.1 * length / max(1, number - 1):
        raise Refused("they do not begin in a straight row")
    if steps.max() > 1.3 * np.median(steps) or steps.min() < 0.7 * np.median(steps):
        raise Refused(f"the steps between them are {steps.min():.3f} to {steps.max():.3f} m")
    return links


def _middles(scene: Scene, links: Sequence[Link]) -> np.ndarray:
    """Where each stands: the lower end of what is long, which a tilt does not move."""
    found: list[np.ndarray] = []
    for link in links:
        geom = main_geom(scene.model, link.geoms)
        half = scene.model.geom_aabb[geom, 3:]
        long = int(np.argmax(half))
        axis = scene.start.geom_xmat[geom].reshape(3, 3)[:, long]
        down = -axis if axis[2] > 0 else axis
        upright = abs(axis[2]) > 0.5 and half[long] > 1.05 * np.sort(half)[1]
        found.append(scene.place(geom) + (half[long] * down if upright else 0))
    return np.array(found)


def _order(scene: Scene, links: Sequence[Link]) -> list[Link]:
    """Along the direction in which they are spread furthest."""
    middles = _middles(scene, links)[:, :2]
    spread = middles - middles.mean(axis=0)
    along = np.linalg.svd(spread)[2][0]
    return [links[i] for i in np.argsort(spread @ along)]


def topple(things: Things, number: int, pushed: bool, degrees: float = _TOPPLED_DEG) -> Predicate:
    """All of them stand, and all fall one after the other: by themselves, or when somebody pushes
    the first or the last at its top. Only with `pushed` they have to stand until then. Who is
    stopped by something need not turn so far."""

    def check(scene: Scene) -> None:
        links = _row(scene, things, number)
        if pushed and _fallen(scene, scene.untouched, links, degrees):
            raise Refused("some fall before they are pushed")
        most = 0
        # Only as many runs as it takes.
        for made in _pushes(scene, links) if pushed else _lefts(scene):
            most = max(most, len(_fallen(scene, made, links, degrees)))
            if most == number:
                return
        raise Refused(f"{most} of {number} topple")

    how = "when the first is pushed" if pushed else "by themselves"
    return Predicate(f"all {number} of {things} topple {how}", check)


def _fallen(scene: Scene, made: Run, links: Sequence[Link], degrees: float) -> list[Link]:
    return [link for link in links if made.turned(main_geom(scene.model, link.geoms)) > degrees]


def _pushes(scene: Scene, links: list[Link]) -> Iterator[Run]:
    yield _push(scene, links)
    yield _push(scene, links[::-1])


def _lefts(scene: Scene) -> Iterator[Run]:
    yield scene.untouched
    yield scene.untouched_long


def _push(scene: Scene, links: Sequence[Link]) -> Run:
    """A push at the first one's upper half towards the second, until it has tilted well."""
    model, data = scene.model, scene.fresh()
    first, second = (main_geom(model, link.geoms) for link in links[:2])
    way = data.geom_xpos[second] - data.geom_xpos[first]
    way = way / np.linalg.norm(way)
    height = float(model.geom_aabb[first, 3:].max())
    force = 0.6 * EARTH * float(model.body_mass[links[0].root]) * way
    begin = data.geom_xmat[first].copy()

    def push(now: mujoco.MjData) -> None:
        now.xfrc_applied[links[0].root] = 0
        if float(np.sum(begin * now.geom_xmat[first])) > 1 + 2 * np.cos(np.radians(25)):
            now.xfrc_applied[links[0].root, :3] = force
            # As if it were applied at nine tenths of its height.
            now.xfrc_applied[links[0].root, 3:] = np.cross((0, 0, 0.8 * height), force)

    return run(model, data, 4.0, drive=push)


def hands_on(number: int, raised: int = 1) -> Predicate:
    """Newton's cradle: so many balls hang side by side, one or more at an end raised; when those
    fall back the others stay nearly still and as many swing out at the far end."""

    def check(scene: Scene) -> None:
        balls = _order(scene, _hanging_balls(scene, number))
        geoms = [main_geom(scene.model, link.geoms) for link in balls]
        heights = np.array([scene.place(geom)[2] for geom in geoms])
        radius = float(scene.model.geom_size[geoms[0], 0])
        if heights[0] < heights[-1]:
            geoms, heights = geoms[::-1], heights[::-1]
        low = heights[raised:]
        if np.ptp(low) > 0.1 * radius or heights[:raised].min() < low.max() + 0.3 * radius:
            raise Refused(f"the balls begin at heights {np.round(heights, 3)}")
        resting = np.array([scene.place(geom) for geom in geoms[raised:]])
        gaps = np.linalg.norm(np.diff(resting, axis=0), axis=1) - 2 * radius
        if len(gaps) and gaps.max() > 0.25 * radius:
            raise Refused(f"the balls hang {gaps.max():.3f} m apart")
        _swings_out(scene, geoms, raised)

    return Predicate(f"a Newton's cradle of {number} balls with {raised} raised", check)


def _hanging_balls(scene: Scene, number: int) -> list[Link]:
    balls = [
        link
        for link in scene.links
        if link.geoms and shape_of(scene.model, main_geom(scene.model, link.geoms)) == "sphere"
    ]
    if len(balls) != number:
        raise Refused(f"{len(balls)} balls hang there")
    return balls


def _swings_out(scene: Scene, geoms: Sequence[int], raised: int) -> None:
    made = scene.untouched
    begin = made.positions[0][list(geoms)]
    outward = begin[-1] - begin[raised]
    outward = outward / np.linalg.norm(outward)
    aside = (made.positions[:, list(geoms)] - begin) @ outward
    # All of what counts happens until the far ball has been out for the first time.
    last = int(np.argmax(aside[:, -1]))
    out = aside[: last + 1].max(axis=0)
    lift = float(np.abs((begin[0] - begin[raised]) @ outward)) - 2 * raised * float(
        scene.model.geom_size[geoms[0], 0]
    )
    if out[-1] < 0.5 * lift:
        raise Refused(f"raised by {lift:.2f} m, the last ball swings out by {out[-1]:.2f} m")
    middle = out[raised:-raised]
    if len(middle) and middle.max() > 0.35 * out[-1]:
        raise Refused(f"a ball between swings out by {middle.max():.2f} m")
    if out[-raised] < 0.5 * out[-1]:
        raise Refused("fewer swing out than came in")
