"""Small real H.264, as a worker makes it."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from py_remote_viewer.encoding import AccessUnit, EncoderSettings, VideoEncoder

__all__ = ["access_units", "fake_picture"]


def access_units(
    count: int,
    *,
    width: int = 64,
    height: int = 48,
    fps: int = 30,
    key_every: int = 60,
    start_us: int = 5_000_000_000,
) -> Iterator[AccessUnit]:
    """A bright field that moves by one column each frame, from the left."""
    with VideoEncoder(EncoderSettings(width, height, fps, 1_000_000)) as encoder:
        for number in range(count):
            picture = np.full((height, width, 3), 40, np.uint8)
            at = number % (width - 8)
            picture[:, at : at + 8] = 220
            pts_us = start_us + number * 1_000_000 // fps
            yield encoder.encode(picture, pts_us, number % key_every == 0)


@lru_cache
def _pair(width: int, height: int) -> tuple[bytes, bytes]:
    first, second = access_units(2, width=width, height=height)
    return first.data, second.data


def fake_picture(width: int, height: int, key: bool) -> bytes:
    """An access unit that can follow any other of these."""
    first, second = _pair(width, height)
    return first if key else second
