"""How large pictures are, as their first bytes say: a small file can make an endless one."""

import struct
from collections.abc import Sequence
from pathlib import Path

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError

__all__ = ["check_pictures"]

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD_BYTES = 24


def check_pictures(assets: Sequence[Path], already: int, limits: ModelSettings) -> None:
    """Raise SceneError where all pictures, with so many pixels `already`, have too many."""
    total = already
    for path in assets:
        pixels = _pixels(path)
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
