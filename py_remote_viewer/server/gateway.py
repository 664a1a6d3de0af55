"""The running server: its settings, its sessions, its media network, its connections."""

import asyncio
import hashlib
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from py_remote_viewer.access import Access, Gate, Grant
from py_remote_viewer.config import Settings, access_token, is_loopback, recordings_folder
from py_remote_viewer.hosting import Host, LocalHost
from py_remote_viewer.protocol.people import Activity
from py_remote_viewer.protocol.worker import Configure, TrajectoryFile
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.scenes.resolve import SceneResolver
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.scenes.unpacking import UnpackLimits
from py_remote_viewer.scenes.uploads import UploadStore
from py_remote_viewer.server.audit import Audit
from py_remote_viewer.server.authors import Authors
from py_remote_viewer.server.rates import RequestRates
from py_remote_viewer.server.subscribers import Subscribers
from py_remote_viewer.server.whip_push import WhipPush
from py_remote_viewer.sessions import (
    DEFAULT_NAME,
    Participant,
    Session,
    SessionRegistry,
    SessionSettings,
)
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.webrtc import MediaNetwork, PeerSettings, warm_up

if TYPE_CHECKING:
    from py_remote_viewer.server.signaling import SignalingConnection

__all__ = ["Gateway", "media_network"]


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
        self.authors = Authors(settings.writing, self.resolver.robots)
        self._first_scene = self.resolver.initial(settings.scenes.initial)
        if settings.scenes.trajectory is not None:
            path = Path(settings.scenes.trajectory).resolve()
            file = TrajectoryFile(str(path), path.name)
            self._first_scene = self._first_scene.with_trajectories(file)
        access = settings.access
        self.gate = Gate(
            access_token(access),
            insecure=access.insecure,
            identity_role=access.identity_role,
            identity_admins=access.identity_admins,
        )
        self.gate.ended = self._send_away
        self.audit = Audit(access.audit_log)
        self.gate.came = self._note_who_came
        #: What keeps workers apart from the machine, in a sentence.
        self.sandbox = ""
        self.cookie_name = _cookie_name(settings, settings.server.port)
        self.request_rates = RequestRates(limits.requests_per_sec)
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
                    models=settings.models,
                ),
                library=RecordingLibrary(
                    recordings_folder(settings.recordings), settings.recordings.quota_bytes
                ),
                max_participants=limits.viewers,
                max_views=limits.views,
                watch_files=settings.scenes.watch,
                control=settings.people.control,
                role=settings.people.role,
                audit=self._note_activity,
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

    @property
    def strangers(self) -> int:
        """How many connections have shown nothing yet that lets in."""
        return sum(connection.access is None for connection in self.connections.values())

    def peer_settings(self, session: Session) -> PeerSettings:
        """How a new peer in a session is made now."""
        return PeerSettings(self._network, _profile_level_id(session))

    def listens_on(self, port: int) -> None:
        """Which port it is, where the settings left that open."""
        self.cookie_name = _cookie_name(self.settings, port)

    def _note_who_came(self, access: Access | None, address: str) -> None:
        self.audit.note("let_in" if access else "refused", access, address=address)

    def _note_activity(self, session: str, entry: Activity, person: Participant | None) -> None:
        # What people say to each other is theirs.
        text = "" if entry.kind == "chat" else entry.text
        access = person.access if person else None
        self.audit.note(
            "activity", access, session=session, kind=entry.kind, name=entry.who, text=text
        )

    def _send_away(self, grant: Grant, reason: str) -> None:
        """Whoever came by a grant that has ended has to leave at once."""
        for connection in list(self.connections.values()):
            connection.send_away(grant.id, reason)
        self.subscribers.send_away(grant.id)
        self.audit.note("ended", link=grant.id, reason=reason)

    def left(self, access: Access) -> None:
        """Whoever has logged out leaves with all the pages of that browser."""
        for connection in list(self.connections.values()):
            if connection.access is not None and connection.access.holder == access.holder:
                connection.say_farewell("You have logged out.")

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
        self.gate.close()
        await self.subscribers.close()
        if self.push is not None:
            await self.push.close()
        await self.registry.close()
        for task in list(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        await in_thread(self.audit.close)
        await in_thread(self._temporary.close)


def _cookie_name(settings: Settings, port: int) -> str:
    """Another one for each server: all tunnels to `localhost` share their cookies. The same again
    after a restart, so that they do not pile up."""
    place = f"{socket.gethostname()} {os.getuid()} {settings.server.unix_socket or port}"
    return f"prv-{hashlib.sha256(place.encode()).hexdigest()[:10]}"


def _profile_level_id(session: Session) -> str:
    ready = session.worker_report
    # "avc1.42E01F" says the same as SDP's "42e01f".
    return ready.encoder.codec_string.rpartition(".")[2].lower() if ready else "42e01f"


def media_network(settings: Settings) -> MediaNetwork:
    """What WebRTC binds and tells with these settings."""
    network = settings.network
    addresses = network.media_addresses
    server = settings.server
    if not addresses and (server.unix_socket is not None or is_loopback(server.host)):
        # `--host localhost` opens no socket that another machine could reach.
        addresses = ("127.0.0.1",)
    return MediaNetwork(
        addresses=addresses,
        ports=network.port_range(),
        public_address=network.public_address,
        ice_servers=network.ice_servers,
    )
