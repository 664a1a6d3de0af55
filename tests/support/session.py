"""A session without a web server: fake workers, screens for browsers, a clock of its own."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec

from py_remote_viewer.hosting import Host
from py_remote_viewer.protocol.client import ServerMessage
from py_remote_viewer.protocol.people import ControlMode, Role
from py_remote_viewer.protocol.scene import SceneDescription, XmlScene
from py_remote_viewer.protocol.worker import Configure
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.sessions import Participant, Session, SessionSettings
from tests.support.leaks import no_leaks_async
from tests.support.workers import FakeWorker, PretendingHost

__all__ = ["Clock", "LiveSession", "Screen", "live_session"]

_WAIT_SEC = 20.0


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Screen:
    """What one browser is told (an Outlet)."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.media: list[bytes] = []
        self.closed: tuple[int, str] | None = None
        self._read = 0
        self._news = asyncio.Event()

    def send(self, message: ServerMessage) -> None:
        """An event."""
        self.send_event(msgspec.json.encode(message).decode())

    def send_event(self, text: str) -> None:
        """An event as JSON."""
        self.texts.append(text)
        self._news.set()

    def send_snapshot(self, slot: str, text: str) -> None:
        """A snapshot."""
        self.send_event(text)

    def send_text(self, text: str) -> bool:
        """Text that may be dropped."""
        self.send_event(text)
        return True

    def send_media(self, message: bytes) -> bool:
        """A frame."""
        self.media.append(message)
        return True

    def close(self, code: int, reason: str) -> None:
        """The end."""
        self.closed = self.closed or (code, reason)

    def told(self, kind: str) -> list[dict[str, Any]]:
        """All messages of a type so far."""
        messages = (msgspec.json.decode(text) for text in self.texts)
        return [message for message in messages if message["type"] == kind]

    async def next(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next message of this type with these values; others are passed over."""
        async with asyncio.timeout(_WAIT_SEC):
            while True:
                while self._read < len(self.texts):
                    message = msgspec.json.decode(self.texts[self._read])
                    self._read += 1
                    wanted = {"type": kind, **fields}
                    if all(message.get(name) == value for name, value in wanted.items()):
                        return message
                self._news.clear()
                await self._news.wait()


class LiveSession:
    """A session and those who watch it."""

    def __init__(self, session: Session, clock: Clock, names: tuple[str, ...]) -> None:
        self.session = session
        self.clock = clock
        self.screens = [Screen() for _ in names]
        self.people: list[Participant] = [
            session.join(name, screen) for name, screen in zip(names, self.screens, strict=True)
        ]

    @property
    def on_air(self) -> FakeWorker:
        """The fake worker that is shown."""
        worker = self.session.worker
        assert worker is not None
        assert isinstance(worker.process, FakeWorker)
        return worker.process

    async def load(self, title: str, who: str = "Ada") -> SceneDescription:
        """Load a scene of this title."""
        return await self.session.load(XmlScene("<mujoco/>", title), who)

    async def crash(self) -> None:
        """Let the worker on the air die; returns when another is there, or none will be."""
        lost = self.session.restarts
        self.on_air.kill()
        await self.until(lambda: self.session.restarts > lost)
        await self.settled()

    async def settled(self) -> None:
        """Wait until a scene is shown, or nothing is tried any more."""
        await self.until(lambda: self.session.state.name in ("LIVE", "FAILED"))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(_WAIT_SEC):
            # What is asked announces nothing, so there is no event to await.
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def pass_time(self, seconds: int, host: PretendingHost) -> None:
        """Move the clock; workers that are not silent give signs of life meanwhile."""
        for _ in range(seconds):
            self.clock.now += 1
            for worker in host.workers:
                if worker.alive and not worker.silent:
                    worker.beat()
            await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def live_session(
    host: Host | None = None,
    *names: str,
    scene: ResolvedScene | None = None,
    configuration: Configure | None = None,
    resolver: SceneResolver | None = None,
    library: RecordingLibrary | None = None,
    control: ControlMode = "together",
    role: Role = "operator",
) -> AsyncGenerator[LiveSession]:
    """A session that shows its first scene to all of these people over their WebSockets."""
    clock = Clock()
    async with no_leaks_async():
        session = Session(
            SessionSettings(
                "default",
                configuration
                or Configure(64, 48, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING"),
                max_participants=8,
                library=library,
                control=control,
                role=role,
            ),
            host or PretendingHost(),
            resolver or SceneResolver(),
            clock,
        )
        session.start(scene or ResolvedScene(XmlScene("<mujoco/>"), "First", None))
        live = LiveSession(session, clock, names or ("Ada",))
        try:
            for person in live.people:
                session.select_video(person, "websocket")
            await live.settled()
            yield live
        finally:
            await session.close()
