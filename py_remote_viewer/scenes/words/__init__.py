"""Scenes from words without a language model: what the words name is built of templates.

Every word has to be understood, and everything that was said of a thing has to be used; else it is
declined, with the nearest that can be made. The gateway uses this, so it never touches mujoco.
"""

import re

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.changes import NEW_IN_CHANGE, is_change
from py_remote_viewer.scenes.words.compose import Composed, compose
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.nearest import closest, nearest_request
from py_remote_viewer.scenes.words.reading.reader import read
from py_remote_viewer.scenes.words.robot_names import robots_there, unknown_robot, with_own_robots
from py_remote_viewer.scenes.words.wording import blamed, joined, pieces

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
    "quadruped": ("robotic dog", "four legged robot"),
}
#: How people call a robot of a name.
_CALLED = (
    "{}", "{}s", "{} robot", "{} arm", "{} robot arm", "{} robots", "{} arms", "robot {}",
)  # fmt: skip


_ONLY_COMMON = "Without a language model only common scenes can be made."
#: Reading takes a time that grows with the square of both, and others wait meanwhile.
_MOST_WORDS, _LONGEST_WORD = 150, 60


def write(prompt: str, robots: dict[str, RobotEntry]) -> Composed:
    """The scene that a prompt asks for; raises WritingError, with what it does not understand and
    the nearest that can be made."""
    _check_length(prompt)
    called = {" ".join(words) for words in _called(robots)}
    if is_change(prompt, called):
        raise WritingError(
            "This would change the present scene. Without a language model only new scenes can be "
            "made: describe the whole scene anew.",
            nearest=_new_in_change(prompt, robots),
        )
    try:
        return _write(prompt, robots)
    except Misunderstood as error:
        robot = unknown_robot(prompt, called)
        if robot:
            there = robots_there(robots.values())
            sentence, word = f"There is no robot {robot} here; there are: {there}.", robot.lower()
        else:
            word = blamed(prompt, error.word, {word for name in called for word in name.split()})
            same = word == error.word
            sentence = str(error) if same else f"The word {word!r} is not understood."
        similar = with_own_robots(prompt) if robot else prompt
        raise WritingError(
            f"{sentence} {_ONLY_COMMON}", nearest=_nearest(similar, robots), word=word
        ) from error


def _check_length(prompt: str) -> None:
    words = re.findall(r"\w+|[^\w\s]", prompt)
    long = next((word for word in words if len(word) > _LONGEST_WORD), "")
    if not long and len(words) <= _MOST_WORDS:
        return
    sentence = f"The word '{long[:20]}...' is not understood." if long else (
        f"Without a language model {_MOST_WORDS} words and marks are read, not {len(words)}."
    )  # fmt: skip
    nearest = closest(" ".join(word for word in words[:_MOST_WORDS] if word != long), EXAMPLES)
    raise WritingError(sentence, nearest=nearest)


def _nearest(prompt: str, robots: dict[str, RobotEntry]) -> str:
    try:
        word = _obstacle(prompt, robots)
    except ValueError:
        word = ""
    else:
        if not word:
            # With another robot it can be.
            return prompt[:1].upper() + prompt[1:]
    return nearest_request(prompt, word, lambda text: _obstacle(text, robots), EXAMPLES)


def _new_in_change(prompt: str, robots: dict[str, RobotEntry]) -> str:
    """What would be new, where it can be made by itself; else nothing."""
    found = NEW_IN_CHANGE.match(prompt.strip())
    if found is None:
        return ""
    new = re.sub(r"\b(?:another|(?:a|the) second)\b", "a", found["new"])
    text = joined(pieces(" ".join(re.sub(r"\b(?:more|additional|extra)\b", "", new).split())))
    try:
        return text if text and not _obstacle(text, robots) else ""
    except ValueError:
        return ""


def _write(prompt: str, robots: dict[str, RobotEntry]) -> Composed:
    items, world = _read(prompt, robots)
    return compose(items, world, robots)


def _read(prompt: str, robots: dict[str, RobotEntry]) -> tuple[list[Item], Item]:
    return read(prompt, _called(robots))


def _called(robots: dict[str, RobotEntry]) -> dict[tuple[str, ...], str]:
    """The names of robots by what people call them."""
    return {
        tuple(form.format(one).split()): name
        for name, entry in robots.items()
        for one in (*entry.called, *_ALSO.get(name, ()))
        for form in _CALLED
    }


def _obstacle(prompt: str, robots: dict[str, RobotEntry]) -> str:
    """The word that stands in the way, empty where none does; raises ValueError where it cannot be
    told."""
    try:
        items, world = _read(prompt, robots)
        # "A line of cones" without the cones is no line of boxes.
        unsaid = any(one.placeholder and one.said not in prompt.lower() for one in items)
        compose(items, world, robots)
    except Misunderstood as error:
        if not error.word:
            raise ValueError(str(error)) from error
        return error.word
    if unsaid or is_change(prompt):
        raise ValueError("It is not what was asked for.")
    return ""
