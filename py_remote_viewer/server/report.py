"""What the API tells of the running server."""

import platform
import time
from importlib.metadata import PackageNotFoundError, version

import msgspec
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from py_remote_viewer import __version__
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.sessions_report import SessionReport, session_reports
from py_remote_viewer.server.sharing_report import (
    LinkStats,
    PlayerStats,
    PushStats,
    link_stats,
    player_stats,
    push_stats,
)
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.stages import Durations
from py_remote_viewer.sessions.state import SessionState

__all__ = [
    "ConfigReport",
    "HealthReport",
    "SceneList",
    "SceneListEntry",
    "SceneLoaded",
    "StatsReport",
    "config_report",
    "health_report",
    "stats_report",
]

#: A heartbeat comes five times a second.
_SILENT_SEC = 3.0
#: In one turn: more than the heaviest frame or step takes.
_STALLED_SEC = 3.0


class HealthReport(BaseModel):
    """`healthy` is true while a scene is shown by a worker whose threads all move.

    `renders` says the same of the worker alone: a session that recovers is not healthy yet.
    `stalled_sec` is how long the slowest of its threads has been in one turn. `sessions` says of
    each session of the server in what state it is; this report is of one of them.
    """

    healthy: bool
    state: str
    detail: str
    worker_alive: bool
    heartbeat_age_sec: float | None
    stalled_sec: float | None
    renders: bool
    gl_device: str | None
    gl_software: bool | None
    encoder: str | None
    encoder_reason: str | None
    uptime_sec: float
    version: str
    sessions: dict[str, str]

    def for_strangers(self) -> "HealthReport":
        """Without what only those may know who were let in."""
        return HealthReport(
            healthy=self.healthy, state=self.state, detail="", worker_alive=self.worker_alive,
            heartbeat_age_sec=self.heartbeat_age_sec, stalled_sec=self.stalled_sec,
            renders=self.renders, gl_device=None, gl_software=None, encoder=None,
            encoder_reason=None, uptime_sec=self.uptime_sec, version="", sessions={},
        )  # fmt: skip


class ConfigReport(BaseModel):
    """The settings that clients may know."""

    version: str
    width: int
    height: int
    fps: int
    quality: str
    bitrate: int
    encoder: str
    webrtc: bool
    media_addresses: list[str]
    udp_ports: str | None
    public_address: str | None
    ice_servers: list[str]
    scene_folders_allowed: bool
    max_viewers: int
    max_sessions: int
    session_idle_minutes: int
    max_model_bytes: int
    sandbox: str
    versions: dict[str, str]


class ViewerStats(BaseModel):
    """One participant: the view that they look at (0 is shared), and at which quality it comes (0
    the best). What the browser reported of itself is under `reported`."""

    id: int
    name: str
    transport: str
    view: int
    rendition: int
    frames_sent: int
    frames_skipped: int
    packets_retransmitted: int
    estimated_bits_per_sec: int | None
    candidate_pair: list[str] | None
    link: LinkStats | None
    reported: dict[str, object] | None


class StageStats(BaseModel):
    """What a stage of a frame takes: of all since the session began their number, of the newest
    300 the milliseconds within which half, and 95 %, of them were."""

    count: int
    p50_ms: float | None
    p95_ms: float | None


class StatsReport(BaseModel):
    """What happens now in one session. `real_time_factor` is measured, `speed` asked for.
    `sessions` are all that the server has.
    """

    state: str
    scene: str | None
    generation: int | None
    running: bool | None
    sim_time_sec: float | None
    speed: float | None
    real_time_factor: float | None
    frames_per_sec: float | None
    bits_per_sec: float | None
    render_ms: float | None
    encode_ms: float | None
    quality: str | None
    encoders: int
    frames_sent: int
    key_frames_requested: int
    worker_restarts: int
    participants: int
    stages: dict[str, StageStats]
    viewers: list[ViewerStats]
    session: str
    sessions: list[SessionReport]
    players: list[PlayerStats]
    push: PushStats | None


class SceneListEntry(BaseModel):
    """A built-in scene; `picture` is relative to the page."""

    name: str
    title: str
    description: str
    picture: str


class SceneList(BaseModel):
    """All built-in scenes."""

    scenes: list[SceneListEntry]


class SceneLoaded(BaseModel):
    """The scene that is shown now; `seconds` from the request on."""

    success: bool
    title: str
    generation: int
    bodies: int
    joints: int
    seconds: float


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in ("mujoco", "aiortc", "av", "fastapi"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "missing"
    return found


#: Found once, at the start: it looks into files, which would hold up the event loop.
_VERSIONS = _versions()


def health_report(gateway: Gateway, session: Session) -> HealthReport:
    """Is the simulation of a session alive, and can it be seen."""
    worker, ready = session.worker, session.worker_report
    age = session.heartbeat_age_sec()
    alive = worker is not None and worker.process is not None and worker.process.alive
    stalled = worker.heartbeat.stalled_sec if worker and worker.heartbeat else None
    shows = alive and worker is not None and worker.scene is not None
    moves = age is not None and age < _SILENT_SEC and stalled is not None and stalled < _STALLED_SEC
    healthy = shows and moves and session.state is SessionState.LIVE
    return HealthReport(
        healthy=healthy,
        state=session.state.name.lower(),
        detail=_detail(session, healthy=healthy, moves=moves),
        worker_alive=alive,
        heartbeat_age_sec=None if age is None else round(age, 3),
        stalled_sec=None if stalled is None else round(stalled, 3),
        renders=shows and moves,
        gl_device=ready.gl.renderer if ready else None,
        gl_software=ready.gl.software if ready else None,
        encoder=ready.encoder.name if ready else None,
        encoder_reason=ready.encoder.reason if ready else None,
        uptime_sec=round(time.monotonic() - gateway.started_sec, 1),
        version=__version__,
        sessions={entry.name: entry.session.state.name.lower() for entry in gateway.registry},
    )


def _detail(session: Session, *, healthy: bool, moves: bool) -> str:
    """The sentence for a person."""
    if healthy:
        return "The simulation is shown."
    if session.state is SessionState.LIVE and not moves:
        return "The worker does not come round: it is silent, or one of its threads stands."
    return session.last_problem.detail if session.last_problem else session.state.value


def config_report(gateway: Gateway) -> ConfigReport:
    """What the server is set up for."""
    settings = gateway.settings
    video, network = settings.video, settings.network
    return ConfigReport(
        version=__version__,
        width=video.width,
        height=video.height,
        fps=video.fps,
        quality=video.quality,
        bitrate=video.bitrate,
        encoder=video.encoder,
        webrtc=network.webrtc,
        media_addresses=list(network.media_addresses),
        udp_ports=network.udp_ports,
        public_address=network.public_address,
        ice_servers=[server.urls for server in network.ice_servers],
        scene_folders_allowed=bool(settings.scenes.folders),
        max_viewers=settings.limits.viewers,
        max_sessions=settings.sessions.most,
        session_idle_minutes=settings.sessions.idle_minutes,
        max_model_bytes=settings.limits.model_bytes,
        sandbox=gateway.sandbox,
        versions=_VERSIONS,
    )


def stats_report(gateway: Gateway, session: Session, asked: HTTPConnection) -> StatsReport:
    """What happens now in a session, and which others there are."""
    status, scene = session.status, session.scene
    return StatsReport(
        state=session.state.name.lower(),
        scene=scene.title if scene else None,
        generation=scene.generation if scene else None,
        running=status.running if status else None,
        sim_time_sec=status.sim_time_sec if status else None,
        speed=status.speed if status else None,
        real_time_factor=status.real_time_factor if status else None,
        frames_per_sec=status.frames_per_sec if status else None,
        bits_per_sec=status.bits_per_sec if status else None,
        render_ms=status.render_ms if status else None,
        encode_ms=status.encode_ms if status else None,
        quality=status.quality if status else None,
        encoders=session.encoders,
        frames_sent=session.frames_sent,
        key_frames_requested=session.key_frames_requested,
        worker_restarts=session.restarts,
        participants=len(session.participants),
        stages=_stages(session),
        viewers=_viewers(session),
        session=session.settings.name,
        sessions=session_reports(gateway.registry, asked),
        players=player_stats(gateway, session),
        push=push_stats(gateway) if session is gateway.session else None,
    )


def _stages(session: Session) -> dict[str, StageStats]:
    """`input_to_photon` is what browsers report, once a second each."""

    def milliseconds(seconds: float | None) -> float | None:
        return None if seconds is None else round(1e3 * seconds, 2)

    names = ("render", "encode", "send", "input_to_photon")
    times: dict[str, Durations] = {name: getattr(session.stages, name) for name in names}
    return {
        name: StageStats(
            count=sum(durations.counts),
            p50_ms=milliseconds(durations.recent(0.5)),
            p95_ms=milliseconds(durations.recent(0.95)),
        )
        for name, durations in times.items()
    }


def _viewers(session: Session) -> list[ViewerStats]:
    found: list[ViewerStats] = []
    for person in session.participants.values():
        peer, report = person.peer, person.report
        pair = peer.selected_pair() if peer else None
        found.append(
            ViewerStats(
                id=person.id,
                name=person.name,
                transport=person.transport,
                view=person.view,
                rendition=person.rendition,
                frames_sent=person.frames_sent,
                frames_skipped=person.frames_skipped,
                packets_retransmitted=peer.packets_retransmitted if peer else 0,
                estimated_bits_per_sec=peer.estimated_bits_per_sec if peer else None,
                candidate_pair=list(pair) if pair else None,
                link=link_stats(peer) if peer else None,
                reported=msgspec.to_builtins(report) if report else None,
            )
        )
    return found
