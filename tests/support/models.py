"""Small models with files, and archives of them."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["MESH_MODEL", "stl_pyramid", "write_tree", "zip_of"]

#: A red pyramid whose mesh lies in a folder of its own.
MESH_MODEL = """<mujoco model="pyramid">
<compiler meshdir="meshes"/>
<asset><mesh name="pyramid" file="pyramid.stl"/></asset>
<worldbody>
<light pos="0 0 3"/>
<body name="thing" pos="0 0 .5"><freejoint name="fly"/>
<geom type="mesh" mesh="pyramid" rgba="1 0 0 1"/></body>
<geom type="plane" size="5 5 1" rgba=".9 .9 .9 1"/>
</worldbody>
</mujoco>
"""


def stl_pyramid() -> bytes:
    """A binary STL of four triangles."""
    corners = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
    faces = [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]
    triangles = b"".join(
        struct.pack("<12fH", 0, 0, 0, *(value for i in face for value in corners[i]), 0)
        for face in faces
    )
    return bytes(80) + struct.pack("<I", len(faces)) + triangles


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files by their paths below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def zip_of(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of files by their names, which may be any."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
