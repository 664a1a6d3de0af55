"""Tiles belong to the session: everybody is told of them, and they outlive a worker."""

from __future__ import annotations

from msgspec.structs import asdict

from py_remote_viewer.protocol.commands import Reload, SetTiles
from py_remote_viewer.protocol.view import Tile
from tests.support.session import live_session

_TILE = Tile(2, 0.75, 0.0, 0.25, 0.25, "depth")


async def test_everybody_is_told_once_of_tiles_and_a_newcomer_finds_them() -> None:
    async with live_session(None, "Ada", "Bo") as live:
        await live.session.do(live.people[0].id, SetTiles((_TILE,)))
        for screen in live.screens:
            told = await screen.next("tiles")
            assert told["tiles"] == [asdict(_TILE)]
        assert live.session.tiles == (_TILE,)
        live.on_air.beat()
        await live.screens[0].next("telemetry")
        assert len(live.screens[0].told("tiles")) == 1


async def test_tiles_stay_when_the_scene_is_loaded_again_and_when_its_worker_dies() -> None:
    async with live_session() as live:
        await live.session.do(live.people[0].id, SetTiles((_TILE,)))
        await live.screens[0].next("tiles")
        await live.session.do(live.people[0].id, Reload())
        assert live.on_air.tiles == (_TILE,)
        await live.crash()
        assert live.on_air.tiles == (_TILE,)
        assert len(live.screens[0].told("tiles")) == 1
