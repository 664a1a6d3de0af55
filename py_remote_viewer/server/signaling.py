"""One browser's connection: a method for each message."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from py_remote_viewer import __version__
from py_remote_viewer.config import Settings
from py_remote_viewer.errors import CommandError, ProtocolError, RemoteViewerError
from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.protocol.client import (
    CLOSE_BAD_MESSAGE,
    CLOSE_FULL,
    CLOSE_HELLO_TIMEOUT,
    CLOSE_VERSION,
    Acknowledge,
    Answer,
    Candidate,
    ClientMessage,
    CommandRequest,
    CommandResult,
    ConnectPeer,
    ErrorMessage,
    Hello,
    IceServer,
    InputMessage,
    Knock,
    Offer,
    PeerClosed,
    Ping,
    Pong,
    RequestKeyFrame,
    SelectVideo,
    ViewerReport,
    Welcome,
)
from py_remote_viewer.protocol.commands import SPEED_LADDER
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.outlet import WebSocketOutlet
from py_remote_viewer.server.problems import problem_of
from py_remote_viewer.sessions import Participant, Session
from py_remote_viewer.webrtc import Peer, PeerSettings

__all__ = ["MAX_MESSAGE_BYTES", "SignalingConnection"]

MAX_MESSAGE_BYTES = 256 * 1024
_HELLO_TIMEOUT_SEC = 10.0
#: Pings come every 2 s; three missed ones mean that the person is gone.
_SILENCE_SEC = 7.0
#: After so long without a word the page is asked if it is there.
_KNOCK_SEC = 3.0
#: A peer that is not up by then is given up; a browser may ask for another.
_PEER_TIMEOUT_SEC = 20.0
_MAX_RUNNING_COMMANDS = 32
#: This many unusable messages, and the connection is closed.
_MAX_MISTAKES = 20
_log = logging.getLogger(__name__)


class SignalingConnection:
    """Serves one WebSocket from hello to goodbye."""

    def __init__(
        self,
        socket: WebSocket,
        session: Session,
        settings: Settings,
        peer_settings: Callable[[], PeerSettings],
    ) -> None:
        self._socket = socket
        self._session = session
        self._settings = settings
        self._peer_settings = peer_settings
        self._outlet = WebSocketOutlet(socket)
        self._decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
        self._person: Participant | None = None
        self._next_peer = 1
        self._peer_timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._mistakes = 0
        self._heard_sec = 0.0
        self.report: ViewerReport | None = None
        self._handlers: dict[type, Callable[[Any], Awaitable[None] | None]] = {
            Hello: self._hello,
            Ping: self._ping,
            ConnectPeer: self._connect_peer,
            Answer: self._answer,
            Candidate: self._candidate,
            SelectVideo: self._select_video,
            Acknowledge: self._acknowledge,
            RequestKeyFrame: self._request_key_frame,
            CommandRequest: self._command,
            InputMessage: self._input,
            ViewerReport: self._viewer_report,
        }

    @property
    def participant_id(self) -> int | None:
        """Whose connection this is; None before hello."""
        return self._person.id if self._person else None

    async def serve(self) -> None:
        """Run until the browser leaves, is silent or is refused; leaves nothing behind."""
        await self._socket.accept()
        loop = asyncio.get_running_loop()
        sender = asyncio.create_task(self._outlet.run(), name="outlet")
        receiver = asyncio.create_task(self._receive(), name="receiver")
        silence = asyncio.create_task(self._wait_for_silence(loop), name="silence")
        tasks = {sender, receiver, silence}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not sender.done():
                # A refusal may still have to be told; whoever does not read it has had its time.
                self._outlet.close(1000, "")
                await asyncio.wait({sender}, timeout=1.0)
        finally:
            self._end()
            for task in (*tasks, *self._tasks):
                task.cancel()
            await asyncio.gather(*tasks, *self._tasks, return_exceptions=True)

    async def _wait_for_silence(self, loop: asyncio.AbstractEventLoop) -> None:
        self._heard_sec = loop.time()
        while True:
            silent = loop.time() - self._heard_sec
            limit = _SILENCE_SEC if self._person else _HELLO_TIMEOUT_SEC
            if silent >= limit:
                self._outlet.close(CLOSE_HELLO_TIMEOUT, "Nothing was heard for too long.")
                return
            knocked = silent >= _KNOCK_SEC
            if knocked and self._person:
                self._outlet.send(Knock())
            await asyncio.sleep(limit - silent if knocked else min(limit, _KNOCK_SEC) - silent)

    def _end(self) -> None:
        if self._peer_timer is not None:
            self._peer_timer.cancel()
        if self._person is not None:
            person, self._person = self._person, None
            self._session.leave(person)

    async def _receive(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                message = await self._socket.receive()
                self._heard_sec = loop.time()
                if message["type"] != "websocket.receive" or not await self._take(message):
                    return

    async def _take(self, message: Any) -> bool:
        """Handle one raw message; False ends the connection."""
        text = message.get("text")
        try:
            if text is None:
                raise ProtocolError("Binary messages are not understood; send JSON text.")
            if len(text) > MAX_MESSAGE_BYTES:
                raise ProtocolError(
                    f"The message has {len(text)} characters; {MAX_MESSAGE_BYTES} is the limit."
                )
            await self._handle(self._decode(text))
        except RemoteViewerError as error:
            self._outlet.send(ErrorMessage(problem_of(error)))
            if isinstance(error, ProtocolError):
                self._mistakes += 1
            if self._mistakes >= _MAX_MISTAKES:
                self._outlet.close(CLOSE_BAD_MESSAGE, "Too many messages could not be used.")
                return False
        return True

    def _decode(self, text: str | bytes) -> ClientMessage:
        try:
            return self._decoder.decode(text)
        # The decoder lets the last two through: deep nesting and bytes that are not UTF-8.
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise ProtocolError(f"The message does not fit the protocol: {error}.") from error

    async def _handle(self, message: ClientMessage) -> None:
        if self._person is None and not isinstance(message, Hello):
            raise ProtocolError("The first message must be 'hello'.")
        result = self._handlers[type(message)](message)
        if result is not None:
            await result

    # a method for each message

    def _hello(self, message: Hello) -> None:
        if self._person is not None:
            raise ProtocolError("'hello' was said already.")
        if message.version != PROTOCOL_VERSION:
            self._outlet.close(
                CLOSE_VERSION,
                f"The page speaks version {message.version}, not {PROTOCOL_VERSION}: reload.",
            )
            return
        try:
            self._person = person = self._session.join(message.name, self._outlet)
        except CommandError as error:
            # A close reason has at most 123 bytes; the whole sentence goes before it.
            self._outlet.send(ErrorMessage(problem_of(error)))
            self._outlet.close(CLOSE_FULL, "The session is full.")
            return
        network = self._settings.network
        session = self._session
        self._outlet.send(
            Welcome(
                version=PROTOCOL_VERSION,
                server_version=__version__,
                participant=person.id,
                session=session.settings.name,
                state=session.state_name,
                problem=session.last_problem if session.state_name == "failed" else None,
                webrtc=network.webrtc,
                ice_servers=tuple(
                    IceServer(server.urls, server.username, server.credential)
                    for server in network.ice_servers
                ),
                video=session.video,
                scene=session.scene,
                participants=tuple(other.describe() for other in session.participants.values()),
                speeds=SPEED_LADDER,
            )
        )

    def _ping(self, message: Ping) -> None:
        self._outlet.send(Pong(message.client_ms, time.monotonic_ns() / 1e6))

    async def _connect_peer(self, message: ConnectPeer) -> None:
        person = self._someone()
        if not self._settings.network.webrtc:
            raise CommandError("WebRTC is switched off on this server; video comes over TCP.")
        await self._drop_peer(person)
        peer = Peer(self._next_peer, self._peer_settings(), self)
        self._next_peer += 1
        person.peer = peer
        loop = asyncio.get_running_loop()
        self._peer_timer = loop.call_later(_PEER_TIMEOUT_SEC, self._give_up_peer, peer)
        self._spawn(self._offer(peer))

    async def _offer(self, peer: Peer) -> None:
        sdp = await peer.offer()
        if self._person is not None and self._person.peer is peer:
            self._outlet.send(Offer(peer.id, sdp))

    async def _answer(self, message: Answer) -> None:
        await self._peer(message.peer).answer(message.sdp)

    async def _candidate(self, message: Candidate) -> None:
        await self._peer(message.peer).add_candidate(
            message.candidate, message.sdp_mid, message.sdp_mline_index
        )

    def _select_video(self, message: SelectVideo) -> None:
        self._session.select_video(self._someone(), message.transport)

    def _acknowledge(self, message: Acknowledge) -> None:
        self._session.acknowledge(self._someone(), message.frame)

    def _request_key_frame(self, message: RequestKeyFrame) -> None:
        self._session.lost_frames(self._someone())

    def _command(self, message: CommandRequest) -> None:
        if len(self._tasks) >= _MAX_RUNNING_COMMANDS:
            raise CommandError(
                f"{_MAX_RUNNING_COMMANDS} commands of yours are running; wait for their results."
            )
        self._spawn(self._do(message))

    async def _do(self, message: CommandRequest) -> None:
        problem: Problem | None = None
        try:
            await self._session.do(self._someone().id, message.command)
        except RemoteViewerError as error:
            problem = problem_of(error)
        self._outlet.send(CommandResult(message.id, problem))

    def _input(self, message: InputMessage) -> None:
        self._session.steer(self._someone(), message.input)

    def _viewer_report(self, message: ViewerReport) -> None:
        self.report = message

    # what happens to the peer (PeerListener)

    def peer_connected(self, peer: Peer) -> None:
        """ICE and DTLS are up; the page chooses when to switch over."""
        if self._peer_timer is not None:
            self._peer_timer.cancel()
            self._peer_timer = None

    def peer_ended(self, peer: Peer, reason: str) -> None:
        """The peer failed or the browser closed it."""
        person = self._person
        if person is None or person.peer is not peer:
            return
        self._spawn(self._drop_peer(person))
        self._outlet.send(PeerClosed(peer.id, reason))

    def peer_input(self, peer: Peer, data: str | bytes) -> None:
        """An input came over the data channel; what does not fit is answered, never raised."""
        person = self._person
        if person is None or len(data) > MAX_MESSAGE_BYTES:
            return
        try:
            message = self._decode(data)
            if isinstance(message, InputMessage):
                self._session.steer(person, message.input)
        except RemoteViewerError as error:
            self._outlet.send(ErrorMessage(problem_of(error)))

    def peer_lost_frames(self, peer: Peer) -> None:
        """The browser sent a PLI."""
        if self._person is not None and self._person.peer is peer:
            self._session.lost_frames(self._person)

    def _give_up_peer(self, peer: Peer) -> None:
        self._peer_timer = None
        self.peer_ended(peer, f"No connection within {_PEER_TIMEOUT_SEC:.0f} s.")

    async def _drop_peer(self, person: Participant) -> None:
        if self._peer_timer is not None:
            self._peer_timer.cancel()
            self._peer_timer = None
        peer, person.peer = person.peer, None
        if peer is not None:
            if person.transport == "webrtc":
                self._session.select_video(person, "none")
            await peer.close()

    def _peer(self, number: int) -> Peer:
        person = self._someone()
        if person.peer is None or person.peer.id != number:
            raise ProtocolError(f"There is no peer {number}; ask for one with 'connect_peer'.")
        return person.peer

    def _someone(self) -> Participant:
        if self._person is None:
            raise CommandError("The connection has ended.")
        return self._person

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task of a connection failed", exc_info=error)
