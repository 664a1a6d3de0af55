"""How large pictures are, as their first bytes say: a small file can make an endless one."""

import struct
from collections.abc import Sequence
from pathlib import Path

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError

__all__ = ["check_pictures"]

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD_BYTES = 24
#: Whatever is read so often has too many pixels, or hardly any.
_MOST_READINGS = 50_000


def check_pictures(
    assets: Sequence[Path], already: int, readings: int, limits: ModelSettings
) -> None:
    """Raise SceneError where all pictures, with so many pixels `already`, have too many.

    There are so many `readings` of them; which is read more than once is not known, so it counts as
    the largest.
    """
    found = [(path, pixels) for path in assets if (pixels := _pixels(path))]
    total = already
    if found:
        largest = max(found, key=lambda picture: picture[1])
        found += [largest] * min(max(readings - len(found), 0), _MOST_READINGS)
    for path, pixels in found:
        total += pixels
        if total > limits.texture_pixels:
            raise SceneError(
                f"With {path.name} ({pixels} pixels) the pictures have {total} pixels together; "
                f"{limits.texture_pixels} is the limit. Use smaller ones, or let the server's "
                "operator raise [models] texture_pixels."
            )


def _pixels(path: Path) -> int:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        # Whoever opens it says so.
        return 0
    if len(head) < _HEAD_BYTES or not head.startswith(_PNG):
        return 0
    width, height = struct.unpack_from(">II", head, 16)
    return int(width) * int(height)
