"""Chains and ropes that hang."""

from py_remote_viewer.protocol.expectations import (
    Chain,
    Colour,
    HasColour,
    JointKind,
    Joints,
    Mass,
    Moves,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.pendulums import count_links, per_link

__all__ = ["build_chain"]

_MOST_LINKS = 100
_USUAL = {"chain": (10, 0.1, 0.05), "rope": (20, 0.05, 0.01)}
_CLEARANCE = 0.25
_SWING_DEG = 30.0


def build_chain(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Links on ball joints, or on hinges where that is said, from a point in the air down."""
    usual, usual_length, usual_mass = _USUAL[item.kind]
    if item.number(1) != 1:
        raise Misunderstood(f"One {item.said} can be made, not {item.count}.", word=item.said)
    links = count_links(item, _MOST_LINKS, usual)
    parts, item.parts = item.parts, []
    carried = [part for part in parts if part.kind != "bob"]
    total = item.one(-1.0, "total length", "length", "unnamed", "height")
    total *= item.scale("length") * item.scale("size")
    if total > 0:
        lengths = [total / links] * links
    else:
        lengths = per_link(item, carried, links, "length", "unnamed", "side")
        lengths = lengths or [usual_length * abs(total)] * links
    whole = item.one(-1.0, "total mass", "mass")
    masses = per_link(item, carried, links, "mass")
    masses = masses or [whole / links if whole > 0 else usual_mass] * links
    if any(not 0.005 <= length <= 5.0 for length in lengths):
        raise Misunderstood("Links of 5 mm to 5 m can be made.")
    thick = _thickness(item, parts, lengths)
    hinged = _flag(item, parts, "hinged")
    angle = item.one(0.0, "angle")
    swings = _flag(item, parts, "swings", "raised")
    flat = _flag(item, parts, "horizontal")
    angle = 90.0 if flat else angle or (_SWING_DEG if swings else 0.0)
    # So it is in any case.
    _flag(item, parts, "spatial", "connected", "hangs", "from the ceiling", "hanging down",
          "under gravity", "vertical", "fixed")  # fmt: skip
    damping = item.one(-1.0, "damping")
    damping = 0.0 if item.flag("undamped") else damping
    colours = _colours(item, parts, links)
    ball = _ball(parts, item)
    for part in parts:
        part.finish()
    item.material = ""
    item.finish()
    kind: JointKind = "hinge" if hinged else "ball"
    return _build(
        names, item.kind, lengths, masses, thick, kind, angle, damping, colours, gravity, ball
    )  # fmt: skip


def _flag(item: Item, parts: list[Item], *names: str) -> bool:
    """True where one of these was said of any of them; of all it is taken."""
    said = [one.flag(*names) for one in (item, *parts)]
    return any(said)


def _ball(parts: list[Item], item: Item) -> tuple[float, float, Colour] | None:
    """Mass, radius and colour of a ball at the lower end."""
    _flag(item, parts, "at its end", "from rest", "let go")
    bob = next((part for part in parts if part.kind == "bob"), None)
    if bob is None:
        return None
    if bob.number(1) != 1:
        raise Misunderstood(f"One ball hangs on a {item.said}, not {bob.count}.")
    radius = bob.one(2 * bob.one(0.05, "radius"), "diameter", "unnamed", "side") / 2
    bob.material = ""
    return bob.one(1.0, "mass") * bob.scale("mass"), radius * bob.scale("size"), bob.colour("red")


def _thickness(item: Item, parts: list[Item], lengths: list[float]) -> float:
    """The radius of its links."""
    radius = min(0.02, 0.16 * min(lengths))
    for one in (item, *[part for part in parts if part.kind != "bob"]):
        radius = one.one(radius, "radius")
        radius = one.one(2 * radius, "diameter", "thickness", "width") / 2
        radius *= one.scale("thickness") * one.scale("width")
    if not radius < 0.5 * min(lengths):
        raise Misunderstood(f"Links of {min(lengths):g} m cannot be {2 * radius:g} m thick.")
    return radius


def _colours(item: Item, parts: list[Item], links: int) -> list[Colour]:
    said = item.colours or [colour for part in parts for colour in part.colours]
    usual: list[Colour] = ["grey", "orange"] if item.kind == "chain" else ["brown"]
    colours = said or usual
    return [colours[i % len(colours)] for i in range(links)]


def _build(
    names: Names, kind: str, lengths: list[float], masses: list[float], thick: float,
    joint: JointKind, angle: float, damping: float, colours: list[Colour], gravity: float,
    ball: tuple[float, float, Colour] | None,
) -> Fragment:  # fmt: skip
    links, total = len(lengths), sum(lengths)
    top = total + _CLEARANCE + (2 * ball[1] if ball is not None else 0.0)
    side = max(0.3, total if angle else 0.3)
    title = f"{kind.capitalize()} of {links} links"
    fragment = Fragment(
        title, f"{title}, {total:.3g} m long, hangs from a fixed point.", left=side, right=side,
        depth=0.3, height=top, smooth=True, timestep=0.002 if min(lengths) > 0.03 else 0.001,
    )  # fmt: skip
    fragment.geom("box", (0, 0, top), size=(0.05, 0.05, 0.02), rgba=RGBA["black"])
    bodies, joints = names.give("link", links), names.give("joint", links)
    # So much that a link by itself would come to rest within seconds.
    usual = 0.02 * masses[0] * lengths[0] ** 2 * 10.0
    parent, above = None, 0.0
    for i in range(links):
        turn: dict[str, object] = {"euler": (0, angle, 0)} if i == 0 and angle else {}
        if parent is None:
            body = fragment.body(bodies[i], (0, 0, top), **turn)
        else:
            body = element(parent, "body", name=bodies[i], pos=(0, 0, -above))
        axis = (0, 1, 0) if joint == "hinge" else None
        element(body, "joint", name=joints[i], type=joint, axis=axis,
                damping=usual if damping < 0 else damping or None)  # fmt: skip
        ends = (0, 0, -thick, 0, 0, thick - lengths[i])
        element(body, "geom", type="capsule", size=thick, mass=masses[i], fromto=ends,
                rgba=RGBA[colours[i]], contype=0, conaffinity=0)  # fmt: skip
        parent, above = body, lengths[i]
    if ball is not None and parent is not None:
        weight, radius, colour = ball
        element(parent, "geom", type="sphere", size=radius, pos=(0, 0, -above - radius),
                mass=weight, rgba=RGBA[colour], contype=0, conaffinity=0)  # fmt: skip
        masses = [*masses[:-1], masses[-1] + weight]
        colours = [*colours[:-1], colour]
    fragment.joints[joint] = links
    fragment.expectations += [
        Chain(links, joint, bodies[0]),
        Joints(joint, links, bodies[0]),
        Mass(bodies[0], masses[0]),
        HasColour(bodies[0], colours[0]),
        Mass(bodies[-1], masses[-1]),
        HasColour(bodies[-1], colours[-1]),
    ]
    if angle and gravity > 0.1:
        fragment.expectations.append(Moves(bodies[-1], min(0.05, 0.1 * total)))
    elif not angle:
        fragment.stays += [bodies[0], bodies[-1]]
    return fragment
