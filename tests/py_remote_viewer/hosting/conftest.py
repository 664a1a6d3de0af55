"""Workers are started and heard on the event loop, and never block it."""

import pytest


@pytest.fixture(autouse=True)
def _never_blocks(no_blocking: None) -> None:
    pass
