"""H.264 encoding (and JPEG): rendered pictures in, access units for every way out.

Used inside a worker process. An encoder belongs to one thread at a time; its long calls (colour
conversion in OpenCV, encoding in FFmpeg) release the GIL.
"""

from py_remote_viewer.encoding.candidates import ENCODER_CANDIDATES, level_of
from py_remote_viewer.encoding.encoder import AccessUnit, VideoEncoder
from py_remote_viewer.encoding.jpeg import JPEG, JpegEncoder
from py_remote_viewer.encoding.level import codec_string, h264_level
from py_remote_viewer.encoding.probe import ProbeResult, choose_encoder, open_encoder
from py_remote_viewer.encoding.settings import EncoderSettings

__all__ = [
    "ENCODER_CANDIDATES",
    "JPEG",
    "AccessUnit",
    "EncoderSettings",
    "JpegEncoder",
    "ProbeResult",
    "VideoEncoder",
    "choose_encoder",
    "codec_string",
    "h264_level",
    "level_of",
    "open_encoder",
]
