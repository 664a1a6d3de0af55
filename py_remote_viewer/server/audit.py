"""Who did what: one line for each act that others may have to ask about."""

import json
import logging
import queue
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path
from types import TracebackType
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from py_remote_viewer.access import Access
from py_remote_viewer.errors import ConfigurationError

__all__ = ["Audit", "AuditTrail"]

_READING = {"GET", "HEAD", "OPTIONS"}
_LONGEST = 300
#: Of these there are many, and the log is read by people.
_OFTEN = ("request", "activity")
#: What stands behind it in a path is a secret of one player.
_PLAYERS = "/whep/"
_log = logging.getLogger("py_remote_viewer.audit")


class Audit:
    """Writes to a file, one JSON object a line; who comes and goes is in the log too. Any thread
    may call.

    A line names people and links, never what they showed to come in, and of a request its path, not
    what stands behind the question mark. The file is written by a thread of its own: a disk that
    hangs holds nobody up.
    """

    def __init__(self, file: str | None = None) -> None:
        self._listener: QueueListener | None = None
        self._handler: QueueHandler | None = None
        if file is not None:
            self._open(Path(file))

    def _open(self, path: Path) -> None:
        try:
            path.touch(mode=0o600)
            writer = logging.FileHandler(path, encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            raise ConfigurationError(f"--audit-log {path} cannot be written: {reason}.") from error
        writer.setFormatter(logging.Formatter("%(message)s"))
        lines: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._handler = QueueHandler(lines)
        self._listener = QueueListener(lines, writer)
        self._writer = writer
        self._listener.start()

    def note(self, act: str, access: Access | None = None, **fields: object) -> None:
        """Note an act of somebody."""
        line: dict[str, object] = {"at": datetime.now(UTC).isoformat(timespec="milliseconds")}
        line["act"] = act
        if access is not None:
            line["grant"] = access.grant.id
            line["who"] = access.name or access.grant.label
        line |= {name: _bounded(value) for name, value in fields.items()}
        level = logging.DEBUG if act in _OFTEN else logging.INFO
        _log.log(level, "%s", " ".join(f"{name}={line[name]}" for name in line if name != "at"))
        if self._handler is not None:
            text = json.dumps(line)
            self._handler.handle(logging.makeLogRecord({"msg": text, "levelno": logging.INFO}))

    def close(self) -> None:
        """Write what waits; twice is fine."""
        listener, self._listener, self._handler = self._listener, None, None
        if listener is not None:
            listener.stop()
            self._writer.close()

    def __enter__(self) -> "Audit":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AuditTrail:
    """ASGI middleware: notes every request that may change something, and how it was answered."""

    def __init__(self, app: ASGIApp, audit: Audit) -> None:
        self._app = app
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] in _READING:
            await self._app(scope, receive, send)
            return
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope.setdefault("state", {})
        try:
            await self._app(scope, receive, noted)
        finally:
            client = scope.get("client") or ("", 0)
            self._audit.note(
                "request",
                scope["state"].get("access"),
                method=scope["method"],
                path=_plain(scope["path"]),
                status=status,
                address=client[0],
            )


def _plain(path: str) -> str:
    return "/".join(path.split("/")[:3]) if path.startswith(_PLAYERS) else path


def _bounded(value: object) -> object:
    """What strangers wrote may be long."""
    return value[:_LONGEST] if isinstance(value, str) else value
