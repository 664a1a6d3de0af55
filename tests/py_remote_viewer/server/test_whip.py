"""The push to a media server: a real peer takes it, and servers that refuse, vanish or lie."""

import logging
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from fastapi import Response
from msgspec.structs import replace

from py_remote_viewer.config import Settings, SharingSettings, load_settings
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.server import whip_push
from py_remote_viewer.server.gateway import Gateway
from tests.support.leaks import no_leaks_async
from tests.support.media_server import MediaServer, media_server
from tests.support.server import LocalServer, PretendingHost, local_server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whip_push, "_FIRST_WAIT_SEC", 0.05)


@pytest.fixture
async def sfu() -> AsyncGenerator[MediaServer]:
    async with no_leaks_async(), media_server() as running:
        yield running


def _pushing(url: str, token: str | None = None) -> Settings:
    return Settings(sharing=replace(SharingSettings(), whip_url=url, whip_token=token))


async def _live(server: LocalServer) -> None:
    push = server.gateway.push
    assert push is not None
    await server.until(lambda: push.state == "live")


async def test_the_picture_is_pushed_with_a_token_and_taken_back_at_the_end(
    sfu: MediaServer,
) -> None:
    async with local_server(settings=_pushing(f"{sfu.url}/whip/stage", "s3cret")) as server:
        await _live(server)
        await sfu.until(lambda: sfu.packets > 20)
        assert server.gateway.session.viewers == 1
        stats = (await server.get("/api/stats")).json()["push"]
        assert (stats["state"], stats["server"], stats["problem"]) == ("live", sfu.url, None)
        assert stats["frames_sent"] > 0
        assert "py_remote_viewer_whip_push_live 1.0" in (await server.get("/metrics")).text
        assert "s3cret" not in str(stats)
        assert "s3cret" not in (await server.get("/api/config")).text
    assert sfu.asked == [
        ("POST", "/whip/stage", "Bearer s3cret"),
        ("DELETE", "/resource/1", "Bearer s3cret"),
    ]
    assert sfu.peers == {}


async def test_it_follows_where_the_server_sends_it(sfu: MediaServer) -> None:
    async with local_server(settings=_pushing(f"{sfu.url}/whip/elsewhere", "s3cret")) as server:
        await _live(server)
        await sfu.until(lambda: sfu.packets > 0)
    assert [path for _, path, _ in sfu.asked][:2] == ["/whip/elsewhere", "/whip/stage"]


async def test_it_comes_back_when_the_server_was_away(sfu: MediaServer) -> None:
    async with local_server(settings=_pushing(f"{sfu.url}/whip/stage")) as server:
        await _live(server)
        push = server.gateway.push
        assert push is not None
        await sfu.drop_all()
        await server.until(lambda: push.attempts > 1 and push.state == "live")
        before = sfu.packets
        await sfu.until(lambda: sfu.packets > before)
        assert server.gateway.session.viewers == 1


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Response("no such stage", 404), "answered 404 Not Found: no such stage"),
        (Response("", 401), "answered 401"),
        (Response("nonsense", 201), "SDP answer"),
        (Response("x" * 100_000, 201), "more than 65536 bytes"),
        pytest.param(
            Response("", 307, {"location": "ftp://else/"}),
            "cannot be asked",
            marks=pytest.mark.slow,
        ),
    ],
)
async def test_what_the_server_says_instead_is_told_and_it_tries_again(
    sfu: MediaServer, refusal: Response, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sfu.refusal = refusal
    url = f"{sfu.url}/whip/stage?key=s3cret"
    async with local_server(settings=_pushing(url, "t0ken")) as server:
        push = server.gateway.push
        assert push is not None
        await server.until(lambda: push.attempts > 1 and push.problem is not None)
        assert words in (push.problem or "")
        assert server.gateway.session.viewers == 0
        sfu.refusal = None
        await _live(server)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("py_remote"))
    assert "waits for" in ours
    assert "s3cret" not in ours
    assert "t0ken" not in ours


async def test_a_server_that_is_not_there_or_sends_us_round_is_named(sfu: MediaServer) -> None:
    for url, words in (
        ("http://127.0.0.1:1/whip/s3cret", "http://127.0.0.1:1 cannot be reached"),
        (f"{sfu.url}/whip/round", "one address to the next"),
    ):
        async with local_server(settings=_pushing(url)) as server:
            push = server.gateway.push
            assert push is not None
            await server.until(lambda push=push: push.problem is not None)
            assert words in (push.problem or "")
            assert "s3cret" not in (push.problem or "")


async def test_it_counts_as_nobodys_place(sfu: MediaServer) -> None:
    settings = _pushing(f"{sfu.url}/whip/stage")
    settings = replace(settings, limits=replace(settings.limits, viewers=1))
    async with local_server(settings=settings) as server, server.browser() as browser:
        await _live(server)
        assert (await browser.hello())["participant"] == 1


def test_its_settings_come_from_flags_files_and_environment_and_are_masked(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-file\n")
    url = "https://sfu.example.org/whip/key"
    environment = {"WHIP_URL": url, "WHIP_TOKEN": "s3cret"}
    settings = load_settings({}, environment=environment)
    assert settings.sharing.whip_url == url
    assert settings.sharing.whip_token == "s3cret"
    assert "s3cret" not in repr(settings)
    assert "key" not in repr(settings.sharing)
    settings = load_settings({("sharing", "whip_token_file"): str(file)}, environment=environment)
    gateway = Gateway(settings, PretendingHost())
    assert gateway.push is not None
    assert gateway.push._token == "from-file"
    assert gateway.push.server == "https://sfu.example.org"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("whip_url", "sfu.example.org", "--whip-url is no address"),
        ("whip_url", "https://sfu example.org/", "--whip-url is no address"),
        ("whip_url", "ftp://sfu.example.org/", "--whip-url is no address"),
        ("whip_token", "two words", "printable ASCII"),
        ("whip_token_file", "/nowhere/at/all", "no file of text"),
        ("whep_origins", ["player.example.org"], "--whep-origin"),
        ("whep_origins", ["https://player.example.org/page"], "--whep-origin"),
        ("whep_viewers", "-1", "--whep-viewers"),
    ],
)
def test_settings_that_make_no_sense_are_refused(key: str, value: object, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as refused:
        load_settings({("sharing", key): value}, environment={})
    assert "two words" not in str(refused.value)


def test_a_push_without_webrtc_is_refused() -> None:
    settings = _pushing("https://sfu.example.org/")
    settings = replace(settings, network=replace(settings.network, webrtc=False))
    with pytest.raises(ConfigurationError, match="--no-webrtc"):
        Gateway(settings, PretendingHost())
