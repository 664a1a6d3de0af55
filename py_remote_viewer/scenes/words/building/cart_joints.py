"""The joints of carts with poles: of which of them something was said, and which are driven."""

from dataclasses import replace

from py_remote_viewer.scenes.words.building.links import shared_flag
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Value
from py_remote_viewer.scenes.words.members import place_of

__all__ = ["CARTS", "driven", "share_joints"]

#: Parts whose joint is the one that slides, and those whose joints turn.
CARTS = ("cart", "base", "slide joint")
_POLES = ("rod", "link", "hinge", "ball joint", "pole")
_ON_CARTS = (*CARTS, "rail", "trolley")


def share_joints(item: Item, number: int) -> None:
    """What was said of "the second joint", or of all joints, is said of the cart or the poles."""
    for part in list(item.parts):
        if part.kind == "slide joint" and part.number(1) != 1:
            raise Misunderstood(f"It has 1 {part.said}, not {part.count}.", word=part.said)
        if part.kind != "joint":
            continue
        if not part.which and part.number(number + 1) != number + 1:
            raise Misunderstood(
                f"It has {number + 1} {part.said}, not {part.count}.", word=part.said
            )
        first = place_of(part.which, number + 1) if part.which else 0
        last = first if part.which else number
        item.parts.remove(part)
        for place in range(first, last + 1):
            which = str(place - 1) if place else ""
            item.parts.append(replace(
                part, kind="hinge" if place else "cart", which=which, count=None,
                values={name: list[Value](said) for name, said in part.values.items()},
                flags=dict(part.flags), scales=dict(part.scales), colours=list(part.colours),
            ))  # fmt: skip


def driven(item: Item, number: int) -> tuple[bool, list[int]]:
    """Whether the cart is pushed, and which hinges are driven; the cart alone is, unless it is said
    otherwise."""
    whole = item.flags.get("actuated", "")
    motor, none, told = item.part("motor"), item.flag("passive"), item.flag("actuated")
    carts, poles = _of(item, CARTS), _of(item, _POLES)
    on_cart, cart_off = shared_flag(carts, "actuated"), shared_flag(carts, "passive")
    on_poles, poles_off = _places(poles, "actuated", number), _places(poles, "passive", number)
    asked = told or on_cart or bool(on_poles) or motor is not None
    for part in item.parts:
        if part.kind == "dof" and part.flag("actuated"):
            # "one actuated degree of freedom"
            asked = True
            part.count = None if part.number(1) == 1 else part.count
    if (none and asked) or (on_cart and cart_off) or on_poles & poles_off:
        raise Misunderstood("A cart-pole either has a motor or has none.", word=item.said)
    if none:
        return False, []
    if motor is not None:
        cart, hinges = _at(motor, number)
        return cart or on_cart, sorted({*hinges, *on_poles})
    if whole.startswith("fully"):
        return True, list(range(number))
    # "the pole's hinge is driven": it instead of the cart.
    return on_cart or (not cart_off and (told or not on_poles)), sorted(on_poles)


def _of(item: Item, kinds: tuple[str, ...]) -> list[Item]:
    return [part for part in item.parts if part.kind in kinds]


def _places(parts: list[Item], flag: str, number: int) -> set[int]:
    """Of which poles a flag was said."""
    found = set[int]()
    for part in parts:
        if part.flag(flag):
            found |= {place_of(part.which, number)} if part.which else set(range(number))
    return found


def _at(motor: Item, number: int) -> tuple[bool, list[int]]:
    """The same where it is told of a motor: on the cart, on a pole, or on each joint."""
    motor.flag("actuated", "at the bottom")
    where = motor.related("on", "at", "attached", "in", "down")
    motor.finish()
    if not where:
        return _all(motor.number(1), number) if motor.number(1) != 1 else (True, [])
    place = where[0].other
    if place.kind in _POLES:
        return False, [place_of(place.which, number)] if place.which else list(range(number))
    if place.kind == "joint" and place.which:
        at = place_of(place.which, number + 1)
        return at == 0, [at - 1] if at else []
    if place.kind == "joint" and ((place.count or 0) > 1 or place.plural or _each(where[0].said)):
        return _all(place.number(number + 1), number)
    if place.kind in _ON_CARTS:
        return True, []
    raise Misunderstood(f"{where[0].said!r} is not understood here.", word=where[0].said)


def _each(said: str) -> bool:
    return "each" in said.split() or "every" in said.split()


def _all(motors: int, number: int) -> tuple[bool, list[int]]:
    if motors != number + 1:
        raise Misunderstood(f"It is not said which of {number + 1} joints are driven.")
    return True, list(range(number))
