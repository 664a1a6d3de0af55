"""What a person may not do is refused by HTTP too."""

from typing import Any

from tests.support.server import Browser, local_server


async def _do(browser: Browser, number: int, kind: str, **command: Any) -> dict[str, Any] | None:
    await browser.send("command", id=number, command={"type": kind, **command})
    while (answer := await browser.receive("result"))["id"] != number:
        pass
    return answer["problem"]


async def test_a_scene_is_loaded_by_http_only_for_whoever_may() -> None:
    async with (
        local_server(control="one") as server,
        server.browser() as ada,
        server.browser() as bob,
        server.client() as client,
    ):
        first = (await ada.hello("Ada"))["participant"]
        second = (await bob.hello("Bob"))["participant"]
        assert await _do(ada, 1, "pause") is None
        problem = await _do(bob, 1, "run")
        assert problem is not None
        assert (problem["status"], problem["code"]) == (409, "control_needed")
        body = {"xml": "<mujoco/>"}
        refused = await client.post(f"/api/scene/load?participant={second}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "control_needed")
        assert "Ada has control" in refused.json()["detail"]
        loaded = await client.post(f"/api/scene/load?participant={first}", json=body)
        assert loaded.status_code == 200
        assert await _do(ada, 2, "set_role", participant=second, role="viewer") is None
        refused = await client.post(f"/api/scene/load?participant={second}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        problem = await _do(bob, 2, "take_control")
        assert problem is not None
        assert (problem["status"], problem["code"]) == (403, "forbidden")


async def test_what_people_say_and_are_called_is_bounded() -> None:
    async with local_server() as server, server.browser() as ada, server.browser() as bob:
        await ada.hello("Ada")
        await bob.hello("<script>alert(1)</script>")
        await ada.send("command", id=1, command={"type": "say", "text": "x" * 501})
        assert "does not fit the protocol" in (await ada.problem())["detail"]
        await ada.send("command", id=2, command={"type": "rename", "name": "y" * 10_000})
        assert "does not fit the protocol" in (await ada.problem())["detail"]
        assert await ada.answers()
        names = [person.name for person in server.gateway.session.participants.values()]
        assert names == ["Ada", "<script>alert(1)</script>"]
    async with local_server() as server, server.browser() as eve:
        await eve.send("hello", version=1, name="z" * 10_000)
        assert "does not fit the protocol" in (await eve.problem())["detail"]
