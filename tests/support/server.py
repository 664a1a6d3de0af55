"""The whole gateway under uvicorn in this process, with workers that only pretend."""

import asyncio
import contextlib
import itertools
import socket
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any

import httpx
import msgspec
from blockbuster import blockbuster_ctx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from py_remote_viewer.config import Settings
from py_remote_viewer.errors import WorkerError
from py_remote_viewer.hosting import Host, WorkerListener
from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.protocol.client import Status
from py_remote_viewer.protocol.scene import Capabilities, Problem, SceneDescription, XmlScene
from py_remote_viewer.protocol.worker import (
    CommandDone,
    Configure,
    EncodedFrame,
    EncoderReport,
    FromWorker,
    GlReport,
    Heartbeat,
    KeyFrameRequest,
    Load,
    LoadBegun,
    Loaded,
    LoadFailed,
    Ready,
    Shutdown,
    ToWorker,
    Watch,
    WorkerCommand,
)
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.run import GatewayServer, listen, uvicorn_config

__all__ = ["Browser", "FakeWorker", "LocalServer", "PretendingHost", "StuckBrowser", "local_server"]

_WAIT_SEC = 10.0
_TICK_SEC = 0.02
_TICKS_FOR_HEARTBEAT = 10
_STATUS = Status(
    running=True, sim_time_sec=1.0, speed=1.0, real_time_factor=1.0, still=False,
    frames_per_sec=50.0,
    bits_per_sec=1e5, render_ms=1.0, encode_ms=1.0, quality="full", quality_index=0,
    quality_levels=1, encoder="libx264", gl_device="none", gl_software=True, contacts=0,
    steps_too_slow=False,
)  # fmt: skip
_GL = GlReport("egl", "pretended", "nobody", "1.0", True, "0")
_ENCODER = EncoderReport("libx264", False, "it is pretended", "avc1.42E01F")


class FakeWorker:
    """Answers as a worker does; text that does not begin with `<mujoco` cannot be loaded.

    `on_load` may deal with a scene in another way, and then returns True. `silent` stops the
    heartbeats, as a hung worker does.
    """

    def __init__(self, listener: WorkerListener, on_load: "OnLoad | None" = None) -> None:
        self.heard: list[ToWorker] = []
        self.silent = False
        self._on_load = on_load
        self._listener = listener
        self._configure: Configure | None = None
        self._load: Load | None = None
        self._watched = False
        self._key_frame_due = True
        self._encoder = msgspec.msgpack.Encoder()
        self._task: asyncio.Task[None] | None = asyncio.create_task(self._run(), name="fake worker")

    @property
    def alive(self) -> bool:
        """False once it has ended."""
        return self._task is not None

    def send(self, message: ToWorker) -> None:
        """Take a message; it is encoded as on its way to a process, and may fail there."""
        self._encoder.encode(message)
        self.heard.append(message)
        match message:
            case Configure():
                self._configure = message
                self.say(Ready(1, _GL, _ENCODER, "4"))
            case Load():
                if self._on_load is None or not self._on_load(self, message):
                    self.take(message)
            case Watch(viewers=viewers):
                self._watched = viewers > 0
            case KeyFrameRequest():
                self._key_frame_due = True
            case WorkerCommand(id=number):
                self.say(CommandDone(number))
            case Shutdown():
                self._end("The worker was ended.")
            case _:
                pass

    def kill(self) -> None:
        """End as if by a signal."""
        self._end("The worker process was ended by SIGKILL.")

    async def stop(self) -> None:
        """End as asked."""
        self._end("The worker was ended.")

    def take(self, load: Load) -> None:
        """Load a scene, or refuse it."""
        self.say(LoadBegun(load.generation))
        source = load.source
        if isinstance(source, XmlScene) and not source.xml.startswith("<mujoco"):
            problem = Problem("Not loaded", "It is no model.", 422, "scene_failed", 3, 1)
            self.say(LoadFailed(load.generation, problem))
            return
        self._load = load
        scene = SceneDescription(
            load.title, source, load.generation, 0.002, 2, 1, 6, (), (), (), Capabilities()
        )
        self.say(Loaded(scene, restored=load.checkpoint is not None))

    async def _run(self) -> None:
        for tick in itertools.count():
            if self._load is not None and not self.silent:
                if tick % _TICKS_FOR_HEARTBEAT == 0:
                    self.say(Heartbeat(time.monotonic() * 1e3, 0.0, _STATUS, 0, int(self._watched)))
                if self._watched:
                    self.say(self._frame(self._load.generation))
            await asyncio.sleep(_TICK_SEC)

    def _frame(self, generation: int) -> EncodedFrame:
        assert self._configure is not None
        key, self._key_frame_due = self._key_frame_due, False
        now_ms = time.monotonic() * 1e3
        return EncodedFrame(
            data=b"\0\0\0\1" + (b"\x65" if key else b"\x41") + bytes(range(1, 200)),
            key=key, pts_us=int(now_ms * 1e3),
            width=self._configure.width, height=self._configure.height,
            codec_string=_ENCODER.codec_string, sim_time_sec=1.0, inputs=(), input_ms=None,
            render_start_ms=now_ms, render_end_ms=now_ms, encode_end_ms=now_ms,
            generation=generation,
        )  # fmt: skip

    def say(self, message: FromWorker) -> None:
        """Send a message to the gateway."""
        asyncio.get_running_loop().call_soon(self._listener.worker_said, self, message)

    def _end(self, reason: str) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            asyncio.get_running_loop().call_soon(self._listener.worker_ended, self, reason)


OnLoad = Callable[[FakeWorker, Load], bool]


class PretendingHost:
    """Starts fake workers, while it is open; `broken` starts none, `on_load` is what they do."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.broken = False
        self.on_load: OnLoad | None = None
        self.workers: list[FakeWorker] = []

    async def start(self, listener: WorkerListener) -> FakeWorker:
        """Start a worker, or wait until that is allowed."""
        await self.open.wait()
        if self.broken:
            raise WorkerError("A worker process could not be started: it is forbidden.")
        worker = FakeWorker(listener, self._loads)
        self.workers.append(worker)
        return worker

    def _loads(self, worker: FakeWorker, load: Load) -> bool:
        return self.on_load is not None and self.on_load(worker, load)

    @property
    def loads(self) -> list[Load]:
        """The scenes that workers were asked for, in order."""
        found = [message for message in self.heard if isinstance(message, Load)]
        return sorted(found, key=lambda load: load.generation)

    @property
    def heard(self) -> list[ToWorker]:
        """What all workers were told, in order for each."""
        return [message for worker in self.workers for message in worker.heard]


class Browser:
    """A signalling connection, from the browser's side, that sends what it is told to."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.media = 0

    async def send(self, kind: str, **fields: Any) -> None:
        """Send a message of this type."""
        await self.socket.send(msgspec.json.encode({"type": kind, **fields}).decode())

    async def raw(self, data: str | bytes) -> None:
        """Send anything."""
        await self.socket.send(data)

    async def hello(self, name: str = "Ada") -> dict[str, Any]:
        """Say hello and wait for the welcome."""
        await self.send("hello", version=PROTOCOL_VERSION, name=name)
        return await self.receive("welcome")

    async def receive(self, kind: str) -> dict[str, Any]:
        """The next message of this type; others are passed over, media is counted."""
        async with asyncio.timeout(_WAIT_SEC):
            while True:
                data = await self.socket.recv()
                if isinstance(data, bytes):
                    self.media += 1
                    if kind == "media":
                        return {"bytes": len(data)}
                elif (message := msgspec.json.decode(data))["type"] == kind:
                    return message

    async def problem(self) -> dict[str, Any]:
        """The next error's problem."""
        return (await self.receive("error"))["problem"]

    async def closed(self) -> tuple[int, str]:
        """Wait for the server to close; code and reason."""
        async with asyncio.timeout(_WAIT_SEC):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        return self.socket.close_code or 0, self.socket.close_reason or ""

    async def answers(self) -> bool:
        """True if a ping is answered."""
        await self.send("ping", client_ms=1.5)
        return (await self.receive("pong"))["client_ms"] == 1.5


class StuckBrowser:
    """A browser that says hello, and from then on neither reads nor speaks nor closes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, server: "LocalServer") -> "StuckBrowser":
        """Open the signalling WebSocket by hand: a library would go on reading."""
        loop = asyncio.get_running_loop()
        connection = socket.socket()
        connection.setblocking(False)
        await loop.sock_connect(connection, ("127.0.0.1", server.port))
        head = (
            "GET /ws/signaling HTTP/1.1", f"Host: 127.0.0.1:{server.port}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        )  # fmt: skip
        await loop.sock_sendall(connection, "\r\n".join(head).encode())
        await loop.sock_recv(connection, 4096)
        hello = msgspec.json.encode({"type": "hello", "version": PROTOCOL_VERSION})
        await loop.sock_sendall(connection, Frame(Opcode.TEXT, hello).serialize(mask=True))
        return cls(connection)

    async def cut_off(self) -> None:
        """Wait until the server has cut the connection."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_WAIT_SEC):
            with contextlib.suppress(ConnectionError):
                while await loop.sock_recv(self._connection, 1 << 20):
                    pass
        self._connection.close()


class LocalServer:
    """A server in this process and ways to talk to it."""

    def __init__(self, gateway: Gateway, port: int) -> None:
        self.gateway = gateway
        self.url = f"http://127.0.0.1:{port}"
        self.port = port

    @contextlib.asynccontextmanager
    async def browser(self, **options: Any) -> AsyncGenerator[Browser]:
        """Open the signalling WebSocket."""
        url = f"ws://127.0.0.1:{self.port}/ws/signaling"
        # Without a bound: a full queue would hold up the closing handshake for ten seconds.
        options = {
            "max_queue": None,
            "max_size": None,
            "proxy": None,
            "compression": None,
            **options,
        }
        async with connect(url, **options) as socket:
            yield Browser(socket)

    @contextlib.asynccontextmanager
    async def client(self) -> AsyncGenerator[httpx.AsyncClient]:
        """An HTTP client."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30, trust_env=False) as client:
            yield client

    async def get(self, path: str) -> httpx.Response:
        """GET a path, on a connection of its own."""
        async with self.client() as client:
            return await client.get(path)

    async def load(self, body: object) -> httpx.Response:
        """POST a scene."""
        async with self.client() as client:
            return await client.post("/api/scene/load", json=body)

    async def live(self) -> None:
        """Wait until a scene is shown, and its worker has said how it is."""
        session = self.gateway.session
        await self.until(lambda: session.state.name == "LIVE" and session.status is not None)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on the server holds."""
        async with asyncio.timeout(_WAIT_SEC):
            # What is asked announces nothing, so there is no event to await.
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def local_server(
    host: Host | None = None, settings: Settings | None = None, *, wait: bool = True
) -> AsyncGenerator[LocalServer]:
    """Serve as `serve` does, on a free port; waits for the first scene unless told not to.

    Whatever of the package blocks the event loop raises BlockingError there.
    """
    settings = settings or Settings()
    settings = msgspec.structs.replace(
        settings, server=msgspec.structs.replace(settings.server, host="127.0.0.1", port=0)
    )
    gateway = Gateway(settings, host or PretendingHost())
    listening = listen(settings)
    server = GatewayServer(uvicorn_config(create_app(gateway)), gateway)
    local = LocalServer(gateway, listening[0].getsockname()[1])
    with blockbuster_ctx(scanned_modules=["py_remote_viewer"]) as blocking:
        for call in blocking.functions.values():
            # The versions of packages: some files of a local disk, when somebody asks.
            call.can_block_in("server/report.py", "_versions")
        serving = asyncio.create_task(server.serve(sockets=listening), name="uvicorn")
        try:
            await local.until(lambda: server.started)
            if wait:
                await local.live()
            yield local
        finally:
            server.should_exit = True
            await serving
