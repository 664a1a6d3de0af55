"""A checkout with a small page, and a stand-in for npm that builds it."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import page
import pytest

# Stands in for npm: writes down its arguments, and `run build` makes the page from the source.
FAKE_NPM = """
import pathlib, sys
with open("../calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "ci":
    pathlib.Path("node_modules").mkdir(exist_ok=True)
elif pathlib.Path("broken").exists():
    sys.exit("error TS2322: Type 'string' is not assignable")
else:
    pathlib.Path("dist/assets").mkdir(parents=True, exist_ok=True)
    pathlib.Path("dist/index.html").write_text(pathlib.Path("src.ts").read_text())
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a page of one source file, built by the stand-in."""
    npm = tmp_path / "npm.py"
    npm.write_text(FAKE_NPM)

    @contextmanager
    def environment() -> Generator[tuple[list[str], Mapping[str, str]]]:
        yield [sys.executable, str(npm)], {}

    monkeypatch.setattr(page, "node_environment", environment)
    client = tmp_path / "root" / "client"
    client.mkdir(parents=True)
    (client.parent / "py_remote_viewer").mkdir()
    (client / "package.json").write_text("{}")
    (client / "package-lock.json").write_text("{}")
    (client / "src.ts").write_text("first")
    return client.parent
