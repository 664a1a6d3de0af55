"""Physics only: loading, pacing, stepping, state. No GL, no asyncio, no network."""

__all__: list[str] = []
