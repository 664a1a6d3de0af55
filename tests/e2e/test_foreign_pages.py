"""Pages of strangers, in a browser that is logged in here, try to read, to steer and to swap."""

from typing import Any

import pytest
from playwright.async_api import Page

from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.protocol.client import CLOSE_FORBIDDEN
from tests.support.live import LiveServer, browser, live_server, open_page, until
from tests.support.sites import another_site

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_READ = ("api/config", "api/stats", "api/screenshot", "api/scene/tree", "")
#: A name that means this machine, and a Chromium that does not guard machines on its own.
_REBOUND = (
    "--host-resolver-rules=MAP evil.example 127.0.0.1",
    "--disable-features=LocalNetworkAccessChecks",
)
_SWAP = '{"name": "cart_pole"}'

#: What a page gets of an address by each way that a browser has; "" where it gets nothing.
_READS = """async url => {
  const got = {}
  for (const mode of ["cors", "no-cors"]) {
    got[mode] = await fetch(url, {mode, credentials: "include"}).then((answer) => answer.text())
      .catch(() => "")
  }
  const loaded = (tag) => new Promise((resolve) => {
    const element = document.createElement(tag)
    element.onload = () => resolve(`${element.naturalWidth ?? "run"}`)
    element.onerror = () => resolve("")
    element.src = url
    document.body.append(element)
  })
  got.image = await loaded("img")
  got.script = await loaded("script")
  return got
}"""

#: The messages and the close of a WebSocket that says hello and pauses.
_STEERS = """([url, version]) => new Promise((resolve) => {
  const socket = new WebSocket(url), messages = []
  socket.onopen = () => {
    socket.send(JSON.stringify({type: "hello", version, name: "Mallory"}))
    socket.send(JSON.stringify({type: "command", id: 1, command: {type: "pause"}}))
  }
  socket.onmessage = ({data}) => messages.push(`${data}`)
  socket.onclose = ({code}) => resolve({code, messages})
})"""

#: Send a body by each way that a browser has. What comes back is not for this page.
_WRITES = """async ([url, body]) => {
  const send = (options) => fetch(url, {method: "POST", credentials: "include", body, ...options})
    .then((answer) => `${answer.status}`).catch(() => "")
  const headers = {"content-type": "application/json"}
  const got = [
    await send({mode: "no-cors", headers: {"content-type": "text/plain"}}),
    // Here a browser makes it text/plain.
    await send({mode: "no-cors", headers}),
    await send({mode: "cors", headers}),
    await send({mode: "cors", headers: {"content-type": "text/plain"}}),
  ]
  navigator.sendBeacon(url, body)
  const frame = document.createElement("iframe")
  frame.name = `form-${document.forms.length}`
  const form = document.createElement("form")
  Object.assign(form, {action: url, method: "post", enctype: "text/plain", target: frame.name})
  const field = document.createElement("input")
  field.type = "hidden"
  // Between its name and its value a browser writes "=".
  field.name = body.slice(0, -1) + ', "title": "'
  field.value = '"}'
  form.append(field)
  document.body.append(frame, form)
  // An answer without a body, which is none of a refusal, loads nothing.
  await new Promise((resolve) => {
    frame.onload = resolve
    setTimeout(resolve, 5000)
    form.submit()
  })
  return got
}"""


async def _tries_everything(page: Page, url: str) -> None:
    """Each is refused: the page gets nothing to read, and no word of a WebSocket."""
    for path in _READ:
        got = await page.evaluate(_READS, f"{url}/{path}")
        assert got == {"cors": "", "no-cors": "", "image": "", "script": ""}, path
    address = f"{url.replace('http', 'ws', 1)}/ws/signaling"
    said = await page.evaluate(_STEERS, [address, PROTOCOL_VERSION])
    assert said == {"code": CLOSE_FORBIDDEN, "messages": []}
    for path in ("api/scene/load", "api/access/links", "api/access/logout", "api/sessions"):
        # A page is told nothing of an answer, and an opaque one counts as 0.
        assert set(await page.evaluate(_WRITES, [f"{url}/{path}", _SWAP])) <= {"", "0"}, path


async def _what_is(server: LiveServer) -> dict[str, Any]:
    """All that a stranger might have changed."""
    stats = await server.get("/api/stats")
    links = (await server.get("/api/access/links"))["links"] if server.token else []
    sessions = [one["name"] for one in stats["sessions"]]
    return {"links": links, "sessions": sessions} | {
        key: stats[key] for key in ("scene", "generation", "running", "worker_restarts")
    }


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
async def test_a_foreign_page_in_a_browser_that_is_logged_in_reads_steers_and_swaps_nothing(
    name: str,
) -> None:
    async with (
        live_server(token=True) as server,
        browser() as chromium,
        another_site("<body>Kittens</body>", name) as site,
    ):
        own = await open_page(chromium, server.link)
        before = await _what_is(server)
        assert before["running"]
        foreign = await own.context.new_page()
        answers: list[tuple[str, int]] = []
        foreign.on("response", lambda one: answers.append((one.request.method, one.status)))
        await foreign.goto(site)
        await _tries_everything(foreign, server.url)
        assert await _what_is(server) == before
        # Whatever the browser tells of an answer to what writes: it was a refusal.
        assert {status for method, status in answers if method == "POST"} <= {403}
        # The login is a good one still, and by it the server's own page may do all of that.
        swapped = await own.evaluate(
            """body => fetch("api/scene/load", {method: "POST", body,
                 headers: {"content-type": "application/json"}}).then((answer) => answer.status)""",
            _SWAP,
        )
        assert swapped == 200
        assert (await _what_is(server))["generation"] > before["generation"]


@pytest.mark.parametrize("token", [False, True])
async def test_a_name_that_was_pointed_at_this_machine_opens_no_door(token: bool) -> None:
    async with (
        live_server(token=token) as server,
        browser((), *_REBOUND) as chromium,
    ):
        before = await _what_is(server)
        port = server.url.rsplit(":", 1)[1]
        evil = f"http://evil.example:{port}"
        page = await (await chromium.new_context()).new_page()
        for path in ("/", f"/?token={server.token}", "/diagnostics", "/api/config"):
            answer = await page.goto(f"{evil}{path}")
            assert answer is not None
            assert (answer.status, (await answer.json())["code"]) == (403, "foreign_host"), path
        # The stranger's page came from there before the name was pointed here.
        await page.route(
            "**/kittens", lambda route: route.fulfill(body="Kittens", content_type="text/html")
        )
        await page.goto(f"{evil}/kittens")
        for method, path in (
            ("GET", "api/stats"),
            ("GET", "api/screenshot"),
            ("POST", "api/scene/load"),
        ):
            got = await page.evaluate(
                """([path, method, body]) => fetch(path, {method, body,
                     headers: {"content-type": "application/json"}})
                   .then(async (answer) => [answer.status, (await answer.json()).code])""",
                [path, method, _SWAP if method == "POST" else None],
            )
            assert got == [403, "foreign_host"], path
        said = await page.evaluate(
            _STEERS, [f"ws://evil.example:{port}/ws/signaling", PROTOCOL_VERSION]
        )
        assert said == {"code": CLOSE_FORBIDDEN, "messages": []}
        assert await _what_is(server) == before


async def test_a_frame_that_another_site_may_show_is_steered_by_a_ticket_and_not_by_its_site() -> (
    None
):
    async with (
        another_site("<iframe width=700 height=500></iframe>") as site,
        live_server("--frame-ancestor", site, token=True) as server,
        browser() as chromium,
    ):
        async with server.client() as client:
            made = await client.post(f"{server.url}/api/access/tickets", json={})
        page = await (await chromium.new_context(bypass_csp=True)).new_page()
        await page.goto(site)
        await page.evaluate(
            "url => { document.querySelector('iframe').src = url }",
            f"{server.url}/#ticket={made.json()['ticket']}",
        )
        frame = page.frame_locator("iframe >> nth=0")

        async def paused() -> bool:
            return (await server.get("/api/stats"))["running"] is False

        await frame.get_by_role("button", name="Pause", exact=True).click()
        await until(paused)
        # Who may show it may not reach into it, nor use what it was let in by.
        before = await _what_is(server)
        await _tries_everything(page, server.url)
        assert await page.evaluate("document.querySelector('iframe').contentDocument") is None
        assert await _what_is(server) == before
        await frame.get_by_role("button", name="Run", exact=True).wait_for()
