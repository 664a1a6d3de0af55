"""Sends a session's picture to a media server for large audiences (WHIP, RFC 9725)."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from py_remote_viewer.config import Settings
from py_remote_viewer.errors import ConfigurationError, RemoteViewerError
from py_remote_viewer.server.whip_http import (
    WhipAnswer,
    delete_resource,
    post_offer,
    public_part,
)
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.sessions.viewers import PeerViewer
from py_remote_viewer.webrtc import PeerSettings, VideoPeer

__all__ = ["PushState", "WhipPush"]

PushState = Literal["connecting", "live", "waiting"]

_CONNECT_SEC = 20.0
_FIRST_WAIT_SEC = 1.0
_LONGEST_WAIT_SEC = 30.0
#: Whoever was live so long begins anew with the shortest wait.
_GOOD_SEC = 10.0
_GOODBYE_SEC = 2.0
_log = logging.getLogger(__name__)


class WhipPush:
    """Connects, sends, and connects again with ever longer waits, until closed (PeerListener).

    Belongs to the event loop. The address is the operator's alone, and neither it (but for the
    host) nor the token is ever told.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        session: Session,
        peer_settings: Callable[[Session], PeerSettings],
    ) -> None:
        self._url = url
        self._token = token
        self._session = session
        self._peer_settings = peer_settings
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._over = asyncio.Event()
        self._reason = ""
        self.server = public_part(url)
        self.state: PushState = "connecting"
        self.problem: str | None = None
        self.attempts = 0
        self.viewer: PeerViewer | None = None

    @classmethod
    def of(
        cls, settings: Settings, session: Session, peer_settings: Callable[[Session], PeerSettings]
    ) -> "WhipPush | None":
        """The one that is set up, if any; raises ConfigurationError for what cannot be."""
        sharing = settings.sharing
        if sharing.whip_url is None:
            return None
        if not settings.network.webrtc:
            raise ConfigurationError(
                "--whip-url needs WebRTC, and --no-webrtc switches it off; leave one of them out."
            )
        token = sharing.whip_token
        if sharing.whip_token_file is not None:
            try:
                token = Path(sharing.whip_token_file).read_text(encoding="ascii").strip()
            except (OSError, ValueError) as error:
                raise ConfigurationError(
                    f"--whip-token-file {sharing.whip_token_file} cannot be read."
                ) from error
        return cls(sharing.whip_url, token, session, peer_settings)

    @property
    def peer(self) -> VideoPeer | None:
        """The connection while there is one."""
        return self.viewer.peer if self.viewer else None

    def start(self) -> None:
        """Begin, in the background."""
        self._task = asyncio.create_task(self._run(), name="WHIP push")

    async def close(self) -> None:
        """Say goodbye to the server and end; twice is fine."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # what happens to the peer (PeerListener)

    def peer_connected(self, peer: VideoPeer) -> None:
        """ICE and DTLS are up."""
        if peer is self.peer:
            peer.when_ready(self._ready.set)

    def peer_ended(self, peer: VideoPeer, reason: str) -> None:
        """The server closed it, or is gone."""
        if peer is self.peer:
            self._end(reason)

    def peer_lost_frames(self, peer: VideoPeer) -> None:
        """The server, or one of its audience, wants a key frame."""
        if self.viewer is not None and peer is self.peer:
            self._session.guests.lost(self.viewer)

    def _end(self, reason: str) -> None:
        self._reason = reason
        self._over.set()

    async def _run(self) -> None:
        wait_sec = _FIRST_WAIT_SEC
        while True:
            self.attempts += 1
            began_sec = time.monotonic()
            try:
                await self._once()
            except (RemoteViewerError, TimeoutError) as error:
                self.problem = str(error) or f"{self.server} did not connect in time."
            except Exception:
                _log.exception("a WHIP push failed")
                self.problem = "Something unexpected went wrong; the server's log says what."
            if self.state == "live" and time.monotonic() - began_sec >= _GOOD_SEC:
                wait_sec = _FIRST_WAIT_SEC
            self.state = "waiting"
            _log.warning("the WHIP push waits for %.0f s: %s", wait_sec, self.problem)
            await asyncio.sleep(wait_sec)
            wait_sec = min(2 * wait_sec, _LONGEST_WAIT_SEC)

    async def _once(self) -> None:
        """One connection, from offer to end; raises PeerError, ProtocolError or TimeoutError."""
        self.state = "connecting"
        self._ready.clear()
        self._over.clear()
        peer = VideoPeer(self.attempts, self._peer_settings(self._session), self)
        viewer = self.viewer = PeerViewer(peer)
        answer: WhipAnswer | None = None
        try:
            offer = await peer.offer()
            answer = await in_thread(lambda: post_offer(self._url, self._token, offer))
            await peer.answer(answer.sdp)
            await self._first_of(self._ready, self._over, timeout_sec=_CONNECT_SEC)
            if not self._over.is_set():
                self.state, self.problem = "live", None
                _log.info("the picture is pushed to %s", self.server)
                self._session.guests.watch(viewer, self._end)
                await self._over.wait()
            self.problem = self._reason
        finally:
            self.viewer = None
            self._session.guests.leave(viewer)
            # Whoever cancelled this waits for it, within bounds.
            with contextlib.suppress(RemoteViewerError, TimeoutError):
                async with asyncio.timeout(_GOODBYE_SEC):
                    await self._say_goodbye(peer, answer)

    async def _say_goodbye(self, peer: VideoPeer, answer: WhipAnswer | None) -> None:
        try:
            resource = answer.resource if answer is not None else None
            if resource is not None:
                same = public_part(resource) == self.server
                token = self._token if same else None
                await in_thread(lambda: delete_resource(resource, token))
        finally:
            await peer.close()

    @staticmethod
    async def _first_of(*events: asyncio.Event, timeout_sec: float) -> None:
        """Wait for any of these; raises TimeoutError."""
        waits = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            done, _ = await asyncio.wait(
                waits, timeout=timeout_sec, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for wait in waits:
                wait.cancel()
        if not done:
            raise TimeoutError
