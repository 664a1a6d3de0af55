"""Words and phrases that say how something is or behaves."""

from py_remote_viewer.scenes.words.reading.axes import axes, on_planets
from py_remote_viewer.scenes.words.reading.ends import ENDS
from py_remote_viewer.scenes.words.reading.held import HELD
from py_remote_viewer.scenes.words.reading.raising import RAISING
from py_remote_viewer.scenes.words.reading.toppling import TOPPLING

__all__ = ["FLAGS", "phrases"]


def phrases(table: str) -> dict[tuple[str, ...], str]:
    """Lines of `meaning: phrase, phrase`; a line that begins with a comma goes on."""
    found: dict[tuple[str, ...], str] = {}
    meaning = ""
    for line in table.strip().splitlines():
        name, colon, said = line.partition(":")
        if colon:
            meaning = name.strip()
        for phrase in (said if colon else line).split(","):
            if phrase.strip():
                found[tuple(phrase.split())] = meaning
    return found


_BEHAVIOURS = phrases(
    """
    falls: falling, falls, fall, dropped, drops, drop, dropping, is dropped, are dropped, fall down
    , freely falling, let fall, in free fall, falling freely, free falling, fall freely, free fall
    , in the air, high in the air, up in the air
    , falls freely, falls down, falling down, from the sky, out of the sky, drop down, dropping down
    , dropped down, falling from the sky, falls from the sky
    bounces: bouncing, bounces, bounce, bouncy, elastic, that bounces, bounces up and down
    slides: sliding, slides, slide, glides, gliding, slips, slipping
    rolls: rolling, rolls, roll, rolled, freely rolling
    holds: does not slide, doesn't slide, not sliding, stays in place, without sliding, stays put
    , does not move, sticks, at rest, that stays, do not slide, don't slide, not slide, stays still
    , so it does not move, so it stays, so that it stays, does not slip, so that it does not slide
    , so it does not slide, without slipping, so that it holds, holds, so it holds, stay in place
    , does not slide down, doesn't slide down, stays where it is, doesn't move, doesn't slip, stays
    , stay, rests, resting, rest, remains, so that it does not move, remains at rest, stays at rest
    , does not fall over, do not fall over, does not fall, doesn't fall over, doesn't fall
    , does not topple, doesn't topple, should not fall over, should not fall, must not fall over
    , that does not fall over, that does not fall, which does not fall over, will not fall over
    , sits still, motionless, hanging motionless, hanging still, hangs still
    , stay put, stay still, don't move, do not move
    hangs: hanging, hangs, hang, suspended, hung, dangling, hang up, hung up, hangs down, dangles
    swings: swinging, swings, swing, freely swinging, oscillating, oscillates, that swings, freely
    , free swinging, free, can swing, may swing, that can swing, that can swing freely
    , back and forth, to and fro, swinging back and forth, swings back and forth, moves freely
    , can move freely, rotates, rotating, turns, turning, can rotate, can turn, rotate, swing freely
    , swings freely, that swings freely, chaotic, swinging freely
    spatial: spherical, three dimensional, spatial, in all directions, in spatial, in any direction
    , in every direction, universal, not only in a plane, not just in a plane, in 3 dimensions
    , every way, ball and socket joints, spherical joints, spherical joint, on ball joints
    , on a ball joint, in three dimensions
    hinged: hinge joints, hinge joint, hinges, hinged, revolute joints, revolute joint, planar
    , in a plane, in planar, hinge, in one plane, pin joints, pin joint, pinned, pivoted
    standing: standing up, upright, standing upright, that stay standing, that do not fall
    , standing still, not falling, without falling, on end, that stay upright, stay upright
    , so that they stay upright, that don't fall, stands up, stand up, stand upright, stay standing
    lying: lying, lie, lies, lying down, lies down, lying flat, on its side, on their sides
    , lying on its side
    vertical: vertically, vertical
    horizontal: horizontal, horizontally, starting horizontally, released horizontally
    , starting horizontal, from horizontal, from the horizontal, released from horizontal
    , from the horizontal position, from a horizontal position, in a horizontal position
    , held horizontally
    from upright: from upright, from the upright, from the upright position, off upright
    , away from upright, from its upright position, from being upright
    hanging down: hanging downwards, pointing down, pointing downwards, downwards
    , hanging straight down, straight down, hanging down, hangs straight down
    topples: toppling, topple, topples, knocked over, that fall over, that topple, falling over
    , fall over, knock each other over, tipping over, toppling over, topple over, first one pushed
    , first one tipped, knocking each other over, ready to topple, in a chain reaction
    , chain reaction, that fall, fall one after the other, fall one after another
    , topple one after the other, topple one after another, one after the other, one after another
    , so that all of them topple, so that they all topple, all of them topple
    , the first is already tipping over, the first one is already tipping over
    , the first one is tipped, the first is tipped over, the first one is tipped over
    , the first is tipped, the first one is pushed, that knock each other over, which topple
    , that knock one another over, knocking one another over, knock one another over
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
    , which i can drive, i can drive, that can be driven, can be driven, that pushes the cart
    , which pushes the cart, pushing the cart, that drives the cart, which drives it, that pushes it
    , to drive it, to control it, to push it, to move the cart, to push the cart
    , that moves the cart, moved by an actuator, driven by an actuator, can be controlled
    , fully actuated, torque driven, by a motor, by an actuator, can be pushed
    , pushed left and right, can be moved, pushed, can be pushed left and right
    , can be driven left and right, can be moved left and right, to move it, that drives it
    , force controlled, torque controlled
    passive: passive, unactuated, without a motor, without motors, without actuator, no actuators
    , without an actuator, without actuators, no motor, no actuator, without any motor, no motors
    , without any motors, without any actuator, not driven, not actuated, without any actuators
    , without motor, unpowered, undriven, no actuation, without actuation
    undamped: frictionless, undamped, without damping, no damping, without friction, no friction
    , zero friction, with no friction, without any friction, smooth
    , without air resistance, no air resistance, zero damping, without any damping
    slick: slippery, icy, hardly any friction, almost no friction, little friction, low friction
    , very little friction, very low friction, slick, with hardly any friction
    damped: damped, damping, lightly damped, slightly damped, with some damping
    , with a little damping, that slows down, with a bit of damping, some damping, a little damping
    rough: rough, grippy, high friction, sticky, with high friction
    reach: that can reach, can reach, reaching, reaching for, able to reach, which can reach
    , in reach of, within reach of, within reach, in reach, reach, reaches, that reaches, to reach
    , can be reached, that it can reach, it can reach, can grasp, that can grasp, within its reach
    , within the reach of, ready to grasp, can grab, that can grab, can pick up, that can pick up
    , reachable, in its reach, should pick up, is to pick up, should grab, should reach
    , should grasp, is to grab, is to reach, to pick up, to grasp, to grab, ready to pick up
    , it can grab, it can pick up, it can grasp, that it can grab, that it can grasp
    , that it can pick up, within arm's reach
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
    , of equal lengths, of equal sizes, of equal masses, of the same weight, of equal weight
    , equally large, equally sized
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
    , with no gravity, gravity off, gravity turned off, zero g, with gravity off, gravity is off
    , with gravity turned off, gravity switched off, with gravity switched off, gravity disabled
    , with gravity disabled
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
    , thrown in a heap, poured, pour, dumped, dump, pouring, poured out
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
    , displaced, deflected, held, is held, is raised, is lifted, pulled away, to one side, drawn
    , out to the side
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
    , away from hanging straight down, from hanging straight down, from straight down, to the side
    , away from vertical, from its rest, from equilibrium, from the equilibrium, off vertical
    , from its rest position, from its equilibrium position, from the rest position
    , from its equilibrium, from the vertical axis, from hanging, relative to the vertical
    , with respect to the vertical, from rest position, out of the vertical, from downward
    per swing: for one full swing there and back, for a full swing there and back, there and back
    , for one full swing, for a full swing, for one swing, per swing, for a swing, takes
    , for one full swing back and forth, for one oscillation, per oscillation, full oscillation
    , once every, one swing every, for a full oscillation, for one full oscillation
    along: left and right, to the left and right, to the left and to the right, sideways
    , along a rail, along a track, on a rail, on a track, along the rail, on rails
    , from side to side, along a horizontal rail, on a horizontal rail, on a horizontal track
    , along a horizontal track, in one direction, on a straight rail, along a line
    , in a straight line
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
    empty: empty, with nothing on it, without anything on it, that is empty, with nothing else on it
    transparent: transparent, translucent, see through, semi transparent, half transparent
    square: square
    round: round, circular
    as bob: as bob, as a bob, as its bob, as the bob, as weight, as a weight, as its weight
    races: racing, race, races, that race
    floats: floating, floats, float, hovering, hovers, hover
    touching: touching, touching each other, that touch, which touch, that touch each other
    moon: moon, lunar, lunar gravity
    mars: martian, martian gravity
    about horizontal: about a horizontal axis, around a horizontal axis, horizontal axis
    , with a horizontal axis, on a horizontal axis, about a horizontal hinge
    , with a horizontal hinge, on a horizontal hinge, horizontal hinge
    """
)
#: What each of them means. Whoever builds something takes what it can be, and nothing else.
FLAGS: dict[tuple[str, ...], str] = {
    **RAISING, **TOPPLING, **_BEHAVIOURS, **ENDS, **on_planets(), **axes(), **HELD,
}  # fmt: skip
