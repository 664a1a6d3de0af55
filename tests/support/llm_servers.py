"""Servers on loopback that speak as providers of language models do, and misbehave as asked to."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from py_remote_viewer.scenes.writing.asking import Dialect

__all__ = [
    "INPUT_TOKENS", "OUTPUT_TOKENS", "Asked", "LlmServer", "Reply", "answers", "cut", "endless",
    "fails_within", "hangs", "llm_server", "refuses", "runs_out", "says", "status",
]  # fmt: skip

INPUT_TOKENS, OUTPUT_TOKENS = 100, 20
_LIMIT_SEC = 20


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All that was sent."""
        return f"{self.path} {self.headers} {json.dumps(self.body)}"


Reply = Callable[["LlmServer", Asked, asyncio.StreamWriter], Coroutine[Any, Any, None]]


class LlmServer:
    """Replies to one request after the other as it was told to; the last reply is for all more."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect: Dialect = dialect
        self.asked: list[Asked] = []
        #: Set when somebody closes a connection that is not answered to the end.
        self.left = asyncio.Event()
        self.came = asyncio.Event()
        self.port = 0
        self._replies: list[Reply] = []
        self._open: set[asyncio.Task[None]] = set()

    @property
    def origin(self) -> str:
        """The server itself."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What stands in the place of the provider's own address."""
        return self.origin + ("/v1" if self.dialect in ("responses", "chat") else "")

    def will(self, *replies: Reply) -> None:
        """Say what it does from now on."""
        self._replies = list(replies)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for one request."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            async with asyncio.timeout(_LIMIT_SEC):
                asked = await _read(reader)
                self.asked.append(asked)
                self.came.set()
                reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
                replying = asyncio.create_task(reply(self, asked, writer))
                leaving = asyncio.create_task(reader.read(1))
                done, _ = await asyncio.wait(
                    (replying, leaving), return_when=asyncio.FIRST_COMPLETED
                )
                if replying not in done or replying.exception() is not None:
                    self.left.set()
                for part in (replying, leaving):
                    part.cancel()
                    with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                        await part
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            self._open.discard(task)

    async def end(self) -> None:
        """Close what is open."""
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)


@contextlib.asynccontextmanager
async def llm_server(dialect: Dialect) -> AsyncGenerator[LlmServer]:
    """Run one on this event loop."""
    found = LlmServer(dialect)
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await found.end()


def answers(answer: object) -> Reply:
    """The form that was asked for, filled in with this, which may be text that is none."""
    text = answer if isinstance(answer, str) else json.dumps(answer)

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await _send(writer, *_ANSWERS[server.dialect](_form_of(asked.body), text))

    return reply


def says(text: str) -> Reply:
    """Plain text where a form was asked for."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await _send(writer, *_ANSWERS[server.dialect]("", text))

    return reply


def refuses() -> Reply:
    """An answer that its provider does not allow."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        kind, body = _ANSWERS[server.dialect]("", "I")
        for plain, instead in _REFUSALS[server.dialect]:
            assert plain in body
            body = body.replace(plain, instead)
        await _send(writer, kind, body)

    return reply


def runs_out() -> Reply:
    """An answer that ends at the most tokens."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        kind, body = _ANSWERS[server.dialect]("", '{"title": "half of')
        for plain, instead in _LENGTHS[server.dialect]:
            assert plain in body
            body = body.replace(plain, instead)
        await _send(writer, kind, body)

    return reply


def status(code: int, body: str = "none", **headers: str) -> Reply:
    """A refusal of the server itself, which repeats all that it was sent."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        echo = f'{{"error": {{"code": "{body}", "message": {json.dumps(asked.text)}}}}}'
        await _send(writer, "application/json", echo, code, headers)

    return reply


def hangs() -> Reply:
    """Nothing, for as long as somebody waits."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return reply


def cut() -> Reply:
    """Half of an answer."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        kind, body = _ANSWERS[server.dialect](_form_of(asked.body), '{"expectations": []}')
        writer.write(_head(200, kind, len(body)) + body.encode()[: len(body) // 2])
        await writer.drain()

    return reply


def endless() -> Reply:
    """Ten megabytes in the place of an answer."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        kind, _ = _ANSWERS[server.dialect]("", "")
        writer.write(_head(200, kind, 10_000_000))
        part = (b": " if "event" in kind else b"") + b" " * 9_997 + b"\n"
        for _ in range(1_000):
            writer.write(part)
            await writer.drain()

    return reply


def fails_within() -> Reply:
    """An answer that has begun, and turns out to be an error that repeats all that it was sent."""

    async def reply(server: LlmServer, asked: Asked, writer: asyncio.StreamWriter) -> None:
        error = {"type": "overloaded_error", "message": asked.text, "code": "server_error"}
        if server.dialect == "messages":
            text = f"event: error\ndata: {json.dumps({'type': 'error', 'error': error})}\n\n"
            await _send(writer, "text/event-stream", text)
        else:
            await _send(writer, "application/json", json.dumps({"error": error}))

    return reply


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(first.split(" ")[1], headers, json.loads(body or b"{}"))


async def _send(
    writer: asyncio.StreamWriter,
    kind: str,
    body: str,
    code: int = 200,
    headers: dict[str, str] | None = None,
) -> None:
    data = body.encode()
    more = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
    writer.write(_head(code, kind, len(data), more) + data)
    await writer.drain()


def _head(code: int, kind: str, length: int, more: dict[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {code} X", f"content-type: {kind}", f"content-length: {length}"]
    lines += [f"{name}: {value}" for name, value in (more or {}).items()]
    return ("\r\n".join([*lines, "connection: close"]) + "\r\n\r\n").encode()


def _form_of(body: dict[str, Any]) -> str:
    """The name of what is to be filled in; empty where text is asked for."""
    tools = body.get("tools") or [{}]
    declared = tools[0].get("functionDeclarations") or tools
    return str(declared[0].get("name", ""))


def _responses(form: str, text: str) -> tuple[str, str]:
    call = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": form}
    message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
    words = {"type": "output_text", "text": text, "annotations": []}
    output = {**call, "arguments": text} if form else {**message, "content": [words]}
    usage = {
        "input_tokens": INPUT_TOKENS,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": OUTPUT_TOKENS,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
    }
    body = {
        "id": "resp_1", "object": "response", "created_at": 1, "status": "completed",
        "model": "a-model", "output": [output], "parallel_tool_calls": True, "tools": [],
        "tool_choice": "required", "incomplete_details": None, "usage": usage,
    }  # fmt: skip
    return "application/json", json.dumps(body)


def _chat(form: str, text: str) -> tuple[str, str]:
    message = {"role": "assistant", "content": text, "refusal": None}
    body = {
        "id": "chat_1", "object": "chat.completion", "created": 1, "model": "a-model",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": INPUT_TOKENS, "completion_tokens": OUTPUT_TOKENS,
                  "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS},
    }  # fmt: skip
    return "application/json", json.dumps(body)


def _messages(form: str, text: str) -> tuple[str, str]:
    tool = {"type": "tool_use", "id": "toolu_1", "name": form, "input": {}}
    block = tool if form else {"type": "text", "text": ""}
    kind, key = ("input_json_delta", "partial_json") if form else ("text_delta", "text")
    middle = len(text) // 2
    deltas = [{"type": kind, key: part} for part in (text[:middle], text[middle:])]
    message = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "a-model", "content": [],
        "stop_reason": None, "stop_sequence": None,
        "usage": {"input_tokens": INPUT_TOKENS, "output_tokens": 1},
    }  # fmt: skip
    events = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": OUTPUT_TOKENS},
        },
        {"type": "message_stop"},
    ]
    lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events]
    return "text/event-stream", "".join(lines)


def _generate(form: str, text: str) -> tuple[str, str]:
    part: dict[str, Any] = {"text": text}
    if form:
        try:
            part = {"functionCall": {"name": form, "args": json.loads(text)}}
        except ValueError:
            # Here arguments are JSON themselves: what is none comes as text.
            part = {"text": text}
    body = {
        "candidates": [
            {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
        ],
        "usageMetadata": {
            "promptTokenCount": INPUT_TOKENS, "candidatesTokenCount": OUTPUT_TOKENS,
            "totalTokenCount": INPUT_TOKENS + OUTPUT_TOKENS,
        },
        "modelVersion": "a-model",
    }  # fmt: skip
    return "application/json", json.dumps(body)


_ANSWERS: dict[Dialect, Callable[[str, str], tuple[str, str]]] = {
    "responses": _responses,
    "chat": _chat,
    "messages": _messages,
    "generate": _generate,
}
#: What stands in the place of what, for an answer that is not allowed.
_REFUSALS: dict[Dialect, tuple[tuple[str, str], ...]] = {
    "responses": (
        ('"output_text", "text": "I", "annotations": []', '"refusal", "refusal": "I cannot."'),
    ),
    "chat": (('"content": "I", "refusal": null', '"content": null, "refusal": "I cannot."'),),
    "messages": (('"end_turn"', '"refusal"'),),
    "generate": (('"STOP"', '"SAFETY"'),),
}
_LENGTHS: dict[Dialect, tuple[tuple[str, str], ...]] = {
    "responses": (
        ('"incomplete_details": null', '"incomplete_details": {"reason": "max_output_tokens"}'),
        ('"created_at": 1, "status": "completed"', '"created_at": 1, "status": "incomplete"'),
    ),
    "chat": (('"stop"', '"length"'),),
    "messages": (('"end_turn"', '"max_tokens"'),),
    "generate": (('"STOP"', '"MAX_TOKENS"'),),
}
