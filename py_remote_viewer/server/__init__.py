"""The FastAPI application: pages, API, signalling. Thin: what it does is done by `sessions`.

Nothing is imported here, so that `launch` starts a worker before the rest is imported.
"""
