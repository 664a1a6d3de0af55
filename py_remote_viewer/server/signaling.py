"""One browser's connection: a method for each message."""

import asyncio
import contextlib
import itertools
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from py_remote_viewer import __version__
from py_remote_viewer.access import OWNER, Access
from py_remote_viewer.config import Settings, turn_account
from py_remote_viewer.errors import (
    AccessError,
    CommandError,
    ProtocolError,
    RemoteViewerError,
    TooManyRequestsError,
)
from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.protocol.client import (
    CLOSE_BAD_MESSAGE,
    CLOSE_FULL,
    CLOSE_HELLO_TIMEOUT,
    CLOSE_UNAUTHORIZED,
    CLOSE_VERSION,
    AccessDescription,
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
    Ping,
    Pong,
    RequestKeyFrame,
    SelectVideo,
    ViewerReport,
    WatchPanels,
    WatchSeries,
    Welcome,
)
from py_remote_viewer.protocol.commands import SPEED_LADDER
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.allowance import Allowance
from py_remote_viewer.server.outlet import WebSocketOutlet
from py_remote_viewer.server.peering import Peering
from py_remote_viewer.server.problems import problem_of
from py_remote_viewer.sessions import Participant, Session
from py_remote_viewer.webrtc import PeerSettings

__all__ = ["MAX_MESSAGE_BYTES", "SignalingConnection"]

MAX_MESSAGE_BYTES = 256 * 1024
_HELLO_TIMEOUT_SEC = 10.0
#: Pings come every 2 s; three missed ones mean that the person is gone.
_SILENCE_SEC = 7.0
#: After so long without a word the page is asked if it is there.
_KNOCK_SEC = 3.0
_MAX_RUNNING_COMMANDS = 32
#: So many seconds' worth may come at once.
_AT_ONCE_SEC = 2.0
#: This many unusable messages, and the connection is closed.
_MAX_MISTAKES = 20
#: As many messages are handled before others have their turn: reading does not wait while the
#: server has some in its buffer.
_MESSAGES_IN_A_TURN = 20
#: A browser that takes its messages has as long for them, and then for answering the close.
_GOODBYE_SEC = 5.0
_LINGER_SEC = 2.0
_log = logging.getLogger(__name__)


class SignalingConnection:
    """Serves one WebSocket from hello to goodbye."""

    def __init__(
        self,
        socket: WebSocket,
        session: Session,
        settings: Settings,
        peer_settings: Callable[[], PeerSettings],
        access: Access | None,
        redeem: Callable[[str], tuple[Access, str]],
    ) -> None:
        #: By what they came in; None until they have shown a ticket.
        self.access = access
        self._redeem = redeem
        self._socket = socket
        self.session = self._session = session
        self._settings = settings
        self._outlet = WebSocketOutlet(socket)
        self._decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
        self._person: Participant | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._peering = Peering(session, self._outlet, peer_settings, self._peer_input, self._spawn)
        # More than a person can do; what each costs everybody else sets the rate.
        per_sec = settings.limits.messages_per_sec
        self._may_speak = Allowance("all", per_sec, round(_AT_ONCE_SEC * per_sec))
        self._may_ping = Allowance("ping", 20.0, 100)
        self._may_select_video = Allowance("select_video", 2.0, 20)
        self._may_connect_peer = Allowance("connect_peer", 1.0, 5)
        self._may_watch_panels = Allowance("watch_panels", 5.0, 20)
        self._may_watch_series = Allowance("watch_series", 5.0, 20)
        self._may_command = Allowance("command", 50.0, 100)
        self._mistakes = 0
        self._heard_sec = 0.0
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
            WatchPanels: self._watch_panels,
            WatchSeries: self._watch_series,
            ViewerReport: self._viewer_report,
        }

    @property
    def participant_id(self) -> int | None:
        """Whose connection this is; None before hello."""
        return self._person.id if self._person else None

    async def serve(self) -> None:
        """Run until the browser leaves, is silent, stuck or refused; leaves nothing behind."""
        await self._socket.accept()
        loop = asyncio.get_running_loop()
        sender = asyncio.create_task(self._outlet.run(), name="outlet")
        tasks = {
            sender,
            asyncio.create_task(self._receive(), name="receiver"),
            asyncio.create_task(self._wait_for_silence(loop), name="silence"),
            asyncio.create_task(self._outlet.watch(), name="watch"),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await self._say_goodbye(sender)
        finally:
            self._end()
            # Whoever answers the close needs no time; whoever is gone would keep the socket.
            loop.call_later(_LINGER_SEC if sender.done() else 0.0, self._outlet.abort)
            for task in (*tasks, *self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for error in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(error, Exception):
                    _log.error("a connection failed", exc_info=error)

    async def _say_goodbye(self, sender: asyncio.Task[None]) -> None:
        """Send what waits, a refusal perhaps, as long as the browser takes it."""
        self._outlet.close(1000, "")
        watch = asyncio.create_task(self._outlet.watch(), name="watch the goodbye")
        try:
            await asyncio.wait(
                {sender, watch}, timeout=_GOODBYE_SEC, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            watch.cancel()

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

    def send_away(self, grant: str, reason: str) -> None:
        """Close it, where they came by this grant."""
        if self.access is not None and self.access.grant.id == grant:
            self.say_farewell(reason)

    def say_farewell(self, reason: str) -> None:
        """Close it: what they came in by has ended."""
        self._end()
        self._outlet.close(CLOSE_UNAUTHORIZED, reason)

    def _end(self) -> None:
        self._peering.end()
        if self._person is not None:
            person, self._person = self._person, None
            self._session.leave(person)

    async def _receive(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(WebSocketDisconnect):
            for number in itertools.count(1):
                message = await self._socket.receive()
                self._heard_sec = loop.time()
                if message["type"] != "websocket.receive" or not await self._take(message):
                    return
                if number % _MESSAGES_IN_A_TURN == 0:
                    await asyncio.sleep(0)

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
        except Exception as error:
            self._outlet.send(ErrorMessage(_explain(error)))
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
        # Commands are counted by themselves, because their answer needs their number; and so are
        # pings, so that whoever says too much is not taken for gone.
        if not isinstance(message, CommandRequest | Ping):
            self._may_speak.take()
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
        bearer = self._show(message)
        if self.access is None:
            return
        try:
            self._person = person = self._session.join(
                message.name, self._outlet, message.identity, message.page, self.access
            )
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
                    IceServer(server.urls, *turn_account(server, str(person.id), time.time()))
                    for server in network.ice_servers
                ),
                video=session.video,
                scene=session.scene,
                participants=tuple(other.describe() for other in session.participants.values()),
                speeds=SPEED_LADDER,
                shared_size=session.views.shared.size,
                tiles=session.tiles,
                relay_only=network.relay_only,
                access=_described(self.access, self._settings),
                bearer=bearer,
            )
        )
        session.welcomed(person)
        self._outlet.send(session.recordings.news())

    def _show(self, message: Hello) -> str:
        """Let a page in by its ticket, if it has to show one; what it shows from now on to the
        HTTP API, where it has no cookie."""
        if self.access is not None:
            return ""
        try:
            if not message.ticket:
                raise AccessError("This server asks for a token; open the link that it printed.")
            self.access, bearer = self._redeem(message.ticket)
        except (AccessError, TooManyRequestsError) as error:
            self._outlet.send(ErrorMessage(problem_of(error)))
            # A close reason has at most 123 bytes; the whole sentence went before it.
            self._outlet.close(CLOSE_UNAUTHORIZED, "No token, or a wrong one.")
            return ""
        return bearer

    def _ping(self, message: Ping) -> None:
        self._may_ping.take()
        self._outlet.send(Pong(message.client_ms, time.monotonic_ns() / 1e6))

    async def _connect_peer(self, message: ConnectPeer) -> None:
        person = self._someone()
        if not self._settings.network.webrtc:
            raise CommandError("WebRTC is switched off on this server; video comes over TCP.")
        self._may_connect_peer.take()
        await self._peering.connect(person)

    async def _answer(self, message: Answer) -> None:
        await self._peering.answer(message)

    async def _candidate(self, message: Candidate) -> None:
        await self._peering.candidate(message)

    def _select_video(self, message: SelectVideo) -> None:
        self._may_select_video.take()
        self._session.select_video(self._someone(), message.transport)

    def _acknowledge(self, message: Acknowledge) -> None:
        self._session.acknowledge(self._someone(), message.frame, padding=message.padding)

    def _request_key_frame(self, message: RequestKeyFrame) -> None:
        self._session.lost_frames(self._someone())

    def _command(self, message: CommandRequest) -> None:
        try:
            self._may_command.take()
            if len(self._tasks) >= _MAX_RUNNING_COMMANDS:
                raise CommandError(
                    f"{_MAX_RUNNING_COMMANDS} commands of yours are running; wait for their "
                    "results."
                )
        except CommandError as error:
            self._outlet.send(CommandResult(message.id, problem_of(error)))
            return
        self._spawn(self._do(message))

    async def _do(self, message: CommandRequest) -> None:
        problem: Problem | None = None
        try:
            await self._session.do(self._someone().id, message.command)
        except Exception as error:
            problem = _explain(error)
        self._outlet.send(CommandResult(message.id, problem))

    def _input(self, message: InputMessage) -> None:
        self._session.steer(self._someone(), message.input)

    def _watch_panels(self, message: WatchPanels) -> None:
        self._may_watch_panels.take()
        self._session.watch_panels(self._someone(), message.panels)

    def _watch_series(self, message: WatchSeries) -> None:
        self._may_watch_series.take()
        self._session.watch_series(self._someone(), message.series, message.newest)

    def _viewer_report(self, message: ViewerReport) -> None:
        self._session.reported(self._someone(), message)

    def _peer_input(self, data: str | bytes) -> None:
        """What came over the data channel; what does not fit is answered, never raised."""
        if self._person is None or len(data) > MAX_MESSAGE_BYTES:
            return
        try:
            message = self._decode(data)
            if isinstance(message, InputMessage):
                self._may_speak.take()
                self._input(message)
        except Exception as error:
            self._outlet.send(ErrorMessage(_explain(error)))

    def _someone(self) -> Participant:
        if self._person is None:
            raise CommandError("The connection has ended.")
        return self._person

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task of a connection failed", exc_info=error)


def _explain(error: Exception) -> Problem:
    """What the browser is told; what nobody expected is logged, and its details stay here."""
    if isinstance(error, RemoteViewerError):
        return problem_of(error)
    _log.error("a message could not be handled", exc_info=error)
    detail = "Something unexpected went wrong; the server's log says what."
    return Problem("The server failed", detail, 500, "internal")


def _described(access: Access, settings: Settings) -> AccessDescription:
    grant = access.grant
    return AccessDescription(
        role=grant.role,
        label=grant.label,
        owner=grant == OWNER,
        insecure=settings.access.insecure,
        expires_at=grant.expires_at,
    )
