"""Carts on rails with poles on them."""

import numpy as np

from benchmarks.text_to_scene.verify.chains import chain_of, pivot
from benchmarks.text_to_scene.verify.joints import axes_of, driven_joints, is_level, run_with
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom
from benchmarks.text_to_scene.verify.swinging import angle_of
from benchmarks.text_to_scene.verify.things import total_mass

__all__ = ["cart_drives", "cart_weighs", "cart_with_poles", "poles_upright"]


def cart_of(scene: Scene) -> Link:
    """What slides along a horizontal rail and carries something that turns."""
    carriers = {link.parent for link in scene.links if "hinge" in link.kinds}
    found = [
        link
        for number, link in enumerate(scene.links)
        if number in carriers and link.kinds == ("slide",) and link.parent < 0
    ]
    if len(found) != 1:
        raise Refused(f"{len(found)} carts on one slide carry a hinge")
    return found[0]


def cart_with_poles(number: int) -> Predicate:
    """One cart on a level slide, and on it a chain of so many links whose hinges are horizontal and
    across the rail, so that driving the cart swings them."""

    def check(scene: Scene) -> None:
        (rail,) = axes_of(scene, cart_of(scene), "slide")
        if not is_level(rail):
            raise Refused(f"the cart slides along {np.round(rail, 2)}")
        chain = chain_of(scene, "slide")
        if len(chain) != number or len(scene.links) != number + 1:
            raise Refused(f"it carries {len(chain)} links, and {len(scene.links)} things move")
        for link in chain:
            axes = axes_of(scene, link, "hinge")
            if link.kinds != ("hinge",) or not is_level(axes[0]) or abs(axes[0] @ rail) > 0.06:
                raise Refused(f"one is on {'+'.join(link.kinds)} along {np.round(axes, 2)}")

    return Predicate(f"a cart on a level rail with a chain of {number} across it", check)


def cart_weighs(kg: float) -> Predicate:
    """So much without its poles."""

    def check(scene: Scene) -> None:
        found = total_mass(scene, cart_of(scene))
        if abs(found - kg) > 0.02 * kg:
            raise Refused(f"it weighs {found:.4g} kg")

    return Predicate(f"the cart weighs {kg:g} kg", check)


def cart_drives(joints: int = 1) -> Predicate:
    """So many joints are driven: with one the cart's, and full control moves it; with 0 none."""

    def check(scene: Scene) -> None:
        cart, there = cart_of(scene), driven_joints(scene)
        if len(there) != joints or (joints and cart.joints[0] not in there):
            raise Refused(f"{len(there)} joints are driven, the cart's {cart.joints[0] in there}")
        if joints:
            geom = main_geom(scene.model, cart.geoms)
            far = np.linalg.norm(run_with(scene, [1.0] * scene.model.nu, 2.0).travelled(geom))
            if far < 0.05:
                raise Refused(f"full control moves the cart by {far:.3f} m")

    return Predicate("the cart is driven" if joints else "nothing is driven", check)


def poles_upright(within: float = 30.0) -> Predicate:
    """The poles begin over their joints, and the first one over the cart."""

    def check(scene: Scene) -> None:
        for link in chain_of(scene, "slide"):
            angle = angle_of(scene, link)
            if angle < 180 - within:
                raise Refused(f"a pole begins at {180 - angle:.0f}° from upright")
        if pivot(scene, chain_of(scene, "slide")[0])[2] < 0:
            raise Refused("it is below the floor")

    return Predicate("the poles begin upright", check)
