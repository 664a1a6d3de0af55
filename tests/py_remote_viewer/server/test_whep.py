"""Players of others over HTTP: a real peer in the player's place, and bad input of all kinds."""

import asyncio
import re
from collections.abc import AsyncGenerator

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from msgspec.structs import replace

from py_remote_viewer.config import IceServerSettings, Settings, SharingSettings
from tests.support.leaks import no_leaks_async
from tests.support.players import offer_of, player
from tests.support.server import LocalServer, local_server

_SDP = {"content-type": "application/sdp"}
_FRAGMENT = {"content-type": "application/trickle-ice-sdpfrag"}
_PLAYER_PAGE = "https://player.example.org"


@pytest.fixture
async def server() -> AsyncGenerator[LocalServer]:
    async with no_leaks_async(), local_server() as running:
        yield running


def _shared(**sharing: object) -> Settings:
    return Settings(sharing=replace(SharingSettings(), **sharing))


async def _an_offer(*kinds: str) -> str:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        return await offer_of(peer, *(kinds or ("video",)))
    finally:
        await peer.close()


async def _post(server: LocalServer, content: str | bytes, path: str = "/whep", **headers: str):
    async with server.client() as client:
        return await client.post(path, content=content, headers={**_SDP, **headers})


def _without_h264(offer: str) -> str:
    return re.sub(r"H264/90000", "H265/90000", offer)


@pytest.mark.parametrize("kinds", [("video",), ("audio", "video"), ("video", "audio")])
@pytest.mark.parametrize("path", ["/whep", "/whep/default"])
async def test_a_player_gets_the_picture_whatever_it_offers_beside_video(
    server: LocalServer, kinds: tuple[str, ...], path: str
) -> None:
    async with server.client() as client, player(client, path, kinds) as watching:
        assert watching.answer.headers["content-type"] == "application/sdp"
        assert watching.answer.headers["etag"].startswith('"')
        assert "H264" in watching.answer.text
        assert "VP8" not in watching.answer.text
        assert "a=sendonly" in watching.answer.text
        await watching.got(20)
        assert server.gateway.session.viewers == 1
        stats = (await client.get("/api/stats")).json()
        assert stats["players"][0]["connected"]
        assert stats["players"][0]["frames_sent"] > 0
        assert "py_remote_viewer_whep_players 1.0" in (await client.get("/metrics")).text
        assert (await client.delete(watching.resource)).status_code == 200
        assert (await client.delete(watching.resource)).status_code == 404
        await server.until(lambda: server.gateway.session.viewers == 0)


async def test_a_player_that_goes_without_a_word_gives_its_place_back(server: LocalServer) -> None:
    async with server.client() as client:
        async with player(client) as watching:
            await watching.got(5)
        await server.until(lambda: len(server.gateway.subscribers) == 0)
        assert server.gateway.session.viewers == 0
        assert server.gateway.session._people.places_taken == 0


async def test_a_player_that_lost_frames_gets_a_key_frame(server: LocalServer) -> None:
    async with server.client() as client, player(client) as watching:
        await watching.got(5)
        asked = server.gateway.session.key_frames_requested
        (one,) = server.gateway.subscribers.of(server.gateway.session)
        # One that comes too soon after a key frame was sent before that arrived.
        async with asyncio.timeout(20):
            while server.gateway.session.key_frames_requested == asked:
                receiver = watching.peer.getTransceivers()[1].receiver
                await receiver._send_rtcp_pli(one.peer._port.ssrc)
                await asyncio.sleep(0.1)


async def test_candidates_come_later_and_what_is_wrong_with_them_is_said(
    server: LocalServer,
) -> None:
    async with server.client() as client, player(client) as watching:
        user = re.search(r"a=ice-ufrag:(\S+)", watching.peer.localDescription.sdp)
        assert user is not None
        good = (
            f"a=ice-ufrag:{user[1]}\r\na=mid:0\r\n"
            "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n"
            "a=candidate:2 1 tcp 1 127.0.0.1 9 typ host tcptype active\r\n"
            "a=candidate:3 1 udp 1 abc.local 9 typ host\r\na=end-of-candidates\r\n"
        )

        async def patch(text: str, **headers: str) -> httpx.Response:
            sent = {**_FRAGMENT, **{key.replace("_", "-"): v for key, v in headers.items()}}
            return await client.patch(watching.resource, content=text, headers=sent)

        assert (await patch(good)).status_code == 204
        answer = await patch(good, if_match=watching.answer.headers["etag"])
        assert (answer.status_code, answer.content) == (204, b"")
        assert "etag" not in answer.headers
        assert (await patch(good, if_match='"another"')).status_code == 412
        assert (await patch(good.replace(user[1], "other"))).status_code == 422
        assert (await patch("")).status_code == 400
        assert (await patch("a=candidate:nonsense")).status_code == 400
        many = "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n" * 101
        assert "100 is the limit" in (await patch(many)).json()["detail"]
        assert (await patch("a=x\r\n" * 100_000)).status_code == 413
        assert (await patch(good, content_type="application/sdp")).status_code == 415
        await watching.got(5)


@pytest.mark.parametrize(
    ("offer", "status", "words"),
    [
        ("", 400, "cannot be read"),
        ("nonsense", 400, "cannot be read"),
        ("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", 422, "no video"),
        ("v=0\r\nm=video x y z\r\n", 400, "cannot be read"),
        (b"\xff\xfe", 400, "UTF-8"),
        ("v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 9, 400, "more than 8 sections"),
        ("v=0\r\n" + "a=x\r\n" * 200_000, 413, "65536 is the limit"),
    ],
)
async def test_a_broken_offer_is_answered_with_what_is_wrong(
    server: LocalServer, offer: str | bytes, status: int, words: str
) -> None:
    answer = await _post(server, offer)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert len(server.gateway.subscribers) == 0
    assert server.gateway.session._people.places_taken == 0


async def test_an_offer_that_cannot_be_served_says_why(server: LocalServer) -> None:
    offer = await _an_offer()
    for text, words in (
        (await _an_offer("audio"), "no video"),
        (_without_h264(offer), "no H.264"),
        (offer.replace("a=recvonly", "a=sendonly"), "sendonly"),
        (offer.replace("a=recvonly", "a=inactive"), "inactive"),
    ):
        answer = await _post(server, text)
        assert (answer.status_code, answer.json()["code"]) == (422, "unsupported_offer")
        assert words in answer.json()["detail"]
    no_ice = await _post(server, re.sub(r"a=ice-(ufrag|pwd):\S+\r\n", "", offer))
    assert no_ice.status_code == 400
    assert len(server.gateway.subscribers) == 0


async def test_wrong_types_sessions_and_players_are_told_apart(server: LocalServer) -> None:
    offer = await _an_offer()
    wrong = await _post(server, offer, **{"content-type": "text/plain"})
    assert (wrong.status_code, wrong.headers["accept-post"]) == (415, "application/sdp")
    assert (await _post(server, offer, "/whep/nobody")).status_code == 404
    async with server.client() as client, player(client) as watching:
        key = watching.resource.rpartition("/")[2]
        assert (await client.delete(f"/whep/nobody/{key}")).status_code == 404
        assert (await client.delete("/whep/default/another")).status_code == 404
        assert (await client.patch("/whep/default/another", headers=_FRAGMENT)).status_code == 404
        assert (await client.get(watching.resource)).status_code == 204
        assert (await client.get("/whep")).status_code == 204
        assert (await client.put("/whep")).status_code == 405
        options = await client.options("/whep")
        assert (options.status_code, options.headers["accept-post"]) == (200, "application/sdp")
        await watching.got(1)


async def test_no_more_players_than_the_limit_and_none_of_200_leaves_anything() -> None:
    offer = await _an_offer()
    settings = _shared(whep_viewers=3)
    async with no_leaks_async(), local_server(settings=settings) as server:  # noqa: SIM117
        async with server.client() as client:
            answers = await asyncio.gather(
                *(client.post("/whep", content=offer, headers=_SDP) for _ in range(200))
            )
            made = [answer for answer in answers if answer.status_code == 201]
            refused = [answer for answer in answers if answer.status_code == 503]
            assert (len(made), len(refused)) == (3, 197)
            assert refused[0].headers["retry-after"]
            assert "--whep-viewers" in refused[0].json()["detail"]
            assert len(server.gateway.subscribers) == 3
            for answer in made:
                await client.delete(answer.url.join(answer.headers["location"]))
            assert len(server.gateway.subscribers) == 0
            assert server.gateway.session._people.places_taken == 0


async def test_players_count_among_those_that_a_session_takes() -> None:
    settings = Settings(limits=replace(Settings().limits, viewers=1))
    async with local_server(settings=settings) as server, server.client() as client:
        async with server.browser() as browser:
            await browser.hello()
            full = await client.post("/whep", content=await _an_offer(), headers=_SDP)
            assert full.status_code == 503
            assert "limits.viewers" in full.json()["detail"]
        await server.until(lambda: not server.gateway.session.participants)
        async with player(client) as watching, server.browser() as browser:
            await watching.got(1)
            await browser.send("hello", version=1, name="Ada")
            assert "full" in (await browser.problem())["detail"]


async def test_a_player_that_never_connects_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("py_remote_viewer.server.subscribers._PEER_TIMEOUT_SEC", 0.05)
    async with no_leaks_async(), local_server() as server:
        assert (await _post(server, await _an_offer())).status_code == 201
        await server.until(lambda: len(server.gateway.subscribers) == 0)


async def test_pages_of_other_origins_are_refused(server: LocalServer) -> None:
    offer = await _an_offer()
    refused = await _post(server, offer, origin=_PLAYER_PAGE)
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers
    own = await _post(server, offer, origin=server.url)
    assert own.status_code == 201


async def test_pages_of_other_origins_play_where_the_operator_says_so_and_do_nothing_else() -> None:
    offer = await _an_offer()
    asking = {"origin": _PLAYER_PAGE, "access-control-request-method": "POST"}
    settings = _shared(whep_origins=(_PLAYER_PAGE,))
    async with local_server(settings=settings) as shared:  # noqa: SIM117
        async with shared.client() as client:
            preflight = await client.options("/whep/default", headers=asking)
            assert preflight.headers["access-control-allow-origin"] == _PLAYER_PAGE
            assert "PATCH" in preflight.headers["access-control-allow-methods"]
            assert "if-match" in preflight.headers["access-control-allow-headers"]
            made = await client.post(
                "/whep", content=offer, headers={**_SDP, "origin": _PLAYER_PAGE}
            )
            assert made.status_code == 201
            assert made.headers["access-control-allow-origin"] == _PLAYER_PAGE
            assert "Location" in made.headers["access-control-expose-headers"]
            broken = await client.post(
                "/whep", content="x", headers={**_SDP, "origin": _PLAYER_PAGE}
            )
            assert broken.headers["access-control-allow-origin"] == _PLAYER_PAGE
            for origin, path in (
                ("https://else.example.org", "/whep"),
                (_PLAYER_PAGE, "/api/scene/load"),
                (_PLAYER_PAGE, "/whepper"),
            ):
                answer = await client.post(path, content=offer, headers={**_SDP, "origin": origin})
                assert answer.status_code == 403


async def test_ice_servers_are_told_in_links_and_credentials_are_quoted() -> None:
    servers = (
        IceServerSettings("stun:127.0.0.1:9"),
        IceServerSettings("turn:127.0.0.1:9", "me", 'a"b'),
    )
    settings = Settings(network=replace(Settings().network, ice_servers=servers))
    async with local_server(settings=settings) as server:
        made = await _post(server, await _an_offer())
        assert made.headers.get_list("link") == [
            '<stun:127.0.0.1:9>; rel="ice-server"',
            '<turn:127.0.0.1:9>; rel="ice-server"; username="me"; credential="a\\"b"; '
            'credential-type="password"',
        ]


async def test_whep_can_be_switched_off_and_needs_webrtc() -> None:
    offer = await _an_offer()
    async with local_server(settings=_shared(whep_viewers=0)) as server:
        answer = await _post(server, offer)
        assert (answer.status_code, answer.json()["code"]) == (404, "whep_off")
    settings = Settings(network=replace(Settings().network, webrtc=False))
    async with local_server(settings=settings) as server:
        assert (await _post(server, offer)).status_code == 503


async def test_players_do_not_keep_the_server_from_ending() -> None:
    async with (
        no_leaks_async(),
        local_server() as server,
        server.client() as client,
        player(client) as watching,
    ):
        await watching.got(1)
        await server.gateway.session.close()
        await server.until(lambda: len(server.gateway.subscribers) == 0)


async def test_a_player_watches_the_session_that_it_names_and_ends_with_it(
    server: LocalServer,
) -> None:
    async with server.client() as client:
        made = await client.post("/api/sessions", json={"name": "second"})
        assert made.status_code < 300, made.text
        async with player(client, "/whep/second") as watching:
            assert watching.resource.startswith(f"{server.url}/whep/second/")
            await watching.got(5)
            assert server.gateway.session.viewers == 0
            assert len((await client.get("/s/second/api/stats")).json()["players"]) == 1
            assert (await client.get("/api/stats")).json()["players"] == []
            await client.delete("/api/sessions/second")
            await server.until(lambda: len(server.gateway.subscribers) == 0)
