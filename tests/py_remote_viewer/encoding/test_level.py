"""Levels against worked examples of the standard."""

import pytest

from py_remote_viewer.encoding import codec_string, h264_level
from py_remote_viewer.encoding.level import profile_level_id
from py_remote_viewer.errors import ConfigurationError


@pytest.mark.parametrize(
    ("size", "fps", "level"),
    [
        ((16, 16), 1, 31),
        ((640, 480), 30, 31),
        ((640, 480), 60, 31),
        ((640, 480), 91, 32),
        ((1280, 720), 30, 31),
        ((1280, 720), 31, 32),
        ((1280, 720), 60, 32),
        ((1920, 1080), 30, 40),
        ((1920, 1080), 60, 42),
        ((1920, 1080), 120, 51),
        ((1920, 1080), 240, 52),
    ],
)
def test_the_level_is_the_smallest_that_allows_size_and_rate(size, fps, level):
    assert h264_level(*size, fps) == level


def test_a_high_bit_rate_needs_a_higher_level():
    assert h264_level(640, 480, 30, 14_000_000) == 31
    assert h264_level(640, 480, 30, 14_000_001) == 32
    assert h264_level(640, 480, 30, 50_000_000) == 41


def test_a_very_long_picture_needs_a_level_with_a_larger_frame():
    # 200 macroblocks in a row are more than sqrt(8 * 3600), though 200 in all are few.
    assert h264_level(3200, 16, 30) == 32


def test_more_than_the_highest_level_is_refused_with_a_way_out():
    with pytest.raises(ConfigurationError, match=r"16384x16384 at 30 .* smaller size"):
        h264_level(16384, 16384, 30)


def test_the_level_is_written_as_webcodecs_and_sdp_want_it():
    assert codec_string(31) == "avc1.42E01F"
    assert codec_string(42) == "avc1.42E02A"
    assert profile_level_id(31) == "42e01f"
    assert profile_level_id(42) == "42e02a"
