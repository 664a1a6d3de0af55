"""`python -m tests.support.fork_server FOLDER SEED FIRST COUNT STEP`: mutations of real models.

Each is loaded in a process of its own, as a worker loads a stranger's model.

This process imports everything once, has one thread only, and is copied for each model. It writes a
line of JSON for each mutation (`Outcome`), and ends with the one that started it.
"""

import gc
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
import mujoco

from py_remote_viewer.config import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.machine import end_with_parent
from py_remote_viewer.protocol.scene import Capabilities, PathScene
from py_remote_viewer.simulation.loading import (
    describe_model,
    has_broken_mujoco,
    load_files,
    load_model,
    try_model,
)
from py_remote_viewer.simulation.model_files import find_model_files
from py_remote_viewer.simulation.physics import PhysicsSource
from py_remote_viewer.simulation.source import SourceEvents
from tests.support.models import write_tree
from tests.support.mutations import Mutation, mutation
from tests.support.trap import Trap

__all__ = ["ForkServer", "Kind", "Outcome"]

#: `broke`: refused, and MuJoCo is not to be used any more. `crashed` and `uncaught` end a worker.
#: `told`: something that the sender did not know. `rambled`: an answer that nobody would read.
#: `opened`: a file outside.
Kind = Literal[
    "loaded", "refused", "broke", "crashed", "uncaught", "hung", "told", "rambled", "opened"
]

_LIMITS = ModelSettings()
#: The trial is as long as its first step, or this, and not as long as for people: nothing happens
#: in the rest that did not happen before.
_TRIAL_SEC = 0.005
_LONGEST_ANSWER = 2000
_COLLECTED_EVERY = 200


class Answer(msgspec.Struct):
    """What the copy that loads a model says of it."""

    kind: Kind
    text: str = ""


class Outcome(msgspec.Struct):
    """What became of a mutation: words about it, the time (s), and the most memory (bytes) that it
    took, beyond what this process has."""

    number: int
    kind: Kind
    text: str
    steps: tuple[str, ...]
    seconds: float
    memory: int


class ForkServer:
    """Loads one mutation after the other, each in a copy of this process."""

    def __init__(self, folder: Path) -> None:
        self._trap = Trap(folder / "outside")
        self._inside = folder / "inside"
        self._folders: dict[int, Path] = {}

    def load(self, seed: int, number: int) -> Outcome:
        """Load a mutation, and say what became of it."""
        names = self._trap.names(self._inside / "model")
        sent = mutation(seed, number, names)
        folder = self._folder_of(sent)
        write_tree(folder, sent.changed)
        begun = time.monotonic()
        answer, memory = _in_a_copy(lambda: self._answer(sent, folder))
        seconds = time.monotonic() - begun
        write_tree(folder, {name: sent.model.files[name] for name in sent.changed})
        kind = "opened" if self._trap.opened() else answer.kind
        return Outcome(number, kind, answer.text, sent.steps, round(seconds, 3), memory)

    def _folder_of(self, sent: Mutation) -> Path:
        """Where the model lies, written once; all have names of the same length."""
        key = id(sent.model)
        if key not in self._folders:
            folder = self._folders[key] = self._inside / f"model{len(self._folders):03}"
            write_tree(folder, sent.model.files)
            self._trap.set_links(folder)
        return self._folders[key]

    def _answer(self, sent: Mutation, folder: Path) -> Answer:
        """In the copy: load the model, as `worker.Worker` does, and look for what it tells."""
        try:
            if sent.as_text:
                model = load_model(None, sent.text, _LIMITS)
            else:
                files = find_model_files(folder / sent.model.main, inside=folder)
                model = load_files(files, _LIMITS)
            warning = try_model(model, _TRIAL_SEC)
            told = _shown(model, warning)
            kind: Kind = "loaded"
        except SceneError as error:
            told = str(error)
            kind = "broke" if has_broken_mujoco(error) else "refused"
            if len(told) > _LONGEST_ANSWER:
                kind = "rambled"
        return Answer(self._if_told(told, sent) or kind, told)

    def _if_told(self, told: str, sent: Mutation) -> Kind | None:
        """Whether something is told that the sender did not know."""
        if self._trap.word in told or "root:x:" in told:
            return "told"
        # The sender knows of the folder outside, and of what a slip of the pen made of its name.
        known = told.replace(str(self._trap.folder), "")
        words = b"".join(sent.changed.values()).decode("utf-8", "replace")
        paths = re.findall(rf"{re.escape(str(self._inside.parent))}[^'\"\s]*", known)
        return "told" if any(path.rstrip(".,:;)") not in words for path in paths) else None


def _shown(model: mujoco.MjModel, warning: str | None) -> str:
    """All that people see of a model but its picture."""
    description = describe_model(
        model, title="", source=PathScene("x"), generation=1, capabilities=Capabilities()
    )
    source = PhysicsSource(model, generation=1, events=_deaf(), running=warning is None)
    texts = [bytes(model.names), bytes(model.text_data), repr(description), repr(source.panels)]
    return " ".join([warning or "", *(str(text) for text in texts)])


def _deaf() -> SourceEvents:
    return SourceEvents(_nothing, _nothing, _nothing, _nothing, _nothing, _nothing)


def _nothing(*_: object) -> None: ...


def _in_a_copy(do: Callable[[], Answer]) -> tuple[Answer, int]:
    """What a copy of this process answers, and the most memory that it took beyond this one's."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _become_a_copy(writer, do)
    os.close(writer)
    with open(reader, "rb") as pipe:
        data = pipe.read()
    _, status, usage = os.wait4(child, 0)
    memory = 1024 * (usage.ru_maxrss - resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    if data and status == 0:
        return msgspec.json.decode(data, type=Answer), memory
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL):
        return Answer("hung", signal.Signals(ended_by).name), memory
    return Answer("crashed", signal.Signals(ended_by).name if ended_by else str(status)), memory


def _become_a_copy(writer: int, do: Callable[[], Answer]) -> None:
    """Answer under the limits of a load, and end. Nothing of this process's ending is done."""
    try:
        end_with_parent()
        signal.setitimer(signal.ITIMER_REAL, _LIMITS.load_sec)
        most = _address_space() + _LIMITS.load_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            answer = do()
        except BaseException as error:
            answer = Answer("uncaught", f"{type(error).__name__}: {error}")
        answer.text = answer.text[:_LONGEST_ANSWER]
        os.write(writer, msgspec.json.encode(answer))
    finally:
        os._exit(0)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * os.sysconf("SC_PAGESIZE")


def main() -> int:
    """Load the mutations that the arguments name."""
    end_with_parent()
    folder = Path(sys.argv[1])
    seed, first, count, step = (int(word) for word in sys.argv[2:])
    # Where MuJoCo writes its log, were it not told otherwise.
    os.chdir(folder)
    mujoco.set_mju_user_warning(_nothing)
    server = ForkServer(folder)
    gc.disable()
    for done, number in enumerate(range(first, count, step)):
        if done % _COLLECTED_EVERY == 0:
            # A collection writes into all that the copies share with this process; but what is
            # never collected makes each copy dearer.
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        sys.stdout.buffer.write(msgspec.json.encode(server.load(seed, number)) + b"\n")
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
