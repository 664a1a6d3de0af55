"""Robots in the place of sites: `<site name="robot:panda" pos="0.5 0 0"/>` becomes the Panda.

What stands behind `robot:` is the robot's name, after a `+` perhaps that of a gripper, and after a
colon perhaps how the elements of this one are called: `robot:ur5e+hand:left` gives `left/base`,
`left/hand/...`. Without that they are called by the robot's name.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import mujoco

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import RobotFile
from py_remote_viewer.simulation.compiling import compiled, quiet
from py_remote_viewer.simulation.home import make_home
from py_remote_viewer.simulation.loading import REFUSALS, refusal

__all__ = ["PLACEHOLDER", "place_robots"]

PLACEHOLDER = "robot:"
#: Where robots are made to carry a tool, as models of robots call that site.
_FLANGES = ("attachment_site", "attachment", "flange", "tool0", "ee_site", "gripper_site")
#: As many in one scene.
_MOST = 64
#: What a robot's author chose for its physics, where the scene says nothing else.
_OPTIONS = ("integrator", "cone", "impratio", "solver", "iterations", "ls_iterations")

_FOLDERS = re.compile(r"(?<![\w.])/(?:[^/'\"\s]+/)+")
_LINE = re.compile(r",? line \d+")
_LONGEST_SHOWN = 60


def place_robots(spec: mujoco.MjSpec, robots: Mapping[str, RobotFile]) -> dict[str, str]:
    """Attach a robot in the place of each such site, and return what its names begin with, and what
    it is called.

    Where the scene has no keyframe of its own, its first one ("home") is the first of each robot
    and the initial state of all else. Raises SceneError for a robot that there is none of.
    """
    sites = [site for site in spec.sites if site.name.startswith(PLACEHOLDER)]
    if not sites:
        return {}
    if len(sites) > _MOST:
        raise SceneError(f"There are {len(sites)} robots in the scene; {_MOST} is the limit.")
    read = [_read(site.name) for site in sites]
    _check_names(read)
    #: By prefix, the names of the sites.
    placed = {prefix: site.name for site, (_, prefix) in zip(sites, read, strict=True)}
    own_keys = bool(spec.keys)
    try:
        for site, (names, prefix) in zip(sites, read, strict=True):
            _place(spec, site, names, prefix, robots)
        if own_keys:
            compiled(spec)
        else:
            make_home(spec, placed)
    except (ValueError, mujoco.FatalError) as error:
        # What MuJoCo says of the whole does not tell whose file it is about.
        flaw = _flaw({name for names, _ in read for name in names}, robots)
        raise flaw or _refusal(error, placed) from error
    for site in sites:
        spec.delete(site)
    return {prefix: names[0] for names, prefix in read}


def _check_names(read: list[tuple[list[str], str]]) -> None:
    """Raise SceneError where two robots would be called the same."""
    prefixes = [prefix for _, prefix in read]
    for names, prefix in read:
        if prefixes.count(prefix) > 1:
            raise SceneError(
                f'Two robots would be called {prefix[:-1]!r}; write <site name="{PLACEHOLDER}'
                f'{"+".join(names)}:left"/> to call one of them otherwise.'
            )


def _place(
    spec: mujoco.MjSpec,
    site: mujoco.MjsSite,
    names: list[str],
    prefix: str,
    robots: Mapping[str, RobotFile],
) -> None:
    robot = _open(names[0], robots)
    for tool in names[1:]:
        _carry(robot, _open(tool, robots), names[0], tool)
    _take_options(spec, robot)
    with quiet():
        spec.attach(robot, prefix=prefix, site=site)


def _read(name: str) -> tuple[list[str], str]:
    """The names of robot and tools, and the prefix."""
    robot, _, prefix = name.removeprefix(PLACEHOLDER).partition(":")
    names = robot.split("+")
    return names, f"{prefix or names[0]}/"


def _open(name: str, robots: Mapping[str, RobotFile]) -> mujoco.MjSpec:
    file = robots.get(name)
    if file is None:
        there = ", ".join(sorted(robots)) or "none"
        raise SceneError(
            f"There is no robot called {name[:_LONGEST_SHOWN]!r} here; there are: {there}."
        )
    try:
        spec = mujoco.MjSpec.from_file(file.path)
    except REFUSALS as error:
        raise _unusable(name, file, error) from error
    if file.bodies:
        _keep_only(spec, file.bodies)
    return spec


def _flaw(names: Iterable[str], robots: Mapping[str, RobotFile]) -> SceneError | None:
    """Which of these cannot be used even alone, and why."""
    for name in sorted(names):
        try:
            compiled(_open(name, robots))
        except SceneError as flaw:
            return flaw
        except (ValueError, mujoco.FatalError) as error:
            return _unusable(name, robots[name], error)
    return None


def _refusal(error: BaseException, prefixes: Iterable[str]) -> SceneError:
    """What is told of the whole; a line is one of the scene's text, or none."""
    refused = refusal(error)
    if any(f"'{prefix}" in str(refused) for prefix in prefixes):
        return SceneError(_LINE.sub("", str(refused)))
    return refused


def _unusable(name: str, file: RobotFile, error: BaseException) -> SceneError:
    # Where it lies on this machine is nobody's business.
    reason = str(refusal(error)).replace(f"{Path(file.path).parent}/", "").rstrip(".")
    reason = _FOLDERS.sub("", reason)
    return SceneError(f"The model of the robot {name!r} does not load: {reason}.")


def _keep_only(spec: mujoco.MjSpec, bodies: tuple[str, ...]) -> None:
    """Leave of a whole scene the robot alone."""
    world = spec.worldbody
    for element in [*world.geoms, *world.lights, *world.cameras, *world.sites]:
        spec.delete(element)
    for body in list(world.bodies):
        if body.name not in bodies:
            spec.delete(body)
        elif not body.joints:
            # It stood on something there.
            body.pos = (0.0, 0.0, 0.0)
    # Else its keyframes would keep their names, and the size of the whole scene.
    compiled(spec)


def _carry(robot: mujoco.MjSpec, tool: mujoco.MjSpec, robot_name: str, tool_name: str) -> None:
    flange = next((site for site in robot.sites if site.name in _FLANGES), None)
    if flange is None:
        raise SceneError(
            f"The robot {robot_name!r} has no site to hold {tool_name!r} with: one of its sites "
            f"would have to be called {' or '.join(_FLANGES[:3])}."
        )
    with quiet():
        robot.attach(tool, prefix=f"{tool_name}/", site=flange)


def _take_options(spec: mujoco.MjSpec, robot: mujoco.MjSpec) -> None:
    plain = mujoco.MjSpec().option
    for name in _OPTIONS:
        if getattr(spec.option, name) == getattr(plain, name):
            setattr(spec.option, name, getattr(robot.option, name))
