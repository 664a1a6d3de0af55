"""What the API tells of players and servers of others that get the picture."""

from pydantic import BaseModel

from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.subscribers import Subscription
from py_remote_viewer.server.whip_push import WhipPush
from py_remote_viewer.sessions import Session
from py_remote_viewer.webrtc import VideoPeer

__all__ = ["LinkStats", "PlayerStats", "PushStats", "link_stats", "player_stats", "push_stats"]


class LinkStats(BaseModel):
    """How a WebRTC connection fares, as its receiver reports it; null before the first report."""

    packets_retransmitted: int = 0
    packets_missed: int = 0
    key_frames_asked: int = 0
    loss: float | None = None
    jitter_ms: float | None = None
    rtt_ms: float | None = None
    estimated_bits_per_sec: int | None = None
    candidate_pair: list[str] | None = None


class PlayerStats(BaseModel):
    """One WHEP player."""

    connected: bool
    frames_sent: int
    frames_skipped: int
    link: LinkStats


class PushStats(BaseModel):
    """The push to a media server. `server` is the host alone; `problem` says why it is not live, or
    was not the last time."""

    server: str
    state: str
    problem: str | None
    attempts: int
    frames_sent: int
    link: LinkStats


def link_stats(peer: VideoPeer | None) -> LinkStats:
    """Of a connection, if there is one."""
    if peer is None:
        return LinkStats()
    report, pair = peer.receiver_report, peer.selected_pair()
    return LinkStats(
        packets_retransmitted=peer.packets_retransmitted,
        packets_missed=peer.nacks,
        key_frames_asked=peer.key_frame_requests,
        loss=None if report is None else round(report.loss, 4),
        jitter_ms=None if report is None else round(report.jitter_ms, 2),
        rtt_ms=None if report is None or report.rtt_ms is None else round(report.rtt_ms, 2),
        estimated_bits_per_sec=peer.estimated_bits_per_sec,
        candidate_pair=list(pair) if pair else None,
    )


def player_stats(gateway: Gateway, session: Session) -> list[PlayerStats]:
    """Of all WHEP players of a session."""
    return [_player(one) for one in gateway.subscribers.of(session)]


def push_stats(gateway: Gateway) -> PushStats | None:
    """Of the push, where one is set up."""
    push = gateway.push
    return None if push is None else _push(push)


def _player(one: Subscription) -> PlayerStats:
    return PlayerStats(
        connected=one.peer.connected,
        frames_sent=one.viewer.sent,
        frames_skipped=one.viewer.skipped,
        link=link_stats(one.peer),
    )


def _push(push: WhipPush) -> PushStats:
    return PushStats(
        server=push.server,
        state=push.state,
        problem=push.problem,
        attempts=push.attempts,
        frames_sent=push.viewer.sent if push.viewer else 0,
        link=link_stats(push.peer),
    )
