"""Screenshots and the camera over HTTP; what is in them other tests say."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from py_remote_viewer.protocol.tasks import DescribeCamera, TakeScreenshot
from py_remote_viewer.protocol.worker import WorkerTask
from tests.support.leaks import no_leaks_async
from tests.support.server import local_server
from tests.support.workers import PretendingHost


async def test_a_screenshot_is_asked_of_the_worker_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    host = PretendingHost()
    async with no_leaks_async(), local_server(host) as server:
        answer = await server.get("/api/screenshot?width=3840&height=2160&channel=depth&tiles=1")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        assert "screenshot.png" in answer.headers["content-disposition"]
        plain = await server.get("/api/screenshot")
        assert plain.status_code == 200
        camera = await server.get("/api/camera")
        assert camera.headers["content-type"] == "application/json"
        await server.until(
            lambda: [name for _, _, names in os.walk(tmp_path) for name in names] == ["lock"]
        )
    video = server.gateway.settings.video
    assert [message.task for message in host.heard if isinstance(message, WorkerTask)] == [
        TakeScreenshot(3840, 2160, "depth", True),
        TakeScreenshot(video.width, video.height),
        DescribeCamera(),
    ]


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("width=3841", 422, "3840"),
        ("height=0", 422, "16"),
        ("width=3840&height=3840", 400, "3840x2160"),
        ("channel=smell", 422, "segmentation"),
        ("width=wide", 422, "width"),
    ],
)
async def test_a_size_or_a_channel_that_cannot_be_is_refused(
    query: str, status: int, named: str
) -> None:
    async with local_server() as server:
        answer = await server.get(f"/api/screenshot?{query}")
        assert answer.status_code == status
        assert named in answer.text
