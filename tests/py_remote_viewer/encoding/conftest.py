"""Pictures to encode, and a decoder to look at what came out."""

from collections.abc import Callable

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from py_remote_viewer.encoding import AccessUnit

Pictures = NDArray[np.uint8]


@pytest.fixture
def decode() -> Callable[[list[AccessUnit]], list[av.VideoFrame]]:
    """Decodes access units in order, each on its own as a receiver does."""

    def run(units: list[AccessUnit]) -> list[av.VideoFrame]:
        decoder = av.CodecContext.create("h264", "r")
        frames = [f for unit in units for f in decoder.decode(av.Packet(unit.data))]
        return frames + decoder.decode(None)

    return run


@pytest.fixture
def noise() -> Callable[..., Pictures]:
    """A picture of noise, which takes the most bits."""
    generator = np.random.default_rng(1)

    def make(width: int = 640, height: int = 480) -> Pictures:
        return generator.integers(0, 256, (height, width, 3), np.uint8)

    return make


@pytest.fixture
def four_fields() -> Callable[..., Pictures]:
    """Red, green above blue, grey (row 0 is the top): turn it with [::-1] for the encoder."""

    def make(width: int = 640, height: int = 480) -> Pictures:
        picture = np.empty((height, width, 3), np.uint8)
        picture[: height // 2, : width // 2] = (255, 0, 0)
        picture[: height // 2, width // 2 :] = (0, 255, 0)
        picture[height // 2 :, : width // 2] = (0, 0, 255)
        picture[height // 2 :, width // 2 :] = (128, 128, 128)
        return picture

    return make
