"""The encode thread: newest picture in, access unit out."""

import dataclasses
import logging
import threading
import time
from collections.abc import Callable

import cv2
import numpy as np

from py_remote_viewer.encoding import (
    JPEG,
    EncoderSettings,
    JpegEncoder,
    VideoEncoder,
    open_encoder,
)
from py_remote_viewer.errors import EncodingError
from py_remote_viewer.protocol.worker import EncodedFrame
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.picture import Picture, PictureFeed, Pixels
from py_remote_viewer.worker.rate import RateMeter

__all__ = ["EncodeLoop"]

_SOFTWARE = "libx264"
#: A picture that comes this much of a period too early is in time: ticks are not exact.
_EARLY = 0.25
_log = logging.getLogger(__name__)


class EncodeLoop:
    """Owns the encoder of one rendition of a view; its own thread.

    A rendition of fewer pixels or frames than the view has is made smaller here, and passes over
    what comes too early for it.
    """

    def __init__(
        self,
        place: tuple[int, int],
        feed: PictureFeed,
        settings: EncoderSettings,
        send_frame: Callable[[EncodedFrame], bool],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.view, self.rendition = place
        self._feed = feed
        self._slot = feed.open_slot()
        self._settings = settings
        self._send_frame = send_frame
        self._failed = failed
        self._encoder: VideoEncoder | JpegEncoder | None = None
        self._key_frame_wanted = True
        self._last_pts_us = 0
        self._next_sec = 0.0
        self._scaled: Pixels | None = None
        self._refused: Picture | None = None
        self.generation = 0
        self.sending = False
        self.frames = RateMeter()
        self.bits = RateMeter()
        self.encode_ms = 0.0
        self.produced = 0
        self._beat_sec: float | None = None
        name = "encode" if self.rendition == 0 else f"encode {self.rendition}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def at_work(self) -> bool:
        """True while it encodes for somebody."""
        return self.sending and self._encoder is not None

    def request_key_frame(self) -> None:
        """The next picture becomes a key frame; any thread."""
        self._key_frame_wanted = True

    def stalled_sec(self) -> float:
        """How long the present picture has been in the encoder."""
        beat = self._beat_sec
        return 0.0 if beat is None else time.monotonic() - beat

    def close(self) -> None:
        """End the thread and free the encoder."""
        self._feed.drop(self._slot)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (picture := self._slot.take()) is not None:
                self._beat_sec = time.monotonic()
                self._encode(picture)
                self._beat_sec = None
        except Exception as error:
            self._failed(error)
        finally:
            if self._encoder is not None:
                self._encoder.close()

    def _encode(self, picture: Picture) -> None:
        encoder = self._encoder or self._open()
        if not self.sending:
            # The encoder is open when somebody comes, and begins with a key frame then.
            self._key_frame_wanted = True
            return
        key_frame = self._key_frame_wanted
        if key_frame:
            # Not before it was seen: a request that comes in between must not get lost.
            self._key_frame_wanted = False
        if self._refused is not None:
            picture = picture.with_inputs_of(self._refused)
            self._refused = None
        if not key_frame and self._comes_early():
            self._refused = picture
            return
        started = monotonic_ms()
        # Encoders want strictly growing times, also when a picture is sent twice.
        pts_us = max(self._last_pts_us + 1, time.monotonic_ns() // 1000)
        self._last_pts_us = pts_us
        unit = encoder.encode(self._fitting(picture.pixels), pts_us, key_frame)
        ended = monotonic_ms()
        self.encode_ms += 0.1 * (ended - started - self.encode_ms)
        sent = self._send_frame(
            EncodedFrame(
                data=unit.data,
                key=unit.key,
                pts_us=unit.pts_us,
                width=encoder.settings.width,
                height=encoder.settings.height,
                codec_string=encoder.codec_string,
                sim_time_sec=picture.sim_time_sec,
                inputs=tuple(picture.inputs.items()),
                input_ms=picture.input_ms,
                render_start_ms=picture.render_start_ms,
                render_end_ms=picture.render_end_ms,
                encode_end_ms=ended,
                generation=self.generation,
                view=self.view,
                rendition=self.rendition,
            )
        )
        if not sent:
            # Every later frame builds on the one refused, and shows what it was the first to show.
            self._key_frame_wanted = True
            self._refused = picture
            return
        self.produced += 1
        self.frames.add(1)
        self.bits.add(8 * len(unit.data))

    def _comes_early(self) -> bool:
        """True where a picture would make more frames a second than the rendition has."""
        now, period_sec = time.monotonic(), 1.0 / self._settings.fps
        if now < self._next_sec - _EARLY * period_sec:
            return True
        self._next_sec = max(self._next_sec, now - period_sec) + period_sec
        return False

    def _fitting(self, pixels: Pixels) -> Pixels:
        """The picture in the size of the rendition."""
        width, height = self._settings.width, self._settings.height
        if pixels.shape[:2] == (height, width):
            return pixels
        if self._scaled is None:
            self._scaled = np.empty((height, width, 3), np.uint8)
        cv2.resize(pixels, (width, height), dst=self._scaled, interpolation=cv2.INTER_AREA)
        return self._scaled

    def _open(self) -> VideoEncoder | JpegEncoder:
        settings = self._settings
        if settings.name == JPEG:
            self._encoder = JpegEncoder(settings)
            return self._encoder
        try:
            self._encoder = open_encoder(settings)
        except EncodingError as error:
            if settings.name == _SOFTWARE:
                raise
            # A GPU encodes only so many streams at a time; the first one has proved that it can.
            _log.warning("%s Rendition %d is encoded in software.", error, self.rendition)
            settings = dataclasses.replace(settings, name=_SOFTWARE)
            self._encoder = open_encoder(settings)
        self._key_frame_wanted = True
        return self._encoder
