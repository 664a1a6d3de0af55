"""All cases, in files of what they are about."""

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases import boxes, carts, chains, falling, pendulums, ramps, tables

__all__ = ["CASES"]

CASES: tuple[Case, ...] = (*pendulums.CASES, *carts.CASES, *chains.CASES, *boxes.CASES, *falling.CASES, *ramps.CASES, *tables.CASES)
