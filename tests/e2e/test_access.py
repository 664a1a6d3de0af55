"""How people come in, in a real browser: by link, by a pasted token, in a frame of another site."""

import re

import pytest
from playwright.async_api import Frame, Page

from tests.support.live import LiveServer, browser, live_server, open_page, until
from tests.support.sites import another_site

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_FIELD = "Token, or the whole link"
#: The status of a request that the page's own browser sends.
_POSTS = """path => fetch(path, {method: "POST", body: '{"name": "cart_pole"}',
  headers: {"content-type": "application/json"}}).then((answer) => answer.status)"""


async def _sees_a_picture(page: Page | Frame) -> None:
    await page.wait_for_function(
        "window.__viewer && window.__viewer.presented.length > 0", timeout=20_000
    )


async def _ticket(server: LiveServer) -> str:
    async with server.client() as client:
        return (await client.post(f"{server.url}/api/access/tickets", json={})).json()["ticket"]


async def test_a_stranger_comes_in_by_the_pasted_link_and_a_wrong_token_is_told() -> None:
    async with live_server(token=True) as server, browser() as chromium:
        context = await chromium.new_context(bypass_csp=True)
        page = await context.new_page()
        await page.goto(f"{server.url}/")
        await page.get_by_role("form", name="Come in with a token").wait_for()
        await page.keyboard.type("wrong")
        await page.keyboard.press("Enter")
        await page.get_by_role("alert").get_by_text("The token is wrong, or has ended").wait_for()
        assert not await page.evaluate("window.__viewer.presented.length")
        # All of the card is seen on a phone as well.
        await page.set_viewport_size({"width": 390, "height": 844})
        box = await page.get_by_role("form", name="Come in with a token").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        await page.get_by_label(_FIELD).fill(server.link)
        await page.keyboard.press("Enter")
        await _sees_a_picture(page)
        # It is a cookie: a reload needs nothing, and the address tells nothing.
        await page.reload()
        await _sees_a_picture(page)
        assert server.token not in page.url


async def test_the_printed_link_lets_in_and_leaves_a_clean_address() -> None:
    async with live_server(token=True) as server, browser() as chromium:
        page = await open_page(chromium, server.link, name="Ada")
        assert "token" not in page.url
        assert "name=Ada" in page.url
        assert "token" not in await page.evaluate("document.cookie + location.href")


async def test_an_invited_viewer_steers_nothing_and_is_sent_away_when_the_link_is_revoked() -> None:
    async with live_server(token=True) as server, browser() as chromium:
        ada = await open_page(chromium, server.link, name="Ada")
        await ada.get_by_role("tab", name="People").click()
        await ada.get_by_text(
            "You came by the server's own link, and are an admin here."
        ).wait_for()
        await ada.get_by_role("button", name="Invite…").click()
        await ada.get_by_label("For whom the link is").fill("Bob")
        await ada.keyboard.press("Enter")
        link = await ada.get_by_label("The link", exact=True).input_value()
        assert link.startswith(f"{server.url}/?token=")
        bob = await open_page(chromium, link, name="Bob")
        await bob.get_by_text("You are watching").wait_for()
        await bob.get_by_role("tab", name="People").click()
        await bob.get_by_text("You came by the link “Bob”, and are a viewer here.").wait_for()
        assert not await bob.get_by_role("button", name="Invite…").count()
        # Neither by the page nor by hand.
        await bob.get_by_role("application").focus()
        await bob.keyboard.press("Space")
        await bob.get_by_text(
            "You are a viewer here: an admin can make you an operator."
        ).wait_for()
        for path in ("api/scene/load", "api/access/links"):
            assert await bob.evaluate(_POSTS, path) == 403
        assert (await server.get("/api/stats"))["running"]
        await ada.get_by_role("button", name="Revoke Bob").click()
        await ada.get_by_role("button", name="Revoke it").click()
        card = bob.get_by_role("form", name="You were logged out")
        await card.get_by_text("The link you came by was revoked.").wait_for()
        await ada.get_by_text("There are none but the server's own.").wait_for()
        await bob.goto(link)
        await bob.get_by_role("form", name="Come in with a token").wait_for()
        assert await bob.evaluate(_POSTS, "api/access/links") == 401


async def test_who_came_second_makes_themselves_an_admin_and_logs_out_in_all_tabs() -> None:
    async with live_server(token=True) as server, browser() as chromium:
        await open_page(chromium, server.link, name="Ada")
        bob = await open_page(chromium, server.link, name="Bob")
        await bob.get_by_role("tab", name="People").click()
        await bob.get_by_role("button", name="Become admin").click()
        await bob.get_by_role("button", name="Invite…").wait_for()
        other = await bob.context.new_page()
        await other.goto(server.url)
        await _sees_a_picture(other)
        await bob.get_by_role("button", name="Log out").click()
        question = bob.get_by_role("group", name="Log out?")
        await question.get_by_role("button", name="Log out").click()
        for page in (bob, other):
            await page.get_by_role("form", name="You were logged out").wait_for()
        assert (await server.get("/api/stats"))["participants"] == 1


async def test_who_is_logged_in_follows_a_link_of_another_site_and_types_nothing() -> None:
    async with live_server(token=True) as server, browser() as chromium:
        page = await open_page(chromium, server.link)
        url = server.url
        async with another_site(f'<a href="{url}/">The simulation</a>') as site:
            await page.goto(site)
            async with page.expect_response(f"{url}/") as opened:
                await page.get_by_role("link").click()
            # SameSite=Strict: the browser sent no cookie, but its page does.
            assert (await opened.value).status == 401
            await _sees_a_picture(page)


async def test_a_page_in_a_frame_of_another_site_comes_in_by_a_ticket_and_again_after_a_break() -> (
    None
):
    html = "<iframe width=700 height=500></iframe>"
    async with (
        another_site(html) as site,
        live_server("--frame-ancestor", site, token=True) as server,
        browser() as chromium,
    ):
        url = server.url
        page = await (await chromium.new_context()).new_page()
        await page.goto(site)
        await page.evaluate(
            "url => { document.querySelector('iframe').src = url }",
            f"{url}/#ticket={await _ticket(server)}",
        )

        async def shown() -> bool:
            frame = next((one for one in page.frames if one.url.startswith(url)), None)
            return frame is not None and bool(
                await frame.evaluate("window.__viewer?.presented.length ?? 0")
            )

        await until(shown)
        frame = next(one for one in page.frames if one.url.startswith(url))
        assert "ticket" not in frame.url
        assert await frame.evaluate("document.cookie") == ""
        before = (await frame.evaluate("window.__viewer.state()"))["participant"]
        # Its HTTP calls are let in as well.
        await frame.get_by_role("button", name=re.compile("^Scene:")).click()
        await frame.get_by_text("Humanoid").first.wait_for()
        await frame.page.keyboard.press("Escape")
        # The ticket is used up; the page gets itself another one.
        await frame.evaluate("window.__viewer.viewer.signaling.socket.close()")

        async def again() -> bool:
            state = await frame.evaluate("window.__viewer.state()")
            return state["participant"] != before and state["connection"]["kind"] == "connected"

        await until(again)


async def test_without_leave_the_browser_shows_the_page_in_no_frame_ofanother_site() -> None:
    async with live_server(token=True) as server, browser() as chromium:
        url = server.url
        ticket = await _ticket(server)
        async with another_site(f'<iframe src="{url}/#ticket={ticket}"></iframe>') as site:
            page = await (await chromium.new_context()).new_page()
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            await page.goto(site)

            async def refused() -> bool:
                return any("frame-ancestors" in text for text in said)

            await until(refused)
        stats = await server.get("/api/stats")
        assert stats["participants"] == 0
