"""A person's key for a language model is planted and searched for wherever it must not be."""

import logging
from pathlib import Path

import pytest

from py_remote_viewer.config import (
    AccessSettings,
    LimitSettings,
    Settings,
    VideoSettings,
    WritingServerSettings,
    WritingSettings,
)
from tests.support.asking import generate, let_write
from tests.support.leaks import no_leaks_async
from tests.support.llm_servers import LlmServer, answers, llm_server, status
from tests.support.server import LocalServer, local_server
from tests.support.workers import PretendingHost

_CLIENTS = ("httpx", "httpcore")


async def test_a_persons_key_goes_to_the_provider_and_nowhere_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    key, audit = "planted-model-key-5b1f9c07ad", tmp_path / "audit.jsonl"
    told: list[str] = []
    async with no_leaks_async(), llm_server("chat") as provider:
        settings = Settings(
            video=VideoSettings(width=64, height=64),
            access=AccessSettings(audit_log=str(audit)),
            limits=LimitSettings(requests_per_sec=1000.0),
            writing=WritingSettings(
                servers=(WritingServerSettings("house", provider.base_url, ("a-model",)),)
            ),
        )
        async with local_server(PretendingHost(), settings) as server, server.browser() as browser:
            await browser.hello("Ada")
            await _ask_with_key(server, provider, key, told)
            for path in (
                "/api/scene/writers", "/api/scene/versions/1", "/metrics", "/api/stats",
                "/api/config", "/api/health", "/api/diagnostics", "/openapi.json", "/api/sessions",
            ):  # fmt: skip
                told.append((await server.get(path)).text)
            told.append(repr(server.gateway.session.writing.find(1)))
            told.append(repr(settings))
            # What nobody foresaw is written to the log with all its lines.
            let_write(server, monkeypatch, ZeroDivisionError("unforeseen"))
            answer = await generate(server, "a box", {"x-model-key": key}, provider="house")
            assert answer.status_code == 500
            told.append(answer.text)
            while not (state := await browser.receive("writing"))["versions"]:
                told.append(repr(state))
    # The provider itself got it.
    assert any(key in asked.text for asked in provider.asked)
    logged = [
        logging.Formatter().format(record)
        for record in caplog.records
        if not record.name.startswith(_CLIENTS)
    ]
    assert any("ZeroDivisionError: unforeseen" in line for line in logged)
    assert any("/api/scene/generate" in line for line in [*logged, audit.read_text()])
    everything = "\n".join([*told, *logged, audit.read_text()])
    assert "asked for a scene: a box" in audit.read_text()
    assert key not in everything


async def _ask_with_key(
    server: LocalServer, provider: LlmServer, key: str, told: list[str]
) -> None:
    """Once so that it works, and then in each way in which it does not."""
    headers = {"x-model-key": key}
    scene = {"title": "Box", "explanation": "One.", "mjcf": "<mujoco/>"}
    expected = {"expect": "count", "of": {"name": "box"}, "count": 1}
    provider.will(answers({"expectations": [expected]}), answers(scene))
    answer = await generate(server, "a box", headers, provider="house")
    assert answer.status_code == 200, answer.text
    told.append(answer.text)
    # It answers with all that it was sent.
    for reply in (status(401), status(500), answers("nonsense"), answers({"declined": "No."})):
        provider.will(reply)
        answer = await generate(server, "a box", headers, provider="house")
        assert answer.status_code in (422, 502), answer.text
        told.append(answer.text)
    for body in ({"provider": "skynet"}, {"provider": "house", "model": "?"}, {"more": 1}, {}):
        answer = await generate(server, "xyzzy", headers, **body)
        assert answer.status_code == 422, answer.text
        told.append(answer.text)
    for wrong in (f"{key} {key}", f"{key}|", key * 40):
        answer = await generate(server, "xyzzy", {"x-model-key": wrong}, provider="house")
        told.append(answer.text)
