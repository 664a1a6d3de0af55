"""Fixtures that tests of every part share; fakes and helpers are in tests/support."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx

from tests.support.leaks import no_leaks

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side, files that may take longest begin first, or one of them would
    go on alone at the end."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    longest: dict[Path, float] = {}
    for item in items:
        if mark := item.get_closest_marker("timeout"):
            longest[item.path] = max(longest.get(item.path, 0.0), float(mark.args[0]))
    items.sort(key=lambda item: -longest.get(item.path, 0.0))


def pytest_collection_finish() -> None:
    """What is imported stays: collections of garbage need not look through it, in every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def menagerie() -> Path:
    """Folder of real robots with meshes and textures, kept beside the checkout."""
    folder = REPOSITORY.parent / "shared" / "menagerie"
    if not folder.is_dir():
        pytest.skip(f"{folder} does not exist, and the robots in it are not part of the checkout")
    return folder


@pytest.fixture
def no_blocking() -> Iterator[None]:
    """Makes a blocking call that the package runs on an event loop raise BlockingError."""
    with blockbuster_ctx(scanned_modules=["py_remote_viewer"]):
        yield


@pytest.fixture
def leaves_nothing() -> Iterator[None]:
    """Fails a test without an event loop that leaves threads, descriptors or processes behind.

    An async test uses `no_leaks_async` of tests/support/leaks.py inside itself: only there are
    the loop and its tasks in sight.
    """
    with no_leaks():
        yield
