"""Makes files for the gateway, on a thread of its own."""

import contextlib
import queue
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.tasks import (
    DescribeCamera,
    DescribeModel,
    DescribeSeries,
    ExportHistory,
    FindMoment,
    FoundMoment,
    LoadState,
    PrintData,
    PrintModel,
    SaveMjb,
    SavePast,
    SaveState,
    SaveXml,
    TakeScreenshot,
    Task,
    WriteKeyframe,
)
from py_remote_viewer.protocol.worker import CommandDone, WorkerTask
from py_remote_viewer.simulation.exporting import (
    keyframe_text,
    print_data,
    print_model,
    save_mjb,
    save_xml,
)
from py_remote_viewer.simulation.finding import find_moment
from py_remote_viewer.simulation.history_export import Span, export_csv, export_npz
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.past_file import write_past
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.simulation.state_file import read_state, write_state
from py_remote_viewer.simulation.transfer import take_state
from py_remote_viewer.simulation.tree import model_tree
from py_remote_viewer.worker.screenshots import RenderThread, camera_file, screenshot_file

__all__ = ["SLOW_TASKS", "TaskThread", "command_problem"]

#: What takes long, so that others need not wait for it.
SLOW_TASKS = (ExportHistory,)

_MAX_WAITING = 16


class TaskThread:
    """One task after another, beside the simulation; made when the scene is loaded."""

    def __init__(
        self,
        source: Source,
        render: RenderThread,
        generation: int,
        answer: Callable[[CommandDone], None],
        spec: mujoco.MjSpec | None = None,
    ) -> None:
        self._source = source
        self._spec = spec
        self._render = render
        self._closing = False
        self._generation = generation
        self._answer = answer
        self._waiting: queue.Queue[WorkerTask | None] = queue.Queue(_MAX_WAITING)
        self._thread = threading.Thread(target=self._run, name="tasks", daemon=True)
        self._thread.start()

    def submit(self, message: WorkerTask) -> None:
        """Queue a task; raises CommandError when too many wait."""
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            raise CommandError(
                f"{_MAX_WAITING} tasks are waiting already; ask again when they are done."
            ) from None

    def close(self) -> None:
        """Finish the task under way and end; those that wait are not done."""
        self._closing = True
        with contextlib.suppress(queue.Empty):
            while True:
                waiting = self._waiting.get_nowait()
                if waiting is not None:
                    self._tell(waiting.id, CommandError("The simulation has ended."))
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (message := self._waiting.get()) is not None:
            error: Exception | None = None
            try:
                if isinstance(message.task, LoadState):
                    self._load_state(message, message.task)
                    continue
                self._make(message.task, Path(message.path), message.view)
            # Whatever a task meets is its own failure and ends nothing else.
            except Exception as failure:
                error = failure
            self._tell(message.id, error)

    def _tell(self, number: int, error: Exception | None) -> None:
        self._answer(CommandDone(number, None if error is None else command_problem(error)))

    def _load_state(self, message: WorkerTask, task: LoadState) -> None:
        state = read_state(Path(message.path))
        if state.initial and task.unless_initial:
            self._tell(message.id, None)
            return
        self._source.take_over(state, lambda error: self._tell(message.id, error))

    def _make(self, task: Task, path: Path, view: int) -> None:
        model = self._source.model
        match task:
            case DescribeModel():
                tree = model_tree(model, self._generation)
                path.write_bytes(msgspec.json.encode(tree))
            case DescribeSeries():
                catalogue = self._source.series.catalogue(self._generation)
                path.write_bytes(msgspec.json.encode(catalogue))
            case DescribeCamera():
                path.write_bytes(camera_file(self._render, view))
            case TakeScreenshot():
                png = screenshot_file(self._render, task, view, lambda: self._closing)
                path.write_bytes(png)
            case _:
                self._export(task, path)

    def _export(self, task: Task, path: Path) -> None:
        model = self._source.model
        match task:
            case ExportHistory():
                self._export_history(task, path)
            case FindMoment(time_sec=time_sec, index=index):
                found = FoundMoment(self._find(time_sec, index))
                path.write_bytes(msgspec.json.encode(found))
            case SavePast(first=first, last=last):
                past = self._past()
                begin = past.view.first if first is None else first
                write_past(past, begin, past.view.head if last is None else last, path)
            case SaveXml():
                save_xml(model, path, self._spec)
            case SaveMjb():
                save_mjb(model, path)
            case PrintModel():
                print_model(model, path)
            case PrintData():
                print_data(model, self._state(), path)
            case WriteKeyframe(name=name):
                path.write_text(keyframe_text(model, self._state(), name) + "\n")
            case SaveState():
                write_state(take_state(model, self._state(), initial_state(model)), path)
            case _:
                raise CommandError(f"{type(task).__name__} makes no file.")

    def _export_history(self, task: ExportHistory, path: Path) -> None:
        span = Span(self._past(), task.first, task.last, task.every)

        def ended() -> bool:
            # Whoever waited has taken the file away.
            return self._closing or not path.exists()

        if task.format == "npz":
            export_npz(span, path, ended)
        else:
            export_csv(span, task.series, path, ended)

    def _find(self, time_sec: float, index: int | None) -> int:
        past = self._source.past()
        if past is not None:
            return find_moment(past.view, float(past.model.opt.timestep), time_sec, index)
        # The rows of a trajectory stay what they are.
        history = self._source.status().history
        if history is None or index is None or not history.first <= index <= history.head:
            raise CommandError(f"The moment t = {time_sec:.3f} s is not among the rows shown.")
        return index

    def _past(self) -> Past:
        past = self._source.past()
        if past is None:
            raise CommandError("What is shown keeps no history.")
        return past

    def _state(self) -> mujoco.MjData:
        """The state of one instant."""
        data = mujoco.MjData(self._source.model)
        self._source.copy_whole(data)
        return data


def command_problem(error: Exception) -> Problem:
    """What is told of a command or a task that went wrong."""
    if isinstance(error, CommandError):
        return Problem("The command was refused", str(error), 409, "command_refused")
    return Problem("The command failed", str(error) or type(error).__name__, 500, "command_failed")
