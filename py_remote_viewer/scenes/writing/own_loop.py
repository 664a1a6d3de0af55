"""Runs a coroutine on an event loop of its own, in a thread of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

__all__ = ["in_own_loop"]

T = TypeVar("T")
#: How long one that was cancelled is waited for: it only has to close a connection.
_CLOSING_SEC = 5.0


async def in_own_loop(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Call `make`, which may block, in a thread, and run there what it returns.

    The programs of language models import modules while they are asked and build validators for a
    second at a time, during which nobody would get a picture. Cancelling this cancels the coroutine
    and waits until it has ended, but not for ever.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if result.done():
            return
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]

    def done(value: T | None, error: BaseException | None) -> None:
        # Nobody is there to hear of it once the loop is closed.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, value, error)

    job = _Job(make, done)
    threading.Thread(target=job.run, name="language model", daemon=True).start()
    try:
        await asyncio.wait([result])
    except asyncio.CancelledError:
        job.cancel()
        result.add_done_callback(_heard)
        await asyncio.wait([result], timeout=_CLOSING_SEC)
        raise
    return result.result()


def _heard(result: asyncio.Future[Any]) -> None:
    """What comes of something that was cancelled is of no interest."""
    result.exception()


class _Job(Generic[T]):
    """What runs in the thread, and can be cancelled from outside of it."""

    def __init__(
        self,
        make: Callable[[], Coroutine[Any, Any, T]],
        done: Callable[[T | None, BaseException | None], None],
    ) -> None:
        self._make = make
        self._done = done
        self._lock = threading.Lock()
        self._cancelled = False
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None

    def run(self) -> None:
        value: T | None = None
        failure: BaseException | None = None
        try:
            work = self._make()
            value = asyncio.run(self._watched(work))
        except asyncio.CancelledError:
            # A future takes none as its exception.
            failure = RuntimeError("cancelled")
        except BaseException as error:
            failure = error
        self._done(value, failure)

    def cancel(self) -> None:
        """From the other thread."""
        with self._lock:
            self._cancelled = True
            running = self._running
        if running is not None:
            loop, task = running
            # It may have ended meanwhile.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(task.cancel)

    async def _watched(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        with self._lock:
            self._running = asyncio.get_running_loop(), task
            cancelled = self._cancelled
        if cancelled:
            task.cancel()
        return await task
