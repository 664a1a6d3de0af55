"""The present view as a camera of MJCF."""

import mujoco
import numpy as np

__all__ = ["camera_text"]

#: Enough to write a float32 so that it is read as the same.
_DIGITS = 9


def camera_text(model: mujoco.MjModel, scene: mujoco.MjvScene, camera: mujoco.MjvCamera) -> str:
    """`<camera .../>` that sees what the scene does, which this camera was put into; in the world
    frame."""
    first, second = scene.camera
    # Two for stereo; what is drawn is seen from between them.
    position = (np.asarray(first.pos, float) + np.asarray(second.pos, float)) / 2
    forward, up = np.asarray(first.forward, float), np.asarray(first.up, float)
    right = np.cross(forward, up)
    bottom, top = float(first.frustum_bottom), float(first.frustum_top)
    near = float(first.frustum_near)
    attributes = {"pos": _numbers(position), "xyaxes": _numbers((*right, *up))}
    if first.orthographic:
        # Its field of view is a height.
        attributes["projection"] = "orthographic"
        attributes["fovy"] = _numbers([top - bottom])
    elif first.frustum_width:
        attributes |= _lens(model, int(camera.fixedcamid))
    else:
        angles = np.degrees(np.arctan(top / near) + np.arctan(-bottom / near))
        attributes["fovy"] = _numbers([float(angles)])
    return _element(attributes)


def _lens(model: mujoco.MjModel, camera: int) -> dict[str, str]:
    """Sensor and lens as the model gives them."""
    focal_and_principal = model.cam_intrinsic[camera]
    return {
        "resolution": _numbers(model.cam_resolution[camera]),
        "sensorsize": _numbers(model.cam_sensorsize[camera]),
        "focal": _numbers(focal_and_principal[:2]),
        "principal": _numbers(focal_and_principal[2:]),
    }


def _element(attributes: dict[str, str]) -> str:
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<camera {written}/>"


def _numbers(values: object) -> str:
    # Adding 0 turns -0 into 0.
    return " ".join(f"{value + 0.0:.{_DIGITS}g}" for value in np.asarray(values, float))
