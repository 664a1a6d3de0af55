"""The robots that placeholders of scenes may name: the package's own and those of a Menagerie."""

from collections.abc import Mapping
from pathlib import Path

import py_remote_viewer
from py_remote_viewer.protocol.scene import RobotFile

__all__ = ["BUILTIN", "robot_files", "short_name"]

#: The scenes that come with the package; of three of them the robot may be placed elsewhere.
BUILTIN = Path(py_remote_viewer.__file__).parent / "scenes" / "builtin"
_OWN = {"robot_arm": "base", "humanoid": "pelvis", "quadruped": "trunk"}
#: Who makes a robot stands before its name in the folders of the Menagerie.
_VENDORS = (
    "agilex", "agility", "anybotics", "apptronik", "arx", "berkeley", "bitcraze", "booster",
    "boston_dynamics", "dynamixel", "fourier", "franka", "franka_emika", "google", "hello_robot",
    "kinova", "kuka", "leap", "low_cost", "pal", "pndbotics", "rethink_robotics", "robotiq",
    "robotis", "shadow", "skydio", "stanford", "tetheria", "trossen", "trs", "ufactory", "umi",
    "unitree", "universal_robots", "wonik",
)  # fmt: skip
_NOT_ROBOTS = ("scene", "mjx", "keyframes", "sensor")


def robot_files(menagerie: Path) -> Mapping[str, RobotFile]:
    """By name (`panda`, `ur5e`, `go2`), by the name of its folder and by that of its file, the
    model of each robot. Without such a folder only the package's own."""
    found = {name: RobotFile(str(BUILTIN / f"{name}.xml"), (body,)) for name, body in _OWN.items()}
    folders = sorted(menagerie.iterdir()) if menagerie.is_dir() else []
    for folder in folders:
        models = [
            path
            for path in sorted(folder.glob("*.xml"))
            if not any(word in path.stem.lower() for word in _NOT_ROBOTS)
        ]
        names = (short_name(folder.name), folder.name.lower())
        # A variant of a robot (without its hand, with another one) has a longer name.
        models.sort(key=lambda path: (path.stem.lower() not in names, len(path.stem)))
        for path in models:
            found.setdefault(path.stem.lower(), RobotFile(str(path)))
        for name in names if models else ():
            found[name] = RobotFile(str(models[0]))
    return found


def short_name(folder: str) -> str:
    """`franka_emika_panda` is `panda`, `universal_robots_ur5e` is `ur5e`."""
    name = folder.lower()
    vendor = max((v for v in _VENDORS if name.startswith(f"{v}_")), key=len, default="")
    return name.removeprefix(f"{vendor}_") if vendor else name
