"""What a person would call the colour of a geom."""

import colorsys

import mujoco
import numpy as np

__all__ = ["COLOURS", "called", "colour_of", "is_called", "rgb_of"]

COLOURS = (
    "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown", "black",
    "white", "grey",
)  # fmt: skip

#: Of a geom without a colour of its own; a material then says it.
_PLAIN = (0.5, 0.5, 0.5, 1.0)
_BITMAP = (mujoco.mjtTextureRole.mjTEXROLE_RGB, mujoco.mjtTextureRole.mjTEXROLE_RGBA)
#: Hues in degrees; where two names meet both are right.
_HUES = {
    "red": (-18, 16), "orange": (14, 48), "yellow": (44, 72), "green": (70, 170),
    "cyan": (160, 202), "blue": (194, 262), "purple": (250, 322), "pink": (290, 372),
}  # fmt: skip


def is_called(rgb: np.ndarray, colour: str) -> bool:
    """True where this is a fair name of it; at the borders several are."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(float(part) for part in rgb[:3]))
    hue *= 360
    if colour == "black":
        return value <= 0.22
    if colour == "white":
        return value >= 0.82 and saturation <= 0.16
    if colour == "grey":
        return 0.15 <= value <= 0.88 and saturation <= 0.22
    if colour == "brown":
        return 8 <= hue <= 46 and 0.15 <= value <= 0.75 and saturation >= 0.25
    if value < 0.22 or saturation < 0.3:
        return colour == "pink" and value > 0.7 and saturation > 0.12 and _within(hue, "pink")
    if colour == "pink":
        return value > 0.7 and _within(hue, "pink") and (saturation < 0.75 or 300 <= hue <= 345)
    if colour == "red" and saturation < 0.5:
        return False
    if colour == "orange" and value < 0.7:
        return False
    return _within(hue, colour)


def _within(hue: float, colour: str) -> bool:
    low, high = _HUES[colour]
    return any(low <= hue + turn <= high for turn in (-360, 0, 360))


def colour_of(model: mujoco.MjModel, geom: int) -> str:
    """The names of a geom's colour, for a person."""
    rgb = rgb_of(model, geom)
    return " or ".join(name for name in COLOURS if is_called(rgb, name)) or "no clear colour"


def called(model: mujoco.MjModel, geom: int, colour: str) -> bool:
    """True where a geom may be called that."""
    return is_called(rgb_of(model, geom), colour)


def rgb_of(model: mujoco.MjModel, geom: int) -> np.ndarray:
    """Its own colour or its material's, with the mean of the material's texture."""
    material = int(model.geom_matid[geom])
    if material < 0:
        return model.geom_rgba[geom, :3].astype(float)
    own = model.geom_rgba[geom]
    rgba = model.mat_rgba[material] if np.allclose(own, _PLAIN, atol=1e-4) else own
    rgb = rgba[:3].astype(float)
    for role in _BITMAP:
        texture = int(model.mat_texid[material, role])
        if texture >= 0:
            rgb = rgb * mean_of_texture(model, texture)
    return rgb


def mean_of_texture(model: mujoco.MjModel, texture: int) -> np.ndarray:
    """The mean colour of a texture."""
    channels = int(model.tex_nchannel[texture])
    first = int(model.tex_adr[texture])
    pixels = int(model.tex_height[texture]) * int(model.tex_width[texture])
    data = model.tex_data[first : first + pixels * channels].reshape(pixels, channels)
    if channels < 3:
        return np.full(3, float(data[:, 0].mean()) / 255)
    return data[:, :3].mean(axis=0) / 255.0
