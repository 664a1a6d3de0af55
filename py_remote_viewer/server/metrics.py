"""`/metrics` in the format of Prometheus."""

import time
from collections import Counter as CounterOf
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from py_remote_viewer import __version__
from py_remote_viewer.server.doors import guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.stages import Durations
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["make_metrics"]

_PREFIX = "py_remote_viewer"
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def make_metrics(gateway: Gateway) -> APIRouter:
    """The route /metrics. Everything is read when it is asked for."""
    api = guarded_router("viewer", tags=["metrics"])
    own, process = CollectorRegistry(), CollectorRegistry()
    own.register(_GatewayCollector(gateway))
    ProcessCollector(namespace=_PREFIX, registry=process)

    @api.get("/metrics", response_class=Response)
    async def metrics() -> Response:
        """Counters, gauges and histograms for Prometheus."""
        # Those of the process are read from files.
        of_process = await in_thread(lambda: generate_latest(process))
        return Response(
            generate_latest(own) + of_process,
            media_type=_MEDIA_TYPE,
            headers={"cache-control": "no-store"},
        )

    _ = metrics
    return api


class _GatewayCollector(Collector):
    """Reads the gateway as it is."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def collect(self) -> Iterator[Metric]:
        """All metrics of the gateway and its sessions, those of a session with its name."""
        gateway = self._gateway
        yield _info("build", "Version of the server.", {"version": __version__})
        yield _gauge("uptime_seconds", "Since it started.", time.monotonic() - gateway.started_sec)
        yield _gauge("sessions", "Sessions that are there.", len(gateway.registry))
        yield _gauge("whep_players", "Players of others.", len(gateway.subscribers))
        push = gateway.push
        if push is not None:
            yield _gauge("whip_push_live", "1 while the push is live.", push.state == "live")
            yield _gauge("whip_push_attempts", "Connections of the push.", push.attempts)
        families = _Families()
        for entry in gateway.registry:
            _tell_people(families, entry.name, entry.session)
            _tell_stream(families, entry.name, entry.session)
            _tell_simulation(families, entry.name, entry.session)
        yield from families


class _Families:
    """Metrics with a sample for each session; a family stands once however many it has."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}

    def __iter__(self) -> Iterator[Metric]:
        return iter(self._found.values())

    def gauge(self, name: str, text: str, session: str, value: float, **labels: str) -> None:
        """A value of now."""
        self._family(GaugeMetricFamily, name, text, labels).add_metric(
            [session, *labels.values()], float(value)
        )

    def counter(self, name: str, text: str, session: str, value: float) -> None:
        """A value that only rises."""
        self._family(CounterMetricFamily, name, text, {}).add_metric([session], float(value))

    def info(self, name: str, text: str, session: str, values: dict[str, str]) -> None:
        """Texts."""
        self._family(InfoMetricFamily, name, text, {}).add_metric([session], values)

    def histogram(
        self, name: str, text: str, session: str, durations: Durations, **labels: str
    ) -> None:
        """How often it took how long."""
        buckets = [
            ("+Inf" if bound == float("inf") else f"{bound:g}", float(count))
            for bound, count in durations.cumulative()
        ]
        self._family(HistogramMetricFamily, name, text, labels).add_metric(
            [session, *labels.values()], buckets, durations.sum_sec
        )

    def _family(self, kind: type[Metric], name: str, text: str, labels: dict[str, str]) -> Any:
        if name not in self._found:
            made: Any = kind
            self._found[name] = made(f"{_PREFIX}_{name}", text, labels=["session", *labels])
        return self._found[name]


def _tell_people(tell: _Families, name: str, session: Session) -> None:
    people = list(session.participants.values())
    for role, count in sorted(CounterOf(person.seat.role for person in people).items()):
        tell.gauge("participants", "People who are here.", name, count, role=role)
    for way, count in sorted(CounterOf(person.transport for person in people).items()):
        tell.gauge("viewers", "People who get video, by its way.", name, count, transport=way)
    text = "Frames left out for those who are here, as their way was full."
    tell.gauge("frames_skipped", text, name, sum(person.frames_skipped for person in people))


def _tell_stream(tell: _Families, name: str, session: Session) -> None:
    tell.counter("frames", "Frames that were encoded.", name, session.frames_sent)
    text = "Key frames asked for by viewers."
    tell.counter("key_frames_requested", text, name, session.key_frames_requested)
    tell.gauge("encoders", "Encoders at work.", name, session.encoders)
    stages = session.stages
    for stage in ("render", "encode", "send"):
        text = "What the stages of a frame take."
        tell.histogram("stage_seconds", text, name, getattr(stages, stage), stage=stage)
    text = "From an input to the picture that shows it, as browsers report it once a second."
    tell.histogram("input_to_photon_seconds", text, name, stages.input_to_photon)


def _tell_simulation(tell: _Families, name: str, session: Session) -> None:
    status, ready = session.status, session.worker_report
    tell.counter("worker_restarts", "Workers that were lost.", name, session.restarts)
    tell.gauge("simulation_shown", "1 while a simulation is shown.", name, status is not None)
    if status is not None:
        tell.gauge("simulation_running", "1 while it runs.", name, status.running)
        tell.gauge("real_time_factor", "Simulated per wall time.", name, status.real_time_factor)
        tell.gauge("speed", "The real-time factor asked for.", name, status.speed)
        tell.gauge("simulation_seconds", "Time of the simulation.", name, status.sim_time_sec)
    age = session.heartbeat_age_sec()
    if age is not None:
        tell.gauge("worker_silence_seconds", "Since the worker's last sign of life.", name, age)
    if ready is not None:
        devices = {"gl": ready.gl.renderer, "encoder": ready.encoder.name}
        tell.info("devices", "What draws and encodes.", name, devices)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", text, float(value))


def _info(name: str, text: str, values: dict[str, str]) -> Metric:
    return InfoMetricFamily(f"{_PREFIX}_{name}", text, values)
