"""How a scene looks: sky, floor, light, and a first view in which all of it is to be seen."""

import itertools
import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.mjcf import Fragment, element

__all__ = ["add_look", "add_sun", "frame"]

#: MuJoCo's free camera begins so many extents away, and sees so much from top to bottom (degrees).
_AWAY, _SEES_DEG = 1.5, 45.0
#: Pictures are at least so much wider than high.
_ASPECT = 4 / 3
#: Of the picture: what is in it does not touch its edges.
_FILLS = 0.88
#: From a little beside, so that what is to the left along x is to the left in the picture; what is
#: long along y is seen from its side.
_AZIMUTH, _AZIMUTH_DEEP, _ELEVATION = 105.0, 145.0, -18.0
_DEEP = 1.6
_NEAREST = 0.05
#: Where the sun shines to, how far away it is, and how far shadows reach, in extents.
_SUN = (0.2, 0.3, -1.0)
_SUN_AWAY, _SHADOWS = 3.0, 3.0

Box = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


def add_look(root: ET.Element, fragments: Sequence[tuple[Fragment, float]]) -> None:
    """What MJCF says of that; each fragment with where it is along x."""
    box = _box(fragments)
    (left, right), (front, back), _ = box
    deep = back - front > _DEEP * (right - left)
    azimuth = _AZIMUTH_DEEP if deep else _AZIMUTH
    centre, extent = frame(box, azimuth, _ELEVATION)
    element(root, "statistic", center=centre, extent=extent)
    visual = element(root, "visual")
    element(visual, "headlight", diffuse=(0.5, 0.5, 0.5), ambient=(0.3, 0.3, 0.3), specular="0 0 0")
    element(visual, "global", azimuth=azimuth, elevation=_ELEVATION)
    # Shadows reach beyond what is there: at the edge of their map they are speckled.
    element(visual, "map", shadowclip=_SHADOWS)
    asset = element(root, "asset")
    element(
        asset, "texture", type="skybox", builtin="gradient", rgb1=(0.4, 0.6, 0.8),
        rgb2=(0.9, 0.95, 1), width=256, height=1536,
    )  # fmt: skip
    element(
        asset, "texture", name="floor", type="2d", builtin="checker", rgb1=(0.35, 0.38, 0.42),
        rgb2=(0.3, 0.33, 0.37), width=256, height=256,
    )  # fmt: skip
    element(
        asset, "material", name="floor", texture="floor", texuniform=True, texrepeat=(2, 2),
        reflectance=0.1,
    )  # fmt: skip


def add_sun(world: ET.Element, fragments: Sequence[tuple[Fragment, float]]) -> None:
    """A light from above whose middle is that of the scene, so that all of it has its shadow."""
    centre, extent = frame(_box(fragments), _AZIMUTH, _ELEVATION)
    at = [middle - _SUN_AWAY * extent * along for middle, along in zip(centre, _SUN, strict=True)]
    element(world, "light", name="sun", pos=at, dir=_SUN, directional=True)


def _box(fragments: Sequence[tuple[Fragment, float]]) -> Box:
    """What is there as it begins, and where it moves."""
    sides = [part.seen or (part.left, part.right) for part, _ in fragments]
    left = min(x - left for (_, x), (left, _) in zip(fragments, sides, strict=True))
    right = max(x + right for (_, x), (_, right) in zip(fragments, sides, strict=True))
    depth = max(part.depth for part, _ in fragments)
    low = min(part.low for part, _ in fragments)
    return (left, right), (-depth, depth), (low, max(part.height for part, _ in fragments))


def frame(box: Box, azimuth: float, elevation: float) -> tuple[tuple[float, ...], float]:
    """Where the camera has to look, and the extent that puts it so far away that all corners of
    the box are in the picture."""
    turn, lift = math.radians(azimuth), math.radians(elevation)
    forward = (math.cos(lift) * math.cos(turn), math.cos(lift) * math.sin(turn), math.sin(lift))
    across = (math.sin(turn), -math.cos(turn), 0.0)
    up = (-math.sin(lift) * math.cos(turn), -math.sin(lift) * math.sin(turn), math.cos(lift))
    centre = tuple((low + high) / 2 for low, high in box)
    half = math.tan(math.radians(_SEES_DEG / 2)) * _FILLS
    away = _NEAREST
    for corner in itertools.product(*box):
        offset = [at - middle for at, middle in zip(corner, centre, strict=True)]
        x, y, z = (sum(a * b for a, b in zip(offset, axis, strict=True))
                   for axis in (across, up, forward))  # fmt: skip
        away = max(away, abs(y) / half - z, abs(x) / (half * _ASPECT) - z)
    return centre, away / _AWAY
