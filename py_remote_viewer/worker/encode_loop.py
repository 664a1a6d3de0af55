"""The encode thread: newest picture in, access unit out."""

import dataclasses
import threading
import time
from collections.abc import Callable

from py_remote_viewer.encoding import EncoderSettings, VideoEncoder, open_encoder
from py_remote_viewer.protocol.worker import EncodedFrame
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.picture import Picture, PictureSlot
from py_remote_viewer.worker.rate import RateMeter

__all__ = ["EncodeLoop"]


class EncodeLoop:
    """Owns the encoder of one rendition; its own thread.

    A picture of another size opens a new encoder, which begins with a key frame.
    """

    def __init__(
        self,
        slot: PictureSlot,
        settings: EncoderSettings,
        send_frame: Callable[[EncodedFrame], bool],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._slot = slot
        self._settings = settings
        self._send_frame = send_frame
        self._failed = failed
        self._encoder: VideoEncoder | None = None
        self._key_frame_wanted = True
        self._last_pts_us = 0
        self._refused: Picture | None = None
        self.generation = 0
        self.sending = False
        self.frames = RateMeter()
        self.bits = RateMeter()
        self.encode_ms = 0.0
        self.produced = 0
        self._beat_sec: float | None = None
        self._thread = threading.Thread(target=self._run, name="encode", daemon=True)
        self._thread.start()

    @property
    def encoders(self) -> int:
        """How many encoders are at work: one rendition, one encoder, however many watch."""
        return int(self.sending and self._encoder is not None)

    def request_key_frame(self) -> None:
        """The next picture becomes a key frame; any thread."""
        self._key_frame_wanted = True

    def stalled_sec(self) -> float:
        """How long the present picture has been in the encoder."""
        beat = self._beat_sec
        return 0.0 if beat is None else time.monotonic() - beat

    def close(self) -> None:
        """End the thread and free the encoder."""
        self._slot.close()
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
        encoder = self._encoder_for(picture)
        if not self.sending:
            # The encoder is open when somebody comes, and begins with a key frame then.
            self._key_frame_wanted = True
            return
        key_frame = self._key_frame_wanted
        if key_frame:
            # Not before it was seen: a request that comes in between must not get lost.
            self._key_frame_wanted = False
        if self._refused is not None:
            picture.adopt_inputs(self._refused)
            self._refused = None
        started = monotonic_ms()
        # Encoders want strictly growing times, also when a picture is sent twice.
        pts_us = max(self._last_pts_us + 1, time.monotonic_ns() // 1000)
        self._last_pts_us = pts_us
        unit = encoder.encode(picture.pixels, pts_us, key_frame)
        ended = monotonic_ms()
        self.encode_ms += 0.1 * (ended - started - self.encode_ms)
        inputs, picture.inputs = picture.inputs, {}
        input_ms, picture.input_ms = picture.input_ms, None
        sent = self._send_frame(
            EncodedFrame(
                data=unit.data,
                key=unit.key,
                pts_us=unit.pts_us,
                width=encoder.settings.width,
                height=encoder.settings.height,
                codec_string=encoder.codec_string,
                sim_time_sec=picture.sim_time_sec,
                inputs=tuple(inputs.items()),
                input_ms=input_ms,
                render_start_ms=picture.render_start_ms,
                render_end_ms=picture.render_end_ms,
                encode_end_ms=ended,
                generation=self.generation,
            )
        )
        if not sent:
            # Every later frame builds on the one refused, and shows what it was the first to show.
            self._key_frame_wanted = True
            self._refused = dataclasses.replace(picture, inputs=inputs, input_ms=input_ms)
            return
        self.produced += 1
        self.frames.add(1)
        self.bits.add(8 * len(unit.data))

    def _encoder_for(self, picture: Picture) -> VideoEncoder:
        height, width = picture.pixels.shape[:2]
        encoder = self._encoder
        if encoder is not None and (encoder.settings.width, encoder.settings.height) == (
            width,
            height,
        ):
            return encoder
        if encoder is not None:
            encoder.close()
        settings = dataclasses.replace(self._settings, width=width, height=height)
        self._encoder = encoder = open_encoder(settings)
        self._key_frame_wanted = True
        return encoder
