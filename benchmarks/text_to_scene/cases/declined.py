"""What cannot be, means nothing, or is no scene: to decline truthfully is right."""

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import ball, body, box, element, free, geom, scene
from benchmarks.text_to_scene.cases._pendulums import pendulum
from benchmarks.text_to_scene.cases.boxes import lying
from benchmarks.text_to_scene.verify.pictures import nothing_can_be, warm_sky

__all__ = ["CASES"]


def sky(
    below: tuple[float, float, float],
    above: tuple[float, float, float],
    *things: str,
    kind: str = "gradient",
    role: str = "skybox",
) -> str:
    """A scene under a sky of two colours."""
    texture = element("texture", name="sky", type=role, builtin=kind, rgb1=above, rgb2=below,
                      width=64, height=384 if role == "skybox" else 64)  # fmt: skip
    return scene(*things, extra=element("asset", texture))


_SUN = ball(1.0, pos=(12, 0, 1.5), rgba="orange", contype=0, conaffinity=0)
_WARM, _COLD = (0.95, 0.45, 0.2), (0.3, 0.5, 0.8)


def _a_box(width: float) -> str:
    return lying(("box", (width, width, width), "red", 1.0))


CASES = (
    Case(
        "paint_a_sunset",
        "paint me a sunset",
        (warm_sky(),),
        (
            sky(_WARM, (0.3, 0.2, 0.5), _SUN),
            sky((0.9, 0.35, 0.35), (0.9, 0.35, 0.35),
                geom("ellipsoid", size=(0.2, 2, 2), pos=(20, 5, 2), rgba="yellow"), kind="flat"),
        ),
        (
            ("an empty floor", scene()),
            ("a blue sky", sky(_COLD, (0.9, 0.95, 1.0), _SUN)),
            ("no sun", sky(_WARM, (0.3, 0.2, 0.5))),
            ("a box under a grey sky", sky((0.5, 0.5, 0.5), (0.7, 0.7, 0.7),
                                           body(free(), box((0.2,) * 3), pos=(0, 0, 0.1)))),
            ("a blue ball", sky(_WARM, (0.3, 0.2, 0.5), ball(1, pos=(12, 0, 2), rgba="blue"))),
            ("a warm texture that is no sky", sky(_WARM, _WARM, _SUN, role="2d")),
        ),
        declinable=True,
        inside=False,
    ),
    Case(
        "contradiction",
        "a box that is both exactly 1 m and exactly 2 m wide",
        (nothing_can_be("a box has one width"),),
        (),
        (
            ("1 m", _a_box(1.0)),
            ("2 m", _a_box(2.0)),
            ("the mean", _a_box(1.5)),
            ("two boxes", lying(("box", (1,) * 3, "red", 1), ("box", (2,) * 3, "red", 1), apart=3)),
            ("nothing", scene()),
        ),
        declinable=True,
        inside=False,
    ),
    Case(
        "contradiction_of_links",
        "a double pendulum that has exactly three links and exactly one joint",
        (nothing_can_be("two links are not three, and neither hang on one joint"),),
        (),
        (
            ("one link", scene(pendulum((1.0,)))),
            ("two", scene(pendulum((0.5, 0.5)))),
            ("three", scene(pendulum((0.5, 0.5, 0.5)))),
            ("nothing", scene()),
        ),
        declinable=True,
        inside=False,
    ),
    Case(
        "nonsense",
        "flurb the wibbling quonks until they snozzle",
        (nothing_can_be("the words mean nothing"),),
        (),
        (
            ("an empty floor", scene()),
            ("a box", _a_box(0.2)),
            ("a pendulum", scene(pendulum((1.0,)))),
            ("boxes", lying(*[("box", (0.2,) * 3, "red", 1)] * 4)),
        ),
        declinable=True,
        inside=False,
    ),
)  # fmt: skip
