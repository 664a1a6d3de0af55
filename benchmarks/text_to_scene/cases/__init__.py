"""All cases, in files of what they are about."""

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases import (
    boxes,
    carts,
    chains,
    contraptions,
    cranes,
    declined,
    falling,
    machines,
    pendulums,
    ramps,
    robots,
    rows,
    stacks,
    tables,
    turning,
    vehicles,
)

__all__ = ["CASES"]

_FILES = (
    pendulums, carts, chains, boxes, stacks, falling, rows, ramps, turning, tables, robots,
    vehicles, cranes, machines, contraptions, declined,
)  # fmt: skip
CASES: tuple[Case, ...] = tuple(case for file in _FILES for case in file.CASES)
