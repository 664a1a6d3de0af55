"""Workers as processes of this machine, spoken to over a socket pair."""

import asyncio
import contextlib
import logging
import os
import re
import signal
import socket
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec

from py_remote_viewer.errors import ProtocolError, WorkerError
from py_remote_viewer.hosting.confinement import Confinement, confine, innermost
from py_remote_viewer.hosting.film import run_film
from py_remote_viewer.hosting.groups import begun, kill_group
from py_remote_viewer.hosting.host import WorkerListener
from py_remote_viewer.hosting.lines import LineCutter, LineLimit
from py_remote_viewer.protocol.film import FilmDone, FilmOrder, FilmProgress
from py_remote_viewer.protocol.framing import HEADER_BYTES, frame_length, framed
from py_remote_viewer.protocol.worker import FromWorker, Shutdown, ToWorker, WorkerInput

__all__ = ["LocalHost", "LocalWorker"]

_STOP_SEC = 3.0
#: After SIGKILL; a process that stands in the kernel may take longer, and then nobody waits for it.
_KILL_SEC = 5.0
#: A process that has ended may have children that keep its stderr open.
_LAST_WORDS_SEC = 1.0
#: With so much unsent the worker is busy: an input is a snapshot, and a newer one follows.
_BUSY_BYTES = 256 << 10
#: With so much unsent it hangs.
_HUNG_BYTES = 16 << 20
_READ_BYTES = 64 << 10
_BY_SIGNAL = 128
_PAGE_BYTES = os.sysconf("SC_PAGESIZE")
_FOLDERS = re.compile(r"(?<![\w.])/(?:[^\s/'\":]+/)*(?=[^\s/'\":])")
_log = logging.getLogger(__name__)


class LocalHost:
    """Starts workers as child processes, each kept apart from the machine as far as that can be."""

    def __init__(self, confinement: Confinement | None = None) -> None:
        self._confinement = confinement or confine("off")

    @property
    def confinement(self) -> Confinement:
        """What keeps workers apart."""
        return self._confinement

    async def start(self, listener: WorkerListener) -> "LocalWorker":
        """Spawn `python -m py_remote_viewer.worker` with one end of a socket pair."""
        ours, theirs = socket.socketpair()
        try:
            confined = self._confinement
            process = await begun(
                asyncio.create_subprocess_exec(
                    *confined.command("-m", "py_remote_viewer.worker", str(theirs.fileno())),
                    pass_fds=[theirs.fileno()],
                    stdin=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.PIPE,
                    env=dict(confined.environment),
                    start_new_session=True,
                )
            )
        except BaseException as error:
            ours.close()
            if isinstance(error, OSError):
                raise WorkerError(f"A worker process could not be started: {error}.") from error
            raise
        finally:
            theirs.close()
        worker = LocalWorker(process, listener, wrapped=confined.wraps)
        try:
            await worker.connect(ours)
        except BaseException as error:
            ours.close()
            worker.kill()
            if isinstance(error, OSError):
                raise WorkerError(f"A worker could not be connected: {error}.") from error
            raise
        return worker

    async def make_film(self, order: FilmOrder, heard: Callable[[FilmProgress], None]) -> FilmDone:
        """Make a film in a child process."""
        return await run_film(order, heard, self._confinement)


class LocalWorker:
    """A worker process of this machine."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        listener: WorkerListener,
        *,
        wrapped: bool = False,
    ) -> None:
        self._process = process
        self._wrapped = wrapped
        self._listener = listener
        self._encoder = msgspec.msgpack.Encoder()
        self._transport: asyncio.WriteTransport | None = None
        self._last_lines: deque[str] = deque(maxlen=12)
        self._line_limit = LineLimit()
        self._stopping = False
        self._broken: str | None = None
        self._ended = asyncio.Event()
        self._reading = asyncio.create_task(self._read_errors(), name="worker stderr")
        self._waiting = asyncio.create_task(self._wait(), name="worker wait")

    @property
    def pid(self) -> int:
        """The process id of the worker itself, within what keeps it apart."""
        return innermost(self._process.pid) if self._wrapped else self._process.pid

    @property
    def alive(self) -> bool:
        """False once the process has ended, also where the event loop has not noticed yet."""
        if self._ended.is_set():
            return False
        try:
            # Left for the event loop to reap.
            ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return False
        return ended is None

    @property
    def is_broken(self) -> bool:
        """True once it has sent nonsense."""
        return self._broken is not None

    async def connect(self, connection: socket.socket) -> None:
        """Take the channel into the event loop."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_unix_connection(
            lambda: _ChannelProtocol(self), sock=connection
        )

    def send(self, message: ToWorker) -> None:
        """Send a message; nothing happens once the worker has ended.

        Raises WorkerError where it has not read for long; an input is dropped long before.
        """
        if self._transport is None or self._transport.is_closing():
            return
        unsent = self._transport.get_write_buffer_size()
        if isinstance(message, WorkerInput) and unsent > _BUSY_BYTES:
            return
        if unsent > _HUNG_BYTES:
            raise WorkerError(f"The worker does not read: {unsent >> 20} MB wait for it.")
        self._transport.write(framed(self._encoder.encode(message)))

    def received(self, message: FromWorker) -> None:
        """Hand a message to the listener; what it makes of it is no fault of the worker."""
        try:
            self._listener.worker_said(self, message)
        except Exception:
            _log.exception("what worker %d said could not be dealt with", self._process.pid)

    def broken(self, reason: str) -> None:
        """The channel holds nonsense: nothing after it can be trusted."""
        self._broken = reason
        self.kill()

    def resident_bytes(self) -> int:
        """The resident memory of the process; 0 once it has ended."""
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * _PAGE_BYTES

    def kill(self) -> None:
        """End the process at once."""
        kill_group(self._process)

    async def stop(self) -> None:
        """Ask the worker to end, then insist."""
        self._stopping = True
        with contextlib.suppress(WorkerError):
            self.send(Shutdown())
        if not await self._ends_within(_STOP_SEC):
            self.kill()
            if not await self._ends_within(_KILL_SEC):
                _log.error("worker %d does not end, even by SIGKILL", self._process.pid)
                return
        await asyncio.wait({self._waiting, self._reading})

    async def _ends_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)
        return self._ended.is_set()

    async def _wait(self) -> None:
        """Whatever happens here, all who wait for the end are told of it."""
        code = 0
        try:
            code = await self._process.wait()
            await asyncio.wait({self._reading}, timeout=_LAST_WORDS_SEC)
        finally:
            self._reading.cancel()
            if self._process.returncode is None:
                # The event loop ends before the process does.
                self.kill()
            if self._transport is not None:
                self._transport.close()
            self._ended.set()
            try:
                self._listener.worker_ended(self, self._reason(code))
            except Exception:
                _log.exception("the end of worker %d could not be dealt with", self._process.pid)

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        lines = LineCutter()
        while data := await self._process.stderr.read(_READ_BYTES):
            for line in lines.cut(data):
                self._note(line)
        if rest := lines.rest():
            self._note(rest)
        self._tell_left_out(self._line_limit.left_out())

    def _note(self, line: str) -> None:
        self._last_lines.append(line)
        passes, left_out = self._line_limit.take()
        self._tell_left_out(left_out)
        if passes:
            _log.info("worker %d: %s", self._process.pid, line)

    def _tell_left_out(self, lines: int) -> None:
        if lines:
            _log.info("worker %d: ... and %d lines more", self._process.pid, lines)

    def _reason(self, code: int) -> str:
        if self._broken:
            return self._broken
        if self._stopping or code == 0:
            return "The worker was ended."
        if self._wrapped and code > _BY_SIGNAL:
            # As a shell says it.
            code = _BY_SIGNAL - code
        if code < 0:
            name = _signal_name(-code)
            return f"The worker process was ended by {name}."
        last = self._last_lines[-1] if self._last_lines else "no message"
        # Viewers are told the reason, and nothing of the folders of this machine.
        return f"The worker process ended with code {code}: {_FOLDERS.sub('', last)}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


class _ChannelProtocol(asyncio.Protocol):
    """Cuts the byte stream into messages."""

    def __init__(self, worker: LocalWorker) -> None:
        self._worker = worker
        self._buffer = bytearray()
        self._decoder: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)

    def data_received(self, data: bytes) -> None:
        if self._worker.is_broken:
            return
        self._buffer += data
        try:
            while (payload := self._next()) is not None:
                self._worker.received(self._decoder.decode(payload))
        except (ProtocolError, msgspec.MsgspecError) as error:
            self._worker.broken(f"The worker sent a message that does not fit: {error}")

    def _next(self) -> bytes | None:
        if len(self._buffer) < HEADER_BYTES:
            return None
        end = HEADER_BYTES + frame_length(bytes(self._buffer[:HEADER_BYTES]))
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[HEADER_BYTES:end])
        del self._buffer[:end]
        return payload
