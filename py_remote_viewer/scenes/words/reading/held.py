"""Phrases that say that something is held at both of its ends."""

__all__ = ["HELD"]

_ENDS = (
    "at both ends", "between two points", "between 2 points", "between two fixed points",
    "by both ends", "from both ends", "at its ends", "by its ends", "from its ends",
    "at both of its ends", "at its two ends", "by its two ends", "at two points", "from two points",
    "at either end",
)  # fmt: skip
_HOW = (
    "", "fixed", "attached", "held", "anchored", "pinned", "hung", "suspended", "fastened", "tied",
    "supported", "hanging", "strung", "mounted",
)  # fmt: skip
#: What each of them means.
HELD: dict[tuple[str, ...], str] = {
    tuple(f"{how} {end}".split()): "both ends" for how in _HOW for end in _ENDS
}
HELD["with", "fixed", "ends"] = "both ends"
