"""The worker's end of its channel to the gateway."""

import socket
import threading
from collections import Counter, deque

import msgspec

from py_remote_viewer.errors import ProtocolError
from py_remote_viewer.protocol.framing import HEADER_BYTES, frame_length, framed
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    CommandDone,
    EncodedFrame,
    FromWorker,
    Heartbeat,
    ToWorker,
)

__all__ = ["Channel"]

#: Frames that may wait for the gateway before new ones are refused.
_MAX_WAITING_FRAMES = 4
#: A gateway that leaves this many events unread is gone or hung.
_MAX_WAITING_EVENTS = 2048


class Channel:
    """Sends from any thread without blocking; one thread receives.

    Heartbeats and checkpoints are snapshots: only the newest waits, but no answer overtakes the
    checkpoint told before it. Frames are refused when several wait, everything else is an event and
    never dropped. A writer thread does the
    sending. After the gateway's end is gone `closed` is set and sending does nothing.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(ToWorker)
        self._events: deque[FromWorker] = deque()
        self._snapshots: dict[type, FromWorker] = {}
        self._waiting_frames: Counter[tuple[int, int]] = Counter()
        self._ready = threading.Condition()
        self._closing = False
        self.closed = threading.Event()
        self._writer = threading.Thread(target=self._write, name="channel", daemon=True)
        self._writer.start()

    def receive(self) -> ToWorker | None:
        """The next message, or None at the end. Raises ProtocolError, TimeoutError."""
        header = self._read(HEADER_BYTES)
        payload = header and self._read(frame_length(header))
        if not payload:
            self.closed.set()
            return None
        try:
            return self._decoder.decode(payload)
        except msgspec.MsgspecError as error:
            raise ProtocolError(f"The gateway sent a message that does not fit: {error}") from error

    def send(self, message: FromWorker) -> None:
        """Send an event, or replace the waiting snapshot of this type."""
        with self._ready:
            if isinstance(message, Heartbeat | Checkpoint):
                self._snapshots[type(message)] = message
            elif len(self._events) >= _MAX_WAITING_EVENTS:
                self.closed.set()
            else:
                if isinstance(message, CommandDone) and Checkpoint in self._snapshots:
                    # Who hears that it is done may go on from there with the next message.
                    self._events.append(self._snapshots.pop(Checkpoint))
                self._events.append(message)
            self._ready.notify()

    def send_frame(self, frame: EncodedFrame) -> bool:
        """Send a frame; False (and nothing sent) where the gateway is behind."""
        place = frame.view, frame.rendition
        with self._ready:
            if self._waiting_frames[place] >= _MAX_WAITING_FRAMES or self.closed.is_set():
                return False
            self._waiting_frames[place] += 1
            self._events.append(frame)
            self._ready.notify()
            return True

    def close(self) -> None:
        """Send what waits, then end the writer thread and close; twice is fine."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._writer.join(timeout=2.0)
        self._socket.close()

    def _read(self, length: int) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            try:
                part = self._socket.recv(length - len(parts))
            except TimeoutError:
                # Between messages the caller may do other things; in the middle of one it must not.
                if parts or length > HEADER_BYTES:
                    continue
                raise
            except OSError:
                return b""
            if not part:
                return b""
            parts += part
        return bytes(parts)

    def _write(self) -> None:
        while (message := self._next()) is not None:
            try:
                self._send_all(framed(self._encoder.encode(message)))
            except OSError:
                self.closed.set()
                return

    def _send_all(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except TimeoutError:
                # The receive time-out counts for sending too; the gateway may just be busy.
                if self._closing:
                    raise

    def _next(self) -> FromWorker | None:
        with self._ready:
            while not self._events and not self._snapshots and not self._closing:
                self._ready.wait()
            if self._events:
                message = self._events.popleft()
                if isinstance(message, EncodedFrame):
                    place = message.view, message.rendition
                    self._waiting_frames[place] -= 1
                    if not self._waiting_frames[place]:
                        # Numbers of views do not come back.
                        del self._waiting_frames[place]
                return message
            if self._snapshots:
                return self._snapshots.pop(next(iter(self._snapshots)))
            return None
