"""The running server: its settings, its session, its media network, its connections."""

import asyncio
import ipaddress
import logging
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from py_remote_viewer.config import Settings
from py_remote_viewer.hosting import Host, LocalHost
from py_remote_viewer.protocol.scene import BuiltinScene
from py_remote_viewer.protocol.worker import Configure
from py_remote_viewer.scenes.registry import builtin_scenes
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.sessions import Session, SessionSettings
from py_remote_viewer.webrtc import MediaNetwork, PeerSettings

if TYPE_CHECKING:
    from py_remote_viewer.server.signaling import SignalingConnection

__all__ = ["Gateway"]

_log = logging.getLogger(__name__)


class Gateway:
    """An async context manager: entering starts the session, leaving ends everything."""

    def __init__(self, settings: Settings, host: Host | None = None) -> None:
        self.settings = settings
        self.started_sec = time.monotonic()
        self.connections: dict[asyncio.Task[Any], SignalingConnection] = {}
        video = settings.video
        self.resolver = SceneResolver(
            settings.scenes.folders, max_bytes=settings.limits.model_bytes
        )
        self._first_scene = first_scene(settings, self.resolver)
        self.session = Session(
            SessionSettings(
                name="default",
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
                max_participants=settings.limits.viewers,
            ),
            host or LocalHost(),
            self.resolver,
        )

    def peer_settings(self) -> PeerSettings:
        """How a new peer is made now."""
        network = self.settings.network
        addresses = network.media_addresses
        if not addresses and is_loopback(self.settings.server.host):
            # `--host localhost` opens no socket that another machine could reach.
            addresses = ("127.0.0.1",)
        return PeerSettings(
            MediaNetwork(
                addresses=addresses,
                ports=network.port_range(),
                public_address=network.public_address,
                ice_servers=network.ice_servers,
            ),
            self._profile_level_id(),
        )

    def _profile_level_id(self) -> str:
        ready = self.session.worker_report
        # "avc1.42E01F" says the same as SDP's "42e01f".
        return ready.encoder.codec_string.rpartition(".")[2].lower() if ready else "42e01f"

    async def __aenter__(self) -> "Gateway":
        self.session.start(self._first_scene)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.session.close()
        for task in list(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)


def first_scene(settings: Settings, resolver: SceneResolver) -> ResolvedScene:
    """The scene to begin with: a built-in name, or a file that the operator names."""
    initial = settings.scenes.initial
    if any(entry.name == initial for entry in builtin_scenes()):
        return resolver.resolve(BuiltinScene(initial))
    if "/" in initial or "." in initial:
        return resolver.trusted_file(initial)
    return resolver.resolve(BuiltinScene(initial))


def is_loopback(host: str) -> bool:
    """True if only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
