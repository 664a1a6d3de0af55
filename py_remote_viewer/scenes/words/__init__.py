"""Scenes from words without a language model: what the words name is built of templates.

Every word has to be understood, and everything that was said of a thing has to be used; else it is
declined, with the nearest that can be made. The gateway uses this, so it never touches mujoco.
"""

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.compose import Composed, compose
from py_remote_viewer.scenes.words.items import Misunderstood
from py_remote_viewer.scenes.words.nearest import nearest_request
from py_remote_viewer.scenes.words.reading.reader import read

__all__ = ["EXAMPLES", "Composed", "write"]

#: Requests that can be made, to show and to choose the nearest one from.
EXAMPLES: tuple[str, ...] = (
    "A double pendulum",
    "A cart-pole with a 60 cm pole",
    "A table with a red cup, and a robot arm that can reach it",
    "A stack of 5 red boxes",
    "A row of 20 dominoes that topple",
    "Newton's cradle with five balls",
    "A ramp of 30 degrees with a box that slides down",
    "A pile of 30 balls",
    "A hanging chain of 12 links, each 5 cm long",
    "A ball dropped from 2 m",
    "A 2 kg mass on a spring of 200 N/m",
    "A pyramid of 10 blue boxes",
    "A pendulum of 4 links, each 30 cm long",
    "A humanoid",
)

#: Robots that are called otherwise as well; an arm is what most people have in mind.
_ALSO = {
    "robot_arm": ("robot", "manipulator", "robot manipulator", "robotic manipulator"),
    "panda": ("franka", "franka emika", "emika panda"),
}
#: How people call a robot of a name.
_CALLED = (
    "{}", "{}s", "{} robot", "{} arm", "{} robot arm", "{} robots", "{} arms", "robot {}",
)  # fmt: skip


def write(prompt: str, robots: dict[str, RobotEntry]) -> Composed:
    """The scene that a prompt asks for; raises WritingError, with what it does not understand and
    the nearest that can be made."""
    try:
        return _write(prompt, robots)
    except Misunderstood as error:
        nearest = nearest_request(
            prompt, error.word, lambda text: _obstacle(text, robots), EXAMPLES
        )
        raise WritingError(
            f"{error} Without a language model only common scenes can be made.",
            nearest=nearest, word=error.word,
        ) from error  # fmt: skip


def _write(prompt: str, robots: dict[str, RobotEntry]) -> Composed:
    called = {
        tuple(form.format(one).split()): name
        for name, entry in robots.items()
        for one in (*entry.called, *_ALSO.get(name, ()))
        for form in _CALLED
    }
    items, world = read(prompt, called)
    return compose(items, world, robots)


def _obstacle(prompt: str, robots: dict[str, RobotEntry]) -> str:
    try:
        _write(prompt, robots)
    except Misunderstood as error:
        if not error.word:
            raise ValueError(str(error)) from error
        return error.word
    return ""
