"""Language models through the providers' own programs, against servers that speak as they do."""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from py_remote_viewer.config import WritingServerSettings, WritingSettings
from py_remote_viewer.errors import KeyMissingError, ProviderError, RemoteViewerError, WritingError
from py_remote_viewer.protocol.expectations import Count, Things
from py_remote_viewer.protocol.operations import SetAttributes
from py_remote_viewer.scenes.writing.asking import Dialect, Endpoint
from py_remote_viewer.scenes.writing.llm_writer import make_writer
from py_remote_viewer.scenes.writing.types import (
    Attempt,
    Draft,
    Findings,
    PresentScene,
    Usage,
    Writer,
    WritingRequest,
)
from tests.support.leaks import no_leaks_async
from tests.support.llm_servers import (
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    LlmServer,
    answers,
    cut,
    endless,
    fails_within,
    hangs,
    llm_server,
    refuses,
    runs_out,
    says,
    status,
)

_KEY = "sk-planted-0123456789-abcdefghijklmnop"
_PROVIDERS: dict[Dialect, str] = {
    "responses": "openai",
    "messages": "anthropic",
    "generate": "google",
    "chat": "ollama",
}
_REQUEST = WritingRequest("three red boxes", ("panda",))
_EXPECTED = (Count(Things(shape="box", colour="red"), 3),)
_COUNT = {"expect": "count", "of": {"shape": "box", "colour": "red"}, "count": 3}
_SCENE = {"title": "Boxes", "explanation": "Three.", "mjcf": "<mujoco/>"}
_OPERATION = {"do": "set", "kind": "geom", "name": "a", "attributes": {"rgba": "1 0 0 1"}}

pytestmark = pytest.mark.usefixtures("no_blocking")


@dataclass
class Provider:
    """A server, and how it is asked."""

    server: LlmServer
    waits: list[float] = field(default_factory=list[float])

    host: str = "127.0.0.1"

    async def sleep(self, seconds: float) -> None:
        """Notes how long would be waited."""
        self.waits.append(seconds)

    def writer(self, key: str | None = _KEY, **settings: Any) -> Writer:
        """A writer that asks it."""
        base_url = self.server.base_url.replace("127.0.0.1", self.host)
        own = WritingServerSettings("ollama", base_url, ("qwen3-coder",))
        return make_writer(
            WritingSettings(servers=(own,), **settings),
            _PROVIDERS[self.server.dialect],
            key=key,
            sleep=self.sleep,
            _base_url=base_url,
        )


@asynccontextmanager
async def _provider(dialect: Dialect) -> AsyncGenerator[Provider]:
    async with llm_server(dialect) as server:
        yield Provider(server)


@pytest.fixture(params=list(_PROVIDERS))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return request.param


@pytest.fixture(autouse=True)
def _nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert _KEY not in caplog.text
    assert {record.name for record in caplog.records} <= {"asyncio"}


async def _failure(
    writer: Writer, kind: type[RemoteViewerError] = ProviderError
) -> RemoteViewerError:
    """What comes of asking, which does not tell the key to anybody."""
    with pytest.raises(kind) as caught:
        await writer.expect(_REQUEST)
    error = caught.value
    told = [*traceback.format_exception(error), repr(error), repr(vars(error)), *_parts(writer)]
    assert not [text for text in told if _KEY in text]
    assert error.__cause__ is None
    return error


def _parts(thing: object, depth: int = 8) -> list[str]:
    """Everything of ours that hangs on it, as it shows itself."""
    found = [repr(thing)]
    if (
        depth
        and type(thing).__module__.startswith("py_remote_viewer")
        and hasattr(thing, "__dict__")
    ):
        for part in vars(thing).values():
            found += _parts(part, depth - 1)
    return found


async def test_an_answer_becomes_expectations_and_a_scene(dialect: Dialect) -> None:
    async with _provider(dialect) as provider, no_leaks_async():
        provider.server.will(answers({"expectations": [_COUNT]}), answers(_SCENE))
        writer = provider.writer()
        assert await writer.expect(_REQUEST) == _EXPECTED
        assert await writer.write(_REQUEST, _EXPECTED, ()) == Draft("Boxes", "Three.", "<mujoco/>")
        assert writer.usage == Usage(2, 2 * INPUT_TOKENS, 2 * OUTPUT_TOKENS)
        assert writer.source == "llm"
        asked = provider.server.asked[0]
        assert "three red boxes" in asked.text
        assert "panda" in asked.text
        assert writer.name in asked.text
        assert _KEY in str(asked.headers)
        assert _KEY not in asked.path
        assert not [text for text in _parts(writer) if _KEY in text]


async def test_the_kinds_of_a_form_keep_their_tags(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        answer = {"title": "t", "explanation": "", "operations": [_OPERATION]}
        provider.server.will(answers(answer))
        request = WritingRequest("paint it red", present=PresentScene("A ball", "<mujoco/>"))
        draft = await provider.writer().write(request, (), ())
        assert draft.operations == (SetAttributes("geom", "a", {"rgba": "1 0 0 1"}),)
        sent = provider.server.asked[0].text
        for tag in ("set", "add", "remove", "option"):
            assert f'"enum": ["{tag}"]' in sent


async def test_a_repair_shows_the_last_attempt_and_what_is_wrong(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(answers(_SCENE))
        findings = Findings(error="XML Error in line 7: no such thing")
        attempts = [Attempt(Draft("t", "e", "<mujoco model='first'/>"), findings)]
        await provider.writer().write(_REQUEST, _EXPECTED, attempts)
        sent = provider.server.asked[0].text
        assert "<mujoco model='first'/>" in sent
        assert "line 7: no such thing" in sent


async def test_an_answer_of_the_wrong_form_is_asked_for_once_more(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        wrong = {"expectations": [{**_COUNT, "count": "some"}]}
        provider.server.will(answers(wrong), answers({"expectations": [_COUNT]}))
        writer = provider.writer()
        assert await writer.expect(_REQUEST) == _EXPECTED
        assert "$.expectations[0].count" in provider.server.asked[1].text
        assert writer.usage.requests == 2


async def test_an_answer_that_never_has_the_form_is_a_failure(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(answers({"expectations": [{"expect": "magic"}]}))
        writer = provider.writer()
        error = await _failure(writer)
        assert "'magic' - at `$.expectations[0].expect`" in str(error)
        assert len(provider.server.asked) == 2
        assert writer.usage.tokens == 2 * (INPUT_TOKENS + OUTPUT_TOKENS)


async def test_json_in_plain_text_will_do(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(says('Here:\n```json\n{"declined": "No.", "nearest": "a box"}\n```'))
        error = await _failure(provider.writer(), WritingError)
        assert isinstance(error, WritingError)
        assert (str(error), error.nearest) == ("No.", "a box")


async def test_a_refusal_is_no_failure_of_the_provider(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(refuses())
        assert "does not let" in str(await _failure(provider.writer(), WritingError))
        assert len(provider.server.asked) == 1


async def test_an_answer_that_runs_out_of_tokens_names_the_limit(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(runs_out())
        error = await _failure(provider.writer(output_tokens=1_234))
        assert "1234 tokens" in str(error)
        assert "1234" in provider.server.asked[0].text


async def test_who_does_not_answer_is_left(dialect: Dialect) -> None:
    async with _provider(dialect) as provider, no_leaks_async():
        provider.server.will(hangs())
        error = await _failure(provider.writer(request_sec=0.3))
        assert isinstance(error, ProviderError)
        assert (error.status, "0.3 s" in str(error)) == (504, True)
        async with asyncio.timeout(10):
            await provider.server.left.wait()


async def test_cancelling_closes_the_connection(dialect: Dialect) -> None:
    async with _provider(dialect) as provider, no_leaks_async():
        provider.server.will(hangs())
        asking = asyncio.create_task(provider.writer().expect(_REQUEST))
        async with asyncio.timeout(30):
            await provider.server.came.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await provider.server.left.wait()


async def test_a_key_that_is_refused_is_said_to_be(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(status(401))
        error = await _failure(provider.writer())
        assert isinstance(error, ProviderError)
        assert (error.status, "refuses this key" in str(error)) == (422, True)
        assert len(provider.server.asked) == 1


async def test_google_calls_a_wrong_key_a_bad_request() -> None:
    async with _provider("generate") as provider:
        provider.server.will(status(400, "API_KEY_INVALID"))
        assert "refuses this key" in str(await _failure(provider.writer()))


async def test_a_provider_that_is_busy_for_a_moment_is_waited_for_once(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(status(429, retry_after="3"), answers({"expectations": [_COUNT]}))
        assert await provider.writer().expect(_REQUEST) == _EXPECTED
        assert provider.waits == [3.0]
        provider.server.will(status(503, retry_after="10"))
        error = await _failure(provider.writer())
        assert provider.waits == [3.0, 10.0]
        assert len(provider.server.asked) == 4
        assert isinstance(error, ProviderError)
        assert error.status == 502


async def test_a_provider_that_is_busy_for_longer_is_not_waited_for(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(status(429, retry_after="60"))
        error = await _failure(provider.writer())
        assert isinstance(error, ProviderError)
        assert (error.status, error.retry_after_sec) == (429, 60.0)
        assert (provider.waits, len(provider.server.asked)) == ([], 1)


async def test_google_says_in_the_answer_how_long_to_wait() -> None:
    async with _provider("generate") as provider:
        provider.server.will(
            status(429, 'x", "retryDelay": "7s'), answers({"expectations": [_COUNT]})
        )
        assert await provider.writer().expect(_REQUEST) == _EXPECTED
        assert provider.waits == [7.0]


async def test_other_refusals_are_said_in_our_own_words(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        for code, answered in ((500, 502), (404, 422), (402, 422), (307, 502), (204, 502)):
            provider.server.will(status(code, location=f"{provider.server.origin}/elsewhere"))
            error = await _failure(provider.writer())
            assert isinstance(error, ProviderError)
            assert error.status == answered
        # Nothing is tried again, and no redirect followed.
        assert len(provider.server.asked) == 5


async def test_an_answer_that_is_cut_off_is_no_answer(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(cut())
        error = await _failure(provider.writer())
        assert "was cut off" in str(error)
        assert len(provider.server.asked) == 1


async def test_an_answer_that_turns_into_an_error_is_one(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(fails_within())
        error = await _failure(provider.writer())
        assert isinstance(error, ProviderError)
        assert error.status == 502


async def test_an_answer_that_does_not_end_is_cut(dialect: Dialect) -> None:
    async with _provider(dialect) as provider, no_leaks_async():
        provider.server.will(endless())
        error = await _failure(provider.writer(answer_bytes=100_000))
        assert "more than 100000 bytes" in str(error)
        async with asyncio.timeout(10):
            await provider.server.left.wait()


async def test_nobody_at_the_address_is_said(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        writer = provider.writer()
    assert "cannot be reached" in str(await _failure(writer))


async def test_the_environment_has_no_effect(
    dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _provider(dialect) as provider, llm_server(dialect) as trap:
        trap.will(status(500))
        for name, value in _traps(trap).items():
            monkeypatch.setenv(name, value)
        if dialect != "chat":
            with pytest.raises(KeyMissingError):
                provider.writer(None)
        provider.server.will(answers({"expectations": [_COUNT]}))
        assert await provider.writer().expect(_REQUEST) == _EXPECTED
        assert trap.asked == []
        assert "trap" not in provider.server.asked[0].text.lower()


def _traps(trap: LlmServer) -> dict[str, str]:
    headers = "Authorization: Bearer trap-key\nX-Trap: trap\nanthropic-beta: trap\nx-api-key: trap"
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return {
        "OPENAI_API_KEY": "trap-key", "OPENAI_BASE_URL": trap.base_url, "OPENAI_ADMIN_KEY": "trap",
        "OPENAI_ORG_ID": "trap", "OPENAI_PROJECT_ID": "trap", "OPENAI_CUSTOM_HEADERS": headers,
        "ANTHROPIC_API_KEY": "trap-key", "ANTHROPIC_AUTH_TOKEN": "trap-key",
        "ANTHROPIC_BASE_URL": trap.base_url, "ANTHROPIC_CUSTOM_HEADERS": headers,
        "ANTHROPIC_PROFILE": "trap", "GOOGLE_API_KEY": "trap-key", "GEMINI_API_KEY": "trap-key",
        "GOOGLE_GEMINI_BASE_URL": trap.origin, "GOOGLE_VERTEX_BASE_URL": trap.origin,
        "GOOGLE_GENAI_USE_VERTEXAI": "true", "GOOGLE_GENAI_USE_ENTERPRISE": "true",
        "GOOGLE_CLOUD_PROJECT": "trap", "GOOGLE_CLOUD_LOCATION": "trap",
        "GOOGLE_GENAI_CLIENT_MODE": "replay", "GOOGLE_GENAI_REPLAYS_DIRECTORY": "/trap",
        **dict.fromkeys(proxies, trap.origin),
        **dict.fromkeys((name.lower() for name in proxies), trap.origin),
        "NO_PROXY": "", "no_proxy": "",
    }  # fmt: skip


async def test_an_address_may_be_written_in_any_way(dialect: Dialect) -> None:
    async with _provider(dialect) as provider:
        provider.server.will(answers({"expectations": [_COUNT]}))
        provider.host = "LocalHost"
        assert await provider.writer().expect(_REQUEST) == _EXPECTED


async def test_a_server_without_a_key_gets_one_that_is_none() -> None:
    async with _provider("chat") as provider:
        provider.server.will(answers({"expectations": [_COUNT]}))
        assert await provider.writer(None).expect(_REQUEST) == _EXPECTED
        assert provider.server.asked[0].headers["authorization"] == "Bearer unused"


async def test_the_key_goes_where_the_programs_of_the_providers_put_theirs(
    dialect: Dialect,
) -> None:
    import httpx2
    from pydantic_ai.direct import model_request
    from pydantic_ai.messages import ModelRequest

    from py_remote_viewer.scenes.writing.llm.clients import NO_KEY, connect

    written: list[tuple[str, str]] = []

    async def note(request: httpx2.Request) -> httpx2.Response:
        written.extend(request.headers.items())
        return httpx2.Response(500)

    async with _provider(dialect) as provider:
        provider.server.will(status(401))
        await _failure(provider.writer())
        sent = [(name, text) for name, text in provider.server.asked[0].headers.items()]
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(note)) as client:
        model = connect(Endpoint("x", dialect, "http://127.0.0.1:1", "a-model"), client)
        with pytest.raises(Exception, match="500"):
            await model_request(model, [ModelRequest.user_text_prompt("x")], instrument=False)
    ours = [(name, text.replace(_KEY, "KEY")) for name, text in sent if _KEY in text]
    theirs = [(name, text.replace(NO_KEY, "KEY")) for name, text in written if NO_KEY in text]
    assert ours == theirs
    assert ours
