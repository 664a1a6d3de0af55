"""Phrases that say that one ball of a cradle is raised, at whichever end, and to which side."""

from itertools import product

__all__ = ["RAISING"]

_FIRST = ("the first", "first", "the outer", "the outermost", "the leftmost", "the rightmost",
          "the last", "the left", "the right", "one")  # fmt: skip
_BALL = ("ball", "one", "sphere", "of them", "of the balls")
_RAISED = (
    "raised", "lifted", "pulled back", "pulled aside", "released", "let go", "pulled out",
    "lifted up", "pulled up", "swung out", "pulled to the side", "drawn back", "dropped",
)  # fmt: skip
_SIDES = ("on each side", "on both sides", "on either side", "at each end")
_RAISED_FIRST = {
    tuple(f"{first} {ball} {verb} {raised}".split()): "first raised"
    for first, ball, verb, raised in product(_FIRST, _BALL, ("", "is", "gets"), _RAISED)
    if (first == "one") == ball.startswith("of ") or (first == "one" and ball != "one")
}
#: To which side an angle is.
_OFF_VERTICAL = {
    ("to", "the", side, "of", *vertical): f"at the {side}"
    for side in ("left", "right")
    for vertical in (("vertical",), ("the", "vertical"), ("upright",))
}
#: What each of them means.
RAISING = {
    **_OFF_VERTICAL,
    **_RAISED_FIRST,
    **{tuple(side.split()): "on both sides" for side in _SIDES},
}
