"""What Prometheus reads."""

import math

import pytest
from prometheus_client.parser import text_string_to_metric_families

from py_remote_viewer.sessions.stages import Durations
from tests.support.server import LocalServer, local_server


async def _samples(server: LocalServer) -> dict[str, float]:
    answer = await server.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[sample.name.removeprefix("py_remote_viewer_") + f"{{{labels}}}"] = sample.value
    return found


async def test_people_stream_and_simulation_are_counted() -> None:
    async with local_server() as server, server.browser() as browser:
        await browser.hello("Ada")
        await browser.send("select_video", transport="websocket")
        await browser.receive("media")
        await browser.send("viewer_report", transport="websocket", latency_ms=42.0)
        for nonsense in (-5.0, 1e300, None):
            await browser.send("viewer_report", transport="websocket", latency_ms=nonsense)
        assert await browser.answers()
        found = await _samples(server)
        assert found["participants{role=admin,session=default}"] == 1
        assert found["viewers{session=default,transport=websocket}"] == 1
        assert found["frames_total{session=default}"] >= 1
        encoded = found["stage_seconds_count{session=default,stage=encode}"]
        assert encoded == found["frames_total{session=default}"]
        assert found["input_to_photon_seconds_count{session=default}"] == 1
        assert found["input_to_photon_seconds_bucket{le=0.05,session=default}"] == 1
        assert found["input_to_photon_seconds_bucket{le=0.033,session=default}"] == 0
        assert found["simulation_running{session=default}"] == 1
        assert found["real_time_factor{session=default}"] == 1
        assert found["worker_restarts_total{session=default}"] == 0
        assert found["devices_info{encoder=libx264,gl=pretended,session=default}"] == 1
        assert found["process_open_fds{}"] > 0


async def test_without_a_simulation_it_answers_too() -> None:
    async with local_server(wait=False) as server:
        found = await _samples(server)
        assert found["sessions{}"] == 1


@pytest.mark.parametrize(("seconds", "place"), [(0.0, 0), (0.001, 0), (0.0011, 1), (9.0, 2)])
def test_a_duration_counts_in_the_first_bound_that_it_does_not_exceed(
    seconds: float, place: int
) -> None:
    durations = Durations((0.001, 0.1))
    durations.add(seconds)
    assert durations.counts.index(1) == place
    assert durations.cumulative()[-1] == (math.inf, 1)
    assert durations.sum_sec == seconds
