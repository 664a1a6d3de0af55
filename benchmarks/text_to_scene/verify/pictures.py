"""What a scene looks like where it is asked for as a picture."""

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.colours import is_called, mean_of_texture, rgb_of
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import shape_of

__all__ = ["nothing_can_be", "warm_sky"]

_WARM = ("red", "orange", "yellow", "pink")


def warm_sky() -> Predicate:
    """The sky has warm colours, and in front of it is a sun: something round in a warm colour."""

    def check(scene: Scene) -> None:
        model = scene.model
        skies = [
            t for t in range(model.ntex) if model.tex_type[t] == mujoco.mjtTexture.mjTEXTURE_SKYBOX
        ]
        if not any(_is_warm(model, sky) for sky in skies):
            raise Refused("there is no sky in warm colours")
        rounds = ("sphere", "ellipsoid", "cylinder")
        suns = [g for g in range(model.ngeom) if shape_of(model, g) in rounds]
        if not any(is_called(rgb_of(model, sun), name) for sun in suns for name in _WARM):
            raise Refused("there is no sun")

    return Predicate("a sky in warm colours with a sun", check)


def _is_warm(model: mujoco.MjModel, texture: int) -> bool:
    """True where at least a tenth of it is of a warm colour, or all of it is in the mean."""
    channels, first = int(model.tex_nchannel[texture]), int(model.tex_adr[texture])
    pixels = int(model.tex_height[texture]) * int(model.tex_width[texture])
    data = model.tex_data[first : first + pixels * channels].reshape(pixels, channels)
    some = data[:: max(1, pixels // 400), :3] / 255.0
    warm = np.mean([any(is_called(rgb, name) for name in _WARM) for rgb in some])
    mean = mean_of_texture(model, texture)
    return bool(warm > 0.1) or any(is_called(mean, name) for name in _WARM)


def nothing_can_be(why: str) -> Predicate:
    """No scene can be this: to decline is the only right answer."""

    def check(scene: Scene) -> None:
        raise Refused(why)

    return Predicate("it is declined", check)
