"""Selection and inspection: which body a person looks at closely, and what is known of it."""

import msgspec

__all__ = [
    "BodyDescription",
    "BodyState",
    "ContactState",
    "ElementDescription",
    "PullRefused",
    "Selection",
    "Selections",
]

Vector = tuple[float, float, float]


class ElementDescription(msgspec.Struct, frozen=True):
    """A joint or a geom of a body: its name, what kind it is, sizes or range in words."""

    name: str
    kind: str
    detail: str = ""


class BodyDescription(msgspec.Struct, frozen=True):
    """What does not change about a body. Mass in kg, inertia in kg m² about its principal axes.

    `movable` says if a pull can move it, `mocap` that it goes where it is put.
    """

    body: int
    name: str
    parent: int
    parent_name: str
    mass: float
    inertia: Vector
    subtree_mass: float
    movable: bool
    mocap: bool
    joints: tuple[ElementDescription, ...]
    geoms: tuple[ElementDescription, ...]


class ContactState(msgspec.Struct, frozen=True):
    """A contact of a body with another: where (m), how deep (m, positive inside), and the force (N)
    along the normal and across it."""

    other_body: int
    other: str
    position: Vector
    depth: float
    normal: float
    friction: float


class BodyState(msgspec.Struct, tag="body_state", frozen=True):
    """A selected body now, in the world frame: m, w x y z, m/s, rad/s; at most some contacts."""

    generation: int
    body: int
    position: Vector
    quaternion: tuple[float, float, float, float]
    velocity: Vector
    angular_velocity: Vector
    contacts: tuple[ContactState, ...]
    more_contacts: int = 0


class Selection(msgspec.Struct, tag="selection", frozen=True):
    """A participant has selected this body, or with None nothing; `geom` is what was clicked."""

    participant: int
    body: BodyDescription | None
    geom: str = ""


class Selections(msgspec.Struct, tag="selections", frozen=True):
    """What everybody has selected; sent when it changes."""

    generation: int
    selections: tuple[Selection, ...]


class PullRefused(msgspec.Struct, tag="pull_refused", frozen=True):
    """A participant's pull or jog took hold of nothing, and why."""

    participant: int
    gesture: int
    why: str
