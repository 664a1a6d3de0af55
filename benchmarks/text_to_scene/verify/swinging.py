"""How pendulums and weights on springs swing, against what physics says."""

from collections.abc import Callable, Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.chains import chain_of, chains_of, length_of, pivot
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.sound import EARTH
from benchmarks.text_to_scene.verify.things import centre, total_mass

__all__ = [
    "angle_of",
    "bobs",
    "measured_period",
    "oscillates",
    "pendulum_periods",
    "periods",
    "physical_period",
    "starts_at",
    "swings_every_way",
    "swings_freely",
]

_NUDGE_RAD = 0.2
_PUSH_M_S = 0.05
_PUSH_SEC = 0.02


def angle_of(scene: Scene, link: Link) -> float:
    """Degrees between straight down and where a link's centre of mass hangs as the scene begins."""
    offset = centre(scene, link) - pivot(scene, link)
    if link.kinds == ("hinge",):
        axis = scene.start.xaxis[link.joints[0]]
        offset = offset - axis * (offset @ axis)
    length = float(np.linalg.norm(offset))
    if length < 1e-4:
        raise Refused("its centre of mass is on its joint")
    return float(np.degrees(np.arccos(np.clip(-offset[2] / length, -1, 1))))


def starts_at(degrees: float, links: int | None = 1, within: float = 2.0) -> Predicate:
    """The first links of the chain (None: all) begin so far from straight down."""

    def check(scene: Scene) -> None:
        for link in chain_of(scene)[:links]:
            found = angle_of(scene, link)
            if abs(found - degrees) > within:
                raise Refused(f"it begins at {found:.1f}°")

    return Predicate(f"it begins {degrees:.4g}° from straight down", check)


def physical_period(scene: Scene, link: Link) -> float:
    """Period in s of small swings: 2π √(I / m g d), all from the compiled masses.

    I is about the hinge; what hangs on the link by other joints is left out, so this is for the
    last link of a chain.
    """
    model, data = scene.model, scene.start
    axis, anchor = scene.start.xaxis[link.joints[0]], pivot(scene, link)
    inertia = 0.0
    for body in link.bodies:
        turned = data.ximat[body].reshape(3, 3)
        own = turned @ np.diag(model.body_inertia[body]) @ turned.T
        offset = data.xipos[body] - anchor
        offset = offset - axis * (offset @ axis)
        inertia += float(axis @ own @ axis + model.body_mass[body] * (offset @ offset))
    arm = centre(scene, link) - anchor
    arm = arm - axis * (arm @ axis)
    return float(
        2 * np.pi * np.sqrt(inertia / (total_mass(scene, link) * EARTH * np.linalg.norm(arm)))
    )


def measured_period(
    scene: Scene, data: mujoco.MjData, signal: Callable[[mujoco.MjData], float], seconds: float
) -> float:
    """Mean time in s between the peaks of a signal. Raises Refused where it does not swing."""
    sample_sec = max(float(scene.model.opt.timestep), seconds / 1500)
    made = run(scene.model, data, seconds, observe=signal, sample_sec=sample_sec)
    if made.warnings:
        raise Refused(f"it does not run: {', '.join(made.warnings)}")
    found = _between_peaks(np.array(made.observed, dtype=float), made.times)
    if found is None:
        raise Refused(f"it does not swing to and fro twice in {seconds:.1f} s")
    return found


def periods(scene: Scene, links: Sequence[Link], seconds: float) -> list[float | None]:
    """Of each link the time between its highest places, after a small push upwards; None for one
    that does not go up and down twice."""
    masses = [total_mass(scene, link) for link in links]
    roots = [link.root for link in links]
    if not links:
        return []

    def push(now: mujoco.MjData) -> None:
        # Small enough not to reach any stop, on top of how it begins.
        force = _PUSH_M_S / _PUSH_SEC if now.time < _PUSH_SEC else 0.0
        now.xfrc_applied[roots, 2] = np.array(masses) * force

    sample_sec = max(float(scene.model.opt.timestep), seconds / 1500)
    made = run(
        scene.model,
        scene.fresh(),
        seconds,
        push,
        lambda now: now.xipos[roots, 2].copy(),
        sample_sec,
    )
    if made.warnings:
        raise Refused(f"it does not run: {', '.join(made.warnings)}")
    heights = np.array(made.observed)
    return [_between_peaks(heights[:, n], made.times) for n in range(len(links))]


def _between_peaks(values: np.ndarray, times: np.ndarray) -> float | None:
    if float(np.ptp(values)) < 1e-5:
        return None
    peaks = _peaks(values)
    if len(peaks) < 2:
        return None
    # How often samples really come is a whole number of steps.
    return (peaks[-1] - peaks[0]) * float(times[2] - times[1]) / (len(peaks) - 1)


def _peaks(values: np.ndarray) -> list[float]:
    """The indices of all maxima that are followed and gone before by a lower place."""
    deep = 0.02 * float(np.ptp(values))
    found: list[float] = []
    low, high, best = float(values[0]), -np.inf, 0
    for index, value in enumerate(values):
        if value > high:
            high, best = float(value), index
        if high - value > deep and high - low > deep:
            # The first sample is no maximum: nothing is known of before.
            if 0 < best < len(values) - 1:
                before, at, after = values[best - 1 : best + 2]
                bend = before - 2 * at + after
                found.append(best + (0.5 * (before - after) / bend if bend else 0.0))
            low, high = float(value), -np.inf
        if value < low:
            low, high, best = float(value), float(value), index
    return found


def swings_freely(seconds: float | None = None, within: float = 0.03) -> Predicate:
    """A pendulum of one link swings with the period of its own inertia, to 2 %: nothing brakes or
    springs it. With `seconds` that is its period."""

    def check(scene: Scene) -> None:
        _swing(scene, chain_of(scene)[0], seconds, within)

    told = f" of {seconds:.4g} s" if seconds else " that its inertia says"
    return Predicate(f"it swings freely with the period{told}", check)


def pendulum_periods(metres: Sequence[float]) -> Predicate:
    """There are pendulums of one link and of these lengths, all swinging freely."""

    def check(scene: Scene) -> None:
        found = sorted((chain[0] for chain in chains_of(scene)), key=lambda link: _far(scene, link))
        if len(found) != len(metres):
            raise Refused(f"there are {len(found)}")
        for link, wanted in zip(found, sorted(metres), strict=True):
            named = length_of(scene, link, None)
            if not any(abs(one - wanted) <= 0.05 * wanted for one in named):
                raise Refused(f"one is {max(named):.3g} m long")
            _swing(scene, link, None, 0.0)

    told = " and ".join(f"{m:g}" for m in metres)
    return Predicate(f"pendulums of {told} m swing freely", check)


def _far(scene: Scene, link: Link) -> float:
    return max(length_of(scene, link, None))


def _swing(scene: Scene, link: Link, seconds: float | None, within: float) -> None:
    if link.kinds != ("hinge",):
        raise Refused(f"it is on {'+'.join(link.kinds)}")
    expected = physical_period(scene, link)
    data, joint = scene.fresh(), link.joints[0]
    address = int(scene.model.jnt_qposadr[joint])
    data.qvel[:] = 0
    data.qpos[address] += _turn_to(scene, link, _NUDGE_RAD)
    found = measured_period(scene, data, lambda now: float(now.qpos[address]), 3.3 * expected)
    expected *= 1 + _NUDGE_RAD**2 / 16
    if abs(found - expected) > 0.02 * expected:
        raise Refused(f"its period is {found:.3f} s where its inertia says {expected:.3f} s")
    if seconds and abs(found - seconds) > within * seconds:
        raise Refused(f"its period is {found:.3f} s")


def _turn_to(scene: Scene, link: Link, radians: float) -> float:
    """By how much its hinge has to turn for it to hang so far from straight down."""
    axis = scene.start.xaxis[link.joints[0]]
    arm = centre(scene, link) - pivot(scene, link)
    arm = arm - axis * (arm @ axis)
    down = np.array((0.0, 0.0, -1.0)) - axis * -axis[2]
    present = np.arctan2(float(np.cross(down, arm) @ axis), float(down @ arm))
    return radians - float(present)


def swings_every_way() -> Predicate:
    """Pushed along x it swings out along x, and along y along y."""

    def check(scene: Scene) -> None:
        link = chain_of(scene)[-1]
        weight = EARTH * total_mass(scene, link)
        for axis in (0, 1):
            data = scene.fresh()

            def push(now: mujoco.MjData, axis: int = axis) -> None:
                now.xfrc_applied[link.root, axis] = 0.5 * weight if now.time < 0.3 else 0.0

            paths = [
                run(
                    scene.model, start, 0.6, drive=way, observe=lambda d: d.xipos[link.root].copy()
                ).observed
                for start, way in ((data, push), (scene.fresh(), None))
            ]
            aside = np.array(paths[0])[:, axis] - np.array(paths[1])[:, axis]
            if float(np.abs(aside).max()) < 0.02:
                raise Refused(f"a push along {'xy'[axis]} does not move it there")

    return Predicate("it swings in every direction", check)


def oscillates(seconds: float, pick: Callable[[Scene], Link], within: float = 0.03) -> Predicate:
    """A thing goes up and down with this period; where it begins at rest, after a small push."""

    def check(scene: Scene) -> None:
        (found,) = periods(scene, [pick(scene)], 4.3 * seconds)
        if found is None or abs(found - seconds) > within * seconds:
            told = f"its period is {found:.3f} s" if found else "it does not go up and down twice"
            raise Refused(told)

    return Predicate(f"it goes up and down with a period of {seconds:.3g} s", check)


def bobs(things_kg: float, within: float = 0.05) -> Predicate:
    """The chain's last link weighs so much, or the largest ball that it carries does."""

    def check(scene: Scene) -> None:
        found = total_mass(scene, chain_of(scene)[-1])
        # A rod may weigh a little too.
        if not things_kg * (1 - within) <= found <= things_kg * (1 + 3 * within):
            raise Refused(f"it weighs {found:.4g} kg")

    return Predicate(f"its last link weighs {things_kg:g} kg", check)
