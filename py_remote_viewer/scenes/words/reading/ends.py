"""Phrases for the two ends of something: "on one side", "one at each end"."""

__all__ = ["ENDS"]

_SAID = {
    "one end": ("on one side", "on one end", "on the one side", "on the one end", "at one side"),
    "other end": ("on the other side", "on the other end", "at the other side"),
    "each end": (
        "on each side", "on each end", "at each end", "at each side", "on both sides",
        "on both ends", "on either side", "on either end", "at either end", "one on each side",
        "one on each end", "one at each end", "one at each side", "one on either side",
        "one on either end", "one at either end", "one per side",
    ),
}  # fmt: skip
#: What each of them means.
ENDS: dict[tuple[str, ...], str] = {
    tuple(phrase.split()): meaning for meaning, phrases in _SAID.items() for phrase in phrases
}
