"""Robots that are well known: what they are called, and which of the package's own is like them."""

import re
from collections.abc import Collection, Iterable

from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, SCALES
from py_remote_viewer.scenes.words.vocabulary import count_of
from py_remote_viewer.scenes.words.wording import joined, pieces

__all__ = ["KNOWN_ROBOTS", "robots_there", "unknown_robot", "with_own_robots"]

#: By the package's robot that is like them, longer names first; makers stand before models.
KNOWN_ROBOTS: dict[str, tuple[str, ...]] = {
    "quadruped": (
        "unitree go2", "unitree go1", "unitree a1", "unitree aliengo", "unitree b1", "unitree b2",
        "boston dynamics spot", "boston dynamics spotmini", "spot mini", "spotmini",
        "anybotics anymal", "anymal b", "anymal c", "anymal d", "anymal", "mini cheetah",
        "mit cheetah", "barkour", "google barkour", "laikago", "ghost vision 60", "solo8", "solo 8",
        "solo12", "hyq", "aliengo", "go2", "go1", "spot", "bittle", "robodog",
    ),
    "humanoid": (
        "unitree h1", "unitree g1", "boston dynamics atlas", "agility digit", "agility cassie",
        "tesla optimus", "figure 01", "figure 02", "apptronik apollo", "fourier gr1", "booster t1",
        "robotis op3", "pal talos", "aldebaran nao", "softbank nao", "softbank pepper",
        "honda asimo", "nasa valkyrie", "berkeley humanoid", "atlas", "cassie", "digit", "optimus",
        "talos", "nao", "asimo", "valkyrie", "icub", "op3", "jaxon", "toddlerbot", "gr1",
    ),
    "robot_arm": (
        "franka emika panda", "franka research 3", "franka panda", "franka fr3", "franka", "panda",
        "fr3", "universal robots ur5e", "universal robots ur10e", "universal robot", "ur3e", "ur3",
        "ur5e", "ur5", "ur10e", "ur10", "ur16e", "ur20", "kuka lbr iiwa 14", "kuka lbr iiwa",
        "kuka iiwa 14", "kuka iiwa", "kuka kr210", "kuka lwr", "kuka", "iiwa 14", "iiwa14", "iiwa",
        "kinova gen3 lite", "kinova gen3", "kinova gen 3", "kinova jaco", "kinova", "gen3", "jaco",
        "ufactory xarm7", "ufactory xarm 7", "ufactory xarm", "ufactory lite6", "xarm7", "xarm6",
        "xarm5", "xarm 7", "xarm 6", "xarm", "lite6", "rethink sawyer", "rethink baxter", "sawyer",
        "baxter", "abb irb 120", "abb yumi", "yumi", "irb120", "aloha 2", "aloha", "viperx 300",
        "viperx", "vx300s", "widowx 250", "widowx", "wx250s", "so arm100", "so100", "so 100",
        "so101", "koch arm", "low cost robot arm", "z1 arm", "unitree z1", "agilex piper", "fanuc",
        "dobot", "yaskawa motoman", "denso vs 060", "mycobot", "trossen arm", "arx l5", "puma 560",
        "puma560", "stanford arm", "barrett wam", "wam arm",
    ),
    # Of which there is none like them.
    "": (
        "shadow dexterous hand", "shadow hand", "allegro hand", "leap hand", "ability hand",
        "robotiq 2f 85", "robotiq 2f85", "robotiq gripper", "robotiq", "barrett hand",
        "inspire hand", "umi gripper", "hello robot stretch", "hello stretch", "stretch 2",
        "stretch 3", "pr2", "fetch robot", "pal tiago", "tiago", "google robot", "rby1",
        "turtlebot", "husky", "clearpath jackal", "jackal", "crazyflie", "skydio x2", "skydio",
        "bitcraze crazyflie",
    ),
}  # fmt: skip
#: What the package's own are called in a sentence.
_OWN = {"quadruped": "quadruped", "humanoid": "humanoid", "robot_arm": "robot arm"}
_BEFORE_NOUNS = ("a", "an", "the", "my", "this", "real", "simulated", *COLOUR_WORDS, *SCALES)
_MOST_TOLD = 6
_LIKE = {name: own for own, names in KNOWN_ROBOTS.items() for name in names}
_LONGER_FIRST = sorted(_LIKE, key=len, reverse=True)
_NAMED = re.compile(
    r"\b(?P<name>"
    + "|".join(r"[\s_-]?".join(map(re.escape, name.split())) for name in _LONGER_FIRST)
    + r")\b(?P<noun>(?:\s+(?:robot|arm|dog|manipulator|cobot|humanoid|quadruped|robotic|legged))*)",
    re.IGNORECASE,
)  # fmt: skip


def unknown_robot(prompt: str, called: Collection[str]) -> str:
    """The first well-known robot that is named and not there, as it was written; else nothing.
    `called` is what those are called that are there."""
    for match in _NAMED.finditer(prompt):
        name = re.sub(r"[\s_-]+", " ", match["name"]).lower()
        *_, last = name.split()
        if {name, name.replace(" ", "_"), *({last} - {"hand", "arm"})}.intersection(called):
            continue
        return match["name"]
    return ""


def with_own_robots(prompt: str) -> str:
    """The prompt with a robot of the package instead of each well-known one that is like it."""

    def own(match: re.Match[str]) -> str:
        name = re.sub(r"[\s_-]+", " ", match["name"]).lower()
        like = _OWN.get(_like(name), "")
        if not like:
            return match[0]
        words = match.string[: match.start()].lower().split()
        before = words[-1] if words else ""
        count = count_of(before)
        if count is not None and count != 1:
            return f"{like}s"
        return like if count or before in _BEFORE_NOUNS else f"a {like}"

    return joined(pieces(_NAMED.sub(own, prompt)))


def _like(name: str) -> str:
    if name in _LIKE:
        return _LIKE[name]
    packed = name.replace(" ", "")
    return next((own for known, own in _LIKE.items() if known.replace(" ", "") == packed), "")


def robots_there(robots: Iterable[RobotEntry]) -> str:
    """ "robot arm, humanoid and 4 more"."""
    listed = [one.name.replace("_", " ") for one in robots if one.kind != "tool"]
    told = listed if len(listed) <= _MOST_TOLD else listed[: _MOST_TOLD - 1]
    more = len(listed) - len(told)
    last = f"{more} more" if more else told.pop() if len(told) > 1 else ""
    return f"{', '.join(told)} and {last}" if last else ", ".join(told)
