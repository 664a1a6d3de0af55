"""Messages on a byte stream: four bytes of length (network order), then msgpack."""

import struct

from py_remote_viewer.errors import ProtocolError

__all__ = ["HEADER_BYTES", "MAX_MESSAGE_BYTES", "frame_length", "framed"]

HEADER_BYTES = 4
#: A model as text is at most 10 MB; a checkpoint and a 1080p key frame stay well below.
MAX_MESSAGE_BYTES = 64 << 20

_LENGTH = struct.Struct("!I")


def framed(payload: bytes) -> bytes:
    """The payload with its length before it."""
    if len(payload) > MAX_MESSAGE_BYTES:
        raise ProtocolError(
            f"A message of {len(payload)} bytes is over the limit of {MAX_MESSAGE_BYTES}."
        )
    return _LENGTH.pack(len(payload)) + payload


def frame_length(header: bytes) -> int:
    """The payload's length that a header announces; raises ProtocolError above the limit."""
    (length,) = _LENGTH.unpack(header)
    if length > MAX_MESSAGE_BYTES:
        raise ProtocolError(
            f"A message announces {length} bytes; {MAX_MESSAGE_BYTES} is the limit."
        )
    return length
