"""The running server: its settings, its sessions, its media network, its connections."""

import asyncio
import ipaddress
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from py_remote_viewer.config import Settings, recordings_folder
from py_remote_viewer.hosting import Host, LocalHost
from py_remote_viewer.protocol.worker import Configure, TrajectoryFile
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.scenes.resolve import SceneResolver
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.scenes.unpacking import UnpackLimits
from py_remote_viewer.scenes.uploads import UploadStore
from py_remote_viewer.server.subscribers import Subscribers
from py_remote_viewer.server.whip_push import WhipPush
from py_remote_viewer.sessions import DEFAULT_NAME, Session, SessionRegistry, SessionSettings
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.webrtc import MediaNetwork, PeerSettings, warm_up

if TYPE_CHECKING:
    from py_remote_viewer.server.signaling import SignalingConnection

__all__ = ["Gateway", "is_loopback", "media_network"]


#: Whoever has not read two short messages by then will not read them.
_GOODBYE_SEC = 1.0


class Gateway:
    """An async context manager: entering starts the default session, leaving ends everything.

    Raises ConfigurationError or SceneError where the settings ask for what this machine has not.
    """

    def __init__(self, settings: Settings, host: Host | None = None) -> None:
        self.settings = settings
        self.started_sec = time.monotonic()
        self.connections: dict[asyncio.Task[Any], SignalingConnection] = {}
        video = settings.video
        limits = settings.limits
        self._temporary = TemporaryFolder()
        self.uploads = UploadStore(
            UnpackLimits(limits.upload_files, limits.unpacked_bytes),
            limits.uploads_bytes,
            self._temporary,
        )
        self.resolver = SceneResolver(
            settings.scenes.folders, max_bytes=limits.model_bytes, uploads=self.uploads
        )
        self._first_scene = self.resolver.initial(settings.scenes.initial)
        if settings.scenes.trajectory is not None:
            path = Path(settings.scenes.trajectory).resolve()
            file = TrajectoryFile(str(path), path.name)
            self._first_scene = self._first_scene.with_trajectories(file)
        self._network = media_network(settings)
        if settings.network.webrtc:
            self._network.check()
        self.registry = SessionRegistry(
            SessionSettings(
                name=DEFAULT_NAME,
                configuration=Configure(
                    width=video.width,
                    height=video.height,
                    fps=video.fps,
                    quality=video.quality,
                    encoder=video.encoder,
                    bits_per_sec=video.bitrate,
                    gpu=video.gpu,
                    gl_backend=video.gl_backend,
                    log_level=settings.log_level,
                ),
                library=RecordingLibrary(
                    recordings_folder(settings.recordings), settings.recordings.quota_bytes
                ),
                max_participants=limits.viewers,
                max_views=limits.views,
                watch_files=settings.scenes.watch,
                control=settings.people.control,
                role=settings.people.role,
            ),
            settings.sessions,
            host or LocalHost(),
            self.resolver,
            uploads=self.uploads,
        )
        self.subscribers = Subscribers(settings.sharing.whep_viewers, self.peer_settings)
        self.push = WhipPush.of(settings, self.session, self.peer_settings)

    @property
    def session(self) -> Session:
        """The default session, at the server's own address."""
        return self.registry.default

    def peer_settings(self, session: Session) -> PeerSettings:
        """How a new peer in a session is made now."""
        return PeerSettings(self._network, _profile_level_id(session))

    async def say_goodbye(self) -> None:
        """Tell everybody and wait until their connections are closed, while they still can be."""
        self.registry.announce_shutdown()
        if self.connections:
            await asyncio.wait(self.connections, timeout=_GOODBYE_SEC)

    async def __aenter__(self) -> "Gateway":
        self.registry.start(self._first_scene)
        if self.settings.network.webrtc:
            await warm_up(self.peer_settings(self.session))
        if self.push is not None:
            self.push.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.subscribers.close()
        if self.push is not None:
            await self.push.close()
        await self.registry.close()
        for task in list(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        await in_thread(self._temporary.close)


def _profile_level_id(session: Session) -> str:
    ready = session.worker_report
    # "avc1.42E01F" says the same as SDP's "42e01f".
    return ready.encoder.codec_string.rpartition(".")[2].lower() if ready else "42e01f"


def media_network(settings: Settings) -> MediaNetwork:
    """What WebRTC binds and tells with these settings."""
    network = settings.network
    addresses = network.media_addresses
    if not addresses and is_loopback(settings.server.host):
        # `--host localhost` opens no socket that another machine could reach.
        addresses = ("127.0.0.1",)
    return MediaNetwork(
        addresses=addresses,
        ports=network.port_range(),
        public_address=network.public_address,
        ice_servers=network.ice_servers,
    )


def is_loopback(host: str) -> bool:
    """True if only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
