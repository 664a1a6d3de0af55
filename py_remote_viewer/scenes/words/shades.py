"""Light and dark ones of each colour. Who builds things has a shade as a colour of its own; what is
checked of them is the plain one, which people call it as well."""

from typing import cast

import msgspec

from py_remote_viewer.protocol.expectations import Colour, Count, Expectation, HasColour

__all__ = ["SHADES", "plain", "plainly", "rgba_of_shades", "shade"]

#: Words before a colour, and the shade that they mean; bright ones are so in any case.
SHADES = {
    "light": "light ", "pale": "light ", "dark": "dark ", "deep": "dark ", "bright": "",
    "vivid": "",
}  # fmt: skip
#: Of these there is none that would still be called so.
_ALONE = ("black", "white")
#: How much of a colour is left in a dark one, and how much white is in a light one; others where
#: people would call that brown, pink or red.
_DARK, _LIGHT = 0.5, 0.5
_DARKER = {"yellow": 0.7, "orange": 0.72, "pink": 0.76}
_LIGHTER = {"red": 0.32, "brown": 0.45, "blue": 0.45}


def shade(word: str, colour: Colour) -> Colour | None:
    """ "dark red"; None where there is no such shade."""
    prefix = SHADES.get(word)
    if prefix is None or (prefix and colour in _ALONE):
        return None
    return cast("Colour", f"{prefix}{colour}")


def plain(colour: Colour) -> Colour:
    """The colour that a shade is of."""
    return cast("Colour", colour.rpartition(" ")[2])


def plainly(expected: Expectation) -> Expectation:
    """The same of the plain colour."""
    if isinstance(expected, HasColour):
        return msgspec.structs.replace(expected, colour=plain(expected.colour))
    if isinstance(expected, Count) and expected.of.colour is not None:
        of = msgspec.structs.replace(expected.of, colour=plain(expected.of.colour))
        return msgspec.structs.replace(expected, of=of)
    return expected


def rgba_of_shades(colours: dict[Colour, str]) -> dict[Colour, str]:
    """Red, green, blue and alpha of each shade, as MJCF has them."""
    found: dict[Colour, str] = {}
    for colour, rgba in colours.items():
        *rgb, alpha = (float(part) for part in rgba.split())
        dark, light = _DARKER.get(colour, _DARK), _LIGHTER.get(colour, _LIGHT)
        for word, parts in (
            ("dark", [part * dark for part in rgb]),
            ("light", [part + (1 - part) * light for part in rgb]),
        ):
            name = shade(word, colour)
            if name is not None:
                found[name] = " ".join(f"{part:.3g}" for part in (*parts, alpha))
    return found
