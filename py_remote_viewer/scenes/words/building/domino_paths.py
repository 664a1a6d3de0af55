"""Where dominoes stand: in a row, along a curve or in a circle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["WHERE", "Domino", "domino_path", "places"]

#: By what was said, how far round (degrees) they go.
_ROUND = {"in a circle": 360.0, "in a semicircle": 180.0, "in a curve": 90.0}
#: What that is called.
WHERE = {0.0: "in a row", **{around: name for name, around in _ROUND.items()}}
#: So much (degrees) one may be turned against the next, which it would not hit well else.
_MOST_TURN_DEG = 20.0
#: As many times their thickness they have to be apart.
_LEAST = 2.0
#: Beyond where it would fall back by itself.
_TIPPED_DEG = 6.0


@dataclass(frozen=True)
class Domino:
    """Where one stands, and how it is turned (quaternion)."""

    at: tuple[float, float, float]
    turn: tuple[float, float, float, float] | None


def domino_path(item: Item, count: int) -> float:
    """How far round they go, in degrees; 0 for a row. What was said of that is taken."""
    flags = [name for name in _ROUND if item.flag(name)]
    if item.arrangement == "circle":
        flags, item.arrangement = [*flags, "in a circle"], ""
    if len(set(flags)) > 1:
        raise Misunderstood("Dominoes stand along one line.", word=item.said)
    if not flags:
        return 0.0
    item.flag("in a row")
    around = _ROUND[flags[0]]
    fewest = math.ceil(around / _MOST_TURN_DEG) + (around < 360)
    if count < fewest:
        raise Misunderstood(
            f"{count} dominoes {flags[0]} turn too much from one to the next; {fewest} and more "
            "can stand so."
        )
    return around


def places(
    count: int, size: Sequence[float], pitch: float, around: float, *, tipped: bool
) -> list[Domino]:
    """All of them, from left to right, each `pitch` (m) from the next; the first one over its edge
    where it is `tipped`."""
    thick, wide, high = size
    if not around:
        return [
            _placed(pitch * (i - (count - 1) / 2), 0.0, 0.0, thick, high, pitch,
                    tipped=tipped and i == 0)
            for i in range(count)
        ]  # fmt: skip
    turn = math.radians(around) / (count if around == 360.0 else count - 1)
    radius = pitch / (2 * math.sin(turn / 2))
    # On the inner side they are nearer to each other.
    inside = pitch * (radius - wide / 2) / radius
    if inside < _LEAST * thick:
        raise Misunderstood(
            f"{count} dominoes {WHERE[around]}, {pitch:.3g} m apart and {wide:.3g} m wide, have no "
            "room to fall; more of them have."
        )
    # The middle one is farthest from the middle of the circle, towards the back.
    begin = math.pi / 2 + turn * (count - 1) / 2
    # An arc's own middle is where its row would be.
    back = 0.0 if around == 360.0 else radius * (1 + math.cos(turn * (count - 1) / 2)) / 2
    found: list[Domino] = []
    for i in range(count):
        angle = begin - turn * i
        x, y = radius * math.cos(angle), radius * math.sin(angle) - back
        found.append(
            _placed(x, y, angle - math.pi / 2, thick, high, inside, tipped=tipped and i == 0)
        )
    return found


def _placed(
    x: float, y: float, yaw: float, thick: float, high: float, pitch: float, *, tipped: bool
) -> Domino:
    """Upright, or on its front edge, over by more than it can bear."""
    along, up, turn = 0.0, high / 2, 0.0
    if tipped:
        bears = math.degrees(math.atan2(thick, high))
        # Where it would touch the next one.
        touches = math.degrees(math.asin(min(1.0, (pitch - thick) / high)))
        turn = math.radians(min(bears + _TIPPED_DEG, (bears + touches) / 2))
        # From the edge to the middle.
        along = thick / 2 - thick / 2 * math.cos(turn) + high / 2 * math.sin(turn)
        up = thick / 2 * math.sin(turn) + high / 2 * math.cos(turn)
    at = (x + along * math.cos(yaw), y + along * math.sin(yaw), up)
    if not (turn or yaw):
        return Domino(at, None)
    # About z, then about its own y.
    cos_z, sin_z = math.cos(yaw / 2), math.sin(yaw / 2)
    cos_y, sin_y = math.cos(turn / 2), math.sin(turn / 2)
    return Domino(at, (cos_z * cos_y, -sin_z * sin_y, cos_z * sin_y, sin_z * cos_y))
