"""Why is it black or slow: the verdicts, one by one."""

from dataclasses import replace

from py_remote_viewer.server.diagnosis import (
    Finding,
    RenditionFacts,
    SessionFacts,
    ViewerFacts,
    session_findings,
    viewer_findings,
)

_WELL = SessionFacts(
    state="live",
    worker_alive=True,
    heartbeat_age_sec=0.1,
    stalled_sec=0.0,
    gl_renderer="Radeon",
    encoder="h264_vaapi",
    encoder_hardware=True,
    running=True,
    render_ms=4.0,
    encode_ms=3.0,
    encoders=1,
    watched=(RenditionFacts(0, 0, 0.02),),
)
_SEES = ViewerFacts(
    "webrtc",
    peer=True,
    pair=("host", "prflx"),
    loss=0.0,
    round_trip_ms=8.0,
    sent=100,
    decoder="ffmpeg",
    received=100,
    decoded=100,
    latency_ms=40.0,
    freeze_ms=30.0,
)


def _of(name: str, facts: SessionFacts | ViewerFacts) -> Finding:
    is_session = isinstance(facts, SessionFacts)
    found = session_findings(facts) if is_session else viewer_findings(facts)
    return next(finding for finding in found if finding.id == name)


def test_where_all_is_well_every_verdict_says_so():
    assert {finding.verdict for finding in session_findings(_WELL)} == {"ok"}
    assert {finding.verdict for finding in viewer_findings(_SEES)} == {"ok"}


def test_whatever_is_not_well_comes_with_advice():
    bad = replace(
        _WELL, heartbeat_age_sec=9.0, gl_software=True, real_time_factor=0.3, render_ms=90.0,
        quality="draft", quality_index=3, watched=(RenditionFacts(2, 1, 8.0),),
    )  # fmt: skip
    worse = replace(
        _SEES, transport="jpeg", pair=None, loss=0.2, rendition=2, skipped=50, decoded=0,
        latency_ms=900.0,
    )  # fmt: skip
    found = [
        *session_findings(bad),
        *session_findings(SessionFacts("failed")),
        *viewer_findings(worse),
        *viewer_findings(ViewerFacts("none")),
    ]
    wrong = [finding for finding in found if finding.verdict != "ok"]
    assert len(wrong) >= 12
    assert all(finding.advice for finding in wrong)


def test_without_a_worker_the_session_says_why_and_nothing_is_told_of_devices():
    found = session_findings(SessionFacts("failed", problem="The mesh is missing."))
    assert [finding.id for finding in found] == ["session", "worker", "encoders"]
    assert found[0].text == "No scene is shown: The mesh is missing."
    assert found[1].verdict == "broken"


def test_a_worker_that_is_silent_or_stands_is_broken_and_restarts_are_told():
    assert _of("worker", replace(_WELL, heartbeat_age_sec=4.0)).verdict == "broken"
    assert _of("worker", replace(_WELL, stalled_sec=6.0)).verdict == "broken"
    assert _of("worker", replace(_WELL, heartbeat_age_sec=None)).verdict == "unknown"
    assert "replaced 2 times" in _of("worker", replace(_WELL, restarts=2)).text


def test_software_gl_is_slow_and_says_what_was_tried_before_it():
    gl = _of("gl", replace(_WELL, gl_software=True, gl_tried=("egl device 0: no access",)))
    assert gl.verdict == "slow"
    assert "Tried before it: egl device 0: no access." in gl.text


def test_the_encoder_is_named_with_its_reason_and_what_could_not_encode():
    facts = replace(
        _WELL, encoder="libx264", encoder_reason="libx264 encodes on the CPU.",
        encoder_tried=("h264_nvenc: no driver",),
    )  # fmt: skip
    text = "libx264 encodes on the CPU. Tried before it: h264_nvenc: no driver."
    assert _of("encoder", facts).text == text


def test_a_frame_that_takes_longer_than_its_period_is_slow():
    assert _of("frame_time", replace(_WELL, fps=60, render_ms=16.0)).verdict == "ok"
    assert _of("frame_time", replace(_WELL, fps=60, encode_ms=17.0)).verdict == "slow"
    assert _of("frame_time", replace(_WELL, fps=30, encode_ms=17.0)).verdict == "ok"


def test_speed_is_judged_against_what_was_asked_for_and_a_pause_is_no_fault():
    assert _of("speed", replace(_WELL, speed=0.5, real_time_factor=0.5)).verdict == "ok"
    assert _of("speed", replace(_WELL, speed=4.0, real_time_factor=1.0)).verdict == "slow"
    assert _of("speed", replace(_WELL, running=False, real_time_factor=0.0)).verdict == "ok"


def test_an_old_frame_is_broken_and_one_that_has_not_come_is_waited_for():
    old = replace(_WELL, watched=(RenditionFacts(0, 1, 5.0),))
    assert _of("frames_0_1", old).verdict == "broken"
    none_yet = replace(_WELL, watched=(RenditionFacts(3, 0, None),))
    assert _of("frames_3_0", none_yet).verdict == "unknown"
    assert "view 3" in _of("frames_3_0", none_yet).text


def test_a_picture_over_tcp_says_why_not_webrtc():
    tcp = replace(_SEES, transport="websocket", peer=False, pair=None)
    assert "--no-webrtc" in _of("transport", replace(tcp, webrtc_offered=False)).text
    assert "being tried" in _of("transport", replace(tcp, peer=True)).text
    assert "UDP does not get through" in _of("transport", tcp).text
    assert "connected as well" in _of("transport", replace(tcp, pair=("host", "host"))).text


def test_a_relayed_pair_is_told_as_such():
    assert "through a TURN server" in _of("ice_pair", replace(_SEES, pair=("host", "relay"))).text
    assert "directly" in _of("ice_pair", _SEES).text


def test_a_link_with_loss_or_distance_is_slow():
    assert _of("link", replace(_SEES, loss=0.05)).verdict == "slow"
    assert _of("link", replace(_SEES, round_trip_ms=300.0)).verdict == "slow"


def test_frames_that_arrive_and_are_not_decoded_are_the_decoders_fault():
    assert _of("decoder", replace(_SEES, decoded=0)).verdict == "broken"
    assert "does not arrive" in _of("decoder", replace(_SEES, received=0, decoded=0)).advice
    assert _of("decoder", replace(_SEES, decoder=None)).verdict == "unknown"
