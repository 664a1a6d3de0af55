"""Examples of a hypothesis strategy, the same at each run, for tests that share one server."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

__all__ = ["examples"]


def examples(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """So many examples. A server for each would take minutes; what fails names its example."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),  # type: ignore[arg-type] # pyright: ignore
    )
    @given(strategy)
    def take(value: Any) -> None:
        found.append(value)

    take()
    return found
