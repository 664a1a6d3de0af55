"""Starts the server: what it listens on and its first worker first, then all the rest.

Of the package nothing heavy is imported here: the gateway is, while the worker begins.
"""

import asyncio
import contextlib
import logging
from pathlib import Path

import uvloop

from py_remote_viewer.config import Settings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.hosting import EarlyHost, LocalHost, confine
from py_remote_viewer.scenes.temporary import users_folder
from py_remote_viewer.server.listening import listen, socket_file
from py_remote_viewer.simulation.model_files import find_model_files

__all__ = ["serve"]

_log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Listen, print the address, and serve until interrupted.

    Raises ConfigurationError when the address cannot be used, and when the devices that are set up
    cannot draw or encode. A first scene that does not load is told, and another can be loaded.
    """
    confinement = confine(settings.sandbox.mode, readable(settings), [users_folder()])
    _log.info("%s", confinement.sentence)
    host = EarlyHost(LocalHost(confinement))
    listening = listen(settings)
    with (
        socket_file(settings),
        contextlib.suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        try:
            runner.run(host.begin())
            # More than a second, in which the worker begins.
            from py_remote_viewer.server.run import run

            run(settings, host, listening, confinement.sentence, runner)
        finally:
            runner.run(host.close())
            for opened in listening:
                opened.close()


def readable(settings: Settings) -> list[Path]:
    """What workers have to read besides themselves: the folders that clients may load from, and
    what the operator names, with all that lies elsewhere and belongs to it."""
    places = [Path(folder).resolve() for folder in settings.scenes.folders]
    if settings.scenes.trajectory is not None:
        places.append(Path(settings.scenes.trajectory).resolve())
    first = Path(settings.scenes.initial)
    if first.is_file():
        places += [first.resolve().parent, *_beside(first.resolve())]
    return places


def _beside(model: Path) -> list[Path]:
    """Folders of files that a model names and that do not lie in its own."""
    try:
        files = find_model_files(model).all
    except SceneError:
        # The worker says why, with the place.
        return []
    folders = {file.resolve().parent for file in files}
    return [folder for folder in folders if not folder.is_relative_to(model.parent)]
