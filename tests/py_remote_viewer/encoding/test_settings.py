"""What cannot be encoded is refused with the value, the limit and the way out."""

import pytest

from py_remote_viewer.encoding import EncoderSettings
from py_remote_viewer.errors import ConfigurationError


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ((641, 480), "width of the video is 641 .* even number. Use 640 or 642"),
        ((640, 7), "height of the video is 7 .* even number. Use 6 or 8"),
        ((1919, 1080), "width of the video is 1919 .* Use 1918 or 1920"),
        ((0, 480), "width of the video is 0 pixels, but it must be from 2 to 1920. Use 2"),
        ((640, -2), "height of the video is -2 pixels, but it must be from 2 to 1920. Use 2"),
        ((1922, 480), "width of the video is 1922 .* from 2 to 1920. Use 1920"),
        ((640, 100_000), "height of the video is 100000 .* from 2 to 1920. Use 1920"),
        ((1920, 1920), "size of the video is 3686400 pixels in all"),
    ],
)
def test_a_size_that_cannot_be_encoded_is_refused(size, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        EncoderSettings(*size, fps=30, bits_per_sec=1_000_000)


@pytest.mark.parametrize("fps", [0, -1, 241])
def test_a_frame_rate_out_of_range_is_refused(fps):
    with pytest.raises(ConfigurationError, match=f"frame rate of the video is {fps} .* 1 to 240"):
        EncoderSettings(640, 480, fps, 1_000_000)


@pytest.mark.parametrize("bits_per_sec", [0, 999, 10**10])
def test_a_bit_rate_out_of_range_is_refused(bits_per_sec):
    with pytest.raises(ConfigurationError, match=f"bit rate of the video is {bits_per_sec} "):
        EncoderSettings(640, 480, 30, bits_per_sec)
