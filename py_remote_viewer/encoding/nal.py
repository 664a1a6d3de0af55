"""NAL units of H.264: taking an access unit in Annex B form apart and putting it together.

Names and numbers follow ITU-T H.264, Table 7-1 and Annex B.
"""

from collections.abc import Iterable

__all__ = ["IDR", "PPS", "SEI", "SLICE", "SPS", "join", "self_contained", "split", "unit_type"]

SLICE = 1
IDR = 5
SEI = 6
SPS = 7
PPS = 8
_ACCESS_UNIT_DELIMITER = 9
_FILLER = 12

_START_CODE = b"\x00\x00\x01"
_LONG_START_CODE = b"\x00\x00\x00\x01"
_DISPENSABLE = (SEI, _ACCESS_UNIT_DELIMITER, _FILLER)


def split(data: bytes) -> list[bytes]:
    """The NAL units of Annex B data, without their start codes."""
    # Zeros at the end of a piece belong to the next start code: no NAL unit ends in one.
    return [piece.rstrip(b"\x00") for piece in data.split(_START_CODE)[1:]]


def unit_type(unit: bytes) -> int:
    """The nal_unit_type of a NAL unit without start code; 0 for an empty one."""
    return unit[0] & 0x1F if unit else 0


def join(units: Iterable[bytes]) -> bytes:
    """NAL units as Annex B data, with start codes of four bytes."""
    return b"".join(part for unit in units for part in (_LONG_START_CODE, unit))


def self_contained(data: bytes, parameter_sets: bytes) -> bytes:
    """A key frame's access unit with SPS and PPS in front, and without what no decoder needs.

    x264 writes 600 bytes about itself in an SEI of the first frame, and an encoder may
    write the parameter sets only once: then those of `parameter_sets` (Annex B) are taken.
    """
    units = [unit for unit in split(data) if unit_type(unit) not in _DISPENSABLE]
    types = {unit_type(unit) for unit in units}
    if SPS not in types or PPS not in types:
        units = [unit for unit in units if unit_type(unit) not in (SPS, PPS)]
        units[:0] = [unit for unit in split(parameter_sets) if unit_type(unit) in (SPS, PPS)]
    return join(units)
