"""Which of many prompts run every time; the others are marked slow."""

from collections import Counter
from pathlib import Path

import pytest

#: Of those that a test is given, one of so many; `make slow` runs them all.
_ONE_OF = 3
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Most of them build a scene and run it for seconds of its time."""
    seen: Counter[str] = Counter()
    for item in items:
        if item.path.parent != _HERE or "[" not in item.name:
            continue
        test = f"{item.path}:{getattr(item, 'originalname', item.name)}"
        if seen[test] % _ONE_OF:
            item.add_marker(pytest.mark.slow)
        seen[test] += 1
