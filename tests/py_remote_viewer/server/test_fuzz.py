"""Every message type and every route, with what fits and with what nearly does."""

import itertools
import json
import logging
import os
from typing import Any

import pytest
from fastapi.routing import APIRoute
from hypothesis import strategies as st

from py_remote_viewer.config import AccessSettings, LimitSettings, Settings
from py_remote_viewer.protocol import client as protocol
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.gateway import Gateway
from tests.support.examples import examples
from tests.support.leaks import no_leaks_async
from tests.support.messages import fits, fitting, kinds, nonsense, spoilt
from tests.support.routes import all_routes
from tests.support.server import Browser, LocalServer, PretendingHost, local_server

#: As many of each message as fit into the time of CI; `make fuzz` has more.
_MORE = int(os.environ.get("FUZZ", "1"))
_FIT, _SPOILT = 6 * _MORE, 15 * _MORE
#: These hold dozens of others.
_OF_MANY = (protocol.CommandRequest, protocol.InputMessage)
_LIMITS = LimitSettings(requests_per_sec=1e6, messages_per_sec=1e6)
_SETTINGS = Settings(access=AccessSettings(insecure=True), limits=_LIMITS)
#: A page that makes so many mistakes is let go.
_MISTAKES = 15
_PINGS = itertools.count(1_000_000.5)
#: The pictures of a worker that only pretends cannot be recorded.
_PRETENDED = "py_remote_viewer.recording.writer"


def _texts(kind: type, count: int, *, fit: bool) -> list[str]:
    made = examples(fitting(kind) if fit else spoilt(kind), count)
    return [json.dumps(value) for value in made]


async def _send_all(server: LocalServer, texts: list[str]) -> None:
    """Send messages, on a new connection after some; each is answered or taken."""
    for first in range(0, len(texts), _MISTAKES):
        async with server.browser() as browser:
            await browser.hello("Fuzz")
            for text in texts[first : first + _MISTAKES]:
                await browser.raw(text)
                assert await _still_there(browser), text


async def _still_there(browser: Browser) -> bool:
    """True when a ping of its own is answered: a message may have been one too."""
    number = next(_PINGS)
    await browser.send("ping", client_ms=number)
    while (await browser.receive("pong"))["client_ms"] != number:
        pass
    return True


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        r.getMessage()
        for r in caplog.records
        if r.levelno >= logging.ERROR and r.name != _PRETENDED
    ]


@pytest.mark.parametrize("kind", kinds(protocol.ClientMessage), ids=lambda kind: kind.__name__)
async def test_no_message_ends_more_than_itself(
    kind: type, caplog: pytest.LogCaptureFixture
) -> None:
    many = 8 if kind in _OF_MANY else 1
    fit = _texts(kind, many * _FIT, fit=True)
    assert all(fits(json.loads(text), kind) for text in fit)
    wrong = [t for t in _texts(kind, many * _SPOILT, fit=False) if not fits(json.loads(t), kind)]
    async with no_leaks_async(10.0), local_server(settings=_SETTINGS) as server:
        async with server.browser() as neighbour:
            await neighbour.hello("Ada")
            async with neighbour.staying():
                await _send_all(server, fit + wrong)
            assert await _still_there(neighbour)
        await server.until(lambda: not server.gateway.session.participants)
    assert _errors(caplog) == []


_RAW = (
    "", " ", "null", "[]", "{}", "0", '"hello"', '{"type":"hello"', "[" * 3000, '{"a":' * 3000,
    '{"type":"hello","version":1e999}', '{"type":"ping","client_ms":NaN}', "\ud800", "\x00",
    '{"type":"ping"}' * 2, "1" * 100_000,
)  # fmt: skip


async def test_what_is_no_message_at_all_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    async with (
        no_leaks_async(),
        local_server(settings=_SETTINGS) as server,
        server.browser() as browser,
    ):
        await browser.hello("Fuzz")
        for text in _RAW:
            await browser.raw(text.encode(errors="replace").decode())
            assert "does not fit the protocol" in (await browser.problem())["detail"], text
            assert await browser.answers()
    assert _errors(caplog) == []


@pytest.fixture
def routes() -> list[tuple[str, APIRoute]]:
    """Those of the API; made before any event loop runs."""
    app = create_app(Gateway(_SETTINGS, PretendingHost()))
    return [(path, route) for path, route in all_routes(app) if isinstance(route, APIRoute)]


_PATH_PARTS = st.sampled_from(
    ["x", "..", "%2e%2e%2f", "default", "a" * 300, "%00", "\u202e", "😀", "-1", "x y", "<b>"]
)
_QUERIES = st.dictionaries(
    st.sampled_from(
        ["participant", "name", "model", "keep_state", "width", "height", "channel", "from", "to",
         "file", "compare", "download", "format", "every", "token", "camera"]
    ),
    st.sampled_from(["", "0", "-1", "x", "1e400", "9" * 30, "nan", "\x00", "a" * 500]),
    max_size=4,
)  # fmt: skip
_BODIES = nonsense | st.dictionaries(
    st.sampled_from(["xml", "name", "path", "upload", "model", "title", "scene", "clone", "token",
                     "role", "hours", "label", "texts", "generation", "start_sec", "fps", "size"]),
    nonsense,
    max_size=4,
)  # fmt: skip
_KINDS = st.sampled_from(
    ["application/json", "application/json; charset=x", "text/plain", "application/sdp",
     "multipart/form-data; boundary=x", "multipart/form-data", "", "application/octet-stream"]
)  # fmt: skip
_ASKED = st.tuples(st.lists(_PATH_PARTS, min_size=4, max_size=4), _QUERIES, _BODIES, _KINDS)
#: What a server says that cannot do it now.
_CANNOT = (503, 507)


def _filled(path: str, parts: list[str]) -> str:
    made, rest = "", list(parts)
    for piece in path.split("/")[1:]:
        made += "/" + (rest.pop(0) if piece.startswith("{") else piece)
    return made


async def test_no_request_gets_more_than_an_answer(
    routes: list[tuple[str, APIRoute]], caplog: pytest.LogCaptureFixture
) -> None:
    asked = examples(_ASKED, 2 * len(routes) * _MORE)
    assert len(asked) > 100
    async with (
        no_leaks_async(10.0),
        local_server(settings=_SETTINGS) as server,
        server.client() as client,
        server.browser() as neighbour,
    ):
        await neighbour.hello("Ada")
        async with neighbour.staying():
            for number, (parts, query, body, kind) in enumerate(asked):
                path, route = routes[number % len(routes)]
                for method in sorted(route.methods):
                    answer = await client.request(
                        method, _filled(path, parts), params=query, content=json.dumps(body),
                        headers={"content-type": kind},
                    )  # fmt: skip
                    _check(method, path, answer)
        assert [p.name for p in server.gateway.session.participants.values()] == ["Ada"]
    assert _errors(caplog) == []


def _check(method: str, path: str, answer: Any) -> None:
    status = answer.status_code
    assert status < 500 or status in _CANNOT, f"{method} {path}: {status} {answer.text[:300]}"
    kind = answer.headers.get("content-type", "")
    if status >= 400 and not kind.startswith("text/html"):
        assert kind == "application/problem+json", f"{method} {path}: {status} {kind}"
        assert answer.json()["detail"]
