"""What stands, lies on something, is stacked or heaped, and stays so."""

import itertools
from collections.abc import Callable, Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import Run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import extent, highest, lowest, main_geom
from benchmarks.text_to_scene.verify.things import Things

__all__ = [
    "bottom",
    "height_of",
    "lies_on_ground",
    "moved",
    "on_top_of",
    "piled",
    "pyramid",
    "rests",
    "stacked",
    "stays",
    "surface_below",
    "top",
    "touching",
]

UP = np.array((0.0, 0.0, 1.0))
_STILL_M_S = 0.08


def bottom(scene: Scene, made: Run, link: Link, sample: int) -> float:
    """The lowest z of a link in a sample of a run."""
    return -_reach(scene, made, link, sample, -UP)


def top(scene: Scene, made: Run, link: Link, sample: int) -> float:
    """The highest z of a link in a sample of a run."""
    return _reach(scene, made, link, sample, UP)


def _reach(scene: Scene, made: Run, link: Link, sample: int, way: np.ndarray) -> float:
    return max(
        extent(scene.model, made.positions[sample, geom], made.matrices[sample, geom], geom, way)
        for geom in link.geoms
    )


def moved(made: Run, scene: Scene, link: Link) -> float:
    """How far a link's largest geom is in m from where it began."""
    return float(np.linalg.norm(made.travelled(main_geom(scene.model, link.geoms))))


def stays(things: Things, metres: float = 0.02, degrees: float = 5.0) -> Predicate:
    """After three seconds these are where and as they began."""

    def check(scene: Scene) -> None:
        made = scene.untouched
        for link in _some(scene, things):
            turned = made.turned(main_geom(scene.model, link.geoms))
            if moved(made, scene, link) > metres or turned > degrees:
                far = moved(made, scene, link)
                raise Refused(f"one has moved by {100 * far:.1f} cm and turned by {turned:.0f}°")

    return Predicate(f"each {things} stays where it begins for 3 s", check)


def rests(things: Things, metres_per_sec: float = _STILL_M_S) -> Predicate:
    """At the end of a long run these hardly move, and none fell out of the world."""

    def check(scene: Scene) -> None:
        made = scene.untouched_long
        for link in _some(scene, things):
            geom = main_geom(scene.model, link.geoms)
            before = int(np.searchsorted(made.times, made.times[-1] - 0.25))
            step = np.linalg.norm(made.positions[-1, geom] - made.positions[before, geom])
            speed = float(step) / max(made.times[-1] - made.times[before], 1e-9)
            if speed > metres_per_sec:
                raise Refused(f"one still moves with {speed:.2f} m/s")
            if made.positions[-1, geom, 2] < min(0.0, made.positions[0, geom, 2]) - 0.5:
                raise Refused("one fell out of the world")

    return Predicate(f"each {things} comes to rest", check)


def _some(scene: Scene, things: Things) -> list[Link]:
    found = things.found(scene)
    if not found:
        raise Refused(f"there is no {things}")
    return found


def touching(scene: Scene, made: Run, sample: int) -> set[tuple[int, int]]:
    """Pairs of links (by index; -1 for what never moves) that touch in a sample of a run."""
    of_geom = np.full(scene.model.ngeom + 1, -1)
    for number, link in enumerate(scene.links):
        of_geom[list(link.geoms)] = number
    # What is no geom (a flex) is -1, which is what never moves too.
    pairs = np.unique(of_geom[made.contacts[sample]].reshape(-1, 2), axis=0)
    return {(int(a), int(b)) for one, other in pairs for a, b in ((one, other), (other, one))}


def surface_below(scene: Scene, data: mujoco.MjData, link: Link) -> float:
    """Height of what is straight below the middle of a link; minus infinity where nothing is."""
    geom = main_geom(scene.model, link.geoms)
    own = {int(scene.model.geom_bodyid[one]) for one in link.geoms}
    # From inside itself, through itself, to the first thing that is not it.
    start = data.geom_xpos[geom].copy()
    hit = np.zeros(1, dtype=np.int32)
    for _ in range(8):
        # Only one body can be left out by itself.
        distance = mujoco.mj_ray(scene.model, data, start, -UP, None, 1, -1, hit)
        if distance < 0:
            return -np.inf
        start = start - UP * (distance + 1e-6)
        if int(scene.model.geom_bodyid[hit[0]]) not in own:
            return float(start[2])
    return -np.inf


def lies_on_ground(things: Things, within: float = 0.02) -> Predicate:
    """Each begins (or is after three seconds) with its lowest point on what never moves."""

    def check(scene: Scene) -> None:
        pairs = touching(scene, scene.untouched, -1)
        for number, link in enumerate(scene.links):
            if things.has(scene, link) and (number, -1) not in pairs:
                raise Refused("after 3 s one does not touch the ground")

    return Predicate(f"each {things} lies on the ground", check)


def stacked(things: Things, number: int) -> Predicate:
    """So many stand one on the other, as the scene begins and three seconds later."""

    def check(scene: Scene) -> None:
        made = scene.untouched
        for sample, when in ((0, "begins"), (-1, "is after 3 s")):
            links = sorted(things.found(scene), key=lambda link: bottom(scene, made, link, sample))
            if len(links) != number:
                raise Refused(f"there are {len(links)}")
            for below, above in itertools.pairwise(links):
                gap = bottom(scene, made, above, sample) - top(scene, made, below, sample)
                aside = _aside(scene, made, below, above, sample)
                if abs(gap) > 0.015 or aside > 0.5:
                    raise Refused(f"as it {when}, one is not on the one below")

    return Predicate(f"{number} of {things} stand one on the other", check)


def _aside(scene: Scene, made: Run, below: Link, above: Link, sample: int) -> float:
    """How far the middle of one is from the middle of the other, in half widths of the lower."""
    first, second = (main_geom(scene.model, link.geoms) for link in (below, above))
    offset = made.positions[sample, second] - made.positions[sample, first]
    half = float(np.sort(scene.model.geom_aabb[first, 3:])[0])
    return float(np.hypot(offset[0], offset[1])) / half


def piled(things: Things, on_others: int) -> Predicate:
    """At some time after the first half second so many lie on others and not on the ground: what is
    round rolls away from a heap in the end."""

    def check(scene: Scene) -> None:
        made = scene.untouched
        numbers = [n for n, link in enumerate(scene.links) if things.has(scene, link)]
        most = 0
        for sample in range(int(np.searchsorted(made.times, 0.5)), len(made.times), 10):
            pairs = touching(scene, made, sample)
            up = [n for n in numbers if (n, -1) not in pairs]
            most = max(most, sum(any((n, m) in pairs for m in numbers) for n in up))
        if most < on_others:
            raise Refused(f"never more than {most} of {len(numbers)} lie on others")

    return Predicate(f"at least {on_others} of {things} lie on others", check)


def pyramid(things: Things, rows: Sequence[int]) -> Predicate:
    """They lie in layers of so many, from below, and still do after three seconds."""

    def check(scene: Scene) -> None:
        made = scene.untouched
        for sample in (0, -1):
            heights = sorted(bottom(scene, made, link, sample) for link in things.found(scene))
            layers: list[list[float]] = []
            for height in heights:
                if layers and height - layers[-1][0] < 0.02:
                    layers[-1].append(height)
                else:
                    layers.append([height])
            if [len(layer) for layer in layers] != list(rows):
                raise Refused(f"the layers are {[len(layer) for layer in layers]}")

    return Predicate(f"{things} in layers of {', '.join(map(str, rows))}", check)


def on_top_of(
    things: Things,
    number: int,
    surface: Callable[[Scene], tuple[float, Sequence[int]]],
    stacked: bool = False,
) -> Predicate:
    """So many of these lie in the end on a surface: its height, and the geoms that it is of. With
    `stacked` they may also lie on each other there."""

    def check(scene: Scene) -> None:
        height, geoms = surface(scene)
        made, on = scene.untouched, 0
        for link in things.found(scene):
            middle = made.positions[-1, main_geom(scene.model, link.geoms)]
            over = bottom(scene, made, link, -1) - height
            high = stacked and 0 < over < 1.0 and moved(made, scene, link) < 0.05
            if abs(over) < 0.015 or high:
                on += any(_covers(scene, geom, middle) for geom in geoms)
        if on != number:
            raise Refused(f"{on} lie on it after 3 s")

    return Predicate(f"{number} of {things} on it", check)


def _covers(scene: Scene, geom: int, point: np.ndarray) -> bool:
    turned = scene.start.geom_xmat[geom].reshape(3, 3)
    offset = turned.T @ (point - scene.place(geom))
    half = scene.model.geom_aabb[geom, 3:]
    upward = int(np.argmax(np.abs(turned[2])))
    return all(abs(offset[i]) <= half[i] + 1e-3 for i in range(3) if i != upward)


def height_of(scene: Scene, link: Link) -> float:
    """From its lowest to its highest point as the scene begins."""
    return highest(scene.model, scene.start, link.geoms) - lowest(
        scene.model, scene.start, link.geoms
    )
