"""How much the joints of links resist, and how links compare with each other."""

import math
from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.links import shared_flag
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.members import place_of

__all__ = ["compare", "joint_damping"]

#: Of what one that is damped somehow loses: a twentieth of the critical damping.
_DAMPED = 0.05


def joint_damping(
    item: Item, links: Sequence[Sequence[Item]], masses: Sequence[float],
    lengths: Sequence[float], gravity: float,
) -> list[float]:  # fmt: skip
    """Of the joint that each link turns about (N m s/rad); `links` are the parts that say something
    of each. What is said of one goes before what is said of all."""
    # Of the first link by itself.
    critical = 2 * masses[0] * lengths[0] ** 2 * math.sqrt(max(gravity, 0.01) / lengths[0])
    ratio = item.one(-1.0, "damping ratio")
    if ratio >= 0 and len(links) > 1:
        raise Misunderstood(
            f"A damping ratio is of one joint, and {item.said} has {len(links)}; say the damping.",
            word="damping ratio",
        )
    # Low friction is a fifth of what is damped somehow.
    damped = 1.0 if item.flag("damped") else 0.2 if item.flag("slick") else 0.0
    whole = item.one(-1.0, "damping", "friction")
    whole = ratio * critical if whole < 0 <= ratio else whole
    whole = whole if whole >= 0 else damped * _DAMPED * critical
    found: list[float] = []
    for parts in links:
        told = [part.one(-1.0, "damping", "friction") for part in parts]
        own = 1.0 if shared_flag(parts, "damped") else 0.2 if shared_flag(parts, "slick") else 0.0
        found.append(max(told) if max(told) >= 0 else own * _DAMPED * critical if own else whole)
    for damping in found:
        if not 0.0 <= damping <= 1e5:
            raise Misunderstood(f"A damping of {damping:g} cannot be made.")
    return found


def compare(values: Sequence[float], parts: Sequence[Item], name: str) -> list[float]:
    """The values of links, of which some are so many times another one's."""
    found, count = list(values), len(values)
    for i, part in enumerate(parts):
        told = part.values.get(f"times {name}", [])
        factor = part.one(1.0, f"times {name}")
        if not told:
            continue
        other = told[0].dimension
        if other == "other" and count != 2:
            raise Misunderstood(f"It is not said with which of {count} it is compared.",
                                word=told[0].said)  # fmt: skip
        place = 1 - i if other == "other" else place_of(other, count)
        if place == i or f"times {name}" in parts[place].values:
            raise Misunderstood(f"{part.said} cannot be compared with that.", word=told[0].said)
        found[i] = factor * found[place]
    return found
