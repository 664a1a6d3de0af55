"""A link leads another person to the same camera, and if they want to the same moment."""

import pytest

from tests.support.live import browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


async def test_a_link_opened_by_somebody_else_leads_to_the_same_camera_and_moment() -> None:
    async with live_server() as server, browser() as one, browser() as other:
        ada = await open_page(one, server.url, name="Ada")
        await ada.mouse.move(300, 250)
        await ada.mouse.down()
        await ada.mouse.move(420, 200, steps=4)
        await ada.mouse.up()
        await ada.keyboard.press("Space")
        await ada.get_by_role("group", name="History").wait_for()
        await ada.get_by_role("tab", name="Cameras").click()
        await ada.get_by_role("button", name="Copy link").click()
        link = await ada.get_by_text("#camera=").inner_text()
        there = (await server.get("/api/camera"))["pose"]
        await ada.get_by_role("application").focus()
        # She lets it go on, and looks elsewhere.
        await ada.mouse.move(300, 250)
        await ada.mouse.wheel(0, 300)
        await ada.keyboard.press("Space")

        async def elsewhere() -> bool:
            return (await server.get("/api/camera"))["pose"] != there

        await until(elsewhere)

        bob = await open_page(other, server.url, name="Bob")
        await bob.goto(link)
        question = bob.get_by_role("dialog")
        await question.get_by_text("This link leads to t =").wait_for()

        number = (await bob.evaluate("window.__viewer.state()"))["participant"]

        async def same_camera() -> bool:
            pose = (await server.get(f"/api/camera?participant={number}"))["pose"]
            return pose == {
                name: pytest.approx(value, rel=1e-4, abs=1e-4) for name, value in there.items()
            }

        await until(same_camera)
        # With a camera of his own: she sees what she saw.
        assert await elsewhere()
        assert bob.url == f"{server.url}/"
        wanted = float(link.split("time=")[1].split("&")[0])
        await question.get_by_role("button", name="Go there").click()

        async def at_the_moment() -> bool:
            status = (await bob.evaluate("window.__viewer.state()"))["status"]
            return not status["running"] and abs(status["sim_time_sec"] - wanted) < 1e-6

        await until(at_the_moment)
        await bob.goto(f"{server.url}/#camera=1,2&time=99999")
        await bob.get_by_text("The camera of this link is no place to look from: “1,2”").wait_for()
        await bob.get_by_text("is not in the history, which reaches from").wait_for()
