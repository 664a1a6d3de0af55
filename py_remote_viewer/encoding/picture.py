"""Colour conversion: an OpenGL picture becomes the frame an encoder takes."""

from typing import Any

import av
import cv2
import numpy as np
from av.video.plane import VideoPlane
from numpy.typing import NDArray

from py_remote_viewer.errors import UsageError

__all__ = ["MATRIX", "PRIMARIES", "RANGE", "TRANSFER", "Picture"]

# How the colours are to be read, in the code points of ITU-T H.273.
#: OpenCV's I420 is BT.601 (code point 6, SMPTE 170M) with luma from 16 to 235.
MATRIX = 6
#: FFmpeg's AVCOL_RANGE_MPEG.
RANGE = 1
#: What MuJoCo renders goes to screens unchanged, so by its meaning it is sRGB: the primaries of
#: BT.709 with the transfer function of IEC 61966-2-1. Said so, a browser need not convert it.
PRIMARIES = 1
TRANSFER = 13

#: RGB to U and V, with the offset in the fourth column (ITU-T H.273, matrix 6, limited range).
_CHROMA = np.array(
    [
        [-0.168736 * 224 / 255, -0.331264 * 224 / 255, 0.5 * 224 / 255, 128.0],
        [0.5 * 224 / 255, -0.418688 * 224 / 255, -0.081312 * 224 / 255, 128.0],
    ]
)

_Bytes = NDArray[np.uint8]


class Picture:
    """One reused frame of video that is filled from pictures as OpenGL reads them.

    `pixel_format` is yuv420p or nv12. For one thread at a time.
    """

    def __init__(self, width: int, height: int, pixel_format: str) -> None:
        self._shape = (height, width, 3)
        # OpenCV writes the three planes one after the other into one array; the first is used.
        self._i420: _Bytes = np.empty((height * 3 // 2, width), np.uint8)
        self._y = self._i420[:height]
        chroma = (height // 2, width // 2)
        self._half: _Bytes = np.empty((*chroma, 3), np.uint8)
        self._uv: _Bytes = np.empty((*chroma, 2), np.uint8)
        self._interleaved = pixel_format == "nv12"
        self._frame = av.VideoFrame(width, height, pixel_format)
        self._frame.colorspace = MATRIX
        self._frame.color_range = RANGE
        self._frame.color_primaries = PRIMARIES
        self._frame.color_trc = TRANSFER
        self._address = 0
        self._planes: tuple[_Bytes, ...] = ()

    def fill(self, rgb_bottom_up: NDArray[Any]) -> av.VideoFrame:
        """The frame showing this picture (H, W, 3), whose first row is the bottom one.

        The frame is the same one every time, valid until the next call.
        """
        self._check(rgb_bottom_up)
        cv2.cvtColor(rgb_bottom_up, cv2.COLOR_RGB2YUV_I420, dst=self._i420)
        # OpenCV takes the colour of one pixel in four, so thin lines would lose theirs or not as
        # they move. The mean of the four costs 0.2 ms at 640x480.
        height, width = self._half.shape[:2]
        cv2.resize(rgb_bottom_up, (width, height), dst=self._half, interpolation=cv2.INTER_AREA)
        cv2.transform(self._half, _CHROMA, dst=self._uv)
        self._writable_planes()
        # The copy into FFmpeg's memory turns the picture the right way up, so that this costs
        # nothing: 0.02 ms at 640x480, beside 0.2 ms for the conversion.
        np.copyto(self._planes[0], self._y[::-1])
        if self._interleaved:
            np.copyto(self._planes[1], self._uv[::-1])
        else:
            np.copyto(self._planes[1], self._uv[::-1, :, 0])
            np.copyto(self._planes[2], self._uv[::-1, :, 1])
        return self._frame

    def _writable_planes(self) -> None:
        """Makes sure that writing into the planes disturbs nobody.

        An encoder may still hold the frame of last time (x264 does not, it copies): FFmpeg
        counts references, and then gives the frame new memory.
        """
        self._frame.make_writable()
        if self._frame.planes[0].buffer_ptr != self._address:
            self._map_planes()

    def _map_planes(self) -> None:
        height, width, _ = self._shape
        first, *others = self._frame.planes
        planes = [_rows(first, height, width)]
        for plane in others:
            if not self._interleaved:
                planes.append(_rows(plane, height // 2, width // 2))
            else:
                # A row of nv12's second plane has as many bytes as one of luma, in pairs.
                pairs = _rows(plane, height // 2, width)
                planes.append(pairs.reshape(height // 2, width // 2, 2))
        self._planes = tuple(planes)
        self._address = first.buffer_ptr

    def _check(self, rgb: NDArray[Any]) -> None:
        if rgb.shape != self._shape or rgb.dtype != np.uint8 or not rgb.flags.c_contiguous:
            raise UsageError(
                f"The picture to encode is {rgb.dtype} {rgb.shape}"
                f"{'' if rgb.flags.c_contiguous else ', not contiguous'}, but this encoder takes "
                f"contiguous uint8 {self._shape}. Open an encoder of the picture's size."
            )


def _rows(plane: VideoPlane, height: int, width: int) -> _Bytes:
    """The visible part of a plane, whose rows FFmpeg makes longer to align them."""
    data: _Bytes = np.frombuffer(memoryview(plane), np.uint8)
    return data.reshape(-1, plane.line_size)[:height, :width]
