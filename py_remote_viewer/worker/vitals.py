"""What the worker says of itself several times a second."""

import time
from collections.abc import Callable

from py_remote_viewer.encoding import ProbeResult
from py_remote_viewer.protocol.client import Status
from py_remote_viewer.protocol.worker import Heartbeat
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.encode_loop import EncodeLoop
from py_remote_viewer.worker.render_loop import RenderLoop
from py_remote_viewer.worker.stage import Look

__all__ = ["HEARTBEAT_SEC", "Vitals"]

HEARTBEAT_SEC = 0.2


class Vitals:
    """Makes the heartbeats; belongs to the main thread. The parts come to be known one by one."""

    def __init__(self, send: Callable[[Heartbeat], None]) -> None:
        self._send = send
        self._next_sec = time.monotonic()
        self.source: Source | None = None
        self.render: RenderLoop | None = None
        self.encode: EncodeLoop | None = None
        self.gl: GlDevice | None = None
        self.probe: ProbeResult | None = None

    def maybe_send(self) -> None:
        """Send a heartbeat where one is due."""
        now = time.monotonic()
        if now < self._next_sec:
            return
        self._next_sec = now + HEARTBEAT_SEC
        encode = self.encode
        look = self.render.look() if self.render else Look()
        self._send(
            Heartbeat(
                monotonic_ms=monotonic_ms(),
                stalled_sec=self._stalled_sec(),
                status=self._status(),
                frames_produced=encode.produced if encode else 0,
                encoders=encode.encoders if encode else 0,
                camera=look.pose,
                fields=dict(look.fields),
                tiles=look.tiles,
            )
        )

    def _stalled_sec(self) -> float:
        """How long the slowest thread has not come round."""
        stalled = [part.stalled_sec() for part in (self.render, self.encode) if part is not None]
        if self.source is not None:
            stalled.append(self.source.status().stalled_sec)
        return max(stalled, default=0.0)

    def _status(self) -> Status | None:
        source, render, encode = self.source, self.render, self.encode
        if source is None or render is None or encode is None or not self.gl or not self.probe:
            return None
        state = source.status()
        index = render.quality_index()
        return Status(
            running=state.running,
            sim_time_sec=state.sim_time_sec,
            speed=state.speed,
            real_time_factor=state.real_time_factor,
            still=render.still(),
            frames_per_sec=encode.frames.per_sec(),
            bits_per_sec=encode.bits.per_sec(),
            render_ms=render.render_ms,
            encode_ms=encode.encode_ms,
            quality=LEVELS[index].name,
            quality_index=index,
            quality_levels=len(LEVELS),
            encoder=self.probe.name,
            gl_device=self.gl.renderer,
            gl_software=self.gl.software,
            contacts=state.contacts,
            steps_too_slow=state.too_slow,
            history=state.history,
        )
