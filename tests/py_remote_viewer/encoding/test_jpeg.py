"""JPEG pictures."""

import cv2
import numpy as np
import pytest

from py_remote_viewer.encoding import EncoderSettings, JpegEncoder
from py_remote_viewer.errors import EncodingError


def _noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (64, 96, 3), np.uint8)


def test_a_picture_comes_out_upright_and_in_its_colours():
    encoder = JpegEncoder(EncoderSettings(96, 64, 15, 1_000_000, "jpeg"))
    drawn = np.zeros((64, 96, 3), np.uint8)
    drawn[:32] = (255, 0, 0)
    unit = encoder.encode(drawn, 7)
    assert unit.key
    assert unit.pts_us == 7
    seen = cv2.imdecode(np.frombuffer(unit.data, np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    assert seen.shape == (64, 96, 3)
    blue, green, red = seen[60, 48]
    assert red > 200
    assert max(blue, green) < 60
    assert seen[4, 48].max() < 60


def test_the_quality_gives_way_to_the_bit_rate_and_comes_back():
    encoder = JpegEncoder(EncoderSettings(96, 64, 15, 300_000, "jpeg"))
    sizes = [len(encoder.encode(_noise(seed), seed).data) for seed in range(8)]
    assert sizes[-1] < 0.7 * sizes[0]
    flat = np.zeros((64, 96, 3), np.uint8)
    for number in range(60):
        encoder.encode(flat, number)
    assert len(encoder.encode(_noise(0), 0).data) >= sizes[0]


def test_a_closed_encoder_says_so():
    encoder = JpegEncoder(EncoderSettings(96, 64, 15, 300_000, "jpeg"))
    encoder.close()
    encoder.close()
    with pytest.raises(EncodingError, match="closed"):
        encoder.encode(_noise(1), 1)
