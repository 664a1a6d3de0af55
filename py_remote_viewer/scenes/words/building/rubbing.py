"""How much surfaces rub, by number or by word."""

from py_remote_viewer.scenes.words.items import Item

__all__ = ["SLICK", "told_friction"]

#: Of what has hardly any, as ice on ice.
SLICK = 0.05
_WORDS = {"undamped": 0.0, "slick": SLICK, "rough": 1.2}


def told_friction(item: Item) -> float | None:
    """A surface's, taken; None where nothing was said of it. A number goes before words."""
    number = item.one(-1.0, "friction")
    by_word = [value for flag, value in _WORDS.items() if item.flag(flag)]
    if number >= 0:
        return number
    return by_word[0] if by_word else None
