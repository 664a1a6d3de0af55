"""Secrets are planted and searched for: in logs, errors, reports, metrics and on the disk."""

import json
import logging
from pathlib import Path

import pytest

from py_remote_viewer.config import (
    AccessSettings,
    IceServerSettings,
    LimitSettings,
    NetworkSettings,
    RecordingSettings,
    Settings,
)
from tests.support.leaks import no_leaks_async
from tests.support.server import local_server

_TOKEN = "planted-token-6f1c2b7e9d"
_TURN = "planted-turn-secret-83ad"
_CLIENTS = ("httpx", "httpcore", "websockets.client")
_OWNER = {"authorization": f"Bearer {_TOKEN}"}


async def test_no_secret_reaches_a_log_an_answer_the_metrics_or_the_audit_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    audit = tmp_path / "audit.jsonl"
    settings = Settings(
        access=AccessSettings(token=_TOKEN, audit_log=str(audit)),
        network=NetworkSettings(
            ice_servers=(IceServerSettings("turn:turn.invalid:3478", secret=_TURN),)
        ),
        recordings=RecordingSettings(folder=str(tmp_path / "films")),
        limits=LimitSettings(requests_per_sec=1000.0),
    )
    told: list[str] = []
    secrets = [_TOKEN, _TURN]
    async with (
        no_leaks_async(),
        local_server(settings=settings, token=True) as server,
        server.client() as client,
    ):
        page = await client.get(f"/?token={_TOKEN}")
        cookie = page.cookies[server.gateway.cookie_name]
        made = (await client.post("/api/access/links", json={}, headers=_OWNER)).json()
        ticket = (await client.post("/api/access/tickets", headers=_OWNER)).json()["ticket"]
        secrets += [cookie, made["token"], ticket]
        for path in (
                "/", "/api/config", "/api/stats", "/api/health", "/api/diagnostics", "/metrics",
                "/api/access", "/api/access/links", "/api/sessions", "/openapi.json",
                f"/nothing?token={_TOKEN}", f"/s/none/api/stats?token={_TOKEN}",
            ):  # fmt: skip
            told.append((await client.get(path, headers=_OWNER)).text)
        told.append((await client.post("/api/access/login", json={"token": _TOKEN})).text)
        told.append((await client.post("/api/scene/load", json={"xml": "<x"})).text)
        bad = f"{_TOKEN}x"
        told.append((await client.post("/api/access/login", json={"tokens": bad})).text)
        async with server.browser(additional_headers=_OWNER) as browser:
            assert await browser.hello("Grace")
        async with server.browser() as browser:
            await browser.send("hello", version=1, name="Ada", ticket=ticket)
            welcome = await browser.receive("welcome")
            secrets.append(welcome["bearer"])
            await browser.send("command", id=1, command={"type": "pause"})
            await browser.receive("result")
    lines = [json.loads(line) for line in audit.read_text().splitlines()]
    acts = [line["act"] for line in lines]
    for act in ("let_in", "link_made", "ticket_issued", "request", "activity", "refused"):
        assert act in acts or act == "refused"
    assert {line["path"] for line in lines if line["act"] == "request"} >= {"/api/access/links"}
    paused = next(line for line in lines if line.get("text") == "paused")
    assert (paused["name"], paused["grant"], paused["session"]) == ("Ada", "owner", "default")
    # But what the client of this test says itself.
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith(_CLIENTS)]
    everything = "\n".join([*told, *logged, audit.read_text(), repr(settings)])
    for secret in secrets:
        assert len(secret) > 16
        assert secret not in everything
    assert oct(audit.stat().st_mode)[-3:] == "600"


async def test_what_people_say_and_the_key_of_a_player_stay_out_of_the_audit_log(
    tmp_path: Path,
) -> None:
    audit = tmp_path / "audit.jsonl"
    settings = Settings(access=AccessSettings(insecure=True, audit_log=str(audit)))
    async with local_server(settings=settings) as server, server.browser() as browser:
        await browser.hello("Ada")
        await browser.send("command", id=1, command={"type": "say", "text": "between us"})
        await browser.receive("result")
        async with server.client() as client:
            await client.delete("/whep/default/the-key-of-a-player")
    written = audit.read_text()
    assert "between us" not in written
    assert "the-key-of-a-player" not in written
    assert '"/whep/default"' in written


def test_an_audit_log_that_cannot_be_written_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    from py_remote_viewer.errors import ConfigurationError
    from py_remote_viewer.server.audit import Audit

    with pytest.raises(ConfigurationError, match=r"--audit-log .* cannot be written"):
        Audit(str(tmp_path / "none" / "audit"))
