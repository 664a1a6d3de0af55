"""Words and phrases that the templates understand, but for names of things."""

__all__ = ["FILLERS", "FLAGS", "PLAIN", "RELATIONS"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words and phrases that say how something is or behaves.
FLAGS: dict[tuple[str, ...], str] = {
    tuple(words.split()): flag
    for flag, phrases in {
        "falls": "falling, falls, fall, dropped, drops, drop, dropping, is dropped, are dropped, "
        "freely falling, let fall, in free fall, falling freely, free falling, fall "
        "freely, falls freely, free fall, fall down, falls down, falling down",
        "bounces": "bouncing, bounces, bounce, bouncy, elastic, that bounces",
        "slides": "sliding, slides, slide",
        "rolls": "rolling, rolls, roll, rolled",
        "holds": "does not slide, doesn't slide, not sliding, stays in place, without sliding, "
        "does not move, sticks, stays put, at rest, that stays, do not slide, don't "
        "slide, not slide, stays still, so it does not move, so it stays, so that it "
        "stays, does not slip, so that it does not slide, so it does not slide, without "
        "slipping, so that it holds, holds, so it holds, stay in place",
        "hangs": "hanging, hangs, hang, suspended, hung, dangling, hang up, hung up, hangs down, "
        "hanging down from",
        "swings": "swinging, swings, swing, freely swinging, oscillating, oscillates, that "
        "swings, free swinging, freely, free, can swing, may swing, that can swing, "
        "that can swing freely, back and forth",
        "spatial": "spherical, 3d, ball joint, ball joints, three dimensional, spatial, in all "
        "directions, in any direction, in every direction, in 3d, universal, in 3 d, 3 "
        "d, not only in a plane, not just in a plane, in 3 dimensions",
        "hinged": "hinge joints, hinge joint, hinges, hinged, revolute joints, revolute joint, "
        "planar, in a plane, 2d, in 2d, 2 d, in 2 d",
        "standing": "standing up, upright, standing upright, that stay standing, that do not fall, "
        "standing still, not falling, without falling, vertical",
        "topples": "toppling, topple, topples, knocked over, that fall over, that topple, falling "
        "over, fall over, knock each other over, tipping over, toppling over, topple "
        "over, first one pushed, first one tipped, knocking each other over, ready to "
        "topple, knocks over, in a chain reaction, chain reaction, that fall, fall one "
        "after the other, fall one after another, topple one after the other, topple "
        "one after another, one after the other, one after another, so that all of them "
        "topple, so that they all topple, all "
        "of them topple, the first is already tipping over, the first one is already "
        "tipping over, the first one is tipped, the first is tipped over, the first one "
        "is tipped over, the first is tipped, the first one is pushed, that knock each "
        "other over, which topple, that all topple, so that all topple",
        "actuated": "actuated, motorised, motorized, motor driven, with a motor, driven by a "
        "motor, "
        "with a motor on the cart, with an actuator, with motors, with an actuated "
        "cart, pushed by a motor, driven, with actuator, with motor, moved by a motor, "
        "with a motor to push it, with a motor to move the cart, with actuated cart, "
        "controllable, powered, that i can control, which i can control, i can control, "
        "that can be controlled, that i can drive, which i can drive, i can drive, that "
        "can be driven, can be driven, that pushes the cart, which pushes the cart, "
        "pushing the cart, that drives the cart, which drives it, that pushes it, to "
        "drive it, to control it",
        "passive": "passive, unactuated, without a motor, without motors, without actuator, "
        "without an actuator, without actuators, no motor, no actuator, without any "
        "motor, without any motors, without any actuator, not driven, not actuated",
        "undamped": "frictionless, undamped, without damping, no damping, without friction, no "
        "friction, slippery, icy, zero friction, with no friction, hardly any friction, "
        "almost no friction, little friction, low friction, very little friction",
        "rough": "rough, grippy, high friction, sticky, with high friction",
        "reach": "that can reach, can reach, reaching, reaching for, able to reach, which can "
        "reach, in reach of, within reach of, within reach, in reach, reach, reaches, "
        "that reaches, to reach, can be reached, that it can reach, it can reach, can "
        "grasp, that can grasp, within its reach, within the reach of, ready to grasp",
        "random": "random, randomly, different, various, assorted, mixed, scattered",
        "weightless": "zero gravity, without gravity, no gravity, weightless, in zero g, in "
        "weightlessness, in space, in outer space, microgravity, floating",
        "moon": "moon, on the moon, moon gravity, lunar gravity, gravity of the moon, lunar",
        "mars": "on mars, mars gravity, martian gravity, gravity of mars, martian",
        "horizontal": "horizontal, horizontally, starting horizontally, released horizontally, "
        "starting horizontal, from horizontal, from the horizontal, lying down, on its "
        "side",
        "hanging down": "at rest, hanging straight down, straight down, hanging down",
        "vertical": "vertically, vertical",
        "each other": "on top of each other, on top of one another, on each other, stacked, one on "
        "top of the other, on one another, piled on top of each other",
        "in a row": "in a row, in a line, in line, lined up, in a straight line, side by side, "
        "next "
        "to each other, beside each other, arranged in a row",
        "in a circle": "in a circle, in a ring, arranged in a circle",
        "in a pile": "in a pile, in a heap, piled up, heaped, thrown together, in a jumble, piled, "
        "on a heap, on a pile, onto a heap, onto a pile, into a heap, into a pile, "
        "thrown on a heap, thrown onto a pile",
        "in a pyramid": "in a pyramid",
        "in a grid": "in a grid",
        "facing": "facing each other, face to face, opposite each other, facing one another",
        "raised": "raised, lifted, pulled back, pulled aside, pulled to the side, lifted up, "
        "pulled up, drawn back",
        "pushed": "when i push the first one, when the first one is pushed, when the first is "
        "pushed, "
        "after i push the first one, when pushed, once the first is pushed",
        "first raised": "the first one lifted, first one lifted, the first one raised, the first "
        "ball "
        "lifted, the first ball raised, one of them raised, one of them lifted, the "
        "first one pulled aside, the first one pulled back, the outermost one lifted, "
        "one ball lifted, one lifted",
        "from rest": "from vertical, from the vertical, away from the vertical, off the vertical, "
        "away from hanging straight down, from hanging straight down, from straight "
        "down, to the side, away from vertical, from its rest, from equilibrium, from "
        "the equilibrium",
        "per swing": "for one full swing there and back, for a full swing there and back, for one "
        "full swing, for a full swing, for one swing, per swing, for a swing, there and "
        "back, for one full swing back and forth, takes",
        "at the pivot": "at the pivot, at the joint, at each joint, at every joint, at each "
        "hinge, on "
        "each joint, in the pivot, at its pivot, at the hinge, at the top joint, on "
        "every joint",
        "along": "left and right, to the left and right, to the left and to the right, sideways, "
        "along a rail, along a track, on a rail, on a track, along the rail, on rails",
        "up and down": "up and down, moving up and down, vertically up and down",
        "at its end": "at its end, at the end, at the bottom, at the lower end, on its end, at the "
        "bottom end, on the end, at its lower end, at the very end, at the tip",
        "let go": "when it is let go, when let go, when released, when it is released, when they "
        "are released, when it is dropped, when dropped, at the same time, at once, "
        "simultaneously, when it hits the floor, when it hits the ground, off the "
        "floor, off the ground, on impact, let go, from rest",
        "thrown": "throw, thrown, throws, toss, tossed",
        "inverted": "balanced, balancing, inverted, balance",
        "connected": "connected, joined, linked, attached, linked together, joined together, "
        "connected together, connected by, joined by, linked by, connected with, "
        "attached to each other, connected to each other, connected in series, coupled",
        "fixed": "fixed, static, stationary, immovable, fixed in place, that does not move",
        "under gravity": "under gravity, with gravity, earth gravity, under normal gravity",
        "from the ceiling": "from the ceiling, from a ceiling, from above, from a fixed point, "
        "from a "
        "pivot, from a hook, from an anchor, from the top, pivot, fixed at one end, "
        "fixed at the top, attached to the ceiling, attached at the top, anchored at "
        "the top, from a fixed pivot, from a support, attached to the world",
    }.items()
    for words in (phrase.strip() for phrase in phrases.split(","))
}

RELATIONS: dict[tuple[str, ...], str] = {
    tuple(words.split()): relation
    for relation, phrases in {
        "on": "on top of, on, onto, upon, standing on, sitting on, lying on, resting on, "
        "rests on, placed on, stands on, sits on, lies on, mounted on, holding, "
        "carrying, set on, put on, supporting, which holds",
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
    just featuring where whose scene simulation simulated world environment setup
    system physics mujoco mjcf xml simple basic nice classic classical standard typical
    normal ordinary regular realistic plain common usual new proper demo example quick lying
    sitting resting placed positioned arranged located sits lies rests composed comprised
    formed together made each every all individual apiece same identical equal equally
    evenly uniform about approximately around roughly exactly starting starts start
    initially released release lie lies beginning begins begin let moving moves move solid rigid
    loose only will should must by
    """
)
