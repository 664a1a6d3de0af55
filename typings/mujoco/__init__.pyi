# mujoco's compiled modules come without stubs, and pyright cannot look into them. With this it takes every name of the
# package as Any instead of reporting each as missing; what our own functions take and give is annotated and checked.
from typing import Any

def __getattr__(name: str) -> Any: ...
