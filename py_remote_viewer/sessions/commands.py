"""Commands and tasks that the worker on the air is doing, and who waits for them."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import Command
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.tasks import ExportHistory, Task
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.protocol.worker import CommandDone, WorkerCommand, WorkerTask

__all__ = ["CommandDesk"]

_TIMEOUT_SEC = 30.0
_TASK_TIMEOUT_SEC = 120.0
#: Minutes of history are computed again.
_LONG_SEC = 900.0


class CommandDesk:
    """Numbers them, sends them, and gives each its answer. Belongs to the event loop."""

    def __init__(self, send: Callable[[WorkerCommand | WorkerTask], None]) -> None:
        self._send = send
        self._next = 1
        self._waiting: dict[int, asyncio.Future[Problem | None]] = {}

    async def do(self, person_id: int, command: Command, view: int) -> None:
        """Let the worker do a command, in a view; raises CommandError when it cannot be done."""
        await self._ask(
            lambda number: WorkerCommand(number, person_id, command, view), _TIMEOUT_SEC
        )

    async def make(self, task: Task, path: Path, view: int = SHARED_VIEW) -> None:
        """Let the worker write something to a file; raises CommandError when it cannot be."""
        timeout_sec = _LONG_SEC if isinstance(task, ExportHistory) else _TASK_TIMEOUT_SEC
        await self._ask(lambda number: WorkerTask(number, task, str(path), view), timeout_sec)

    async def _ask(
        self, message: Callable[[int], WorkerCommand | WorkerTask], timeout_sec: float
    ) -> None:
        number = self._next
        self._next += 1
        answer: asyncio.Future[Problem | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._send(message(number))
            problem = await asyncio.wait_for(answer, timeout_sec)
        except TimeoutError:
            raise CommandError(
                f"The simulation did not answer within {timeout_sec:.0f} s."
            ) from None
        finally:
            del self._waiting[number]
        if problem is not None:
            raise CommandError(problem.detail)

    def done(self, message: CommandDone) -> None:
        """The worker has answered."""
        answer = self._waiting.get(message.id)
        if answer is not None and not answer.done():
            answer.set_result(message.problem)

    def fail_all(self, reason: str) -> None:
        """The worker that was asked will not answer any more."""
        problem = Problem("The command was not done", reason, 503, "command_lost")
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(problem)
