"""What a scene's title and explanation call its things."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.items import Item

__all__ = ["begun", "heaps_told", "joined_titles", "listed", "several", "sizes_told",
           "title_of", "told"]  # fmt: skip

#: Titles begin with a capital anyway where they begin with a name.
_NAMES = ("Newton",)


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


def several(count: int, title: str, *, kept: bool = False) -> str:
    """`3 pendulums`, `3 chains of 10 links`; its capital is `kept` where it is a name."""
    name = title if title.startswith(_NAMES) or kept else title[:1].lower() + title[1:]
    for joint in (" of ", " with ", " on ", " by "):
        head, found, tail = name.partition(joint)
        if found:
            return f"{count} {_plural(head)}{joint}{tail}"
    return f"{count} {_plural(name)}"


def joined_titles(titles: Sequence[str], names: Sequence[bool]) -> str:
    """`Red box and blue ball`; what is there twice is counted, and `names` stay as they are."""
    counted: dict[str, int] = {}
    proper = {title for title, name in zip(titles, names, strict=True) if name}
    for title, name in zip(titles, names, strict=True):
        kept = name or title.startswith(_NAMES)
        written = title if kept else title[:1].lower() + title[1:]
        counted[written] = counted.get(written, 0) + 1
    words = [
        title if count == 1 else several(count, title, kept=title in proper)
        for title, count in counted.items()
    ]
    return begun(listed(words))


def heaps_told(told_of: Sequence[tuple[Item, Sequence[Thing], str, int]]) -> str:
    """`a blue box with a red ball on it`, or a list of them."""
    words = [title_of(*one, article=True) for one in told_of]
    if len(told_of) == 2 and told_of[1][2] == "on" and len(told_of[0][1]) == 1:
        return f"{words[0]} with {words[1]} on it"
    return listed(words)


def sizes_told(things: Sequence[Thing]) -> str:
    """` of 0.2 by 0.2 by 0.2 m and 4 kg`, of things that are alike; else nothing."""
    if len({(thing.kind, thing.size, round(thing.mass, 9)) for thing in things}) != 1:
        return ""
    first = things[0]
    x, y, z = first.size
    match first.shape:
        case "sphere":
            size = f"{x:.3g} m across"
        case "cylinder" | "capsule":
            size = f"{x:.3g} m across, {z:.3g} m {'long' if first.lying else 'high'}"
        case _:
            size = f"{x:.3g} by {y:.3g} by {z:.3g} m"
    return f",{' each' if len(things) > 1 else ''} {size}, {first.mass:.3g} kg"


def _plural(word: str) -> str:
    if word.endswith("s"):
        return word
    return f"{word}es" if word.endswith(("x", "ch", "sh")) else f"{word}s"


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
    return _plural(word)
