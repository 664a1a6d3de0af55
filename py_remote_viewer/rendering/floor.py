"""Infinite planes with fewer quads, for where the CPU draws.

MuJoCo draws an infinite plane as 200 by 200 equal quads, because fixed-function GL lights vertices
and not pixels. To transform 160,000 vertices on one core costs a software renderer more than all
the rest of a small scene (3 of 12 ms, measured at 640x480 on two cores). The plane always lies with
its middle under the camera, so quads that are small in the middle and grow outwards look the same
from a sixth of them.
"""

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.rendering.gl_calls import FLOAT, INTEGER, POINTER, UNSIGNED, Procedure, call

__all__ = ["replace_infinite_planes"]

_GL_COMPILE = 0x1300
_GL_QUADS = 0x0007
_GL_FLOAT = 0x1406
_GL_VERTEX_ARRAY = 0x8074
_GL_TEXTURE_COORD_ARRAY = 0x8078
#: A side's quads; their edges lie at the squares of equal steps. In a scene of 2 m they are smaller
#: than MuJoCo's (0.4 m) up to 2 m from the camera, and 1 m large at 10 m.
_QUADS = 80
_TEXTURE_PER_M = (-0.5, 0.5)


def replace_infinite_planes(
    model: mujoco.MjModel, context: mujoco.MjrContext, procedure: Procedure
) -> None:
    """Compile the display lists of the model's infinite planes anew.

    `procedure` finds GL functions of the current context. Sizes, texture coordinates and the order
    of the lists are those of MuJoCo's `makePlane` (render_context.c); a test compares the pictures.
    """
    plane = -1
    for geom in range(model.ngeom):
        if model.geom_type[geom] != mujoco.mjtGeom.mjGEOM_PLANE:
            continue
        plane += 1
        if model.geom_size[geom, 0] <= 0 and model.geom_size[geom, 1] <= 0:
            edges = [_edges(_half_size(model, geom, side)) for side in (0, 1)]
            # The list before the first plane's is of planes that belong to no geom.
            number = int(context.basePlane) + 1 + plane
            _compile(number, _corners(edges[0], edges[1]), procedure)


def _half_size(model: mujoco.MjModel, geom: int, side: int) -> float:
    """How far a plane reaches (m): beyond the far plane by what it may lag behind the camera."""
    far = float(model.vis.map.zfar * model.stat.extent)
    material = int(model.geom_matid[geom])
    repeat = float(model.mat_texrepeat[material, side]) if material >= 0 else 0.0
    step = 2.0 / repeat if repeat > 0 else 2.1 * far / (mujoco.mjMAXPLANEGRID - 2)
    return 0.5 * (2.1 * far + 2.0 * step)


def _edges(half: float) -> npt.NDArray[np.float32]:
    steps = np.linspace(-1.0, 1.0, _QUADS + 1)
    return (half * np.sign(steps) * steps**2).astype(np.float32)


def _corners(x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The corners of all quads, counterclockwise, float32 (quads * 4, 2)."""
    left, near = np.meshgrid(x[:-1], y[:-1], indexing="ij")
    right, far = np.meshgrid(x[1:], y[1:], indexing="ij")
    around = ((left, near), (right, near), (right, far), (left, far))
    corners = np.stack([np.stack(corner, axis=-1) for corner in around], axis=-2)
    return np.ascontiguousarray(corners.reshape(-1, 2))


def _compile(number: int, corners: npt.NDArray[np.float32], procedure: Procedure) -> None:
    texture = np.ascontiguousarray(corners * np.array(_TEXTURE_PER_M, np.float32))
    call(procedure, "glEnableClientState", (UNSIGNED, _GL_VERTEX_ARRAY))
    call(procedure, "glEnableClientState", (UNSIGNED, _GL_TEXTURE_COORD_ARRAY))
    two_floats = (INTEGER, 2), (UNSIGNED, _GL_FLOAT), (INTEGER, 0)
    call(procedure, "glVertexPointer", *two_floats, (POINTER, corners.ctypes.data))
    call(procedure, "glTexCoordPointer", *two_floats, (POINTER, texture.ctypes.data))
    # The list takes copies of what the arrays hold now.
    call(procedure, "glNewList", (UNSIGNED, number), (UNSIGNED, _GL_COMPILE))
    call(procedure, "glNormal3f", (FLOAT, 0.0), (FLOAT, 0.0), (FLOAT, 1.0))
    call(procedure, "glDrawArrays", (UNSIGNED, _GL_QUADS), (INTEGER, 0), (INTEGER, len(corners)))
    call(procedure, "glEndList")
    call(procedure, "glDisableClientState", (UNSIGNED, _GL_VERTEX_ARRAY))
    call(procedure, "glDisableClientState", (UNSIGNED, _GL_TEXTURE_COORD_ARRAY))
