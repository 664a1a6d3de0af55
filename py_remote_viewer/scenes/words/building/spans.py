"""Chains and ropes that are held at both ends, and how they hang there."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Apart, Colour
from py_remote_viewer.scenes.words.building.links import shared_flag
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["HOLDERS", "Span", "draw_holders", "hang_between", "plan_span", "tell_holders", "top_of"]

#: What a chain can hang between.
HOLDERS = ("post", "pole", "anchor")
_TIED = ("attached", "from", "on")
#: Of the length, where it is not told; a chain that is nearly straight would pull too much.
_USUAL, _TIGHTEST = 0.7, 0.98
_CLEARANCE = 0.3
_POST_RADIUS = 0.03


@dataclass(frozen=True)
class Span:
    """The two ends: how far from each other (m), and with `posts` of this colour; their height
    (m) is zero where it is not told."""

    apart: float
    posts: bool
    height: float
    colour: Colour


def tell_holders(items: list[Item]) -> list[Item]:
    """ "Between two posts": they become parts of the chain."""
    for chain in [item for item in items if item.kind in ("chain", "rope")]:
        between = [
            one for one in chain.relations
            if one.other.kind in HOLDERS and one.distance is None
            and (one.kind == "between" or (one.kind in _TIED and one.other.number(1) == 2))
        ]  # fmt: skip
        if not between:
            continue
        holders = list({id(one.other): one.other for one in between}.values())
        if sum(one.number(2 if one.plural else 1) for one in holders) != 2:
            raise Misunderstood(f"A {chain.said} hangs between two {holders[0].said}.",
                                word=holders[0].said)  # fmt: skip
        if chain.number(2 if chain.plural else 1) != 1:
            raise Misunderstood(f"Only one {chain.kind} can hang there.", word=chain.said)
        chain.relations = [one for one in chain.relations if one not in between]
        for one in holders:
            one.kind = "holder" if one.kind == "anchor" else "post"
        chain.parts += holders
        items = [item for item in items if item not in holders]
    return items


def plan_span(item: Item, parts: Sequence[Item], total: float, *, sized: bool) -> Span | None:
    """What was said of both ends, taken; None where one end hangs. `total` is the length (m), where
    it is not `sized` only a usual one."""
    both, holders = _ends(item), [part for part in item.parts if part.kind in ("post", "holder")]
    told = shared_flag((item, *parts), "both ends")
    if not (both or holders or told):
        return None
    item.parts = [part for part in item.parts if part not in holders]
    everything = (item, *parts, *both, *holders)
    said = [value for part in everything for value in part.take("spacing", "gap")]
    if len(set(said)) > 1:
        raise Misunderstood(f"The ends of a {item.said} are one distance apart.", word="apart")
    apart = said[0] if said else _USUAL * total
    if not (0.01 * total <= apart <= _TIGHTEST * total) and sized:
        raise Misunderstood(
            f"A {item.said} of {total:.3g} m cannot hang with its ends {apart:.3g} m apart; up to "
            f"{_TIGHTEST * total:.3g} m can be."
        )
    posts = [part for part in holders if part.kind == "post"]
    heights = {part.one(0.0, "height", "unnamed", "length") for part in posts}
    colours: list[Colour] = [part.colour("brown") for part in posts]
    shared_flag((*both, *holders), "fixed", "connected", "hangs", "holds", "standing", "vertical")
    for part in (*both, *holders):
        part.finish()
    if len(heights) > 1 or len(set(colours)) > 1:
        raise Misunderstood("Both posts are alike.", word=posts[0].said)
    return Span(apart, bool(posts), max(heights, default=0.0), (colours or ["brown"])[0])


def _ends(item: Item) -> list[Item]:
    """The ends that are told of, taken: both, where both are held; none where one hangs free."""
    ends = [part for part in item.parts if part.kind == "end"]
    anchored = item.flag("anchored")
    held = [part for part in ends if {"fixed", "connected", "hangs"} & part.flags.keys()]
    pairs = [part for part in ends if part.number(2 if part.plural else 1) == 2 and not part.which]
    told = anchored or held or any(part.has("spacing", "gap") for part in pairs)
    if (pairs and told) or len(held) == 2:
        item.parts = [part for part in item.parts if part not in ends]
        return ends
    if len(ends) <= 2 and not pairs and (held or anchored or "fixed end" in item.flags):
        # "one end fixed, the other free"
        for part in ends:
            part.flag("fixed", "connected", "hangs", "swings")
            part.finish()
        item.parts = [part for part in item.parts if part not in ends]
    return []


def hang_between(lengths: Sequence[float], masses: Sequence[float], apart: float) -> list[float]:
    """By how many degrees each link is turned from hanging down, where it hangs at rest with its
    ends at one height and so far apart.

    A link's slope is that of the force in its middle: the same one along, and up what it carries.
    """

    def ends(along: float, up: float) -> tuple[float, float]:
        x = z = 0.0
        for length, force in zip(lengths, _forces(masses, up), strict=True):
            pull = math.hypot(along, force)
            x, z = x + length * along / pull, z - length * force / pull
        return x, z

    whole = sum(masses)

    def carried(along: float) -> float:
        return _root(lambda up: -ends(along, up)[1], 0.0, whole)

    # So much that it is nearly straight, and so little that it hangs straight down.
    along = math.exp(
        _root(lambda power: ends(math.exp(power), carried(math.exp(power)))[0] - apart,
              math.log(1e-6 * whole), math.log(1e4 * whole))
    )  # fmt: skip
    forces = _forces(masses, carried(along))
    return [math.degrees(math.atan2(-along, force)) for force in forces]


def _forces(masses: Sequence[float], up: float) -> list[float]:
    """What each link carries in its middle, in its own unit of weight."""
    found: list[float] = []
    for mass in masses:
        found.append(up - mass / 2)
        up -= mass
    return found


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def top_of(span: Span, sag: float, item: str) -> float:
    """How high (m) both ends are."""
    if span.height and span.height < sag + 0.05:
        raise Misunderstood(
            f"Posts of {span.height:.3g} m are too low: the {item} hangs {sag:.3g} m down."
        )
    return span.height or max(sag + _CLEARANCE, 0.8 if span.posts else 0.0)


def draw_holders(fragment: Fragment, span: Span, top: float, names: Names) -> None:
    """Two posts, or what holds the ends in the air."""
    half = span.apart / 2
    if span.posts:
        holders = names.give("post", 2)
        for name, x in zip(holders, (-half, half), strict=True):
            body = fragment.body(name, (x, 0, top / 2))
            element(body, "geom", type="cylinder", size=(_POST_RADIUS, top / 2), contype=0,
                    conaffinity=0, rgba=RGBA[span.colour])  # fmt: skip
    else:
        holders = names.give("holder", 2)
        for name, x in zip(holders, (-half, half), strict=True):
            fragment.geom("box", (x, 0, top), name=name, size=(0.03, 0.03, 0.02),
                          rgba=RGBA["black"])  # fmt: skip
    fragment.expectations.append(Apart(holders[0], holders[1], span.apart))
