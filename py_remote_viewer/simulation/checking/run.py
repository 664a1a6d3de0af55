"""Runs a scene for a while, and judges it by what is expected of it."""

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import mujoco

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import (
    Check,
    Expectation,
    Falls,
    Period,
    Reaches,
    Settles,
    Topples,
)
from py_remote_viewer.simulation.checking.behaviour import check_behaviour
from py_remote_viewer.simulation.checking.falling import falling_bodies, falling_sec
from py_remote_viewer.simulation.checking.findings import Finding, seconds
from py_remote_viewer.simulation.checking.geometry import Geometry, check_geometry
from py_remote_viewer.simulation.checking.penetration import Pairs
from py_remote_viewer.simulation.checking.reaching import check_reaches
from py_remote_viewer.simulation.checking.recording import Recording, record
from py_remote_viewer.simulation.checking.scene import Scene
from py_remote_viewer.simulation.checking.structure import Structure, check_structure
from py_remote_viewer.simulation.checking.swinging import check_period
from py_remote_viewer.simulation.checking.things import are_there

__all__ = ["run_trial"]

#: Where something has to topple or to come to rest, it may take so long.
_LONGEST_SEC = 15.0
#: A trial that the clock ended is still one after that.
_LEAST_SEC = 1.0
_NO_ROBOTS: Mapping[str, str] = MappingProxyType({})
_FINITE = "the simulation stays finite, and MuJoCo warns of nothing"
_APART = "nothing is more than 1 mm inside something else (5 mm for robots)"


def run_trial(
    model: mujoco.MjModel,
    expectations: Sequence[Expectation],
    *,
    robots: Mapping[str, str] = _NO_ROBOTS,
    sim_sec: float = 3.0,
    wall_sec: float = 20.0,
    before: mujoco.MjModel | None = None,
) -> tuple[Check, ...]:
    """Let the scene go on by itself, and check it: what every scene has to be comes first, then
    what is expected, in that order.

    `robots` are names in the catalogue, by what the names of that robot's elements begin with
    (`{"panda/": "panda"}`). The trial lasts `sim_sec` of simulated time, longer where something
    needs it to be seen, and no longer than `wall_sec` in all: what could not be seen by then has
    not passed. What was inside something else in the scene `before` a change is no fault of the
    change. Raises nothing that a scene or an expectation could be the reason of.
    """
    deadline = time.monotonic() + wall_sec
    try:
        scene = Scene(model, robots)
        known = _inside_before(before, robots, sim_sec, deadline)
        recording = _record(scene, expectations, sim_sec, deadline, known)
    except Exception as error:
        finding = Finding(False, f"the scene cannot be simulated: {_reason(error)}")
        sentences = [_FINITE, _APART, *(each.sentence for each in expectations)]
        return tuple(_check(sentence, finding) for sentence in sentences)
    checks = [_check(_FINITE, _finite(recording)), _check(_APART, _apart(recording))]
    for expected in expectations:
        checks.append(_check(expected.sentence, _judged(recording, expected, deadline)))
    return tuple(checks)


def _check(sentence: str, finding: Finding) -> Check:
    # numpy's own booleans do not go over a wire.
    return Check(sentence, bool(finding.passed), finding.found)


def _inside_before(
    model: mujoco.MjModel | None, robots: Mapping[str, str], sim_sec: float, deadline: float
) -> Pairs:
    """What was inside each other already."""
    if model is None:
        return frozenset()
    recording = _record(Scene(model, robots), (), sim_sec, deadline, frozenset())
    return recording.penetration.pairs


def _record(
    scene: Scene,
    expectations: Sequence[Expectation],
    sim_sec: float,
    deadline: float,
    known: Pairs,
) -> Recording:
    falls = [each for each in expectations if isinstance(each, Falls)]
    lasting = [
        each
        for each in expectations
        if isinstance(each, Settles | Topples) and are_there(scene, each.things)
    ]

    def is_over(recording: Recording) -> bool:
        return all(_judged(recording, each, deadline).passed for each in lasting)

    return record(
        scene,
        sim_sec=min(max(sim_sec, *(falling_sec(scene, each) for each in falls), 0.0), _LONGEST_SEC),
        most_sec=_LONGEST_SEC if lasting else 0.0,
        deadline=deadline,
        watched=[body for each in falls for body in falling_bodies(scene, each)],
        is_over=is_over,
        known=known,
    )


def _judged(recording: Recording, expected: Expectation, deadline: float) -> Finding:
    """A failed finding where it cannot be told, for whatever reason."""
    try:
        return _judge(recording, expected, deadline)
    except SceneError as error:
        return Finding(False, str(error))
    except Exception as error:
        return Finding(False, f"that could not be checked: {_reason(error)}")


def _judge(recording: Recording, expected: Expectation, deadline: float) -> Finding:
    scene = recording.scene
    if isinstance(expected, Period):
        return check_period(scene, expected, deadline)
    if isinstance(expected, Reaches):
        return check_reaches(scene, expected, deadline)
    if isinstance(expected, Structure):
        return check_structure(scene, expected)
    if isinstance(expected, Geometry):
        return check_geometry(scene, expected)
    return check_behaviour(recording, expected)


def _finite(recording: Recording) -> Finding:
    lasted = seconds(recording.lasted_sec)
    if recording.broken or recording.warnings:
        return Finding(False, "; ".join([*recording.warnings, recording.broken]).strip("; "))
    if not recording.cut_short:
        return Finding(True, f"so it was for {lasted}")
    if recording.lasted_sec < _LEAST_SEC:
        return Finding(False, f"it is too slow to be tried, {lasted} were all that could be seen")
    return Finding(True, f"so it was for {lasted}, more could not be seen in time")


def _apart(recording: Recording) -> Finding:
    found = recording.penetration.found
    if found:
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        return Finding(False, "; ".join(found[:5]) + more)
    if recording.flaw and recording.lasted_sec < _LEAST_SEC:
        return Finding(False, recording.flaw)
    lasted = seconds(recording.lasted_sec)
    return Finding(True, f"so it was for {lasted}{', until then' * bool(recording.flaw)}")


def _reason(error: Exception) -> str:
    """What it says, on one line."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
