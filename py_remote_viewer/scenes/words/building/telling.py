"""What a scene's title and explanation call its things."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.items import Item

__all__ = ["listed", "title_of", "told"]


def told(item: Item, things: Sequence[Thing]) -> str:
    """`a red cup`, `3 blue cubes`."""
    colour = _colour(things)
    if len(things) > 1:
        return f"{len(things)} {colour}{_many(item, things)}"
    return f"{'an' if (colour + item.said)[0] in 'aeiou' else 'a'} {colour}{item.said}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def title_of(item: Item, things: Sequence[Thing], arrangement: str, heaps: int) -> str:
    """`Stack of 5 red boxes`."""
    colour = _colour(things)
    if len(things) == 1:
        return f"{colour}{item.said}".capitalize()
    arrangement = "" if arrangement == "on" else arrangement
    heap = f"{arrangement} of " if heaps == 1 else f"{heaps} {arrangement}s of "
    each = len(things) // heaps
    return f"{heap if arrangement else ''}{each} {colour}{_many(item, things)}".capitalize()


def _colour(things: Sequence[Thing]) -> str:
    colours = {thing.colour for thing in things}
    return f"{colours.pop()} " if len(colours) == 1 else ""


def _many(item: Item, things: Sequence[Thing]) -> str:
    """The plural, unless it was said so."""
    if len({thing.name.rstrip("0123456789") for thing in things}) > 1:
        return "things"
    word = item.said
    if len(things) == 1 or word.endswith("s") or word in ("dice", "objects"):
        return word
    return f"{word}es" if word.endswith(("x", "ch", "sh")) else f"{word}s"
