"""All cases, in files of what they are about."""

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases import (
    boxes,
    carts,
    chains,
    declined,
    falling,
    machines,
    pendulums,
    ramps,
    tables,
    vehicles,
)

__all__ = ["CASES"]

CASES: tuple[Case, ...] = (
    *pendulums.CASES,
    *carts.CASES,
    *chains.CASES,
    *boxes.CASES,
    *falling.CASES,
    *ramps.CASES,
    *tables.CASES,
    *vehicles.CASES,
    *machines.CASES,
    *declined.CASES,
)
