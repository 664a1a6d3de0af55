"""Ramps with what is on them."""

import math
from collections.abc import Sequence
from dataclasses import replace

from py_remote_viewer.scenes.words.building.loose import Thing, expect_things
from py_remote_viewer.scenes.words.building.making import make_things
from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names
from py_remote_viewer.scenes.words.building.ramps import (
    Ramp,
    build_ramp,
    lay_on_ramp,
    told_of_ramp,
)
from py_remote_viewer.scenes.words.building.telling import begun, listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["make_ramp"]

_PLACES = ("bottom", "middle", "top")
#: So steep that what is as high as long would tip over, were it held.
_STEEP_DEG = 40.0
_SIZES = ("height", "thickness", "length", "width", "depth", "side", "unnamed")


def make_ramp(item: Item, carried: Sequence[Item], names: Names, gravity: float) -> Fragment:
    """A ramp, and things side by side on it."""
    # "with friction 0.1 between them"
    item.relations = [
        one for one in item.relations if one.kind != "between" or one.other not in carried
    ]
    ramp = build_ramp(item, names)
    # What is said behind "down a ramp" is of what is on it.
    holds, slides = item.flag("holds"), item.flag("slides", "rolls")
    item.flag("carries", "races")
    laid, places, words = list[Thing](), list[str](), list[str]()
    told: list[str] = []
    for loose in carried:
        things, place = _things(loose, ramp, names, holds=holds, slides=slides)
        laid += things
        places += [place] * len(things)
        words.append(title_of(loose, things, "", 1, article=True))
        where = f" at its {place}" if place else ""
        told.append(f" {begun(words[-1])}{where} {told_of_ramp(ramp, things)}.")
        ramp.fragment.expectations += expect_things(things, tilted=True)
    if laid:
        ramp.fragment.title = begun(f"{listed(words)} on a ramp").removeprefix("A ")
        ramp.fragment.title = begun(ramp.fragment.title)
        ramp.fragment.explanation += "".join(told)
    lay_on_ramp(ramp, laid, places, gravity)
    return ramp.fragment


def _things(
    loose: Item, ramp: Ramp, names: Names, *, holds: bool, slides: bool
) -> tuple[list[Thing], str]:
    """What one item puts there, and where it was said to be."""
    if loose.arrangement not in ("", "row") or loose.mixed:
        raise Misunderstood(f"A {loose.arrangement} cannot be on a ramp.", word=loose.said)
    loose.arrangement = ""
    loose.flag("in a row", "falls", "let go", "random", "races")
    said = [place for place in _PLACES if loose.flag(f"at the {place}")]
    if len(said) > 1:
        raise Misunderstood(f"{loose.said} is at one place on a ramp.", word=said[-1])
    place = said[0] if said else ""
    if place == "bottom" and not (slides or {"slides", "rolls"} & loose.flags.keys()):
        # It only is there.
        loose.flags.setdefault("holds", "at the bottom")
    if "holds" in loose.flags or holds:
        _flatten(loose, ramp)
    things = make_things(loose, names)
    if any(thing.turn for thing in things):
        raise Misunderstood("Nothing is turned on a ramp.", word=loose.said)
    if place == "bottom":
        things = [replace(one, holds=None if one.rolls else one.holds) for one in things]
    if holds or slides:
        things = [replace(thing, holds=holds and not slides) for thing in things]
    return things, place


def _flatten(loose: Item, ramp: Ramp) -> None:
    """A box that is to hold on a steep slope is so flat that it does not tip over."""
    told = loose.sizes or loose.has(*_SIZES) or "height" in loose.scales
    if loose.kind == "box" and not told and ramp.slope > _STEEP_DEG:
        factor = 1 / (1.5 * math.tan(math.radians(ramp.slope)))
        loose.scales["height"] = (factor, "flat")
