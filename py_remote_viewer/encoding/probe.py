"""Finding the encoder to use, by encoding with it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import av.logging
import numpy as np

from py_remote_viewer.encoding import nal
from py_remote_viewer.encoding.candidates import ENCODER_CANDIDATES, candidate
from py_remote_viewer.encoding.encoder import AccessUnit, VideoEncoder
from py_remote_viewer.encoding.settings import EncoderSettings
from py_remote_viewer.errors import EncodingError

__all__ = ["ProbeResult", "choose_encoder", "open_encoder"]


@dataclass(frozen=True)
class ProbeResult:
    """The encoder to use and why; `tried` has a line for each one that does not work."""

    name: str
    hardware: bool
    reason: str
    tried: tuple[str, ...]


def choose_encoder(settings: EncoderSettings, preferred: str = "auto") -> ProbeResult:
    """The best encoder that really encodes pictures of this size here; `settings.name` is ignored.

    Raises EncodingError when `preferred` names one that does not work, or none works, and
    ConfigurationError when it names none at all. Takes milliseconds where there is no hardware.
    """
    if preferred != "auto":
        return _insist_on(settings, preferred)
    tried: list[str] = []
    for name in ENCODER_CANDIDATES:
        problem = _why_not(replace(settings, name=name))
        if problem is None:
            return ProbeResult(name, candidate(name).hardware, _reason(name), tuple(tried))
        tried.append(f"{name}: {problem}")
    raise EncodingError(
        f"No H.264 encoder works here for {settings.width}x{settings.height}: {' '.join(tried)} "
        f"Install av from its wheels, which carry libx264."
    )


def open_encoder(settings: EncoderSettings) -> VideoEncoder:
    """An encoder with these settings; the caller closes it."""
    return VideoEncoder(settings)


def _insist_on(settings: EncoderSettings, name: str) -> ProbeResult:
    hardware = candidate(name).hardware
    problem = _why_not(replace(settings, name=name))
    if problem is not None:
        raise EncodingError(
            f"The encoder {name} was asked for, but does not work here: {problem} "
            f"Mend that, or choose 'auto' or 'libx264'."
        )
    return ProbeResult(name, hardware, f"{name} was asked for, and it works.", ())


def _reason(name: str) -> str:
    if candidate(name).hardware:
        return f"{name} is the first hardware encoder that works here."
    return f"{name} encodes on the CPU, because no hardware encoder works here."


def _why_not(settings: EncoderSettings) -> str | None:
    """A sentence on why this encoder does not encode here, or None when it does."""
    with _captured_log() as log:
        try:
            # The size that will be asked for: hardware has a least size and a greatest.
            problem = _try(settings)
        except EncodingError as error:
            # What FFmpeg says first is nearest to the cause; each line only once.
            lines = dict.fromkeys(" ".join(line.split()).rstrip(".") for _, _, line in log)
            if not lines:
                return str(error)
            problem = "; ".join(lines)
    if problem is None:
        return None
    return f"{problem}. It needs {candidate(settings.name).needs}."


def _try(settings: EncoderSettings) -> str | None:
    """Encodes a first picture, a second and a key frame on demand; says what is wrong."""
    picture = np.full((settings.height, settings.width, 3), 128, np.uint8)
    with VideoEncoder(settings) as encoder:
        for number, key in enumerate((True, False, True)):
            problem = _flaw(encoder.encode(picture, number, key_frame=key and number > 0), key)
            if problem is not None:
                return problem
    return None


def _flaw(unit: AccessUnit, key: bool) -> str | None:
    types = [nal.unit_type(part) for part in nal.split(unit.data)]
    if not key:
        return None if nal.SLICE in types else "Its second picture is not encoded as a difference"
    missing = [
        name
        for number, name in ((nal.SPS, "SPS"), (nal.PPS, "PPS"), (nal.IDR, "IDR picture"))
        if number not in types
    ]
    return f"Its key frames come without {' and '.join(missing)}" if missing else None


@contextmanager
def _captured_log() -> Generator[list[tuple[int, str, str]]]:
    """Takes what FFmpeg logs in this thread instead of letting it out: a failure is expected."""
    level = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as log:
            yield log
    finally:
        av.logging.set_level(level)
