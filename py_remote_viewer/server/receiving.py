"""Takes what people send onto the disk, piece by piece, without holding up the event loop."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from py_remote_viewer.errors import CommandError, SceneError
from py_remote_viewer.scenes.temporary import TemporaryFolder, disk_failure
from py_remote_viewer.scenes.uploads import Upload, UploadStore
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["Inbox", "UploadDesk", "receive_file"]

#: So much is gathered before a thread writes it.
_BLOCK = 1 << 20
_AT_ONCE = 8
_LONGEST_NAME = 2000


class _Taker(Protocol):
    """Takes the body of a request in blocks; may block, called in threads, one after another."""

    def feed(self, block: bytes) -> None: ...
    def end(self) -> None: ...


class UploadDesk:
    """Receives models for a store; belongs to the event loop."""

    def __init__(self, store: UploadStore) -> None:
        self._store = store
        self._under_way = 0

    async def receive(self, request: Request, name: str | None) -> Upload:
        """A model from a request's body: a form with files, or one file as it is, called `name`.

        Raises SceneError for what may not be, EnvironmentFailure where the disk is full.
        """
        if self._under_way >= _AT_ONCE:
            raise CommandError(f"{_AT_ONCE} uploads are under way already; wait for one to end.")
        self._under_way += 1
        try:
            receiver = await in_thread(self._store.receive)
            try:
                await _pass_on(request, _taker_of(request, receiver, name))
                return await in_thread(receiver.finish)
            finally:
                # Also where the sender has gone meanwhile.
                await in_thread(receiver.abandon)
        finally:
            self._under_way -= 1


class Inbox:
    """Receives files that somebody else then takes care of; belongs to the event loop."""

    def __init__(self) -> None:
        self._under_way = 0

    async def receive(self, request: Request, temporary: TemporaryFolder) -> Path:
        """A request's body as a new file; raises EnvironmentFailure where the disk is full."""
        if self._under_way >= _AT_ONCE:
            raise CommandError(f"{_AT_ONCE} files are under way already; wait for one to end.")
        self._under_way += 1
        try:
            path = await in_thread(temporary.new_file)
            try:
                await receive_file(request, path)
            except BaseException:
                # Also where the sender has gone meanwhile.
                await in_thread(lambda: path.unlink(missing_ok=True))
                raise
            return path
        finally:
            self._under_way -= 1


async def receive_file(request: Request, path: Path) -> None:
    """A request's body as one file."""
    await _pass_on(request, _PlainFile(path))


async def _pass_on(request: Request, taker: _Taker) -> None:
    gathered = bytearray()
    async for piece in request.stream():
        gathered += piece
        if len(gathered) >= _BLOCK:
            block, gathered = bytes(gathered), bytearray()
            await in_thread(_feeding(taker, block))
    await in_thread(_feeding(taker, bytes(gathered)))
    await in_thread(taker.end)


def _feeding(taker: _Taker, block: bytes) -> Callable[[], None]:
    return lambda: taker.feed(block)


def _taker_of(request: Request, receiver: Any, name: str | None) -> _Taker:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data":
        boundary = options.get(b"boundary")
        if not boundary:
            raise SceneError("The form has no boundary in its Content-Type; send it again.")
        return _Form(receiver, boundary)
    return _Single(receiver, name or "model.xml")


class _PlainFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def feed(self, block: bytes) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(block)
        except OSError as error:
            raise disk_failure(error) from error

    def end(self) -> None:
        pass


class _Single:
    """One file as the whole body."""

    def __init__(self, receiver: Any, name: str) -> None:
        self._receiver = receiver
        self._name = name
        self._begun = False

    def feed(self, block: bytes) -> None:
        if not self._begun:
            self._begun = True
            self._receiver.open(self._name)
        self._receiver.write(block)

    def end(self) -> None:
        self._receiver.close()


class _Form:
    """A form whose parts with a file name are the files; a path in it is kept."""

    def __init__(self, receiver: Any, boundary: bytes) -> None:
        self._receiver = receiver
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._in_file = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begins,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._part_data,
                "on_part_end": self._part_ends,
            },
        )

    def feed(self, block: bytes) -> None:
        try:
            self._parser.write(block)
        except MultipartParseError as error:
            raise SceneError(f"The form cannot be read: {error}.") from error

    def end(self) -> None:
        try:
            self._parser.finalize()
        except MultipartParseError as error:
            raise SceneError(f"The form ends too early: {error}; send it again.") from error

    def _part_begins(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"filename", b"")[:_LONGEST_NAME].decode(errors="replace")
        # Browsers write quotes and line ends in names this way.
        name = unquote(name) if "%22" in name or "%0" in name else name
        self._in_file = bool(name)
        if self._in_file:
            self._receiver.open(name)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._receiver.write(memoryview(data)[start:end])

    def _part_ends(self) -> None:
        if self._in_file:
            self._in_file = False
            self._receiver.close()
