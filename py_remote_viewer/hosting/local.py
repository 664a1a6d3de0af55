"""Workers as processes of this machine, spoken to over a socket pair."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections import deque

import msgspec

from py_remote_viewer.errors import ProtocolError, WorkerError
from py_remote_viewer.hosting.host import WorkerListener
from py_remote_viewer.protocol.framing import HEADER_BYTES, frame_length, framed
from py_remote_viewer.protocol.worker import FromWorker, Shutdown, ToWorker

__all__ = ["LocalHost", "LocalWorker"]

_STOP_SEC = 3.0
_log = logging.getLogger(__name__)


class LocalHost:
    """Starts workers as child processes."""

    async def start(self, listener: WorkerListener) -> "LocalWorker":
        """Spawn `python -m py_remote_viewer.worker` with one end of a socket pair."""
        ours, theirs = socket.socketpair()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "py_remote_viewer.worker", str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        except OSError as error:
            ours.close()
            raise WorkerError(f"A worker process could not be started: {error}.") from error
        finally:
            theirs.close()
        worker = LocalWorker(process, listener)
        await worker.connect(ours)
        return worker


class LocalWorker:
    """A worker process of this machine."""

    def __init__(self, process: asyncio.subprocess.Process, listener: WorkerListener) -> None:
        self._process = process
        self._listener = listener
        self._encoder = msgspec.msgpack.Encoder()
        self._transport: asyncio.WriteTransport | None = None
        self._last_lines: deque[str] = deque(maxlen=12)
        self._stopping = False
        self._broken: str | None = None
        self._ended = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._read_errors(), name="worker stderr"),
            asyncio.create_task(self._wait(), name="worker wait"),
        ]

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False once the process has ended."""
        return not self._ended.is_set()

    async def connect(self, connection: socket.socket) -> None:
        """Take the channel into the event loop."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_unix_connection(
            lambda: _ChannelProtocol(self), sock=connection
        )

    def send(self, message: ToWorker) -> None:
        """Send a message; nothing happens once the worker has ended."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(framed(self._encoder.encode(message)))

    def received(self, message: FromWorker) -> None:
        """Hand a message to the listener."""
        self._listener.worker_said(self, message)

    def broken(self, reason: str) -> None:
        """The channel holds nonsense: nothing after it can be trusted."""
        self._broken = reason
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask the worker to end, then insist."""
        self._stopping = True
        self.send(Shutdown())
        try:
            await asyncio.wait_for(self._ended.wait(), _STOP_SEC)
        except TimeoutError:
            self.kill()
            await self._ended.wait()
        await asyncio.gather(*self._tasks)

    async def _wait(self) -> None:
        code = await self._process.wait()
        await self._tasks[0]
        if self._transport is not None:
            self._transport.close()
        self._ended.set()
        self._listener.worker_ended(self, self._reason(code))

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            text = line.decode(errors="replace").rstrip()
            self._last_lines.append(text)
            _log.info("worker %d: %s", self.pid, text)

    def _reason(self, code: int) -> str:
        if self._broken:
            return self._broken
        if self._stopping or code == 0:
            return "The worker was ended."
        if code < 0:
            name = signal.Signals(-code).name
            return f"The worker process was ended by {name}."
        last = self._last_lines[-1] if self._last_lines else "no message"
        return f"The worker process ended with code {code}: {last}"


class _ChannelProtocol(asyncio.Protocol):
    """Cuts the byte stream into messages."""

    def __init__(self, worker: LocalWorker) -> None:
        self._worker = worker
        self._buffer = bytearray()
        self._decoder: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)

    def data_received(self, data: bytes) -> None:
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
