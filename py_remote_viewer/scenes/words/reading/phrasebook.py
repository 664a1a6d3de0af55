"""Words and phrases that the templates understand, but for names of things and how they behave."""

from py_remote_viewer.scenes.words.reading.behaviours import phrases

__all__ = [
    "ALOFT",
    "APART",
    "AT_ITS_END",
    "BOTH",
    "FILLERS",
    "FILLER_PHRASES",
    "LOCATIONS",
    "PLAIN",
    "RELATIONS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENDS = (
    "at its end", "at the end", "at the bottom", "at the lower end", "on its end", "at the tip",
    "at the bottom end", "on the end", "at its lower end", "at the very end", "at its bottom",
    "to its end", "to the end", "on its lower end", "to its lower end", "at its tip",
    "to the lower end", "on the lower end", "at the free end", "at the other end", "from its end",
    "from its lower end", "at the last link", "on the bottom", "at one end", "to the bottom",
    "to one end", "to the free end", "at its free end", "at the far end", "from the end",
    "from the lower end", "to the last link", "from the bottom", "on one end", "to its bottom",
    "at the end of it", "at the end of the rod", "at the end of the rope",
    "at the end of the chain",
    "at the end of the string", "at the bottom of the rod", "at the lower end of the rod",
)  # fmt: skip
#: Where a chain's or a rod's weight is.
AT_ITS_END = frozenset(
    tuple(f"{how} {where}".split())
    for where in _ENDS
    for how in ("", "attached", "hanging", "tied", "fixed", "hung", "fastened", "suspended",
                "mounted", "hooked", "hangs", "connected", "is attached", "is hanging")
)  # fmt: skip
#: Places among others, or on what was named before.
LOCATIONS = phrases(
    """
    bottom: at the bottom, on the bottom, at the base, below
    top: at the top, on top, on the top, at its top, at the upper end, near the top
    middle: in the middle, in the centre, in the center, at the centre, at the center, in between
    , in its middle, in its centre, in its center
    left: on the left, on the left side, to the left, at the left, on its left, to its left
    , on its left side, on the left end, at the left end, on its left end
    edge: at the edge, on the edge, near the edge, at its edge, on its edge, at one edge
    , near its edge, close to the edge, at the front edge, at an edge
    corner: in the corner, at the corner, in a corner, at a corner, in one corner, at one corner
    , at the corners, in the corners, at its corners, on its corners, on the corners
    , at the four corners, in the four corners, on the four corners, in its corners
    right: on the right, on the right side, to the right, at the right, on its right, to its right
    , on its right side, on the right end, at the right end, on its right end
    """
)

RELATIONS = phrases(
    """
    on: on top of, on, onto, upon, standing on, sitting on, lying on, resting on, rests on
    , placed on, stands on, sits on, lies on, set on, put on, mounted on, balanced on, down on
    , stacked on, stacked on top of, placed on top of, sitting on top of, resting on top of, atop
    , lying on top of, standing on top of, balancing on, balancing on top of, balanced on top of
    , at the top of, at the upper end of, near the top of, on the top of, at the very top of
    , at the edge of, on the edge of, near the edge of, at the corner of, at the corners of
    , in the corner of, in the corners of, at the four corners of, on the corners of
    , on the four corners of, in a corner of, at a corner of, close to the edge of
    , in the middle of, in the centre of, in the center of, at the centre of, at the center of
    , at the bottom of, at the foot of, at the lower end of, near the bottom of, halfway up
    , halfway down, halfway along, midway up, midway down, half way up, half way down
    down: down
    above: above, over
    beside: next to, beside, near, by, alongside, close to, to the side of, away from, adjacent to
    , standing next to, right next to, placed next to, near to, not far from, sitting next to
    , lying next to, lying beside, standing beside, placed beside
    front: in front of, before, standing in front of, lying in front of, placed in front of
    behind: behind, in back of, standing behind, at the back of
    left: to the left of, left of, on the left of, on the left side of
    right: to the right of, right of, on the right of, on the right side of
    between: between, in between
    facing: facing, looking at, that faces, which faces, turned towards, that looks at, faces
    apart: from
    from: off, hanging below, suspended below, hanging under, hangs below, hanging from
    , suspended from, hung from, dangling from, hang from, hangs from, hanging on, hanging off
    , hangs on, hung on, hanging by, suspended by, swinging from, swinging on, swings from
    , dangling on, suspended on, hung by, swings on, hangs off, hangs by, hang on, hanging down from
    , hangs down from
    attached: attached to, connected to, hinged to, fixed to, tied to, joined to, hooked to
    , fastened to, mounted to, pinned to, linked to, attached on, hinged on, hinged on top of
    , attached on top of, fixed at, anchored to, pivoted on, hinged at, mounted on top of
    , attached on the top of, pivoting on, fixed on, coupled to
    in: in, into, inside, inside of, within
    around: around, all around, surrounding, encircling, arranged around, placed around
    , standing around, in a circle around, in a ring around, arranged in a circle around, circling
    , arranged in a ring around, lying around
    sides: on either side of, on both sides of, on each side of, to either side of, at both sides of
    , at either side of, to both sides of, at each side of
    surrounded: surrounded by, encircled by, ringed by, surrounded with
    under: under, below, underneath, beneath
    at: at
    """
)

#: Of those what may stand before a noun.
PLAIN = _words(
    "simple basic nice classic classical standard typical normal ordinary regular realistic plain "
    "common usual new proper solid rigid loose same identical equal individual more single uniform "
    "industrial articulated kinematic serial point separate stable famous known good interesting "
    "whole complete"
)
#: Words that change nothing. Whatever could change the scene is none of them.
FILLERS = _words(
    """
    a an the this that these those some my our your its their there please kindly hi hello
    standing stands stand
    hey thanks thank you ok okay create creates make build generate simulate simulating show
    give construct set up put add design model want would like need needs let see have has
    having can could get i me us we i'd i'll let's is are be being was been was do it's
    there's here of with and plus also then containing contains including includes
    consisting consist consists made which who so for using use uses
    just featuring where whose scene simulation simulated world environment setup
    system physics mujoco mjcf xml simple basic nice classic classical standard typical
    normal ordinary regular realistic plain common usual new proper demo example quick
    sitting placed positioned arranged located sits lies composed comprised comprising
    formed together each every individual apiece equally respectively
    evenly uniform about approximately around roughly exactly starting starts start
    initially initial beginning begins begin let rigid
    loose only will should must place arrange position spawn draw produce prepare lay
    comprises has
    """
)
#: The same of several words, which could change it one by one.
FILLER_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in (
        "to see", "to have", "to be", "to simulate", "to make", "to build", "to create", "to get",
        "to show", "to model", "to design", "to set up", "as well", "as well as", "in the scene",
        "in a scene", "in mujoco", "in the simulation", "in the world", "in my scene", "how about",
        "with mujoco", "in spatial space", "to look at", "to play with", "in a simulation", "to do",
        "such that", "could you", "can you", "would you", "do you", "may i", "let us",
        "to try", "as follows", "in which", "in a world", "has to", "have to", "needs to",
        "need to",
        "at the start", "at the beginning", "in the beginning", "to begin with", "at first",
        "going to", "want to", "wants to", "like to", "set up", "put up", "build up",
    )
)  # fmt: skip
#: Behind a length that is between several things.
APART: dict[tuple[str, ...], bool] = {
    tuple(words.split()): True
    for words in ("from each other", "from one another", "away from each other", "between them",
                  "apart from each other", "between each other", "from one to the next",
                  "between neighbours", "between two neighbours", "in between")
}  # fmt: skip
#: Of two that touch.
BOTH: dict[tuple[str, ...], bool] = {
    tuple(words.split()): True for words in ("between them", "between the two", "between both")
}
#: Behind a length that something is above the floor.
ALOFT: dict[tuple[str, ...], bool] = {
    tuple(words.split()): True
    for words in ("up in the air", "in the air", "high in the air", "high up in the air", "up",
                  "high up", "up high", "above ground")
}  # fmt: skip
