"""The send time that goes into RTP packets."""

import time

__all__ = ["abs_send_time"]


def abs_send_time() -> int:
    """Seconds as 6.18 fixed point, 24 bits; only differences matter to the receiver."""
    return (time.time_ns() << 18) // 1_000_000_000 & 0xFFFFFF
