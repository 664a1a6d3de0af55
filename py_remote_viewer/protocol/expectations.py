"""What a scene that was asked for has to be: fixed before it is written, checked on the result.

Lengths are in m, masses in kg, angles in degrees, times in s. A `thing` is a body by its name, or
where none is called so a geom of the world. All that is not said otherwise is about the scene as it
begins; what moves is seen in a trial run.
"""

import re
from typing import Annotated, Literal, get_args

import msgspec

__all__ = [
    "COLOURS",
    "Actuated",
    "Apart",
    "Attribute",
    "Axis",
    "Chain",
    "Check",
    "Colour",
    "Count",
    "Direction",
    "Expectation",
    "Falls",
    "Gravity",
    "HasColour",
    "HasSize",
    "JointKind",
    "Joints",
    "Mass",
    "Moves",
    "On",
    "Period",
    "Reaches",
    "Robot",
    "Settles",
    "Shape",
    "Slope",
    "Stays",
    "Things",
    "Topples",
]

Shape = Literal["box", "sphere", "capsule", "cylinder", "ellipsoid", "mesh"]
Colour = Literal[
    "red", "green", "blue", "yellow", "orange", "purple", "pink", "brown", "black", "white",
    "grey", "cyan",
]  # fmt: skip
COLOURS: tuple[Colour, ...] = get_args(Colour)
JointKind = Literal["hinge", "slide", "ball", "free"]
Direction = tuple[float, float, float]
_Name = Annotated[str, msgspec.Meta(max_length=100)]
_Positive = Annotated[float, msgspec.Meta(gt=0)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was checked on a scene, whether it is so, and what was found."""

    sentence: str
    passed: bool
    found: str = ""


class Things(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Bodies with geoms of their own that are all of what is given here.

    One is of a `name` that is called so, or so with a number behind it: `box` is `box`, `box1` and
    `box_2`. Shape and colour are those of its largest geom. What a robot is made of is none of
    them, unless the name begins as its names do.
    """

    name: _Name = ""
    shape: Shape | None = None
    colour: Colour | None = None

    def counted(self, count: int) -> str:
        """`3 red boxes`."""
        noun = self.shape or "thing"
        plural = f"{noun}es" if noun == "box" else f"{noun}s"
        called = f" called {self.name}" if self.name else ""
        colour = f"{self.colour} " if self.colour else ""
        return f"{count} {colour}{noun if count == 1 else plural}{called}"


class _Expectation(
    msgspec.Struct,
    tag_field="expect",
    tag=lambda name: re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(),
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    @property
    def sentence(self) -> str:
        """What is expected, for a person."""
        raise NotImplementedError


class Count(_Expectation, frozen=True):
    """So many things are there, no more and no fewer."""

    of: Things
    count: _Number

    @property
    def sentence(self) -> str:
        return f"{_there(self.count)} {self.of.counted(self.count)}"


class Joints(_Expectation, frozen=True):
    """So many joints are of this kind, in the whole scene or only those of `thing` and all that
    hangs on it; robots' own do not count."""

    kind: JointKind
    count: _Number
    thing: _Name = ""

    @property
    def sentence(self) -> str:
        where = f" in {self.thing}" if self.thing else ""
        plural = "joint" if self.count == 1 else "joints"
        return f"{_there(self.count)} {self.count} {self.kind} {plural}{where}"


class Axis(_Expectation, frozen=True):
    """A joint, or where none is called so each hinge and slide of the thing, turns about or moves
    along this direction of the world; which way round is all the same."""

    of: _Name
    direction: Direction

    @property
    def sentence(self) -> str:
        return f"the axis of {self.of} is {_direction(self.direction)}"


class Chain(_Expectation, frozen=True):
    """A body that does not hang on another one of these carries the next, and so on: `links`
    bodies, each on exactly one joint of this kind. `first` names the one that begins it."""

    links: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    kind: JointKind
    first: _Name = ""

    @property
    def sentence(self) -> str:
        begun = f" that begins with {self.first}" if self.first else ""
        links = "link" if self.links == 1 else "links"
        return f"there is a chain of {self.links} {links} on {self.kind} joints{begun}"


class Actuated(_Expectation, frozen=True):
    """So many degrees of freedom are driven by actuators, robots' own left out; with `joint` that
    one is among them."""

    degrees: _Number
    joint: _Name = ""

    @property
    def sentence(self) -> str:
        plural = "degree of freedom is" if self.degrees == 1 else "degrees of freedom are"
        also = f", the joint {self.joint} among them" if self.joint else ""
        return f"{self.degrees} {plural} actuated{also}"


class HasSize(_Expectation, frozen=True):
    """A thing is so large, with all geoms that move with it and to 5 %.

    `length` is the largest extent in its own frame, `height` that along the world's z, `width` the
    largest one across z, `thickness` the smallest; `radius` is of its largest sphere, capsule or
    cylinder. The round ends of a capsule may be left out of its length.
    """

    thing: _Name
    dimension: Literal["length", "height", "width", "thickness", "radius"]
    metres: _Positive

    @property
    def sentence(self) -> str:
        return f"the {self.dimension} of {self.thing} is {self.metres:g} m"


class Mass(_Expectation, frozen=True):
    """A thing weighs so much, to 2 %, without what hangs on it by joints."""

    thing: _Name
    kg: _Positive

    @property
    def sentence(self) -> str:
        return f"the mass of {self.thing} is {self.kg:g} kg"


class HasColour(_Expectation, frozen=True):
    """A person would call the thing's largest geom that."""

    thing: _Name
    colour: Colour

    @property
    def sentence(self) -> str:
        return f"{self.thing} is {self.colour}"


class Attribute(_Expectation, frozen=True):
    """An attribute of a named element has these values in the compiled model, as MJCF calls it;
    the first ones suffice."""

    kind: Literal["body", "geom", "joint", "actuator", "site", "light", "camera", "tendon"]
    name: _Name
    attribute: _Name
    values: Annotated[tuple[float, ...], msgspec.Meta(min_length=1, max_length=20)]

    @property
    def sentence(self) -> str:
        values = " ".join(f"{value:g}" for value in self.values)
        return f"{self.attribute} of the {self.kind} {self.name} is {values}"


class Gravity(_Expectation, frozen=True):
    """So many m/s² downwards."""

    downwards: float

    @property
    def sentence(self) -> str:
        return f"gravity is {self.downwards:g} m/s²"


class Slope(_Expectation, frozen=True):
    """The upper face of a thing is inclined by so many degrees, to one."""

    thing: _Name
    degrees: float

    @property
    def sentence(self) -> str:
        return f"{self.thing} is inclined by {self.degrees:g}°"


class Robot(_Expectation, frozen=True):
    """So many robots of this name of the catalogue stand in the scene."""

    name: _Name
    count: _Number = 1

    @property
    def sentence(self) -> str:
        robots = "robot" if self.count == 1 else "robots"
        return f"{_there(self.count)} {self.count} {robots} {self.name}"


class Apart(_Expectation, frozen=True):
    """The centres of two things are so far from each other, to 5 %, or to 1 mm."""

    thing: _Name
    other: _Name
    metres: float

    @property
    def sentence(self) -> str:
        return f"{self.thing} is {self.metres:g} m from {self.other}"


class On(_Expectation, frozen=True):
    """At the end of the trial the thing touches the other one and lies on it."""

    thing: _Name
    other: _Name

    @property
    def sentence(self) -> str:
        return f"{self.thing} is on {self.other}"


class Stays(_Expectation, frozen=True):
    """These things, or without any named all but robots that could move, are where they began when
    the trial ends: none has moved by more than 2 cm or turned by more than 5°."""

    things: tuple[_Name, ...] = ()

    @property
    def sentence(self) -> str:
        return f"{_all_of(self.things)} where {_it(self.things)} began"


class Settles(_Expectation, frozen=True):
    """These things, or without any named all but robots that could move, have come to rest when the
    trial ends."""

    things: tuple[_Name, ...] = ()

    @property
    def sentence(self) -> str:
        subject = _names(self.things) if self.things else "everything"
        return f"{subject} {'come' if len(self.things) > 1 else 'comes'} to rest"


class Moves(_Expectation, frozen=True):
    """Some point of the thing moves at least so far within the trial, by itself."""

    thing: _Name
    metres: _Positive = 0.05

    @property
    def sentence(self) -> str:
        return f"{self.thing} moves by itself"


class Falls(_Expectation, frozen=True):
    """The thing falls freely, as ½ g t² says, until it touches something, and for `metres` at
    least."""

    thing: _Name
    metres: _Positive

    @property
    def sentence(self) -> str:
        return f"{self.thing} falls {self.metres:g} m freely"


class Topples(_Expectation, frozen=True):
    """The thing, or each that is called so with a number behind, has turned over by 45° at the
    end, in a trial as long as that takes."""

    things: tuple[_Name, ...]

    @property
    def sentence(self) -> str:
        return f"{_names(self.things)} topple{'s' if len(self.things) == 1 else ''}"


class Period(_Expectation, frozen=True):
    """A joint swings with this period, to 3 %, in a trial of three of them.

    It begins from where the scene begins, or where that is its rest from 0.05 rad or 1 cm beside.
    """

    joint: _Name
    seconds: Annotated[float, msgspec.Meta(gt=0, le=20)]

    @property
    def sentence(self) -> str:
        return f"{self.joint} swings with a period of {self.seconds:.3g} s"


class Reaches(_Expectation, frozen=True):
    """The robot whose names begin with this can bring its hand to the thing, as its joints allow,
    to 3 cm of its surface."""

    robot: _Name
    thing: _Name

    @property
    def sentence(self) -> str:
        return f"{self.robot} can reach {self.thing}"


Expectation = (
    Count
    | Joints
    | Axis
    | Chain
    | Actuated
    | HasSize
    | Mass
    | HasColour
    | Attribute
    | Gravity
    | Slope
    | Robot
    | Apart
    | On
    | Stays
    | Settles
    | Moves
    | Falls
    | Topples
    | Period
    | Reaches
)


def _there(count: int) -> str:
    return "there is" if count == 1 else "there are"


def _direction(direction: Direction) -> str:
    for axis, name in enumerate("xyz"):
        if all(abs(value) < 1e-6 for i, value in enumerate(direction) if i != axis):
            return name
    return " ".join(f"{value:g}" for value in direction)


def _names(things: tuple[str, ...]) -> str:
    if len(things) <= 1:
        return "".join(things)
    return (
        f"{', '.join(things[:-1])} and {things[-1]}"
        if len(things) <= 6
        else (f"{things[0]}, {things[1]} and {len(things) - 2} more")
    )


def _all_of(things: tuple[str, ...]) -> str:
    if not things:
        return "everything stays"
    return f"{_names(things)} {'stays' if len(things) == 1 else 'stay'}"


def _it(things: tuple[str, ...]) -> str:
    return "it" if len(things) <= 1 else "they"
