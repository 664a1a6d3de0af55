"""Sessions belong to the event loop and never block it; the waits of theirs are short here."""

import pytest

from py_remote_viewer.sessions import reserve, session


@pytest.fixture(autouse=True)
def _never_blocks(no_blocking: None) -> None:
    pass


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_WATCHDOG_SEC", 0.01)
    monkeypatch.setattr(reserve, "_DELAY_SEC", 0.0)
