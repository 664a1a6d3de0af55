"""The H.264 level that a picture size and frame rate need, and how it is written down."""

from typing import NamedTuple

from py_remote_viewer.errors import ConfigurationError

__all__ = ["codec_string", "h264_level", "profile_level_id"]

#: Constrained baseline: profile_idc 66 (0x42), constraint_set0, 1 and 2 set (0xE0).
_CONSTRAINED_BASELINE = 0x42E0


class _Limit(NamedTuple):
    level_idc: int
    macroblocks_per_sec: int
    macroblocks_per_frame: int
    kbits_per_sec: int


#: MaxMBPS, MaxFS and MaxBR (baseline: times 1000 bits a second) of ITU-T H.264, Annex A, Table A-1.
#: Every browser decodes 3.1, and 42e01f is what WebRTC peers offer by default; a lower level would
#: save nothing, and some decoders and SDP negotiations do not know the small ones.
_LIMITS = (
    _Limit(31, 108_000, 3_600, 14_000),
    _Limit(32, 216_000, 5_120, 20_000),
    _Limit(40, 245_760, 8_192, 20_000),
    _Limit(41, 245_760, 8_192, 50_000),
    _Limit(42, 522_240, 8_704, 50_000),
    _Limit(50, 589_824, 22_080, 135_000),
    _Limit(51, 983_040, 36_864, 240_000),
    _Limit(52, 2_073_600, 36_864, 240_000),
)


def h264_level(width: int, height: int, fps: int, bits_per_sec: int = 0) -> int:
    """The smallest level_idc (31 for 3.1, and never less) for such pictures at this rate.

    Follows ITU-T H.264, Table A-1 (MaxFS, MaxMBPS, MaxBR) and A.3.1 (no side longer than
    sqrt(8 MaxFS) macroblocks). Raises ConfigurationError beyond level 5.2.
    """
    columns, rows = -(-width // 16), -(-height // 16)
    macroblocks = columns * rows
    for limit in _LIMITS:
        if (
            macroblocks <= limit.macroblocks_per_frame
            and macroblocks * fps <= limit.macroblocks_per_sec
            and bits_per_sec <= 1000 * limit.kbits_per_sec
            and max(columns, rows) ** 2 <= 8 * limit.macroblocks_per_frame
        ):
            return limit.level_idc
    raise ConfigurationError(
        f"{width}x{height} at {fps} frames and {bits_per_sec} bits a second is more than H.264 "
        f"level 5.2 allows (36864 macroblocks a picture, 2073600 and 240 Mbit a second). Ask for a "
        f"smaller size or rate."
    )


def codec_string(level: int) -> str:
    """The codec as WebCodecs and MSE name it, for example avc1.42E01F."""
    return f"avc1.{_CONSTRAINED_BASELINE:04X}{level:02X}"


def profile_level_id(level: int) -> str:
    """The codec as SDP names it (RFC 6184), for example 42e01f."""
    return f"{_CONSTRAINED_BASELINE:04x}{level:02x}"
