"""The worker process: one simulation, drawn and encoded. Started by `hosting`, never imported
by the gateway."""

__all__: list[str] = []
