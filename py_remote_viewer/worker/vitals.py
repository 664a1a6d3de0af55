"""What the worker says of itself several times a second."""

import time
from collections.abc import Callable

from py_remote_viewer.encoding import ProbeResult
from py_remote_viewer.protocol.client import Status
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.protocol.worker import Heartbeat, RenditionReport, ViewReport
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.render_loop import RenderLoop
from py_remote_viewer.worker.renditions import Renditions

__all__ = ["HEARTBEAT_SEC", "Vitals"]

HEARTBEAT_SEC = 0.2
_NOTHING = RenditionReport(0.0, 0.0, 0.0)


class Vitals:
    """Makes the heartbeats; belongs to the main thread. The parts come to be known one by one."""

    def __init__(self, send: Callable[[Heartbeat], None]) -> None:
        self._send = send
        self._next_sec = time.monotonic()
        self.source: Source | None = None
        self.render: RenderLoop | None = None
        self.renditions: Renditions | None = None
        self.gl: GlDevice | None = None
        self.probe: ProbeResult | None = None

    def maybe_send(self) -> None:
        """Send a heartbeat where one is due."""
        now = time.monotonic()
        if now < self._next_sec:
            return
        self._next_sec = now + HEARTBEAT_SEC
        renditions, views = self.renditions, self._views()
        self._send(
            Heartbeat(
                monotonic_ms=monotonic_ms(),
                stalled_sec=self._stalled_sec(),
                status=self._status(views),
                frames_produced=renditions.produced if renditions else 0,
                encoders=renditions.at_work if renditions else 0,
                views=views,
            )
        )

    def _stalled_sec(self) -> float:
        """How long the slowest thread has not come round."""
        parts = (self.render, self.renditions)
        stalled = [part.stalled_sec() for part in parts if part is not None]
        if self.source is not None:
            stalled.append(self.source.status().stalled_sec)
        return max(stalled, default=0.0)

    def _views(self) -> dict[int, ViewReport]:
        render, renditions = self.render, self.renditions
        if render is None or renditions is None:
            return {}
        return {
            number: ViewReport(
                look=loop.look,
                still=loop.still,
                quality=LEVELS[loop.shown_index].name,
                quality_index=loop.shown_index,
                render_ms=loop.render_ms,
                renditions=renditions.reports(number),
            )
            for number, loop in render.views.items()
        }

    def _status(self, views: dict[int, ViewReport]) -> Status | None:
        source, shared = self.source, views.get(SHARED_VIEW)
        if source is None or shared is None or not self.gl or not self.probe:
            return None
        state = source.status()
        encode = shared.renditions.get(0, _NOTHING)
        return Status(
            running=state.running,
            sim_time_sec=state.sim_time_sec,
            speed=state.speed,
            real_time_factor=state.real_time_factor,
            still=shared.still,
            frames_per_sec=encode.frames_per_sec,
            bits_per_sec=encode.bits_per_sec,
            render_ms=shared.render_ms,
            encode_ms=encode.encode_ms,
            quality=shared.quality,
            quality_index=shared.quality_index,
            quality_levels=len(LEVELS),
            encoder=self.probe.name,
            gl_device=self.gl.renderer,
            gl_software=self.gl.software,
            contacts=state.contacts,
            steps_too_slow=state.too_slow,
            history=state.history,
        )
