"""What a scene's title and explanation call its things."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.items import Item

__all__ = ["begun", "listed", "title_of", "told"]


def told(item: Item, things: Sequence[Thing]) -> str:
    """`a red cup`, `3 blue cubes`."""
    colour = _colour(things)
    if len(things) > 1:
        return f"{len(things)} {colour}{_many(item, things)}"
    return f"{'an' if (colour + item.said)[0] in 'aeiou' else 'a'} {colour}{item.said}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def title_of(
    item: Item, things: Sequence[Thing], arrangement: str, heaps: int, *, article: bool = False
) -> str:
    """`Stack of 5 red boxes`; `a stack of 5 red boxes` with an article."""
    arrangement = "" if arrangement == "on" else arrangement
    if len(things) == 1 or not arrangement:
        words = told(item, things)
        return words if article else _title(words)
    heap = f"a {arrangement} of " if heaps == 1 else f"{heaps} {arrangement}s of "
    words = f"{heap}{len(things) // heaps} {_colour(things)}{_many(item, things)}"
    return words if article else _title(words)


def _title(words: str) -> str:
    return begun(words.removeprefix("a ").removeprefix("an "))


def begun(words: str) -> str:
    """As a sentence begins."""
    return words[:1].upper() + words[1:]


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
