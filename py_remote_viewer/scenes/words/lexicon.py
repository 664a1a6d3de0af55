"""The words that the templates understand. All others are said to be unknown."""

from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour

__all__ = [
    "ARRANGEMENTS",
    "COLOUR_WORDS",
    "DIMENSIONS",
    "FILLERS",
    "FLAGS",
    "MATERIALS",
    "NOUNS",
    "PARTS",
    "PLAIN",
    "RELATIONS",
    "SCALES",
    "Noun",
]


@dataclass(frozen=True)
class Noun:
    """What a noun means: its `kind`, and how many the word alone says (`double pendulum`)."""

    kind: str
    links: int = 0


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _nouns(table: str) -> dict[tuple[str, ...], Noun]:
    """Lines of `kind: word, word of several parts`; plurals are made of the last part."""
    found: dict[tuple[str, ...], Noun] = {}
    for line in table.strip().splitlines():
        kind, _, words = line.partition(":")
        kind, _, links = kind.strip().partition("*")
        for word in words.split(","):
            parts = tuple(word.split())
            for plural in (parts, *_plurals(parts)):
                found.setdefault(plural, Noun(kind, int(links or 0)))
    return found


def _plurals(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    last = parts[-1]
    if last.endswith(("s", "x", "sh", "ch", "o")):
        forms = [f"{last}es", f"{last}s"]
    elif last.endswith("y") and last[-2] not in "aeou":
        forms = [f"{last[:-1]}ies"]
    elif last.endswith("f"):
        forms = [f"{last[:-1]}ves", f"{last}s"]
    else:
        forms = [f"{last}s"]
    return [(*parts[:-1], form) for form in forms]


#: Things by the templates' own names.
NOUNS = _nouns(
    """
    box: box, cuboid, crate, block, parcel, package, carton, rectangular box
    cube: cube, die, dice, wooden block
    brick: brick
    sphere: sphere, ball, orb
    marble: marble
    cylinder: cylinder, drum, barrel
    can: can, tin, soda can, tin can
    disk: disk, disc, puck
    coin: coin
    capsule: capsule, pill
    ellipsoid: ellipsoid, egg
    rod: rod, stick, pencil, pen
    plank: plank, board
    cup: cup, mug, beaker, tumbler
    plate: plate, dish
    bowl: bowl
    book: book
    bottle: bottle
    apple: apple
    object: object, item, thing, shape
    table: table, desk, workbench, bench, work table
    ramp: ramp, incline, inclined plane, slope, inclined ramp, inclined surface, wedge
    floor: floor, ground, plane, ground plane, floor plane, ground floor
    wall: wall
    post: post, pillar, pole in the ground
    pendulum: pendulum, pendula, pendulum system, simple pendulum, rod pendulum
    pendulum*1: single pendulum
    pendulum*2: double pendulum
    pendulum*3: triple pendulum
    pendulum*4: quadruple pendulum
    cartpole: cart pole, cartpole, inverted pendulum, cart and pole, pole on a cart, pole cart
    cartpole: inverted pendulum on a cart, pole balancing on a cart, pole balanced on a cart
    cartpole: cart with a pole, cart pole system, cart and pole system, pole on cart
    cartpole*1: single cart pole
    cartpole*2: double cart pole, cart double pole, double inverted pendulum
    cartpole*2: double pendulum on a cart, double inverted pendulum on a cart
    cartpole*3: triple inverted pendulum, triple inverted pendulum on a cart
    chain: chain
    rope: rope, cable, string, cord
    domino: domino, domino tile, domino piece
    cradle: newton's cradle, newtons cradle, newton cradle, newton's pendulum, newton's balls
    cradle: cradle
    coil: spring
    trolley: cart, trolley
    weight: weight, mass
    spring: mass on a spring, spring mass system, mass spring system, mass spring, spring mass
    spring: mass spring oscillator, spring mass oscillator, weight on a spring
    spring: block on a spring, harmonic oscillator, spring pendulum, spring oscillator
    spring: oscillator, mass on spring, mass hanging on a spring, mass hanging from a spring
    spring: weight hanging from a spring, weight hanging on a spring, ball on a spring
    spring: mass attached to a spring
    seesaw: seesaw, see saw, teeter totter
    """
)
#: Parts of those, and the attributes' owner.
PARTS = _nouns(
    """
    link: link, segment, section, arm, bar, limb, element
    rod: rod, stick, shaft, pole, string, wire
    bob: bob, weight, mass, ball, sphere, bead
    cart: cart, trolley, carriage, base, slider
    rail: rail, track
    leg: leg
    top: top, table top, tabletop
    joint: joint
    spring: spring
    end: end
    motor: motor, actuator
    handle: handle
    tile: tile, piece, stone
    """
)
ARRANGEMENTS = _nouns(
    """
    stack: stack, tower, column, pillar
    pile: pile, heap, bunch, jumble, mound
    row: row, line, series, sequence, run
    circle: circle, ring
    grid: grid
    pyramid: pyramid
    wall: wall
    group: set, collection, group, number, couple, pair, bunch
    """
)

COLOUR_WORDS: dict[str, Colour] = {
    **{name: name for name in Colour.__args__},
    "gray": "grey", "silver": "grey", "violet": "purple", "magenta": "pink", "crimson": "red",
    "scarlet": "red", "navy": "blue", "gold": "yellow", "golden": "yellow", "turquoise": "cyan",
    "teal": "cyan", "lime": "green",
}  # fmt: skip

#: Materials: density (kg/m³), colour where none is said.
MATERIALS: dict[str, tuple[float, Colour]] = {
    "wooden": (600.0, "brown"), "wood": (600.0, "brown"), "steel": (7800.0, "grey"),
    "metal": (7800.0, "grey"), "iron": (7800.0, "grey"), "metallic": (7800.0, "grey"),
    "aluminium": (2700.0, "grey"), "aluminum": (2700.0, "grey"), "lead": (11340.0, "grey"),
    "plastic": (1100.0, "white"), "rubber": (1100.0, "black"), "glass": (2500.0, "cyan"),
    "foam": (50.0, "white"), "cardboard": (200.0, "brown"), "stone": (2600.0, "grey"),
    "concrete": (2400.0, "grey"), "ice": (917.0, "cyan"),
}  # fmt: skip

#: What is named by these is one of the templates' dimensions.
DIMENSIONS: dict[str, str] = {
    "length": "length", "long": "length", "width": "width", "wide": "width", "broad": "width",
    "height": "height", "high": "height", "tall": "height", "depth": "depth", "deep": "depth",
    "thickness": "thickness", "thick": "thickness", "radius": "radius", "radii": "radius",
    "diameter": "diameter", "across": "diameter", "side": "side", "sides": "side", "edge": "side",
    "edges": "side", "size": "side", "sized": "side", "lengths": "length", "heights": "height",
    "mass": "mass", "masses": "mass", "weight": "mass", "weights": "mass", "weighing": "mass",
    "weigh": "mass", "weighs": "mass", "heavy": "mass", "angle": "angle", "inclination": "angle",
    "tilt": "angle", "tilted": "angle", "inclined": "angle", "amplitude": "angle",
    "spacing": "spacing", "spaced": "spacing", "apart": "spacing", "distance": "spacing",
    "gap": "spacing", "friction": "friction", "stiffness": "stiffness", "damping": "damping",
    "gravity": "gravity", "constant": "stiffness", "k": "stiffness", "m": "mass",
    "l": "length", "r": "radius", "g": "gravity", "steep": "angle",
    "slope": "angle", "incline": "angle", "widths": "width",
}  # fmt: skip

#: How much larger than usual, and which dimension.
SCALES: dict[str, tuple[str, float]] = {
    "big": ("size", 1.6), "large": ("size", 1.6), "huge": ("size", 2.5), "giant": ("size", 2.5),
    "small": ("size", 0.6), "little": ("size", 0.6), "tiny": ("size", 0.35), "mini": ("size", 0.35),
    "tall": ("height", 1.6), "long": ("length", 1.6), "short": ("length", 0.6),
    "wide": ("width", 1.5), "narrow": ("width", 0.6), "thin": ("thickness", 0.5),
    "thick": ("thickness", 1.8), "heavy": ("mass", 5.0), "light": ("mass", 0.2),
    "lightweight": ("mass", 0.2), "low": ("height", 0.6), "high": ("height", 1.6),
    "flat": ("height", 0.4), "steep": ("angle", 1.5), "gentle": ("angle", 0.5),
    "shallow": ("angle", 0.5),
}  # fmt: skip

#: Words and phrases that say how something is or behaves.
FLAGS: dict[tuple[str, ...], str] = {
    tuple(words.split()): flag
    for flag, phrases in {
        "falls": "falling, falls, fall, dropped, drops, drop, dropping, is dropped, are dropped, "
        "freely falling, let fall, in free fall, falling freely, free falling, fall freely, "
        "falls freely, free fall, fall down, falls down, falling down",
        "bounces": "bouncing, bounces, bounce, bouncy, elastic, that bounces",
        "slides": "sliding, slides, slide",
        "rolls": "rolling, rolls, roll, rolled",
        "holds": "does not slide, doesn't slide, not sliding, stays in place, without sliding, "
        "does not move, sticks, stays put, at rest, that stays, do not slide, don't slide, "
        "not slide, stays still",
        "hangs": "hanging, hangs, hang, suspended, hung, dangling",
        "swings": "swinging, swings, swing, freely swinging, oscillating, oscillates, "
        "that swings, free swinging, freely, free",
        "spatial": "spherical, 3d, ball joint, ball joints, three dimensional, spatial, "
        "in all directions, in any direction, in every direction, in 3d, universal",
        "hinged": "hinge joints, hinge joint, hinges, hinged, revolute joints, revolute joint, "
        "planar, in a plane, 2d, in 2d",
        "standing": "standing up, upright, standing upright, that stay standing, "
        "that do not fall, standing still, not falling, without falling, vertical",
        "topples": "toppling, topple, topples, knocked over, that fall over, that topple, "
        "falling over, fall over, knock each other over, tipping over, toppling over, "
        "topple over, first one pushed, first one tipped, knocking each other over, "
        "ready to topple, knocks over, in a chain reaction, chain reaction, that fall",
        "actuated": "actuated, motorised, motorized, motor driven, with a motor, "
        "driven by a motor, with a motor on the cart, with an actuator, with motors, "
        "with an actuated cart, pushed by a motor, driven, with actuator, with motor, "
        "moved by a motor, with a motor to push it, with a motor to move the cart, "
        "with actuated cart, controllable, powered",
        "passive": "passive, unactuated, without a motor, without motors, without actuator, "
        "without an actuator, without actuators, no motor, no actuator",
        "undamped": "frictionless, undamped, without damping, no damping, without friction, "
        "no friction, slippery, icy, zero friction, with no friction",
        "rough": "rough, grippy, high friction, sticky, with high friction",
        "reach": "that can reach, can reach, reaching, reaching for, able to reach, which can "
        "reach, in reach of, within reach of, within reach, in reach, reach, reaches, "
        "that reaches, to reach, can be reached, that it can reach, it can reach, can grasp, "
        "that can grasp, within its reach, within the reach of, ready to grasp",
        "random": "random, randomly, different, various, assorted, mixed, scattered",
        "weightless": "zero gravity, without gravity, no gravity, weightless, in zero g, "
        "in weightlessness, in space, in outer space, microgravity, floating",
        "moon": "moon, on the moon, moon gravity, lunar gravity, gravity of the moon, lunar",
        "mars": "on mars, mars gravity, martian gravity, gravity of mars, martian",
        "horizontal": "horizontal, horizontally, starting horizontally, released horizontally, "
        "starting horizontal, from horizontal, from the horizontal, lying down, on its side",
        "hanging down": "at rest, hanging straight down, straight down, hanging down",
        "vertical": "vertically, vertical",
        "each other": "on top of each other, on top of one another, on each other, stacked, "
        "one on top of the other, on one another, piled on top of each other",
        "in a row": "in a row, in a line, in line, lined up, in a straight line, side by side, "
        "next to each other, beside each other, arranged in a row",
        "in a circle": "in a circle, in a ring, arranged in a circle",
        "in a pile": "in a pile, in a heap, piled up, heaped, thrown together, in a jumble, piled",
        "in a pyramid": "in a pyramid",
        "in a grid": "in a grid",
        "facing": "facing each other, face to face, opposite each other, facing one another",
        "raised": "raised, lifted, pulled back, pulled aside, pulled to the side, lifted up, "
        "pulled up, drawn back",
        "inverted": "balanced, balancing, inverted, balance",
        "connected": "connected, joined, linked, attached, linked together, joined together, "
        "connected together, connected by, joined by, linked by, connected with, attached to "
        "each other, connected to each other, connected in series, coupled",
        "fixed": "fixed, static, stationary, immovable, fixed in place, that does not move",
        "under gravity": "under gravity, with gravity, earth gravity, under normal gravity",
        "from the ceiling": "from the ceiling, from a ceiling, from above, from a fixed point, "
        "from a pivot, from a hook, from an anchor, from the top, pivot, "
        "fixed at one end, fixed at the top, attached to the ceiling, attached at the top, "
        "anchored at the top, from a fixed pivot, from a support, attached to the world",
    }.items()
    for words in (phrase.strip() for phrase in phrases.split(","))
}

RELATIONS: dict[tuple[str, ...], str] = {
    tuple(words.split()): relation
    for relation, phrases in {
        "on": "on top of, on, onto, upon, standing on, sitting on, lying on, resting on, "
        "rests on, placed on, stands on, sits on, lies on, mounted on, holding, carrying, "
        "set on, put on, supporting, which holds",
        "down": "down",
        "above": "above, over",
        "beside": "next to, beside, near, by, alongside, close to, to the side of",
        "front": "in front of, before",
        "behind": "behind, in back of",
        "left": "to the left of, left of, on the left of",
        "right": "to the right of, right of, on the right of",
        "from": "from, off, hanging from, suspended from",
        "in": "in, into, inside, inside of",
        "at": "at",
    }.items()
    for words in (phrase.strip() for phrase in phrases.split(","))
}

#: Of those what may stand before a noun.
PLAIN = _words(
    "simple basic nice classic classical standard typical normal ordinary regular realistic plain "
    "common usual new proper solid rigid loose same identical equal individual more"
)

#: Words that change nothing. Whatever could change the scene is none of them.
FILLERS = _words(
    """
    a an the this that these those some my our your its their there please kindly hi hello
    standing stands stand alternating alternately
    hey thanks thank you ok okay create creates make build generate simulate simulating show
    give construct set up put add design model want would like need needs let see have has
    having can could get i me us we i'd i'll let's is are be being was been do does it's
    there's here of with and plus also then containing contains including includes
    consisting consist consists made which who while so to for in into as using use uses
    both just featuring where whose scene simulation simulated world environment setup
    system physics mujoco mjcf xml simple basic nice classic classical standard typical
    normal ordinary regular realistic plain common usual new proper demo example quick lying
    sitting resting placed positioned arranged located sits lies rests composed comprised
    formed together made each every all individual apiece same identical equal equally
    evenly uniform about approximately around roughly exactly starting starts start
    initially released release beginning begins begin let go moving moves move solid rigid
    loose only will should must by
    """
)
