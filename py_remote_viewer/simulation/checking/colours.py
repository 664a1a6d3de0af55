"""What a person would call the colour of a geom."""

import colorsys
from typing import NamedTuple

import mujoco
import numpy as np

from py_remote_viewer.protocol.expectations import COLOURS, Colour
from py_remote_viewer.simulation.checking.scene import Floats

__all__ = ["ColourFound", "colour_of", "is_seen", "names_of_colour", "rgba_of"]

#: Hues in degrees, from where to where a person may call bright ones so. Where two overlap, people
#: differ, and either name will do; the one in whose middle it lies more comes first.
_HUES: tuple[tuple[float, float, Colour], ...] = (
    (-25, 20, "red"),
    (10, 47, "orange"),
    (43, 72, "yellow"),
    (66, 172, "green"),
    (160, 203, "cyan"),
    (190, 262, "blue"),
    (246, 318, "purple"),
    (295, 345, "pink"),
)
#: What a geom has that says nothing of its colour: then its material does.
_UNSAID = (0.5, 0.5, 0.5, 1.0)
#: What is seen through more than that is not seen.
_LEAST_ALPHA = 0.05
#: Groups from here on are hidden until somebody asks to see them: hulls for collisions.
_HIDDEN_GROUP = 3
#: So many points of a texture are looked at, and a colour of so many of them is its colour.
_TEXTURE_POINTS, _TEXTURE_SHARE = 400, 0.45


class ColourFound(NamedTuple):
    """What people may call it, the most fitting first, and the red, green, blue and alpha (0 to 1)
    that it is, of a texture on the average."""

    names: tuple[Colour, ...]
    rgba: Floats


def is_seen(model: mujoco.MjModel, geom: int) -> bool:
    """True where a picture shows it."""
    visible = float(rgba_of(model, geom)[3]) >= _LEAST_ALPHA
    return visible and int(model.geom_group[geom]) < _HIDDEN_GROUP


def colour_of(model: mujoco.MjModel, geom: int) -> ColourFound:
    """The colour of a geom with its material and texture."""
    rgba = rgba_of(model, geom)
    points = _texture_points(model, geom)
    if points is None:
        return ColourFound(names_of_colour(*rgba[:3]), rgba)
    points = points * rgba[:3]
    called = [name for point in points for name in names_of_colour(*point)[:1]]
    often: list[Colour] = [
        name for name in COLOURS if called.count(name) >= _TEXTURE_SHARE * len(points)
    ]
    often.sort(key=called.count, reverse=True)
    mean = points.mean(axis=0)
    return ColourFound(tuple(often) if often else names_of_colour(*mean), np.append(mean, rgba[3]))


def names_of_colour(red: float, green: float, blue: float) -> tuple[Colour, ...]:
    """What people may call red, green and blue of 0 to 1, the most fitting first."""
    rgb = (min(max(float(part), 0.0), 1.0) for part in (red, green, blue))
    turn, saturation, value = colorsys.rgb_to_hsv(*rgb)
    # From -25, so that all reds lie side by side.
    hue = turn * 360 if turn * 360 < 335 else turn * 360 - 360
    chroma = saturation * value
    if value < 0.13 or chroma < 0.08 or (chroma < 0.13 and saturation < 0.3):
        return _without_hue(value)
    return (_warm(hue, saturation, value) if hue < 52 else ()) or _bright(hue, value)


def _without_hue(value: float) -> tuple[Colour, ...]:
    if value < 0.22:
        return ("black", "grey") if value >= 0.15 else ("black",)
    if value > 0.84:
        return ("white",) if value > 0.92 else ("white", "grey")
    if value < 0.3:
        return ("grey", "black")
    return ("grey", "white") if value > 0.79 else ("grey",)


def _warm(hue: float, saturation: float, value: float) -> tuple[Colour, ...]:
    """Between pink and yellow what is dark or pale has names of its own."""
    red = hue < 15
    if red and value > 0.75 and saturation < 0.62:
        return ("pink",) if saturation < 0.5 else ("pink", "red")
    if red:
        # That is what stylesheets call brown.
        brownish = hue >= -15 and value < 0.7 and saturation < 0.8
        return ("red", "brown") if brownish else ()
    if value < 0.66 or (saturation < 0.6 and value < 0.9):
        return ("brown", "orange") if value > 0.6 and saturation > 0.55 else ("brown",)
    if value < 0.86 and hue < 43:
        return ("orange", "brown")
    return ()


def _bright(hue: float, value: float) -> tuple[Colour, ...]:
    around: dict[Colour, float] = {}
    for low, high, name in _HUES:
        at = hue if low <= hue <= high else hue + 360
        if low <= at <= high:
            # Pink is bright: what is darker is purple, or towards red it is red.
            dark = name == "pink" and value < 0.7
            called: Colour = name if not dark else "purple" if at < 325 else "red"
            far = abs(at - (low + high) / 2) / (high - low)
            around[called] = min(far, around.get(called, 1.0))
    return tuple(sorted(around, key=around.__getitem__))


def rgba_of(model: mujoco.MjModel, geom: int) -> Floats:
    """Its own, or where that is not said its material's."""
    own, material = model.geom_rgba[geom], int(model.geom_matid[geom])
    # As the renderer does it.
    of_material = material >= 0 and tuple(float(part) for part in own) == _UNSAID
    return np.array(model.mat_rgba[material] if of_material else own, dtype=np.float64)


def _texture_points(model: mujoco.MjModel, geom: int) -> Floats | None:
    """Points (n, 3) of the geom's texture, 0 to 1; None where it has none."""
    material = int(model.geom_matid[geom])
    if material < 0:
        return None
    roles = (mujoco.mjtTextureRole.mjTEXROLE_RGB, mujoco.mjtTextureRole.mjTEXROLE_RGBA)
    texture = max(int(model.mat_texid[material, int(role)]) for role in roles)
    if texture < 0 or int(model.tex_nchannel[texture]) < 3:
        return None
    channels = int(model.tex_nchannel[texture])
    count = int(model.tex_height[texture]) * int(model.tex_width[texture])
    first = int(model.tex_adr[texture])
    data = model.tex_data[first : first + count * channels].reshape(count, channels)
    # At random: regular ones might all lie on the same squares of a pattern.
    chosen = np.random.default_rng(0).integers(0, count, _TEXTURE_POINTS)
    return data[chosen, :3] / 255.0
