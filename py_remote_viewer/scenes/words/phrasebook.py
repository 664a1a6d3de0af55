"""Words and phrases that the templates understand, but for names of things."""

__all__ = [
    "AT_ITS_END",
    "FILLERS",
    "FILLER_PHRASES",
    "FLAGS",
    "LOCATIONS",
    "PLAIN",
    "PLANETS",
    "RELATIONS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(table: str) -> dict[tuple[str, ...], str]:
    """Lines of `meaning: phrase, phrase`; a line that begins with a comma goes on."""
    found: dict[tuple[str, ...], str] = {}
    meaning = ""
    for line in table.strip().splitlines():
        name, colon, phrases = line.partition(":")
        if colon:
            meaning = name.strip()
        for phrase in (phrases if colon else line).split(","):
            if phrase.strip():
                found[tuple(phrase.split())] = meaning
    return found


#: Words and phrases that say how something is or behaves.
_SAID = _phrases(
    """
    falls: falling, falls, fall, dropped, drops, drop, dropping, is dropped, are dropped, fall down
    , freely falling, let fall, in free fall, falling freely, free falling, fall freely, free fall
    , falls freely, falls down, falling down, fall off, from the sky, out of the sky, in free fall
    , drop down, dropping down, dropped down, falling from the sky, falls from the sky
    bounces: bouncing, bounces, bounce, bouncy, elastic, that bounces, bounces up and down
    slides: sliding, slides, slide, glides, gliding, slips, slipping
    rolls: rolling, rolls, roll, rolled, freely rolling
    holds: does not slide, doesn't slide, not sliding, stays in place, without sliding, stays put
    , does not move, sticks, at rest, that stays, do not slide, don't slide, not slide, stays still
    , so it does not move, so it stays, so that it stays, does not slip, so that it does not slide
    , so it does not slide, without slipping, so that it holds, holds, so it holds, stay in place
    , does not slide down, doesn't slide down, stays where it is, doesn't move, doesn't slip, stays
    , stay, rests, resting, rest, remains, so that it does not move, remains at rest, stays at rest
    , sits still, stay put, stay still, don't move, do not move
    hangs: hanging, hangs, hang, suspended, hung, dangling, hang up, hung up, hangs down, dangles
    swings: swinging, swings, swing, freely swinging, oscillating, oscillates, that swings, freely
    , free swinging, free, can swing, may swing, that can swing, that can swing freely
    , back and forth, to and fro, swinging back and forth, swings back and forth, moves freely
    , can move freely, rotates, rotating, turns, turning, can rotate, can turn, rotate
    , swing freely, swings freely, that swings freely, chaotic, swinging freely
    spatial: spherical, three dimensional, spatial, in all directions, in spatial
    , in any direction, in every direction, universal, not only in a plane
    , not just in a plane, in 3 dimensions, every way, ball and socket joints, spherical joints
    , spherical joint, on ball joints, on a ball joint, in three dimensions
    hinged: hinge joints, hinge joint, hinges, hinged, revolute joints, revolute joint, planar
    , in a plane, in planar, hinge, in one plane, pin joints, pin joint, pinned, pivoted
    standing: standing up, upright, standing upright, that stay standing, that do not fall
    , standing still, not falling, without falling, on end, that stay upright, stay upright
    , so that they stay upright, that don't fall, stands up, stand up, stand upright, stay standing
    lying: lying down, lies down, lying flat, on its side, on their sides, lying on its side
    vertical: vertically, vertical
    horizontal: horizontal, horizontally, starting horizontally, released horizontally
    , starting horizontal, from horizontal, from the horizontal, released from horizontal
    , from the horizontal position, from a horizontal position, in a horizontal position
    , held horizontally
    hanging down: hanging straight down, straight down, hanging down, hangs straight down
    topples: toppling, topple, topples, knocked over, that fall over, that topple, falling over
    , fall over, knock each other over, tipping over, toppling over, topple over, first one pushed
    , first one tipped, knocking each other over, ready to topple, in a chain reaction
    , chain reaction, that fall, fall one after the other, fall one after another
    , topple one after the other, topple one after another, one after the other, one after another
    , so that all of them topple, so that they all topple, all of them topple
    , the first is already tipping over, the first one is already tipping over
    , the first one is tipped, the first is tipped over, the first one is tipped over
    , the first is tipped, the first one is pushed, that knock each other over, which topple
    , that all topple, so that all topple, so they topple, so they fall over, one by one
    , the first one falls, the first one tips over, the first one topples, the first is falling
    , and knocks down the rest, and knocks over the rest, knocks down the rest, fall one by one
    , the first one falling, the first one tipping over, the first one gets pushed, domino effect
    , the first one already tilted, first one tilted, the first one is tilted, first one tipping
    , and knocks over the others, knocks over the others, knocking down the others
    , knocking over the others, knocking over the rest, knocking down the rest, fall like dominoes
    , that fall one after another, that fall one after the other, the first gets pushed
    , knocks the others over, knocking the others over, knocks the rest over, that all fall
    , first one already falling, the first one already falling, the first one pushed
    pushed: when i push the first one, when the first one is pushed, when the first is pushed
    , after i push the first one, when pushed, once the first is pushed, if i push the first one
    , when you push the first one, when someone pushes the first one, if the first one is pushed
    actuated: actuated, motorised, motorized, motor driven, driven by a motor, powered by a motor
    , pushed by a motor, driven, moved by a motor, controllable, powered, that i can control
    , which i can control, i can control, that can be controlled, that i can drive
    , which i can drive
    , i can drive, that can be driven, can be driven, that pushes the cart, which pushes the cart
    , pushing the cart, that drives the cart, which drives it, that pushes it, to drive it
    , to control it, to push it, to move the cart, to push the cart, that moves the cart
    , moved by an actuator, driven by an actuator, can be controlled, fully actuated, torque driven
    , to move it, that drives it, force controlled, torque controlled
    passive: passive, unactuated, without a motor, without motors, without actuator, no actuators
    , without an actuator, without actuators, no motor, no actuator, without any motor, no motors
    , without any motors, without any actuator, not driven, not actuated, without any actuators
    , without motor, unpowered, undriven, no actuation, without actuation
    undamped: frictionless, undamped, without damping, no damping, without friction, no friction
    , slippery, icy, zero friction, with no friction, hardly any friction, almost no friction
    , little friction, low friction, very little friction, without any friction, smooth
    , without air resistance, no air resistance, zero damping, without any damping
    damped: damped, damping, lightly damped, slightly damped, with some damping
    , with a little damping, that slows down, with a bit of damping, some damping, a little damping
    rough: rough, grippy, high friction, sticky, with high friction
    reach: that can reach, can reach, reaching, reaching for, able to reach, which can reach
    , in reach of, within reach of, within reach, in reach, reach, reaches, that reaches, to reach
    , can be reached, that it can reach, it can reach, can grasp, that can grasp, within its reach
    , within the reach of, ready to grasp, can grab, that can grab, can pick up, that can pick up
    , reachable, to pick up, to grasp, to grab, ready to pick up, it can grab, it can pick up
    , it can grasp, that it can grab, that it can grasp, that it can pick up, within arm's reach
    random: random, randomly, various, assorted, scattered, different, scatter, strewn, distributed
    mixed: mixed, mix of, mixture of, a mix of, a mixture of
    colourful: of different colours, of different colors, in different colours, colourful, colorful
    , in different colors, with different colours, with different colors, differently coloured
    , differently colored, of various colours, of various colors, in various colours
    , in various colors, with random colours, with random colors, multicoloured, multicolored
    , in random colours, in random colors, of different colour, of different color
    , each in a different colour, each a different colour, each a different color
    , each in a different color, randomly coloured, randomly colored, coloured differently
    , of random colours, of random colors, each with a different colour, each with a different color
    varied: of different sizes, of various sizes, in different sizes, with different sizes
    , of different lengths, with different lengths, of varying sizes, of varying lengths
    , of random sizes, with random sizes, of various lengths, differently sized
    alike: of the same size, of equal size, of the same length, of equal length, of equal mass
    , of the same mass, equal length, same length, equal size, same size, equal lengths, equal sizes
    , equal masses, identical masses, equally long, equally heavy, same mass, equal mass
    , of equal lengths, of equal sizes
    , of equal masses, of the same weight, of equal weight, equally large, equally sized
    tapering: of decreasing size, getting smaller towards the top, decreasing in size
    , from large to small, biggest at the bottom, largest at the bottom, smallest at the top
    , smallest on top, smaller towards the top, with decreasing size, getting smaller and smaller
    , from big to small, each smaller than the one below, with the largest at the bottom
    , with the biggest at the bottom, with the smallest on top, each smaller than the last
    from below: from bottom to top, from the bottom to the top, from the bottom up, from below
    , starting from the bottom, starting at the bottom, bottom to top
    from above first: from top to bottom, from the top down, top to bottom
    from left: from left to right, left to right
    weightless: zero gravity, without gravity, no gravity, weightless, in zero g, in weightlessness
    , in space, in outer space, microgravity, in zero gravity, without any gravity, in microgravity
    , with no gravity, gravity off, gravity turned off, zero g
    under gravity: under gravity, with gravity, earth gravity, under normal gravity, on earth
    , earth's gravity, under earth gravity, under earth's gravity, normal gravity, under its weight
    , under its own weight, standard gravity
    each other: on top of each other, on top of one another, on each other, stacked, on one another
    , one on top of the other, piled on top of each other, in a stack, into a stack, in a tower
    , stacked up, stacked vertically, stacked on top of each other, stacked on top of one another
    , one on top of another, into a tower, on each others, in one stack, in a vertical stack
    , one above the other, one on another, in a column, stack up, forming a tower, as a tower
    , vertically stacked, one upon another, stacked into a tower, stacked in a tower, as a stack
    in a row: in a row, in a line, in line, lined up, in a straight line, side by side
    , next to each other, beside each other, arranged in a row, next to one another, in one row
    , arranged in a line, line up, in a single row, in single file, in a straight row, all in a row
    , abreast, beside one another, placed in a row
    in a circle: in a circle, in a ring, arranged in a circle
    in a pile: in a pile, in a heap, piled up, heaped, thrown together, in a jumble, piled
    , on a heap, on a pile, onto a heap, onto a pile, into a heap, into a pile, heaped up
    , thrown on a heap, thrown onto a pile, piled onto each other, pile up, dropped onto each other
    , heaped together, all piled up, dropped on each other, falling onto each other
    , thrown in a heap
    , poured, pour, dumped, dump, pouring, poured out
    , falling on top of each other, dropped on top of each other, falling into a pile
    in a pyramid: in a pyramid, as a pyramid, into a pyramid, forming a pyramid
    , stacked in a pyramid, stacked as a pyramid, stacked into a pyramid, arranged in a pyramid
    , in the shape of a pyramid, pyramid shaped
    in a wall: as a wall, into a wall, forming a wall, stacked into a wall
    in a grid: in a grid, arranged in a grid, on a grid, in a square grid
    facing: facing each other, face to face, opposite each other, facing one another
    raised: raised, lifted, pulled back, pulled aside, pulled to the side, lifted up, lift, raise
    , pulled up, drawn back, pull, pulled, pulled to one side, pull back, pull up, swung back
    , drawn aside, held up, lifted to the side, swung out, pulled out, aside, lift up, pull aside
    , displaced, deflected, is raised, is lifted, pulled away, to one side, drawn, out to the side
    first raised: the first one lifted, first one lifted, the first one raised, one of them raised
    , the first ball lifted, the first ball raised, one of them lifted, the first one pulled aside
    , the first one pulled back, the outermost one lifted, one ball lifted, one lifted, one raised
    , one ball raised, first ball raised, first ball lifted, one ball pulled back
    , one ball pulled aside, one of them pulled back, one of them pulled aside, one pulled back
    , the first ball pulled back, the first one is raised, the first one is lifted
    , the first ball is raised, the first ball is lifted, the first ball pulled aside
    , the first ball is pulled back, the first ball is pulled aside, the first one is pulled back
    , with the first one raised, the outer ball raised, the outermost ball raised, first one raised
    , the outermost ball lifted, the outer ball lifted, the outermost ball pulled back
    , the leftmost ball raised, the leftmost ball lifted, the leftmost ball pulled back
    from rest: from vertical, from the vertical, away from the vertical, off the vertical
    , away from hanging straight down, from hanging straight down, from straight down
    , to the side, away from vertical, from its rest, from equilibrium, from the equilibrium
    , off vertical, from its rest position, from its equilibrium position, from the rest position
    , from its equilibrium, from the vertical axis, from hanging, relative to the vertical
    , with respect to the vertical, from rest position, out of the vertical, from downward
    per swing: for one full swing there and back, for a full swing there and back, there and back
    , for one full swing, for a full swing, for one swing, per swing, for a swing, takes
    , for one full swing back and forth, for one oscillation, per oscillation, full oscillation
    , once every, one swing every, for a full oscillation, for one full oscillation
    along: left and right, to the left and right, to the left and to the right, sideways
    , along a rail, along a track, on a rail, on a track, along the rail, on rails
    , from side to side
    , along a horizontal rail, on a horizontal rail, on a horizontal track, along a horizontal track
    , in one direction, on a straight rail, along a line, in a straight line
    up and down: up and down, moving up and down, vertically up and down
    let go: when it is let go, when let go, when released, when it is released, when they
    , are released, when it is dropped, when dropped, at the same time, at once, simultaneously
    , when it hits the floor, when it hits the ground, off the floor, off the ground, on impact
    , let go, from rest, release, released, let it go, let them go, is released, then released
    , initially at rest, then let go, is let go, are let go, and is released
    thrown: throw, thrown, throws, toss, tossed
    inverted: balanced, balancing, inverted, balance, balances
    upside down: upside down
    connected: connected, joined, linked, attached, linked together, joined together, tied
    , connected together, connected by, joined by, linked by, connected with, hooked
    , attached to each other, connected to each other, connected in series, attached by
    , connected end to end, joined end to end, in series, end to end, attached with, fastened
    connected others: coupled
    fixed: fixed, static, stationary, immovable, fixed in place, immobile, anchored, unmoving
    , fixed to the ground, fixed to the floor, attached to the ground, attached to the floor
    , bolted to the floor, bolted to the ground, that cannot move, that can't move
    fixed end: fixed at one end, fixed at the top, attached at the top, anchored at the top
    , attached at one end, fixed at its top, fixed at the upper end, anchored at one end
    , attached at its top, held at one end, held at the top, hung by one end, fixed by one end
    , pinned at the top, pinned at one end, by one end, at one end, with one end fixed
    , hinged at one end, hinged at the top, whose upper end is fixed, with its upper end fixed
    , pivoted at one end, pivoted at the top
    moves: moving, moves, move, can move, that moves, that can move, which moves, mobile
    alternating: alternating, alternately, in alternating colours, in alternating colors
    , with alternating colours, with alternating colors, in alternation, alternating between
    , alternately coloured, alternately colored, alternating in colour, alternating in color
    massless: massless, of negligible mass, with negligible mass, without mass, with no mass
    empty: empty, with nothing on it
    round: round, circular
    floats: floating, floats, float, hovering, hovers, hover
    touching: touching, touching each other, that touch, which touch, that touch each other
    both ends: at both ends, fixed at both ends, attached at both ends, between two points
    """
)
#: m/s².
PLANETS = {
    "moon": 1.62, "mars": 3.71, "jupiter": 24.79, "venus": 8.87, "saturn": 10.44, "mercury": 3.7,
    "neptune": 11.15, "uranus": 8.69, "pluto": 0.62,
}  # fmt: skip


def _of_planets() -> dict[tuple[str, ...], str]:
    return {
        tuple(phrase.format(planet).split()): planet
        for planet in PLANETS
        for phrase in ("on {}", "on the {}", "{} gravity", "gravity of {}", "gravity of the {}",
                       "{}'s gravity", "the {}'s gravity", "under {} gravity", "in {} gravity",
                       "with {} gravity", "gravity on {}", "gravity on the {}")
    }  # fmt: skip


def _of_axes() -> dict[tuple[str, ...], str]:
    """What turns about an axis swings in the plane of the two others."""
    found: dict[tuple[str, ...], str] = {}
    for axis, plane, other in (("x", "y z", "yz"), ("y", "x z", "xz"), ("z", "x y", "xy")):
        for phrase in _ABOUT:
            found[tuple(phrase.format(axis).split())] = f"about {axis}"
        for name in (plane, other, other[::-1]):
            for phrase in _IN_PLANE:
                found[tuple(phrase.format(name).split())] = f"about {axis}"
        for phrase in _ALONG:
            found[tuple(phrase.format(axis).split())] = f"along {axis}"
    return found


_ABOUT = (
    "about the {} axis", "around the {} axis", "about {}", "around {}", "about the {} direction",
    "with axis {}", "about its {} axis", "around its {} axis", "about an axis along {}", "{} axis",
    "about {} axis", "around {} axis",
)  # fmt: skip
_IN_PLANE = (
    "in the {} plane", "in an {} plane", "within the {} plane", "confined to the {} plane",
)  # fmt: skip
_ALONG = (
    "along the {} axis", "along {}", "along the {} direction", "in the {} direction",
    "in {} direction", "along {} axis", "along its {} axis", "on the {} axis",
    "parallel to the {} axis",
)  # fmt: skip
_WORLDLY = _phrases("moon: moon, lunar, lunar gravity\nmars: martian, martian gravity")
_HORIZONTAL = _phrases(
    """
    about horizontal: about a horizontal axis, around a horizontal axis, horizontal axis
    , with a horizontal axis, on a horizontal axis, about a horizontal hinge
    , with a horizontal hinge
    , on a horizontal hinge, horizontal hinge
    """
)
FLAGS = {**_SAID, **_of_planets(), **_WORLDLY, **_of_axes(), **_HORIZONTAL}
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
LOCATIONS = _phrases(
    """
    bottom: at the bottom, on the bottom, at the base, below
    top: at the top, on top, on the top, at its top, at the upper end, near the top
    middle: in the middle, in the centre, in the center, at the centre, at the center, in between
    , in its middle, in its centre, in its center
    left: on the left, on the left side, to the left, at the left, on its left, to its left
    , on its left side
    right: on the right, on the right side, to the right, at the right, on its right, to its right
    , on its right side
    """
)

RELATIONS = _phrases(
    """
    on: on top of, on, onto, upon, standing on, sitting on, lying on, resting on, rests on
    , placed on, stands on, sits on, lies on, set on, put on, mounted on, balanced on, down on
    , stacked on, stacked on top of, placed on top of, sitting on top of, resting on top of, atop
    , lying on top of, standing on top of, balancing on, balancing on top of, balanced on top of
    , in the middle of, in the centre of, in the center of, at the centre of, at the center of
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
    apart: from
    from: off, hanging below, suspended below, hanging under, hangs below, hanging from
    , suspended from, hung from, dangling from, hang from, hangs from
    , hanging on, hanging off, hangs on, hung on, hanging by, suspended by, swinging from
    , swinging on, swings from, dangling on, suspended on, hung by
    , swings on, hangs off, hangs by, hang on, hanging down from, hangs down from
    attached: attached to, connected to, hinged to, fixed to, tied to, joined to, hooked to
    , fastened to, mounted to, pinned to, linked to, attached on, hinged on, hinged on top of
    , attached on top of, fixed at, anchored to, pivoted on, hinged at, mounted on top of
    , attached on the top of, pivoting on, fixed on, coupled to
    in: in, into, inside, inside of, within
    under: under, below, underneath, beneath
    at: at
    """
)

#: Of those what may stand before a noun.
PLAIN = _words(
    "simple basic nice classic classical standard typical normal ordinary regular realistic plain "
    "common usual new proper solid rigid loose same identical equal individual more single uniform "
    "industrial point separate stable famous known good interesting whole complete"
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
    normal ordinary regular realistic plain common usual new proper demo example quick lying
    sitting placed positioned arranged located sits lies composed comprised comprising
    formed together each every individual apiece equally respectively
    evenly uniform about approximately around roughly exactly starting starts start
    initially initial lie beginning begins begin let rigid
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
        "to try", "as follows", "in a world", "has to", "have to", "needs to", "need to",
        "going to", "want to", "wants to", "like to", "set up", "put up", "build up",
    )
)  # fmt: skip
