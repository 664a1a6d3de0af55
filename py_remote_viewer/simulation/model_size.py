"""How large a compiled model may be, before anything is simulated or drawn."""

import mujoco

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError

__all__ = ["check_size"]


def check_size(model: mujoco.MjModel, limits: ModelSettings) -> None:
    """Raise SceneError for a model that became larger than a stranger's may be."""
    for number, what, most, key in (
        (model.nbody, "bodies", limits.elements, "elements"),
        (model.ngeom, "geoms", limits.elements, "elements"),
        (model.nsite, "sites", limits.elements, "elements"),
        (model.nv, "degrees of freedom", limits.elements, "elements"),
        (model.nflexvert, "flex vertices", limits.elements, "elements"),
        (model.nkey, "keyframes", limits.keyframes, "keyframes"),
        (model.nsensordata, "numbers of sensors", 10 * limits.numbers, "numbers"),
        (model.nuserdata, "numbers of user data", limits.numbers, "numbers"),
        (model.na, "activations", limits.numbers, "numbers"),
        (model.nhfielddata, "cells of height fields", limits.hfield_cells, "hfield_cells"),
        (model.ntexdata, "bytes of textures", 4 * limits.texture_pixels, "texture_pixels"),
        (model.narena, "bytes of memory for contacts", limits.memory_bytes, "memory_bytes"),
        (model.nbuffer, "bytes", 2 * limits.memory_bytes, "memory_bytes"),
    ):
        if number > most:
            raise SceneError(
                f"The compiled model has {number} {what}; {most} is the limit. Make it smaller, or "
                f"let the server's operator raise [models] {key}."
            )
