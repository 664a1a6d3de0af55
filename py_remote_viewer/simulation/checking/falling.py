"""Checks whether things fall freely, and whether they turn over."""

import math
from collections.abc import Sequence

import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import Falls, Topples
from py_remote_viewer.simulation.checking.findings import Finding, degrees, listed, metres, seconds
from py_remote_viewer.simulation.checking.recording import Recording
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.things import find, find_all

__all__ = ["check_falls", "check_topples", "falling_bodies", "falling_sec"]

_TOLERANCE = 0.02
_TOPPLED_DEG = 45.0


def falling_sec(scene: Scene, expected: Falls) -> float:
    """How long a trial has to be in which that can be seen."""
    pull = float(np.linalg.norm(scene.gravity))
    return math.sqrt(2 * expected.metres / pull) * 1.05 + 0.1 if pull > 0 else 0.0


def falling_bodies(scene: Scene, expected: Falls) -> list[int]:
    """The thing with all that hangs on it; none where it is not there."""
    try:
        return scene.with_all_below(find(scene, expected.thing).body)
    except SceneError:
        return []


def check_falls(recording: Recording, expected: Falls) -> Finding:
    """Whether it goes down as ½ g t² says until it touches something, and so far."""
    scene = recording.scene
    thing = find(scene, expected.thing)
    pull = float(np.linalg.norm(scene.gravity))
    if pull == 0:
        return Finding(False, "there is no gravity")
    if scene.is_fixed(thing.body):
        return Finding(False, f"{thing.name} is fixed and cannot fall")
    bodies = falling_bodies(scene, expected)
    touch_sec = float(recording.first_touch[bodies].min()) - recording.times[0]
    times = np.array(recording.times) - recording.times[0]
    fallen = _fallen(recording, bodies) @ (scene.gravity / pull)
    free = 0.5 * pull * times**2
    # The integrator is as far off as that.
    step = pull * times * float(scene.model.opt.timestep)
    off = np.abs(fallen - free) > _TOLERANCE * free + step + 1e-4
    wrong = np.flatnonzero(off & (times <= touch_sec))
    if wrong.size:
        at = int(wrong[0])
        return Finding(
            False,
            f"at {seconds(float(times[at]))} it has fallen by {metres(float(fallen[at]))}, which "
            f"freely would be {metres(float(free[at]))}",
        )
    until = min(touch_sec, float(times[-1]))
    far = 0.5 * pull * until**2
    if far < (1 - _TOLERANCE) * expected.metres and touch_sec > times[-1] and recording.flaw:
        return Finding(False, recording.flaw)
    then = "it touches something" if touch_sec <= times[-1] else "the trial ends"
    return Finding(
        far >= (1 - _TOLERANCE) * expected.metres, f"it falls by {metres(far)} until {then}"
    )


def _fallen(recording: Recording, bodies: Sequence[int]) -> Floats:
    """How its centre of mass moved, with all that hangs on it, (samples, 3)."""
    masses = recording.scene.model.body_mass
    total = sum(float(masses[body]) for body in bodies)
    moved = sum(float(masses[body]) * recording.centres(body) for body in bodies) / max(
        total, 1e-12
    )
    return np.asarray(moved - np.asarray(moved)[0])


def check_topples(recording: Recording, expected: Topples) -> Finding:
    """Whether each of the things lies on another side at the end than at the beginning."""
    things = find_all(recording.scene, expected.things, numbered=True)
    if recording.flaw:
        return Finding(False, recording.flaw)
    turned = {thing.name: _tilted_deg(recording, thing.body) for thing in things}
    standing = [name for name, angle in turned.items() if angle < _TOPPLED_DEG]
    late = f"after {seconds(recording.lasted_sec)}"
    if not standing:
        least = min(turned.values(), default=0.0)
        return Finding(bool(turned), f"{len(turned)} have, by {degrees(least)} and more, {late}")
    most = degrees(max(turned[name] for name in standing))
    return Finding(
        False,
        f"{listed(standing)} {'has' if len(standing) == 1 else 'have'} not, turned by {most} at "
        f"the most {late}; {len(turned) - len(standing)} of {len(turned)} have",
    )


def _tilted_deg(recording: Recording, body: int) -> float:
    """The angle between what was upwards of it at the beginning, and upwards."""
    upwards = recording.scene.start.xmat[body].reshape(3, 3)[2]
    end = recording.points(body, upwards[None], -1)[0, 0] - recording.positions(body, -1)[0]
    return math.degrees(math.acos(min(1.0, max(-1.0, float(end[2])))))
