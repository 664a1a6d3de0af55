"""Phrases that say that the first of several is pushed over, and along what they stand."""

from itertools import product

__all__ = ["TOPPLING"]

_FIRST = (
    "the first", "the first one", "the first domino", "the first tile", "first one",
    "the leftmost one", "the first of them", "the one on the left",
)  # fmt: skip
_PUSH = ("knock", "push", "tip", "topple", "tap", "tilt", "flick", "knocking", "pushing", "tipping")
_PUSHED = (
    "tilted", "tipped", "pushed", "toppled", "falling", "tipping", "knocked", "tilting", "leaning",
    "tilted forward", "tipped over", "pushed over", "knocked over", "tipping over", "toppling",
    "falling over", "tilted over", "toppled over",
)  # fmt: skip
_IS = ("", "is", "gets", "is already", "already")
_CURVED = {
    "in a semicircle": ("semicircle", "half circle", "semi circle", "half a circle"),
    "in a curve": ("curve", "arc", "bend", "quarter circle", "curved row", "curved line"),
}
_ALONG = ("in {}", "along {}", "on {}", "arranged in {}", "{} of", "standing in {}", "forming {}",
          "placed along {}")  # fmt: skip
_SIDES = ("from the {}", "from the {} side", "from the {} end", "from {}", "on the {} end")


def _phrases() -> dict[tuple[str, ...], str]:
    found: dict[str, str] = {}
    for push, first, behind in product(_PUSH, _FIRST, ("", " over", " down")):
        found[f"{push} {first}{behind}"] = "topples"
        found[f"{push} over {first}"] = "topples"
    for first, how, pushed in product(_FIRST, _IS, _PUSHED):
        found[f"{first} {how} {pushed}"] = "topples"
    for flag, names in _CURVED.items():
        for name, along in product(names, _ALONG):
            article = "" if name.startswith("half a") else "an " if name == "arc" else "a "
            found[along.format(f"{article}{name}")] = flag
    for side, toppled in product(("left", "right"), _SIDES):
        found[f"knocked over {toppled.format(side)}"] = f"topples from {side}"
        found[f"pushed over {toppled.format(side)}"] = f"topples from {side}"
        found[f"toppled {toppled.format(side)}"] = f"topples from {side}"
        found[f"pushed {toppled.format(side)}"] = f"topples from {side}"
        found[f"toppling {toppled.format(side)}"] = f"topples from {side}"
        found[f"falling {toppled.format(side)}"] = f"topples from {side}"
    return {tuple(phrase.split()): meaning for phrase, meaning in found.items()}


#: What each of them means.
TOPPLING = _phrases()
