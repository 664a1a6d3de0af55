"""Tables, and what is on them."""

from collections.abc import Sequence

import numpy as np

from benchmarks.text_to_scene.verify.resting import height_of, on_top_of
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import highest, main_geom, shape_of, sides
from benchmarks.text_to_scene.verify.things import Things

__all__ = ["cups", "on_table", "table", "table_top"]

_AREA_M2 = 0.12
_HEIGHTS_M = (0.2, 1.3)


def table_top(scene: Scene) -> tuple[float, Sequence[int]]:
    """Height and geoms of the largest level board that stands still over the floor."""
    boards = [(geom, _area(scene, geom)) for geom in _still(scene)]
    boards = [(geom, area) for geom, area in boards if area >= _AREA_M2]
    if not boards:
        raise Refused("there is no table")
    best = max(boards, key=lambda board: board[1])[0]
    height = highest(scene.model, scene.start, [best])
    level = [
        geom for geom, _ in boards if abs(highest(scene.model, scene.start, [geom]) - height) < 0.01
    ]
    return height, level


def _still(scene: Scene) -> list[int]:
    """Geoms that never move, and those of heavy loose things: a table may stand by its weight."""
    made = scene.untouched
    loose = [
        geom
        for link in scene.links
        if link.free and float(np.linalg.norm(made.travelled(link.geoms[0]))) < 0.02
        for geom in link.geoms
    ]
    return [*scene.fixed, *loose]


def _area(scene: Scene, geom: int) -> float:
    """Of the upper face of a level box or disc at a table's height; 0 for all else."""
    turned = scene.start.geom_xmat[geom].reshape(3, 3)
    upward = int(np.argmax(np.abs(turned[2])))
    name, size = shape_of(scene.model, geom), 2 * scene.model.geom_aabb[geom, 3:]
    if abs(turned[2, upward]) < 0.999 or name not in ("box", "cylinder", "mesh"):
        return 0.0
    if name == "cylinder" and upward != 2:
        return 0.0
    if not _HEIGHTS_M[0] <= highest(scene.model, scene.start, [geom]) <= _HEIGHTS_M[1]:
        return 0.0
    flat = [size[i] for i in range(3) if i != upward]
    # What stands upright and thin is a wall or a leg.
    return 0.0 if size[upward] > 3 * min(flat) else float(flat[0] * flat[1])


def table(height: float | None = None, within: float = 0.05) -> Predicate:
    """There is a table, perhaps of this height."""

    def check(scene: Scene) -> None:
        found = table_top(scene)[0]
        if height is not None and abs(found - height) > within * height:
            raise Refused(f"its top is {found:.3f} m high")

    return Predicate("a table" + (f" of {height:g} m" if height else ""), check)


def on_table(things: Things, number: int, stacked: bool = False) -> Predicate:
    """So many of these lie on the table after three seconds, perhaps on each other."""
    return on_top_of(things, number, table_top, stacked)


def cups(number: int, colour: str) -> Predicate:
    """So many loose things of this colour and of a cup's size are on the table, none of them tipped
    over: 5 to 20 cm high, not thinner than a third of that, and hollow or round or many-sided."""

    def check(scene: Scene) -> None:
        found = Things(colour=colour).found(scene)
        if len(found) != number:
            raise Refused(f"there are {len(found)} loose {colour} things")
        made = scene.untouched
        for link in found:
            height = height_of(scene, link)
            geom = main_geom(scene.model, link.geoms)
            if not 0.04 <= height <= 0.21:
                raise Refused(f"one is {height:.3f} m high")
            if sides(scene.model, geom)[2] > 0.25:
                raise Refused("one is larger than a cup")
            if len(link.geoms) == 1 and shape_of(scene.model, geom) in ("box", "sphere"):
                raise Refused(f"one is a {shape_of(scene.model, geom)}")
            if made.turned(geom) > 20:
                raise Refused("one tips over")

    return Predicate(f"{number} {colour} cup(s)", check)
