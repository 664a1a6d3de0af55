"""Why is it black or slow: what is known of a session and those who watch it, judged in sentences.

Nothing here asks anybody; what was measured goes in, findings come out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Finding",
    "RenditionFacts",
    "SessionFacts",
    "Verdict",
    "ViewerFacts",
    "session_findings",
    "viewer_findings",
]

Verdict = Literal["ok", "slow", "broken", "unknown"]

#: A heartbeat comes five times a second, and a frame of a still picture several times a second.
_SILENT_SEC = 3.0
#: In one turn: more than the heaviest frame or step takes.
_STALLED_SEC = 3.0
_OLD_FRAME_SEC = 3.0
_LOSS_SEEN = 0.02
_LONG_ROUND_TRIP_MS = 150.0
_LONG_FREEZE_MS = 1000.0
_LATE_MS = 250.0
_SKIPPED_SEEN = 0.05
_SPEED_KEPT = 0.9
_DOCTOR = "Run `py_remote_viewer doctor` on the server: it says what is missing and what to type."


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do where it is not well."""

    id: str
    verdict: Verdict
    text: str
    advice: str = ""


@dataclass(frozen=True)
class RenditionFacts:
    """A rendition that somebody watches; `age_sec` is that of its newest frame."""

    view: int
    rendition: int
    age_sec: float | None


@dataclass(frozen=True)
class SessionFacts:
    """What is known of a session; None where there is nobody who could tell."""

    state: str
    problem: str | None = None
    worker_alive: bool = False
    heartbeat_age_sec: float | None = None
    stalled_sec: float | None = None
    restarts: int = 0
    gl_renderer: str | None = None
    gl_software: bool = False
    gl_tried: tuple[str, ...] = ()
    encoder: str | None = None
    encoder_hardware: bool = False
    encoder_reason: str = ""
    encoder_tried: tuple[str, ...] = ()
    fps: int = 60
    running: bool | None = None
    render_ms: float = 0.0
    encode_ms: float = 0.0
    speed: float = 1.0
    real_time_factor: float = 1.0
    quality: str = ""
    quality_index: int = 0
    encoders: int = 0
    watched: tuple[RenditionFacts, ...] = ()


@dataclass(frozen=True)
class ViewerFacts:
    """What is known of one who watches. `pair` are the types of the two candidates, ours first;
    the last ones are what the browser reports, None before it did."""

    transport: str
    webrtc_offered: bool = True
    peer: bool = False
    pair: tuple[str, str] | None = None
    loss: float | None = None
    round_trip_ms: float | None = None
    rendition: int = 0
    sent: int = 0
    skipped: int = 0
    decoder: str | None = None
    received: int = 0
    decoded: int = 0
    latency_ms: float | None = None
    freeze_ms: float | None = None


# the session


def session_findings(facts: SessionFacts) -> list[Finding]:
    """Of the session, what everything else needs first."""
    found = [_state(facts), _worker(facts)]
    if facts.gl_renderer is not None:
        found.append(_gl(facts))
    if facts.encoder is not None:
        found.append(_encoder(facts))
    if facts.running is not None:
        found += [_speed(facts), _frame_time(facts), _quality(facts)]
    found.append(_encoders(facts))
    found += [_newest_frame(watched, facts.state) for watched in facts.watched]
    return found


def _state(facts: SessionFacts) -> Finding:
    match facts.state:
        case "live":
            return Finding("session", "ok", "The session is live.")
        case "starting":
            return Finding(
                "session", "unknown", "The session is starting: no scene has been shown yet.",
                facts.problem or "Wait for it; a large model takes some seconds.",
            )  # fmt: skip
        case "recovering":
            return Finding(
                "session", "broken",
                f"A lost worker is being replaced. {facts.problem or ''}".strip(),
                "Wait for it; it goes on by itself.",
            )  # fmt: skip
        case _:
            return Finding(
                "session", "broken", f"No scene is shown: {facts.problem or 'nobody knows why.'}",
                "Load this scene anew, or another one.",
            )  # fmt: skip


def _worker(facts: SessionFacts) -> Finding:
    age, stalled = facts.heartbeat_age_sec, facts.stalled_sec or 0.0
    if not facts.worker_alive:
        return Finding(
            "worker", "broken", "No worker is on the air, so nothing is simulated or drawn.",
            "Where this lasts: load another scene, and read the server's log.",
        )  # fmt: skip
    if age is None:
        return Finding("worker", "unknown", "The worker has not said yet how it is.")
    if age > _SILENT_SEC or stalled > _STALLED_SEC:
        return Finding(
            "worker", "broken",
            f"The worker stands: silent for {age:.1f} s, and one thread for {stalled:.1f} s.",
            "It is replaced by itself after a while; heavy steps need a larger timestep.",
        )  # fmt: skip
    text = f"The worker is alive: heard of {age:.1f} s ago."
    if facts.restarts:
        times = "once" if facts.restarts == 1 else f"{facts.restarts} times"
        return Finding("worker", "ok", f"{text} One was lost and replaced {times}.",
                       "The server's log says why.")  # fmt: skip
    return Finding("worker", "ok", text)


def _gl(facts: SessionFacts) -> Finding:
    tried = _tried(facts.gl_tried)
    if facts.gl_software:
        return Finding(
            "gl", "slow", f"The CPU draws ({facts.gl_renderer}).{tried}",
            "A GPU whose driver has EGL draws much faster; without one take a smaller --width and "
            f"--height. {_DOCTOR}",
        )  # fmt: skip
    return Finding("gl", "ok", f"A GPU draws ({facts.gl_renderer}).{tried}")


def _encoder(facts: SessionFacts) -> Finding:
    where = "in hardware" if facts.encoder_hardware else "on the CPU"
    reason = facts.encoder_reason.strip().rstrip(".") or f"{facts.encoder} encodes {where}"
    return Finding("encoder", "ok", f"{reason}.{_tried(facts.encoder_tried)}")


def _speed(facts: SessionFacts) -> Finding:
    if not facts.running:
        return Finding("speed", "ok", "The simulation is paused, so its picture stands.")
    text = f"The simulation runs at {facts.real_time_factor:.2f} times real time"
    if facts.real_time_factor < _SPEED_KEPT * facts.speed:
        return Finding(
            "speed", "slow", f"{text}; {facts.speed:g} times was asked for.",
            "The model is too heavy to step in time here: a larger timestep, fewer contacts, or a "
            "lower speed.",
        )  # fmt: skip
    return Finding("speed", "ok", f"{text}, as was asked for.")


def _frame_time(facts: SessionFacts) -> Finding:
    period = 1000 / facts.fps
    text = (
        f"A frame takes {facts.render_ms:.1f} ms to draw and {facts.encode_ms:.1f} ms to encode; "
        f"at {facts.fps} frames a second there are {period:.1f} ms for each"
    )
    # One is drawn while the one before it is encoded.
    slowest = max(facts.render_ms, facts.encode_ms)
    if slowest > period:
        return Finding(
            "frame_time", "slow", f"{text}, so fewer come.",
            "Take a smaller --width and --height, or a lower --fps.",
        )  # fmt: skip
    return Finding("frame_time", "ok", f"{text}.")


def _quality(facts: SessionFacts) -> Finding:
    if facts.quality_index == 0:
        return Finding("quality", "ok", "The picture is drawn in full quality.")
    return Finding(
        "quality", "slow", f"The picture is drawn at the lower quality {facts.quality!r}, so that "
        "frames come in time.",
        "A smaller --width and --height may look better; --quality pins a level.",
    )  # fmt: skip


def _encoders(facts: SessionFacts) -> Finding:
    if not facts.watched:
        return Finding("encoders", "ok", "Nobody watches now, so nothing is encoded.")
    text = f"Renditions watched: {len(facts.watched)}; encoders at work: {facts.encoders}."
    return Finding("encoders", "ok", text)


def _newest_frame(facts: RenditionFacts, state: str) -> Finding:
    name = f"frames_{facts.view}_{facts.rendition}"
    what = "the shared view" if facts.view == 0 else f"view {facts.view}"
    what = f"{what} at quality {facts.rendition}"
    if facts.age_sec is None:
        return Finding(
            name, "unknown" if state == "live" else "broken", f"No frame of {what} has come yet.",
            "Where this lasts: read the server's log.",
        )  # fmt: skip
    text = f"The newest frame of {what} is {facts.age_sec:.1f} s old"
    if facts.age_sec > _OLD_FRAME_SEC:
        return Finding(
            name, "broken", f"{text}: nothing is drawn or encoded any more.",
            "See what is said of the session and its worker; load the scene anew.",
        )  # fmt: skip
    return Finding(name, "ok", f"{text}.")


# those who watch


def viewer_findings(facts: ViewerFacts) -> list[Finding]:
    """Of one viewer, from the way of the picture to what is seen of it."""
    found = [_transport(facts)]
    if facts.pair is not None:
        found.append(_pair(facts.pair))
    if facts.transport == "none":
        return found
    if facts.loss is not None or facts.round_trip_ms is not None:
        found.append(_link(facts))
    found += [_rendition(facts), _sent(facts), _decoder(facts)]
    if facts.latency_ms is not None or facts.freeze_ms is not None:
        found.append(_seen(facts))
    return found


_WAYS = {
    "websocket": "over TCP, decoded by WebCodecs",
    "mse": "over TCP, played by MSE with a little more delay",
    "jpeg": "over TCP as single JPEG pictures, fewer and larger ones",
}


def _transport(facts: ViewerFacts) -> Finding:
    if facts.transport == "webrtc":
        return Finding(
            "transport", "ok", "The video comes over WebRTC, the way with the least delay."
        )
    if facts.transport == "none":
        return Finding(
            "transport", "unknown", "No video is sent: the page is hidden, is still choosing, or "
            "has no way that works.",
            "Bring the page to the front; the sentence over its picture says more.",
        )  # fmt: skip
    why, advice = _why_not_webrtc(facts)
    verdict: Verdict = "slow" if facts.transport == "jpeg" else "ok"
    return Finding("transport", verdict, f"The video comes {_WAYS[facts.transport]}. {why}", advice)


def _why_not_webrtc(facts: ViewerFacts) -> tuple[str, str]:
    if not facts.webrtc_offered:
        return (
            "WebRTC is switched off on this server (--no-webrtc).",
            "Start the server without --no-webrtc for less delay on links that lose packets.",
        )
    if facts.pair is not None:
        return (
            "WebRTC is connected as well, but does not carry the picture.",
            "The page was told to use TCP, or has shown nothing by WebRTC: see its settings.",
        )
    if facts.peer:
        return (
            "WebRTC is being tried, and has no connection yet.",
            "Where this lasts UDP does not get through: --udp-ports, --public-address, or TURN.",
        )
    return (
        "WebRTC is not connected: UDP does not get through, the browser has no H.264 for it, or "
        "TCP was chosen in the page.",
        "Open this page in that browser: it tries WebRTC and says what hinders it.",
    )


def _pair(pair: tuple[str, str]) -> Finding:
    ours, theirs = pair
    text = f"The ICE pair in use is {ours} (server) to {theirs} (browser), by UDP"
    if "relay" in pair:
        return Finding(
            "ice_pair", "ok", f"{text}, through a TURN server.",
            "A direct way has less delay: open --udp-ports; behind a NAT also --public-address.",
        )  # fmt: skip
    return Finding("ice_pair", "ok", f"{text}, directly.")


def _link(facts: ViewerFacts) -> Finding:
    parts: list[str] = []
    if facts.loss is not None:
        parts.append(f"loses {100 * facts.loss:.1f} % of the packets")
    if facts.round_trip_ms is not None:
        parts.append(f"takes {facts.round_trip_ms:.0f} ms for a round trip")
    text = f"The link {' and '.join(parts)}."
    lossy = (facts.loss or 0.0) > _LOSS_SEEN
    far = (facts.round_trip_ms or 0.0) > _LONG_ROUND_TRIP_MS
    if lossy or far:
        return Finding(
            "link", "slow", text,
            "Use a cable or a better wireless link, a nearer server, or less other traffic.",
        )  # fmt: skip
    return Finding("link", "ok", text)


def _rendition(facts: ViewerFacts) -> Finding:
    if facts.rendition == 0 or facts.transport == "jpeg":
        return Finding("rendition", "ok", "It gets the best quality there is for this way.")
    return Finding(
        "rendition", "slow", f"It gets quality {facts.rendition} (0 is the best), as its link does "
        "not carry more, or as was chosen.",
        "It gets better by itself as soon as the link carries more.",
    )  # fmt: skip


def _sent(facts: ViewerFacts) -> Finding:
    text = f"{facts.sent} frames were sent and {facts.skipped} skipped, as the way was full."
    if not facts.sent:
        return Finding("sent", "unknown", "No frame was sent this way yet.")
    if facts.skipped > _SKIPPED_SEEN * (facts.sent + facts.skipped):
        return Finding(
            "sent", "slow", text, "The link, or the browser, takes less than is sent: see both."
        )
    return Finding("sent", "ok", text)


def _decoder(facts: ViewerFacts) -> Finding:
    if facts.decoder is None:
        return Finding("decoder", "unknown", "The browser has not told yet what it decodes.")
    name = f" with {facts.decoder}" if facts.decoder else ""
    text = f"The browser has received {facts.received} frames and decoded {facts.decoded}{name}."
    if facts.received and not facts.decoded:
        return Finding(
            "decoder", "broken", text,
            "Its decoder takes none: another way in the page's settings, or another browser.",
        )  # fmt: skip
    if not facts.received:
        return Finding(
            "decoder", "broken" if facts.sent else "unknown", text,
            "Where this lasts, what is sent does not arrive: try another way.",
        )  # fmt: skip
    return Finding("decoder", "ok", text)


def _seen(facts: ViewerFacts) -> Finding:
    latency, freeze = facts.latency_ms, facts.freeze_ms
    parts: list[str] = []
    if latency is not None:
        parts.append(f"An input is seen after {latency:.0f} ms.")
    if freeze is not None:
        parts.append(f"The longest time without a new picture was {freeze:.0f} ms.")
    if (latency or 0.0) > _LATE_MS or (freeze or 0.0) > _LONG_FREEZE_MS:
        return Finding(
            "seen", "slow", " ".join(parts),
            "Look above for the cause: link, quality, decoder, or a server that draws too slowly.",
        )  # fmt: skip
    return Finding("seen", "ok", " ".join(parts))


def _tried(tried: Iterable[str]) -> str:
    lines = "; ".join(line.rstrip(".") for line in tried)
    return f" Tried before it: {lines}." if lines else ""
