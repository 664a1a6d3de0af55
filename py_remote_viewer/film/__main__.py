"""`python -m py_remote_viewer.film`: makes the film of the order that comes as the first line of
its input, and says how far it is as lines of JSON."""

import faulthandler
import logging
import os
import signal
import sys
import time

import msgspec

from py_remote_viewer.errors import RemoteViewerError
from py_remote_viewer.isolation import give_up_network
from py_remote_viewer.machine import draw_by_few_threads, end_with_parent, take_what_is_left
from py_remote_viewer.protocol.film import FilmFailed, FilmOrder, FilmProgress, FromFilm
from py_remote_viewer.protocol.scene import Problem

_TELL_EVERY_SEC = 0.25

_log = logging.getLogger("py_remote_viewer.film")


def main() -> int:
    """Make one film; 0 when it is whole."""
    give_up_network()
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s %(message)s"
    )
    end_with_parent()
    # What people watch comes first.
    take_what_is_left()
    os.environ["MUJOCO_GL"] = "disable"
    draw_by_few_threads()
    try:
        _make(msgspec.json.decode(sys.stdin.buffer.readline(), type=FilmOrder))
    except Exception as error:
        if not isinstance(error, RemoteViewerError):
            _log.exception("the film failed")
        _tell(FilmFailed(_problem(error)))
        return 1
    return 0


def _make(order: FilmOrder) -> None:
    from py_remote_viewer.film.making import make_film
    from py_remote_viewer.rendering.backend import open_gl

    gl = open_gl(order.gl_backend, order.gpu)
    try:
        told_sec = float("-inf")
        for message in make_film(order, gl):
            now = time.monotonic()
            if isinstance(message, FilmProgress) and now - told_sec < _TELL_EVERY_SEC:
                continue
            told_sec = now
            _tell(message)
    finally:
        gl.context.free()


def _tell(message: FromFilm) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


def _problem(error: Exception) -> Problem:
    detail = str(error) or type(error).__name__
    if not isinstance(error, RemoteViewerError):
        detail = "Something unexpected went wrong; the server's log says what."
    return Problem("The film was not made", detail, 409, "film_failed")


if __name__ == "__main__":
    sys.exit(main())
