"""The words that the templates understand. All others are said to be unknown."""

from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour

__all__ = [
    "ARRANGEMENTS",
    "COLOUR_WORDS",
    "DIMENSIONS",
    "MATERIALS",
    "NOUNS",
    "PARTS",
    "SCALES",
    "Noun",
    "singular",
]


@dataclass(frozen=True)
class Noun:
    """What a noun means: its `kind`, and how many the word alone says (`double pendulum`)."""

    kind: str
    links: int = 0
    plural: bool = False


def _nouns(table: str) -> dict[tuple[str, ...], Noun]:
    """Lines of `kind: word, word of several parts`; plurals are made of the last part."""
    found: dict[tuple[str, ...], Noun] = {}
    for line in table.strip().splitlines():
        kind, _, words = line.partition(":")
        kind, _, links = kind.strip().partition("*")
        for word in words.split(","):
            parts = tuple(word.split())
            found.setdefault(parts, Noun(kind, int(links or 0)))
            for plural in _plurals(parts):
                found.setdefault(plural, Noun(kind, int(links or 0), plural=True))
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


def singular(said: str) -> str:
    """A thing's name of one, where it was named as several."""
    words = tuple(said.split())
    found = NOUNS.get(words)
    if found is None or not found.plural:
        return said
    ones = (parts for parts, noun in NOUNS.items() if not noun.plural and words in _plurals(parts))
    return " ".join(next(ones, words))


#: Things by the templates' own names.
NOUNS = _nouns(
    """
    box: box, cuboid, crate, block, parcel, package, carton, rectangular box, rectangular block
    cube: cube, die, dice, wooden block, cubic box, cubical box, cube shaped box, toy block
    brick: brick
    sphere: sphere, ball, orb, bead, spherical ball
    stone: stone, rock, pebble
    marble: marble
    cylinder: cylinder, drum, barrel
    can: can, tin, soda can, tin can
    disk: disk, disc, puck
    coin: coin
    capsule: capsule, pill
    ellipsoid: ellipsoid, egg
    rod: rod, stick, pencil, pen
    pole: pole
    plank: plank, board
    cup: cup, mug, beaker, tumbler, glass, drinking glass, coffee cup, coffee mug, tea cup, teacup
    plate: plate, dish
    bowl: bowl
    book: book
    bottle: bottle
    apple: apple
    orange: orange fruit
    object: object, item, thing, shape
    table: table, desk, workbench, bench, work table, dining table, kitchen table, coffee table
    table: table top, tabletop, rectangular table, office desk
    ramp: ramp, incline, inclined plane, slope, inclined ramp, inclined surface, wedge, tilted plane
    ramp: sloping plane, sloped plane, tilted surface, inclined board, sloping ramp, tilted board
    floor: floor, ground, plane, ground plane, floor plane, ground floor, surface, flat surface
    floor: flat floor, flat ground, horizontal surface, horizontal plane, flat plane, level floor
    floor: level ground, horizontal floor, flat terrain, level terrain
    wall: wall
    post: post, pillar, pole in the ground
    pedestal: pedestal, plinth, podium
    anchor: ceiling, hook, anchor, support, beam, nail, fixed point, pivot, fixed pivot
    anchor: fixed support, point in the air, fixed anchor, pivot point, hinge point, anchor point
    anchor: suspension point, roof, fixed frame, peg, point above
    pendulum: pendulum, pendula, pendulum system, simple pendulum, rod pendulum, plane pendulum
    pendulum: mathematical pendulum, planar pendulum, pendulum chain, chain pendulum
    pendulum*1: single pendulum
    pendulum*2: double pendulum, compound double pendulum
    pendulum*3: triple pendulum
    pendulum*4: quadruple pendulum, quad pendulum, fourfold pendulum
    pendulum*5: quintuple pendulum
    acrobot*2: acrobot
    pendubot*2: pendubot
    cartpole: cart pole, cartpole, inverted pendulum, cart and pole, pole on a cart, pole cart
    cartpole: inverted pendulum on a cart, pole balancing on a cart, pole balanced on a cart
    cartpole: cart with a pole, cart pole system, cart and pole system, pole on cart, cart poles
    cartpole: cart pole task, cart pole balancing task, cart pole problem, cart pole setup
    cartpole: pole cart system, cartpole system, inverted pendulum system, inverted pendulum cart
    cartpole: cartpole task, cartpole problem, cart pole model, cartpole model
    cartpole: cart pole environment, cartpole environment
    cartpole: cart inverted pendulum, inverted pendulum cart system, cart pendulum system
    cartpole: cart pendulum, cartpole balancing task, inverted cart pole
    cartpole*1: single cart pole
    cartpole*2: double cart pole, cart double pole, double inverted pendulum
    cartpole*2: double pendulum on a cart, double inverted pendulum on a cart
    cartpole*3: triple inverted pendulum, triple inverted pendulum on a cart
    chain: chain
    rope: rope, cable, string, cord
    domino: domino, domino tile, domino piece
    cradle: newton's cradle, newtons cradle, newton cradle, newton's pendulum, newton's balls
    cradle: cradle, newton's cradles, newton cradles, newton pendulum, newtons pendulum
    cradle: newton balls, newton's ball pendulum, newtons balls
    coil: spring
    trolley: cart, trolley, wagon
    weight: weight, mass, point mass, load
    spring: mass on a spring, spring mass system, mass spring system, mass spring, spring mass
    spring: mass spring oscillator, spring mass oscillator, weight on a spring
    spring: block on a spring, harmonic oscillator, spring oscillator
    spring: oscillator, mass on spring, mass hanging on a spring, mass hanging from a spring
    spring: weight hanging from a spring, weight hanging on a spring, ball on a spring
    spring: mass attached to a spring, spring and mass system, mass and spring system
    spring: spring mass damper, mass spring damper, spring mass damper system
    spring: mass spring damper system
    seesaw: seesaw, see saw, teeter totter, teeterboard
    """
)
# The colour would be meant by one of them.
NOUNS[("oranges",)] = Noun("orange", plural=True)
#: Parts of those, and the attributes' owner.
PARTS = _nouns(
    """
    link: link, segment, section, arm, bar, limb, element, body, pendulum arm
    rod: rod, stick, shaft, pole, string, wire, thread, cord, bar, rope
    bob: bob, weight, mass, ball, sphere, bead, point mass, pendulum bob
    cart: cart, trolley, carriage, slider, wagon
    base: base, moving base
    rail: rail, track, guide rail
    leg: leg
    top: top, table top, tabletop
    joint: joint, pivot joint
    shoulder: shoulder, shoulder joint
    elbow: elbow, elbow joint
    hinge: pole joint, pole hinge, pendulum joint, hinge, hinge joint, revolute joint, pin joint
    hinge: rotational joint, rotary joint
    ball joint: ball joint, spherical joint, ball and socket joint
    slide joint: cart joint, slide joint, slider joint, prismatic joint, linear joint
    dof: degree of freedom, dof
    spring: spring
    end: end
    motor: motor, actuator, servo, motor actuator, torque motor, electric motor, servo motor
    motor: torque actuator, dc motor, joint motor
    handle: handle
    tile: tile, piece, stone
    gripper: gripper, parallel gripper, two finger gripper, parallel jaw gripper, end effector
    layer: layer, level, storey, story, tier
    """
)
ARRANGEMENTS = _nouns(
    """
    stack: stack, tower, column, pillar, vertical stack
    pile: pile, heap, bunch, jumble, mound
    row: row, line, series, sequence, run, straight line, straight row
    circle: circle, ring
    grid: grid, square grid
    pyramid: pyramid
    wall: wall
    group: set, collection, group, number, couple, pair, bunch, total, mix, mixture
    """
)

COLOUR_WORDS: dict[str, Colour] = {
    **{name: name for name in Colour.__args__},
    "gray": "grey", "silver": "grey", "violet": "purple", "magenta": "pink", "crimson": "red",
    "scarlet": "red", "navy": "blue", "gold": "yellow", "golden": "yellow", "turquoise": "cyan",
    "teal": "cyan", "lime": "green", "indigo": "purple", "lilac": "purple", "tan": "brown",
    "reddish": "red", "greenish": "green", "bluish": "blue",
}  # fmt: skip

#: Materials: density (kg/m³), colour where none is said.
MATERIALS: dict[str, tuple[float, Colour]] = {
    "wooden": (600.0, "brown"), "wood": (600.0, "brown"), "steel": (7800.0, "grey"),
    "metal": (7800.0, "grey"), "iron": (7800.0, "grey"), "metallic": (7800.0, "grey"),
    "aluminium": (2700.0, "grey"), "aluminum": (2700.0, "grey"), "lead": (11340.0, "grey"),
    "plastic": (1100.0, "white"), "rubber": (1100.0, "black"), "glass": (2500.0, "cyan"),
    "foam": (50.0, "white"), "cardboard": (200.0, "brown"), "stone": (2600.0, "grey"),
    "concrete": (2400.0, "grey"), "ice": (917.0, "cyan"), "brass": (8500.0, "yellow"),
    "copper": (8960.0, "orange"), "oak": (700.0, "brown"), "marble": (2700.0, "white"),
}  # fmt: skip

#: What is named by these is one of the templates' dimensions.
DIMENSIONS: dict[str, str] = {
    "length": "length", "long": "length", "width": "width", "wide": "width", "broad": "width",
    "height": "height", "high": "height", "tall": "height", "depth": "depth", "deep": "depth",
    "thickness": "thickness", "thick": "thickness", "sizes": "side", "dimensions": "side",
    "measuring": "side", "measures": "side", "measure": "side", "diameters": "diameter",
    "radius": "radius", "radii": "radius",
    "diameter": "diameter", "across": "diameter", "side": "side", "sides": "side", "edge": "side",
    "edges": "side", "size": "side", "sized": "side", "lengths": "length", "heights": "height",
    "mass": "mass", "masses": "mass", "weight": "mass", "weights": "mass", "weighing": "mass",
    "weigh": "mass", "weighs": "mass", "heavy": "mass", "angle": "angle", "inclination": "angle",
    "tilt": "angle", "tilted": "angle", "inclined": "angle",
    "amplitude": "angle",
    "spacing": "spacing", "spaced": "spacing", "apart": "spacing", "distance": "spacing",
    "gap": "gap", "gaps": "gap", "distances": "spacing", "intervals": "spacing",
    "interval": "spacing", "separated": "spacing", "separation": "spacing", "angles": "angle",
    "friction": "friction", "stiffness": "stiffness", "damping": "damping",
    "gravity": "gravity", "constant": "stiffness", "k": "stiffness", "m": "mass",
    "l": "length", "r": "radius", "g": "gravity", "steep": "angle",
    "mu": "friction", "period": "period", "depths": "depth", "stiffnesses": "stiffness",
    "deflection": "angle", "rise": "height", "weighed": "mass", "w": "width",
    "h": "height", "periods": "period", "rotated": "turn", "turned": "turn",
    "leans": "angle", "leaning": "angle", "theta": "angle", "phi": "angle", "gradient": "angle",
    "density": "density", "slope": "angle", "incline": "angle", "widths": "width",
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
    "shallow": ("angle", 0.5), "massive": ("mass", 5.0), "slim": ("thickness", 0.6),
    "medium": ("size", 1.0), "bigger": ("size", 1.6), "larger": ("size", 1.6),
    "smaller": ("size", 0.6), "taller": ("height", 1.6), "longer": ("length", 1.6),
    "shorter": ("length", 0.6), "heavier": ("mass", 5.0), "lighter": ("mass", 0.2),
}  # fmt: skip
