"""Checks of what things do in the trial run: whether they stay, come to rest, or move."""

from collections.abc import Sequence

import numpy as np

from py_remote_viewer.protocol.expectations import Falls, Moves, On, Settles, Stays, Topples
from py_remote_viewer.simulation.checking.falling import check_falls, check_topples
from py_remote_viewer.simulation.checking.findings import Finding, degrees, listed, metres, seconds
from py_remote_viewer.simulation.checking.lying import check_on
from py_remote_viewer.simulation.checking.recording import Recording, turned_deg
from py_remote_viewer.simulation.checking.scene import Floats
from py_remote_viewer.simulation.checking.things import Thing, find, find_all

__all__ = ["Behaviour", "check_behaviour"]

Behaviour = On | Stays | Settles | Moves | Falls | Topples

_STAYS_M, _STAYS_DEG = 0.02, 5.0
#: What is at rest moves no more than that in the last so many seconds.
_REST_SEC, _REST_M, _REST_DEG = 1.0, 0.005, 1.5


def check_behaviour(recording: Recording, expected: Behaviour) -> Finding:
    """Whether things did so in the trial."""
    match expected:
        case On():
            return check_on(recording, expected)
        case Stays():
            return _stays(recording, expected)
        case Settles():
            return _settles(recording, expected)
        case Moves():
            return _moves(recording, expected)
        case Falls():
            return check_falls(recording, expected)
        case Topples():
            return check_topples(recording, expected)


def _stays(recording: Recording, expected: Stays) -> Finding:
    bodies = _bodies(recording, expected.things)
    if recording.flaw:
        return Finding(False, recording.flaw)
    start = recording.scene.start
    moved = [
        _farthest_off(recording, body, -1, start.xipos[body], start.xquat[body]) for body in bodies
    ]
    late = f" within {seconds(recording.lasted_sec)}"
    return _worst(recording, bodies, moved, (_STAYS_M, _STAYS_DEG), late)


def _settles(recording: Recording, expected: Settles) -> Finding:
    bodies = _bodies(recording, expected.things)
    if recording.flaw:
        return Finding(False, recording.flaw)
    # Of a trial that is no longer than that, the last half.
    window = min(_REST_SEC, recording.lasted_sec / 2)
    first = recording.index_at(window)
    moved = [
        _farthest_off(
            recording, body, first, recording.centres(body, -1)[0], recording.quats(body, -1)[0]
        )
        for body in bodies
    ]
    late = f" in the last {seconds(window)} of {seconds(recording.lasted_sec)}"
    return _worst(recording, bodies, moved, (_REST_M, _REST_DEG), late)


def _bodies(recording: Recording, names: Sequence[str]) -> list[int]:
    scene = recording.scene
    if not names:
        return scene.movable
    return [thing.body for thing in find_all(scene, names)]


def _farthest_off(
    recording: Recording, body: int, first: int, place: Floats, quat: Floats
) -> tuple[float, float]:
    """How far from a pose the body has been since a sample, in m and degrees."""
    far = np.linalg.norm(recording.centres(body, first) - place, axis=1)
    turned = turned_deg(recording.quats(body, first), quat)
    return float(far.max()), float(turned.max())


def _worst(
    recording: Recording,
    bodies: Sequence[int],
    moved: Sequence[tuple[float, float]],
    most: tuple[float, float],
    late: str,
) -> Finding:
    if not bodies:
        return Finding(True, "nothing in it could move")
    shares = [max(far / most[0], turned / most[1]) for far, turned in moved]
    worst = int(np.argmax(shares))
    far, turned = moved[worst]
    name = recording.scene.names[bodies[worst]]
    found = f"{name} moved by {metres(far)} and turned by {degrees(turned)}{late}"
    others = sum(share > 1 for share in shares) - 1
    if shares[worst] <= 1:
        return Finding(True, found if len(bodies) == 1 else f"{found}, the others by less")
    return Finding(False, found + (f"; {others} more moved too" if others > 0 else ""))


def _moves(recording: Recording, expected: Moves) -> Finding:
    thing = find(recording.scene, expected.thing)
    far = _farthest(recording, thing)
    found = f"it moved by {metres(far)}"
    if far >= expected.metres:
        return Finding(True, found)
    if recording.flaw:
        return Finding(False, recording.flaw)
    scene = recording.scene
    if scene.is_fixed(thing.body):
        found = "it is fixed and cannot move"
        hanging = [b for b in scene.with_all_below(thing.body) if not scene.is_fixed(b)]
        if thing.body and hanging:
            found += f"; what hangs on it and can is {listed([scene.names[b] for b in hanging])}"
    return Finding(False, f"{found} within {seconds(recording.lasted_sec)}")


def _farthest(recording: Recording, thing: Thing) -> float:
    """How far the point of it that moved most was from where it began, at any time."""
    if not thing.body:
        return 0.0
    local = _points(recording, thing)
    points = recording.points(thing.body, local)
    return float(np.linalg.norm(points - points[0], axis=2).max())


def _points(recording: Recording, thing: Thing) -> Floats:
    """Points of its surface in its body's frame: the ends of each geom along its axes."""
    scene, data = recording.scene, recording.scene.start
    frame, position = data.xmat[thing.body].reshape(3, 3), data.xpos[thing.body]
    found = [np.zeros(3)]
    for geom in thing.geoms:
        middle, half = scene.model.geom_aabb[geom, :3], scene.model.geom_aabb[geom, 3:]
        ends = [middle + sign * half[i] * np.identity(3)[i] for i in range(3) for sign in (-1, 1)]
        in_world = data.geom_xpos[geom] + np.array(ends) @ data.geom_xmat[geom].reshape(3, 3).T
        found.extend((in_world - position) @ frame)
    return np.array(found)
