"""`/metrics` in the format of Prometheus."""

import time
from collections import Counter as CounterOf
from collections.abc import Iterator

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
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.stages import Durations
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["make_metrics"]

_PREFIX = "py_remote_viewer"
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def make_metrics(gateway: Gateway) -> APIRouter:
    """The route /metrics. Everything is read when it is asked for."""
    api = APIRouter(tags=["metrics"])
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
        """All metrics of the gateway and its session."""
        gateway, session = self._gateway, self._gateway.session
        yield _info("build", "Version of the server.", {"version": __version__})
        yield _gauge("uptime_seconds", "Since it started.", time.monotonic() - gateway.started_sec)
        yield _gauge("sessions", "Sessions that are there.", 1)
        yield from self._people(session)
        yield from self._stream(session)
        yield from self._simulation(session)

    def _people(self, session: Session) -> Iterator[Metric]:
        people = list(session.participants.values())
        yield _labelled(
            "participants", "People who are here.", "role",
            CounterOf(person.seat.role for person in people),
        )  # fmt: skip
        yield _labelled(
            "viewers", "People who get video, by its way.", "transport",
            CounterOf(person.transport for person in people),
        )  # fmt: skip
        skipped = sum(person.frames_skipped for person in people)
        yield _gauge(
            "frames_skipped", "Frames left out for those who are here, as their way was full.",
            skipped,
        )  # fmt: skip

    def _stream(self, session: Session) -> Iterator[Metric]:
        yield _counter("frames", "Frames that were encoded.", session.frames_sent)
        yield _counter(
            "key_frames_requested", "Key frames asked for by viewers.",
            session.key_frames_requested,
        )  # fmt: skip
        yield _gauge("encoders", "Encoders at work.", session.encoders)
        stages = session.stages
        family = HistogramMetricFamily(
            f"{_PREFIX}_stage_seconds", "What the stages of a frame take.", labels=["stage"]
        )
        for name in ("render", "encode", "send"):
            _add(family, [name], getattr(stages, name))
        yield family
        family = HistogramMetricFamily(
            f"{_PREFIX}_input_to_photon_seconds",
            "From an input to the picture that shows it, as browsers report it once a second.",
            labels=[],
        )
        _add(family, [], stages.input_to_photon)
        yield family

    def _simulation(self, session: Session) -> Iterator[Metric]:
        status, ready = session.status, session.worker_report
        yield _counter("worker_restarts", "Workers that were lost.", session.restarts)
        yield _gauge("simulation_shown", "1 while a simulation is shown.", status is not None)
        if status is not None:
            yield _gauge("simulation_running", "1 while it runs.", status.running)
            yield _gauge("real_time_factor", "Simulated per wall time.", status.real_time_factor)
            yield _gauge("speed", "The real-time factor asked for.", status.speed)
            yield _gauge("simulation_seconds", "Time of the simulation.", status.sim_time_sec)
        age = session.heartbeat_age_sec()
        if age is not None:
            yield _gauge("worker_silence_seconds", "Since the worker's last sign of life.", age)
        if ready is not None:
            yield _info(
                "devices", "What draws and encodes.",
                {"gl": ready.gl.renderer, "encoder": ready.encoder.name},
            )  # fmt: skip


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", text, float(value))


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"{_PREFIX}_{name}", text, float(value))


def _info(name: str, text: str, values: dict[str, str]) -> Metric:
    return InfoMetricFamily(f"{_PREFIX}_{name}", text, values)


def _labelled(name: str, text: str, label: str, values: "CounterOf[str]") -> Metric:
    family = GaugeMetricFamily(f"{_PREFIX}_{name}", text, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _add(family: HistogramMetricFamily, labels: list[str], durations: Durations) -> None:
    buckets = [
        ("+Inf" if bound == float("inf") else f"{bound:g}", float(count))
        for bound, count in durations.cumulative()
    ]
    family.add_metric(labels, buckets, durations.sum_sec)
