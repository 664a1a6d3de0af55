"""The robots that placeholders of scenes may name, as they lie in a copy of MuJoCo Menagerie."""

from collections.abc import Mapping
from pathlib import Path

from py_remote_viewer.protocol.scene import RobotFile

__all__ = ["robot_files"]

#: Who makes a robot stands before its name in the folders of the Menagerie.
_VENDORS = (
    "agilex", "agility", "aloha", "anybotics", "apptronik", "arx", "bitcraze", "booster",
    "boston_dynamics", "dynamixel", "flybody", "franka_emika", "franka", "fourier", "google",
    "hello_robot", "kinova", "kuka", "leap", "low_cost", "pal", "pndbotics", "realsense", "rethink_robotics",
    "robotiq", "robotis", "robot_soccer", "shadow", "skydio", "stanford", "tetheria", "toddlerbot",
    "trossen", "trs", "ufactory", "umi", "unitree", "universal_robots", "wonik",
)  # fmt: skip


def robot_files(menagerie: Path) -> Mapping[str, RobotFile]:
    """By name (`panda`, `ur5e`, `go2`), and by the name of its folder, the model of each robot.

    Empty where there is no such folder.
    """
    found: dict[str, RobotFile] = {}
    if not menagerie.is_dir():
        return found
    for folder in sorted(menagerie.iterdir()):
        name = short_name(folder.name)
        models = [folder / f"{stem}.xml" for stem in (name, folder.name.lower())]
        model = next((path for path in models if path.is_file()), None) or _only_model(folder)
        if model is not None:
            found[folder.name.lower()] = found[name] = RobotFile(str(model))
    return found


def short_name(folder: str) -> str:
    """`franka_emika_panda` is `panda`, `universal_robots_ur5e` is `ur5e`."""
    name = folder.lower()
    vendor = max((v for v in _VENDORS if name.startswith(f"{v}_")), key=len, default="")
    return name.removeprefix(f"{vendor}_") if vendor else name


def _only_model(folder: Path) -> Path | None:
    """The model of a folder whose file is called otherwise: the first that is no scene."""
    models = sorted(p for p in folder.glob("*.xml") if not p.name.startswith("scene"))
    return models[0] if models else None
