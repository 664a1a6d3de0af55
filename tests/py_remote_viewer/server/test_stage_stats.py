"""What the stages of a frame take, in the statistics."""

import pytest

from py_remote_viewer.sessions.stages import Durations
from tests.support.leaks import no_leaks_async
from tests.support.server import local_server


def test_percentiles_are_those_of_the_newest_300():
    durations = Durations()
    assert durations.recent(0.5) is None
    for _ in range(500):
        durations.add(9.0)
    for number in range(1, 301):
        durations.add(number / 1000)
    assert durations.recent(0.5) == pytest.approx(0.150)
    assert durations.recent(0.95) == pytest.approx(0.285)
    assert sum(durations.counts) == 800


async def test_the_statistics_tell_what_each_stage_takes() -> None:
    async with no_leaks_async(), local_server() as server:
        stages = (await server.get("/api/stats")).json()["stages"]
        assert stages["encode"] == {"count": 0, "p50_ms": None, "p95_ms": None}
        async with server.browser() as browser:
            await browser.hello("Ada")
            await browser.send("select_video", transport="websocket")
            await browser.receive("media")
            await browser.send("viewer_report", transport="websocket", latency_ms=42.0)
            assert await browser.answers()
            stages = (await server.get("/api/stats")).json()["stages"]
        assert list(stages) == ["render", "encode", "send", "input_to_photon"]
        assert stages["encode"]["count"] > 0
        assert stages["encode"]["p50_ms"] <= stages["encode"]["p95_ms"]
        assert stages["input_to_photon"] == {"count": 1, "p50_ms": 42.0, "p95_ms": 42.0}
