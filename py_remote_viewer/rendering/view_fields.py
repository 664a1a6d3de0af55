"""The panels of a view: camera, flags and groups; and of how the model looks: `mjVisual`."""

from collections.abc import Mapping, Sequence
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import Field, FieldValue, Panel
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.hiding import body_sections
from py_remote_viewer.rendering.view_options import ViewOptions
from py_remote_viewer.simulation.fields import (
    Binding,
    FieldSet,
    Sections,
    array_binding,
    attribute_binding,
)
from py_remote_viewer.simulation.names import name_of

__all__ = ["VIEW_PREFIXES", "ViewFields", "view_panels"]

#: How the paths of all these fields begin.
VIEW_PREFIXES = ("view/", "visual/")

#: In the order of the protocol's channels.
_CHANNELS = ("colours", "depth", "segmentation", "id colours")
_GROUPS = ("geom", "site", "joint", "tendon", "actuator", "flex", "skin")
#: As many fit a menu; more are chosen by number.
_MOST_CHOICES = 500
_DEEPEST_TREE = 20
_COMPILED = "Fixed when the scene is loaded: change it in the XML and reload."
#: Of `mjVisual.global`: attribute, label, unit, least, most.
_GLOBAL = (
    ("fovy", "Field of view (free camera)", "deg", 0.1, 179.0),
    ("ipd", "Distance of the eyes", "m", 0.0, 10.0),
    ("azimuth", "First azimuth (free camera)", "deg", -360.0, 360.0),
    ("elevation", "First elevation (free camera)", "deg", -90.0, 90.0),
    ("linewidth", "Width of lines", "", 0.0, 10.0),
    ("glow", "Glow of the selected body", "", 0.0, 1.0),
)
_GLOBAL_TOGGLES = (
    ("orthographic", "Orthographic (free camera)"),
    ("ellipsoidinertia", "Inertia as ellipsoids"),
    ("bvactive", "Only active bounding volumes"),
)
_QUALITY = ("shadowsize", "offsamples", "numslices", "numstacks", "numquads")
_STATISTIC = (
    ("extent", "Extent", "m"),
    ("meansize", "Mean size", "m"),
    ("meanmass", "Mean mass", "kg"),
)


class ViewFields(FieldSet):
    """All fields of one view, and what people changed of them; belongs to the render thread."""

    def __init__(self, model: mujoco.MjModel, view: ViewOptions, camera: OrbitCamera) -> None:
        super().__init__(
            [
                ("rendering", "Rendering", _rendering(model, view, camera)),
                ("groups", "Groups", [*_groups(view.option), *body_sections(model, view.hidden)]),
                ("visual", "Visualization", _visual(model)),
            ]
        )
        #: By path, to be kept when the scene is loaded again. Replaced, never changed in place.
        self.changed: Mapping[str, FieldValue] = {}

    def write(self, values: Mapping[str, FieldValue]) -> None:
        """Write checked values, and remember them."""
        super().write(values)
        self.changed = {**self.changed, **values}

    def note(self, values: Mapping[str, FieldValue]) -> None:
        """Remember values that were written by another view of the model."""
        self.changed = {**self.changed, **values}

    def restore(self, values: Mapping[str, FieldValue]) -> None:
        """Write what fits of values that another model's view had."""
        for path, value in values.items():
            try:
                self.write(self.check({path: value}))
            except CommandError:
                continue


def view_panels(model: mujoco.MjModel) -> tuple[Panel, ...]:
    """The panels of a view of this model, without one."""
    return ViewFields(model, ViewOptions(), OrbitCamera(model)).panels


def _rendering(model: mujoco.MjModel, view: ViewOptions, camera: OrbitCamera) -> Sections:
    option = view.option
    return [
        (
            "View",
            [*_cameras(model, camera), *_channel(view), *_overlays(option), _frusta(view)],
        ),
        ("Model elements", _model_flags(option)),
        ("Drawing", _render_flags(view)),
        ("Trees and layers", _depths(option)),
    ]


def _cameras(model: mujoco.MjModel, camera: OrbitCamera) -> list[Binding]:
    cameras = ["free", "tracking", *(name_of(model, "camera", i) for i in range(model.ncam))]
    bodies = [name_of(model, "body", index) for index in range(model.nbody)]
    return [
        Binding(
            _chosen("view/camera", "Camera", cameras),
            lambda: float(camera.mode),
            lambda value: camera.set_mode(int(value)),
        ),
        Binding(
            _chosen("view/tracked", "Tracked body", bodies),
            lambda: float(camera.tracked),
            lambda value: camera.track(int(value)),
        ),
    ]


def _chosen(path: str, label: str, names: Sequence[str]) -> Field:
    """A choice; of more than a menu holds, by number."""
    if len(names) <= _MOST_CHOICES:
        return Field(path, label, "choice", choices=tuple(names))
    note = "Too many for a menu: choose by number. The tab Inspect finds bodies by name."
    last = float(len(names) - 1)
    return Field(path, label, "integer", 0.0, last, limited=True, note=note, exact=True)


def _channel(view: ViewOptions) -> list[Binding]:
    channel = Field("view/channel", "Picture of", "choice", choices=_CHANNELS)
    distances = [
        attribute_binding(
            view, attribute,
            Field(
                f"view/{attribute}", label, unit="m", low=0.0, high=1e6, limited=True,
                note="0: by how far away the camera looks.",
            ),
        )
        for attribute, label in (
            ("depth_near", "Depth: nearest"), ("depth_far", "Depth: farthest"),
        )
    ]  # fmt: skip
    return [attribute_binding(view, "channel_index", channel), *distances]


def _overlays(option: mujoco.MjvOption) -> list[Binding]:
    return [
        attribute_binding(
            option, attribute,
            Field(
                f"view/{attribute}", label, "choice",
                choices=tuple(name.lower() for name in names),
            ),
        )
        for attribute, label, names in (
            ("label", "Labels", mujoco.mjLABELSTRING),
            ("frame", "Frames", mujoco.mjFRAMESTRING),
        )
    ]  # fmt: skip


def _frusta(view: ViewOptions) -> Binding:
    return attribute_binding(view, "frusta", Field("view/frusta", "Cameras of others", "toggle"))


def _model_flags(option: mujoco.MjvOption) -> list[Binding]:
    return [
        array_binding(
            option.flags, index, Field(f"view/flag/{index}", name, "toggle", key=key)
        )
        for index, (name, _, key) in enumerate(mujoco.mjVISSTRING)
    ]  # fmt: skip


def _render_flags(view: ViewOptions) -> list[Binding]:
    notes = {
        int(mujoco.mjtRndFlag.mjRND_SHADOW): "Left out at quality levels without shadows.",
        int(mujoco.mjtRndFlag.mjRND_REFLECTION): "Left out at quality levels without reflections.",
        int(mujoco.mjtRndFlag.mjRND_DEPTH): "Native's, nearly black: see Picture of.",
        int(mujoco.mjtRndFlag.mjRND_POST_PROCESSING): "MuJoCo's OpenGL renderer has none.",
    }
    return [
        array_binding(
            view.render_flags,
            index,
            Field(f"view/render/{index}", name, "toggle", key=key, note=notes.get(index, "")),
        )
        for index, (name, _, key) in enumerate(mujoco.mjRNDSTRING)
    ]


def _depths(option: mujoco.MjvOption) -> list[Binding]:
    return [
        attribute_binding(
            option, attribute,
            Field(
                f"view/{attribute}", label, "integer",
                low=0.0, high=float(_DEEPEST_TREE), limited=True,
            ),
        )
        for attribute, label in (("bvh_depth", "Tree depth"), ("flex_layer", "Flex layer"))
    ]  # fmt: skip


def _groups(option: mujoco.MjvOption) -> Sections:
    return [
        (
            f"{kind.capitalize()} groups",
            [
                array_binding(
                    getattr(option, f"{kind}group"),
                    group,
                    Field(f"view/group/{kind}/{group}", f"{kind.capitalize()} {group}", "toggle"),
                )
                for group in range(mujoco.mjNGROUP)
            ],
        )
        for kind in _GROUPS
    ]


def _visual(model: mujoco.MjModel) -> Sections:
    visual = model.vis
    return [
        ("Headlight", _headlight(visual.headlight)),
        ("Global", _global(visual.global_)),
        ("Map", _numbers(visual.map, "map")),
        ("Scales", _numbers(visual.scale, "scale")),
        ("Colours", _colours(visual.rgba)),
        ("Extent", _statistic(model.stat)),
        ("Quality", _quality(visual.quality)),
    ]


def _headlight(light: Any) -> list[Binding]:
    # Auto is on where the model has no light of its own.
    active = Field("visual/headlight/active", "Active", "choice", choices=("off", "on", "auto"))
    colours = [
        array_binding(
            getattr(light, name),
            None,
            Field(f"visual/headlight/{name}", name.capitalize(), "color", size=3),
        )
        for name in ("ambient", "diffuse", "specular")
    ]
    return [attribute_binding(light, "active", active), *colours]


def _global(visual: Any) -> list[Binding]:
    toggles = [
        attribute_binding(visual, name, Field(f"visual/global/{name}", label, "toggle"))
        for name, label in _GLOBAL_TOGGLES
    ]
    numbers = [
        attribute_binding(
            visual,
            name,
            Field(f"visual/global/{name}", label, unit=unit, low=low, high=high, limited=True),
        )
        for name, label, unit, low, high in _GLOBAL
    ]
    return toggles + numbers


def _numbers(owner: Any, of: str) -> list[Binding]:
    return [
        attribute_binding(
            owner, name,
            Field(
                f"visual/{of}/{name}", _words(name), low=0.0, high=1e6, limited=True, exact=True
            ),
        )
        for name in _attributes(owner)
    ]  # fmt: skip


def _colours(rgba: Any) -> list[Binding]:
    return [
        array_binding(
            getattr(rgba, name),
            None,
            Field(f"visual/rgba/{name}", _words(name), "color", size=len(getattr(rgba, name))),
        )
        for name in _attributes(rgba)
    ]


def _statistic(statistic: Any) -> list[Binding]:
    centre = Field("visual/stat/center", "Centre", "vector", size=3, unit="m")
    numbers = [
        attribute_binding(
            statistic, name,
            Field(
                f"visual/stat/{name}", label,
                unit=unit, low=1e-9, high=1e9, limited=True, exact=True,
            ),
        )
        for name, label, unit in _STATISTIC
    ]  # fmt: skip
    return [array_binding(statistic.center, None, centre), *numbers]


def _quality(quality: Any) -> list[Binding]:
    return [
        attribute_binding(
            quality, name,
            Field(
                f"visual/quality/{name}", _words(name), "integer", writable=False, note=_COMPILED
            ),
        )
        for name in _QUALITY
    ]  # fmt: skip


def _attributes(owner: Any) -> list[str]:
    return [
        name
        for name in dir(owner)
        if not name.startswith("_") and isinstance(getattr(owner, name), float | np.ndarray)
    ]


#: Attributes are written without spaces; these are the words in them.
_WORDS = {
    "actuatorlength": "Actuator length", "actuatorwidth": "Actuator width",
    "actuatornegative": "Actuator, negative", "actuatorpositive": "Actuator, positive",
    "actuatortendon": "Actuator on tendon", "bv": "Bounding volume",
    "bvactive": "Bounding volume, active", "com": "Centre of mass",
    "contactforce": "Contact force", "contactfriction": "Contact friction",
    "contactgap": "Contact in the gap", "contactheight": "Contact height",
    "contactpoint": "Contact point", "contacttorque": "Contact torque",
    "contactwidth": "Contact width", "crankbroken": "Crank, broken", "fogend": "Fog ends",
    "fogstart": "Fog starts", "forcewidth": "Force width", "framelength": "Frame length",
    "framewidth": "Frame width", "jointlength": "Joint length", "jointwidth": "Joint width",
    "numquads": "Quads of a box", "numslices": "Slices of a round shape",
    "numstacks": "Stacks of a round shape", "offsamples": "Multisamples",
    "rangefinder": "Range finder", "selectpoint": "Selected point",
    "shadowclip": "Shadow clip", "shadowscale": "Shadow scale", "shadowsize": "Shadow map",
    "slidercrank": "Slider-crank", "stiffnessrot": "Stiffness of turning",
    "zfar": "Far plane (extents)", "znear": "Near plane (extents)",
}  # fmt: skip


def _words(name: str) -> str:
    return _WORDS.get(name, name.capitalize())
