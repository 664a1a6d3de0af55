"""JPEG pictures for browsers that can show no H.264."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from py_remote_viewer.encoding.encoder import AccessUnit
from py_remote_viewer.encoding.settings import EncoderSettings
from py_remote_viewer.errors import EncodingError

__all__ = ["JPEG", "JpegEncoder"]

#: What its settings name, and what stands in the place of a codec string.
JPEG = "jpeg"
_BEST, _WORST, _FIRST = 85, 25, 70


class JpegEncoder:
    """Encodes each picture by itself, so that all are key frames.

    The quality follows the bit rate: down at once, up slowly. For one thread at a time.
    """

    def __init__(self, settings: EncoderSettings) -> None:
        self.settings = settings
        self._quality = _FIRST
        self._budget_bytes = settings.bits_per_sec / 8 / settings.fps
        shape = (settings.height, settings.width, 3)
        self._bgr: NDArray[np.uint8] | None = np.empty(shape, np.uint8)

    @property
    def codec_string(self) -> str:
        """There is none."""
        return JPEG

    def encode(
        self, rgb_bottom_up: NDArray[Any], pts_us: int, key_frame: bool = False
    ) -> AccessUnit:
        """Encodes a uint8 picture (H, W, 3) whose first row is the bottom one."""
        if self._bgr is None:
            raise EncodingError("The encoder is closed and takes no pictures. Open a new one.")
        cv2.cvtColor(rgb_bottom_up[::-1], cv2.COLOR_RGB2BGR, dst=self._bgr)
        done, data = cv2.imencode(".jpg", self._bgr, [cv2.IMWRITE_JPEG_QUALITY, self._quality])
        if not done:
            raise EncodingError("OpenCV could not write a picture as JPEG. Install it anew.")
        self._follow(len(data))
        return AccessUnit(data.tobytes(), key=True, pts_us=pts_us)

    def close(self) -> None:
        """Frees its buffer; doing so twice is fine."""
        self._bgr = None

    def _follow(self, size: int) -> None:
        if size > self._budget_bytes:
            self._quality = max(self._quality - 10, _WORST)
        elif size < 0.7 * self._budget_bytes:
            self._quality = min(self._quality + 1, _BEST)
