"""Checks the period with which a joint swings, in a trial run of its own."""

import math
import time

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import Period
from py_remote_viewer.simulation.checking.findings import Finding, listed, seconds
from py_remote_viewer.simulation.checking.kinds import joint_kind
from py_remote_viewer.simulation.checking.recording import copy_of
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.things import joint_called
from py_remote_viewer.simulation.names import name_of

__all__ = ["check_period"]

_TOLERANCE = 0.03
#: Somewhat more than three periods, so that three are seen wherever it begins.
_PERIODS = 3.6
#: By kind, what moves no more than that rests (rad or m), and how far beside it is then let go.
_RESTS = {"hinge": 0.01, "slide": 0.002}
_BESIDE = {"hinge": 0.05, "slide": 0.01}
#: Of its amplitude: less beyond the middle is no swing to the other side.
_BEYOND = 0.1
#: Swings of one period differ by no more than that; large ones of a pendulum that is damped do.
_UNEVEN = 0.15


def check_period(scene: Scene, expected: Period, deadline: float) -> Finding:
    """Whether the joint swings so; `deadline` is of time.monotonic."""
    joint = joint_called(scene, expected.joint)
    if joint is None:
        names = [name_of(scene.model, "joint", each) for each in range(scene.model.njnt)]
        there = listed(names) or "none at all"
        return Finding(False, f"there is no joint called {expected.joint}; there are {there}")
    kind = joint_kind(scene.model, joint)
    if kind not in _RESTS:
        return Finding(False, f"{expected.joint} is a {kind} joint, which has no period")
    sim_sec = _PERIODS * expected.seconds
    how = ""
    times, trace = _let_go(scene, joint, 0.0, sim_sec, deadline)
    if float(np.ptp(trace)) < _RESTS[kind]:
        beside = _BESIDE[kind]
        times, trace = _let_go(scene, joint, beside, sim_sec, deadline)
        how = f", let go {beside:g} {'rad' if kind == 'hinge' else 'm'} beside its rest"
    swings = _swings(times, trace) if float(np.ptp(trace)) >= _RESTS[kind] else np.empty(0)
    if not swings.size:
        return Finding(False, f"it does not swing to and fro within {seconds(sim_sec)}{how}")
    period = float(swings.mean())
    if float(np.abs(swings - period).max()) > _UNEVEN * period:
        least, most = seconds(float(swings.min())), seconds(float(swings.max()))
        return Finding(False, f"it swings unevenly, in {least} to {most}{how}")
    passed = abs(period - expected.seconds) <= _TOLERANCE * expected.seconds
    return Finding(passed, f"{period:.4g} s{how}")


def _let_go(
    scene: Scene, joint: int, beside: float, sim_sec: float, deadline: float
) -> tuple[Floats, Floats]:
    """Times, and the joint's position at each of them."""
    model, data = scene.model, copy_of(scene)
    address = int(model.jnt_qposadr[joint])
    data.qpos[address] += beside
    count = max(2, math.ceil(sim_sec / float(model.opt.timestep)))
    warned = int(data.warning.number.sum())
    trace = np.empty(count + 1)
    trace[0] = data.qpos[address]
    for step in range(1, count + 1):
        mujoco.mj_step(model, data)
        trace[step] = data.qpos[address]
        if int(data.warning.number.sum()) > warned or not math.isfinite(trace[step]):
            raise SceneError(f"the simulation breaks at {step * float(model.opt.timestep):.2g} s")
        if time.monotonic() > deadline:
            raise SceneError(
                f"a trial of {seconds(sim_sec)} could not be finished in time, it came to "
                f"{step * float(model.opt.timestep):.2g} s"
            )
    return np.linspace(0.0, count * float(model.opt.timestep), count + 1), trace


def _swings(times: Floats, trace: Floats) -> Floats:
    """How long each swing takes, from passing the middle to passing it again the same way."""
    middle = float(trace.max() + trace.min()) / 2
    passed: list[Floats] = []
    for _ in range(3):
        beyond = _BEYOND * float(np.abs(trace - middle).max())
        passed = [_passes(times, way * (trace - middle), beyond) for way in (1, -1)]
        whole = max(passed, key=len)
        if len(whole) < 2:
            break
        # Of whole swings the mean is the middle, even where they fade.
        during = (times >= whole[0]) & (times <= whole[-1])
        middle = float(trace[during].mean())
    return np.concatenate([np.diff(each) for each in passed])


def _passes(times: Floats, heights: Floats, beyond: float) -> Floats:
    """When it passes zero upwards, having been so far beyond it before and being so again."""
    found: list[float] = []
    below, at = False, 0.0
    for index in range(1, len(heights)):
        before, now = float(heights[index - 1]), float(heights[index])
        if before < 0 <= now:
            share = -before / (now - before)
            at = float(times[index - 1] + share * (times[index] - times[index - 1]))
        if now < -beyond:
            below = True
        elif now > beyond and below:
            found.append(at)
            below = False
    return np.array(found)
