"""Colour conversion, for both pixel formats that encoders take."""

import numpy as np
import pytest

from py_remote_viewer.encoding.picture import Picture
from py_remote_viewer.errors import UsageError


@pytest.mark.parametrize("pixel_format", ["yuv420p", "nv12"])
@pytest.mark.parametrize("size", [(640, 480), (642, 362), (34, 18), (2, 2)])
def test_the_frame_is_upright_and_has_the_colours(pixel_format, size, four_fields):
    width, height = size
    shown = four_fields(width, height)
    frame = Picture(width, height, pixel_format).fill(np.ascontiguousarray(shown[::-1]))
    assert (frame.width, frame.height, frame.format.name) == (width, height, pixel_format)
    luma = np.frombuffer(frame.planes[0], np.uint8).reshape(-1, frame.planes[0].line_size)
    corners = luma[0, 0], luma[0, width - 1], luma[height - 1, 0], luma[height - 1, width - 1]
    # BT.601 limited range: 16 + 219 times 0.299, 0.587 and 0.114; and grey 128.
    assert corners == (82, 145, 41, 126)


def test_nv12_pairs_the_colour_samples_that_yuv420p_keeps_apart(noise):
    picture = noise(66, 34)
    planar = Picture(66, 34, "yuv420p").fill(picture).to_ndarray()
    paired = Picture(66, 34, "nv12").fill(picture).to_ndarray()
    assert np.array_equal(planar[:34], paired[:34])
    chroma = paired[34:].reshape(-1)
    assert np.array_equal(planar[34:].reshape(-1), np.concatenate([chroma[::2], chroma[1::2]]))


@pytest.mark.parametrize("pixel_format", ["yuv420p", "nv12"])
@pytest.mark.parametrize("place", [10, 11])
def test_a_thin_line_keeps_its_colour_wherever_it_is(pixel_format, place):
    shown = np.full((32, 32, 3), 255, np.uint8)
    shown[:, place] = shown[place, :] = (255, 0, 0)
    frame = Picture(32, 32, pixel_format).fill(shown[::-1].copy()).reformat(format="yuv444p")
    red_difference = frame.to_ndarray()[2]
    # Half of pure red (240), less what the conversion back mixes in; white has none (128).
    assert red_difference[4, place] > 160
    assert red_difference[place, 4] > 160


def test_the_same_memory_is_used_again_unless_somebody_still_holds_it(noise):
    picture = Picture(64, 48, "yuv420p")
    first, second = noise(64, 48), noise(64, 48)
    frame = picture.fill(first)
    address = frame.planes[0].buffer_ptr
    assert picture.fill(second).planes[0].buffer_ptr == address
    # An encoder that keeps a frame takes a reference; exporting the memory does the same.
    held = np.from_dlpack(frame.planes[0])
    before = held.copy()
    assert picture.fill(first).planes[0].buffer_ptr != address
    assert np.array_equal(held, before)
    expected = Picture(64, 48, "yuv420p").fill(first).to_ndarray()
    assert np.array_equal(picture.fill(first).to_ndarray(), expected)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((48, 64, 4), np.uint8),
        np.zeros((64, 48, 3), np.uint8),
        np.zeros((48, 64, 3), np.float32),
        np.zeros((96, 64, 3), np.uint8)[::2],
    ],
)
def test_an_array_that_does_not_fit_is_refused_with_both_shapes(wrong):
    with pytest.raises(UsageError, match=r"takes contiguous uint8 \(48, 64, 3\)"):
        Picture(64, 48, "yuv420p").fill(wrong)
