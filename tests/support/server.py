"""The whole gateway under uvicorn in this process, with workers that only pretend."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Literal

import httpx
import msgspec
from blockbuster import blockbuster_ctx
from fastapi.dependencies import models
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from py_remote_viewer.config import Settings
from py_remote_viewer.hosting import Host
from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.listening import listen
from py_remote_viewer.server.run import GatewayServer, uvicorn_config
from tests.support.workers import FakeWorker, PretendingHost

__all__ = ["Browser", "FakeWorker", "LocalServer", "PretendingHost", "StuckBrowser", "local_server"]

#: Of what hangs: a machine that is busy with other tests may take its time.
_WAIT_SEC = 30.0
_PING_SEC = 2.0


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
        """The next message of this type; others are passed over, media is counted: bytes and
        number of a frame."""
        async with asyncio.timeout(_WAIT_SEC):
            while True:
                data = await self.socket.recv()
                if isinstance(data, bytes):
                    self.media += 1
                    if kind == "media":
                        return {"bytes": len(data), "frame": struct.unpack_from("!I", data, 4)[0]}
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

    @contextlib.asynccontextmanager
    async def staying(self) -> AsyncGenerator[None]:
        """Give signs of life meanwhile, as a page does: whoever is not heard for long is gone."""

        async def ping() -> None:
            while True:
                await self.send("ping", client_ms=1.5)
                await asyncio.sleep(_PING_SEC)

        pinging = asyncio.create_task(ping())
        try:
            yield
        finally:
            pinging.cancel()
            await asyncio.gather(pinging, return_exceptions=True)

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

    async def send(self, kind: str, **fields: Any) -> None:
        """Send a message of this type after all."""
        text = msgspec.json.encode({"type": kind, **fields})
        frame = Frame(Opcode.TEXT, text).serialize(mask=True)
        await asyncio.get_running_loop().sock_sendall(self._connection, frame)

    def close(self) -> None:
        """End the connection from this side, without a word."""
        self._connection.close()

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

    async def upload(self, files: Mapping[str, str | bytes], **asked: str) -> httpx.Response:
        """POST files by their names, as a page's form."""
        form = [
            ("files", (name, data.encode() if isinstance(data, str) else data))
            for name, data in files.items()
        ]
        # httpx makes no form without files.
        sent: Any = form or [("note", (None, b"nothing"))]
        async with self.client() as client:
            return await client.post("/api/scene/upload", files=sent, params=asked)

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
    host: Host | None = None,
    settings: Settings | None = None,
    *,
    wait: bool = True,
    control: Literal["one", "together"] = "together",
    token: bool = False,
) -> AsyncGenerator[LocalServer]:
    """Serve as `serve` does, on a free port; waits for the first scene unless told not to.

    Whatever of the package blocks the event loop raises BlockingError there.
    """
    settings = settings or Settings()
    settings = replace(
        settings,
        server=replace(settings.server, host="127.0.0.1", port=0),
        people=replace(settings.people, control=control),
        # No token, but where it is what is tested.
        access=settings.access if token else replace(settings.access, insecure=True),
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
            _forget_routes()


def _forget_routes() -> None:
    """FastAPI remembers what thousands of functions are, and with them a hundred gateways, which
    every collection of garbage would look through."""
    for one in vars(models).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()
