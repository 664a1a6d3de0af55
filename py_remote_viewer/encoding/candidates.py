"""The encoders worth trying, best first, each with the option names that it knows.

Present in FFmpeg does not mean usable: `probe` tries them. All are set up alike: no delay, no
B-frames, key frames only when asked for, constrained baseline, a cap on the bit rate and,
where the encoder has such a mode, a quality above which no bits are spent on a still picture.
"""

from dataclasses import dataclass, field

from py_remote_viewer.encoding.level import h264_level
from py_remote_viewer.encoding.settings import EncoderSettings
from py_remote_viewer.errors import ConfigurationError

__all__ = [
    "CANDIDATES",
    "ENCODER_CANDIDATES",
    "Candidate",
    "candidate",
    "encoder_options",
    "level_of",
]

#: x264's rate factor: about where more bits stop being seen.
_QUALITY = "22"

#: The rate cap is kept over this long: a key frame may use it up at once, which delays what
#: follows on a link of just that rate by no more than this.
_BUFFER_SEC = 0.25

_MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class Candidate:
    """An FFmpeg encoder: what it takes and needs; `gop_size` is its way to say never."""

    name: str
    hardware: bool
    needs: str
    pixel_format: str
    gop_size: int
    options: dict[str, str] = field(default_factory=dict[str, str])


_NVENC = Candidate(
    name="h264_nvenc",
    hardware=True,
    needs="an NVIDIA GPU that has NVENC (A100 and H100 have none) and its driver",
    pixel_format="yuv420p",
    gop_size=_MAX_INT,
    options={
        "preset": "p3",
        "tune": "ull",
        "profile": "baseline",
        "rc": "vbr",
        # Not by `cq`: with it FFmpeg leaves the size of the rate buffer out, and a key frame may be
        # as large as it likes. A least quantiser keeps still pictures from spending without end.
        "qmin": "18",
        "qmax": "51",
        "multipass": "disabled",
        "b": "0",
        "delay": "0",
        "zerolatency": "1",
        "rc-lookahead": "0",
        "no-scenecut": "1",
        "forced-idr": "1",
        "aud": "0",
    },
)

_QSV = Candidate(
    name="h264_qsv",
    hardware=True,
    needs="an Intel GPU, access to /dev/dri and the oneVPL or Media SDK runtime",
    pixel_format="nv12",
    # GopPicSize is 16 bits wide, and all ones mean without end.
    gop_size=0xFFFF,
    options={
        "preset": "veryfast",
        "profile": "baseline",
        "async_depth": "1",
        "low_delay_brc": "1",
        "look_ahead": "0",
        "adaptive_i": "0",
        "adaptive_b": "0",
        "scenario": "displayremoting",
        "forced_idr": "1",
        "idr_interval": "0",
        "pic_timing_sei": "0",
        "recovery_point_sei": "0",
        "max_dec_frame_buffering": "1",
        "aud": "0",
    },
)

_AMF = Candidate(
    name="h264_amf",
    hardware=True,
    needs="an AMD GPU and the AMF runtime of its driver",
    pixel_format="yuv420p",
    gop_size=_MAX_INT,
    options={
        "usage": "ultralowlatency",
        "profile": "constrained_baseline",
        "quality": "speed",
        "rc": "vbr_latency",
        "latency": "1",
        "async_depth": "1",
        "forced_idr": "1",
        "filler_data": "0",
        "frame_skipping": "0",
        "preanalysis": "0",
        "aud": "0",
    },
)

_X264 = Candidate(
    name="libx264",
    hardware=False,
    needs="nothing but a CPU",
    pixel_format="yuv420p",
    # X264_KEYINT_MAX_INFINITE
    gop_size=1 << 30,
    options={
        # On a 720p Panda at the same bit rate 2.7 dB better than ultrafast when moving and 5 dB on
        # the first still picture, for 3.9 ms instead of 2.8 ms on one core.
        "preset": "superfast",
        "tune": "zerolatency",
        "profile": "baseline",
        "crf": _QUALITY,
        "sc_threshold": "0",
        "forced-idr": "1",
        "aud": "0",
    },
)

CANDIDATES = {c.name: c for c in (_NVENC, _QSV, _AMF, _X264)}

#: FFmpeg's names of the encoders in the order in which they are tried.
ENCODER_CANDIDATES: tuple[str, ...] = tuple(CANDIDATES)


def candidate(name: str) -> Candidate:
    """The candidate of this name; raises ConfigurationError for another one."""
    try:
        return CANDIDATES[name]
    except KeyError:
        raise ConfigurationError(
            f"There is no encoder {name!r}. Choose 'auto' or one of {', '.join(CANDIDATES)}."
        ) from None


def level_of(settings: EncoderSettings) -> int:
    """The H.264 level (level_idc) that a stream of these settings needs."""
    return h264_level(settings.width, settings.height, settings.fps, settings.bits_per_sec)


def encoder_options(settings: EncoderSettings) -> dict[str, str]:
    """All options to open the encoder of these settings with."""
    chosen = candidate(settings.name)
    # Options that all four share: FFmpeg's own, and `level`, which takes level_idc everywhere.
    options = {
        "level": str(level_of(settings)),
        "maxrate": str(settings.bits_per_sec),
        "bufsize": str(int(settings.bits_per_sec * _BUFFER_SEC)),
        "bf": "0",
        "refs": "1",
    }
    if chosen.hardware:
        # Their variable rate modes steer by a mean. Below the cap, or qsv takes it for constant.
        options["b"] = str(settings.bits_per_sec * 9 // 10)
    if chosen is _NVENC and settings.cuda_device is not None:
        options["gpu"] = str(settings.cuda_device)
    return options | chosen.options
