"""Ends a command by a signal without a traceback."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

__all__ = ["ended_by_signals"]

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def ended_by_signals() -> Generator[None, None, None]:
    """SIGTERM and SIGINT leave the block, which is all that the process does, and end it with 0.

    For the time in which nothing else handles them. The first process of a container has no default
    for them either: the kernel drops what such a process does not handle.
    """
    before = {number: signal.signal(number, _end) for number in _SIGNALS}
    try:
        yield
    except Exception:
        for number, handler in before.items():
            signal.signal(number, handler)
        raise
    finally:
        if signal.getsignal(signal.SIGTERM) is _end:
            _ignore()


def _end(number: int, frame: FrameType | None) -> None:
    _ignore()
    raise SystemExit(0)


def _ignore() -> None:
    """It ends already; another signal would only spoil how."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
