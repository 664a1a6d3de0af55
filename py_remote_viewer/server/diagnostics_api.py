"""Why is it black or slow, as the server sees it: GET /api/diagnostics."""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from py_remote_viewer.protocol.client import ViewerReport
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.diagnosis import (
    Finding,
    RenditionFacts,
    SessionFacts,
    ViewerFacts,
    session_findings,
    viewer_findings,
)
from py_remote_viewer.server.doors import guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented
from py_remote_viewer.sessions import Participant, Session

__all__ = ["DiagnosticsReport", "make_diagnostics_api"]


@dataclass(frozen=True)
class ViewerDiagnosis:
    """One participant; no address of theirs is told."""

    id: int
    name: str
    transport: str
    view: int
    rendition: int
    findings: list[Finding]


@dataclass(frozen=True)
class DiagnosticsReport:
    """What was found of a session, and of each who is in it."""

    session: str
    state: str
    findings: list[Finding]
    viewers: list[ViewerDiagnosis]


def make_diagnostics_api(gateway: Gateway) -> APIRouter:
    """The route of the diagnosis."""
    api = guarded_router(
        "viewer", prefix="/api", tags=["api"], responses=documented({"default": "Anything else"})
    )

    @api.get("/diagnostics")
    async def diagnostics(session: TheSession, response: Response) -> DiagnosticsReport:
        """Why is it black or slow: findings with a verdict, a sentence, and what to do."""
        response.headers["cache-control"] = "no-store"
        return DiagnosticsReport(
            session=session.settings.name,
            state=session.state.name.lower(),
            findings=session_findings(_session_facts(session)),
            viewers=[
                _viewer(person, webrtc=gateway.settings.network.webrtc)
                for person in session.participants.values()
            ],
        )

    _ = diagnostics
    return api


def _session_facts(session: Session) -> SessionFacts:
    worker, ready, status = session.worker, session.worker_report, session.status
    problem = session.last_problem
    facts = SessionFacts(
        state=session.state.name.lower(),
        problem=problem.detail if problem else None,
        worker_alive=worker is not None and worker.process is not None and worker.process.alive,
        heartbeat_age_sec=session.heartbeat_age_sec(),
        stalled_sec=worker.heartbeat.stalled_sec if worker and worker.heartbeat else None,
        restarts=session.restarts,
        fps=session.settings.configuration.fps,
        encoders=session.encoders,
        watched=_watched(session),
    )
    if ready is not None:
        gl, encoder = ready.gl, ready.encoder
        facts = replace(
            facts,
            gl_renderer=gl.renderer,
            gl_software=gl.software,
            gl_tried=gl.tried,
            encoder=encoder.name,
            encoder_hardware=encoder.hardware,
            encoder_reason=encoder.reason,
            encoder_tried=encoder.tried,
        )
    if status is not None:
        facts = replace(
            facts,
            running=status.running,
            render_ms=status.render_ms,
            encode_ms=status.encode_ms,
            speed=status.speed,
            real_time_factor=status.real_time_factor,
            quality=status.quality,
            quality_index=status.quality_index,
        )
    return facts


def _watched(session: Session) -> tuple[RenditionFacts, ...]:
    return tuple(
        RenditionFacts(view.number, rendition.wish.rendition, rendition.age_sec())
        for view in session.views.open_views.values()
        for rendition in view.renditions
        if rendition.watched
    )


def _viewer(person: Participant, *, webrtc: bool) -> ViewerDiagnosis:
    return ViewerDiagnosis(
        person.id,
        person.name,
        person.transport,
        person.view,
        person.rendition,
        viewer_findings(_viewer_facts(person, webrtc=webrtc)),
    )


def _viewer_facts(person: Participant, *, webrtc: bool) -> ViewerFacts:
    peer = person.peer
    pair, receiver = (peer.selected_pair(), peer.receiver_report) if peer else (None, None)
    # "host 192.0.2.1:40000": the address is nobody's business.
    types = (pair[0].partition(" ")[0], pair[1].partition(" ")[0]) if pair else None
    facts = ViewerFacts(
        transport=person.transport,
        webrtc_offered=webrtc,
        peer=peer is not None,
        pair=types,
        rendition=person.rendition,
        sent=person.frames_sent,
        skipped=person.frames_skipped,
    )
    if person.report is not None:
        facts = _with_report(facts, person.report)
    if receiver is not None and person.transport == "webrtc":
        facts = replace(
            facts, loss=receiver.loss, round_trip_ms=receiver.rtt_ms or facts.round_trip_ms
        )
    return facts


def _with_report(facts: ViewerFacts, report: ViewerReport) -> ViewerFacts:
    """What the browser has said last; its counters are of the way that it had then."""
    facts = replace(facts, round_trip_ms=report.round_trip_ms)
    if report.transport != facts.transport:
        return facts
    return replace(
        facts,
        decoder=report.decoder,
        received=report.received,
        decoded=report.decoded,
        latency_ms=report.latency_ms,
        freeze_ms=report.freeze_ms,
    )
