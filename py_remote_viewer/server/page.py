"""The built page, held in memory and compressed once."""

import functools
import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from py_remote_viewer.server.headers import page_policy

__all__ = ["Page"]

_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
#: Vite puts a hash of the content into these names, so a name never changes its meaning.
_IMMUTABLE_FOLDER = "assets/"


@dataclass(frozen=True)
class _File:
    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache_control: str


class Page:
    """Answers requests for the page's files; all of them together are well below a megabyte.

    Compressing while serving would hold the event loop for 15 ms for each visitor.
    """

    def __init__(self, folder: Path, frame_ancestors: Iterable[str] = ()) -> None:
        self._policy = page_policy(frame_ancestors)
        self._files = {
            file.relative_to(folder).as_posix(): _read(folder, file)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        # Their files are named relative to them; scripts and styles find theirs by themselves.
        self._below = {
            name: _file(name, file.body.replace(b'="./', b'="../../'))
            for name, file in self._files.items()
            if name.endswith(".html")
        }

    @property
    def built(self) -> bool:
        """False where there is no page to show."""
        return "index.html" in self._files

    @property
    def paths(self) -> list[str]:
        """All that can be asked for, besides the page itself at ""."""
        return list(self._files)

    def respond(self, request: Request, path: str, *, status: int = 200) -> Response | None:
        """The file at a path (the page itself at ""); None where there is none."""
        file = self._files.get(path or "index.html")
        return None if file is None else self._respond(request, file, status)

    def respond_below(
        self, request: Request, path: str = "index.html", *, status: int = 200
    ) -> Response | None:
        """The page itself, or another one, two folders further down than its files."""
        file = self._below.get(path)
        return None if file is None else self._respond(request, file, status)

    def _respond(self, request: Request, file: _File, status: int) -> Response:
        headers = {
            "etag": file.etag,
            "cache-control": file.cache_control,
            "vary": "accept-encoding",
            "content-security-policy": self._policy,
        }
        if status == 200 and request.headers.get("if-none-match") == file.etag:
            return Response(status_code=304, headers=headers)
        body = file.body
        if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            body = file.compressed
        return Response(body, status, media_type=file.media_type, headers=headers)


def _read(folder: Path, file: Path) -> _File:
    immutable = file.relative_to(folder).as_posix().startswith(_IMMUTABLE_FOLDER)
    return _file(file.name, file.read_bytes(), immutable=immutable)


def _file(name: str, body: bytes, *, immutable: bool = False) -> _File:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    media_type = media_type.replace("text/javascript", "application/javascript")
    is_text = media_type.startswith(_TEXT)
    return _File(
        body=body,
        compressed=_compressed(body) if is_text else None,
        media_type=media_type,
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        cache_control="public, max-age=31536000, immutable" if immutable else "no-cache",
    )


# Whoever makes several applications in one process shows the same page in each.
@functools.lru_cache(maxsize=512)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
