"""The renditions of all views: who encodes what."""

import dataclasses
import logging
from collections.abc import Callable, Mapping

from py_remote_viewer.encoding import JPEG, EncoderSettings
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.protocol.worker import (
    EncodedFrame,
    RenditionReport,
    RenditionWish,
    ViewWish,
    Watch,
)
from py_remote_viewer.worker.encode_loop import EncodeLoop
from py_remote_viewer.worker.picture import PictureFeed
from py_remote_viewer.worker.render_loop import WantedView

__all__ = ["Renditions"]

_FIRST = (SHARED_VIEW, 0)
_log = logging.getLogger(__name__)


class Renditions:
    """Opens and closes encoders as people come and go; belongs to the main thread.

    That of the shared view at full quality stays open, so that whoever comes need not wait for it.
    """

    def __init__(
        self,
        settings: EncoderSettings,
        shared_feed: PictureFeed,
        send_frame: Callable[[EncodedFrame], bool],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._settings = settings
        self._send_frame = send_frame
        self._failed = failed
        self._feeds: dict[int, PictureFeed] = {SHARED_VIEW: shared_feed}
        self._generation = 0
        self._loops: dict[tuple[int, int], EncodeLoop] = {}
        self._start(_FIRST, settings)

    @property
    def first(self) -> EncodeLoop:
        """The shared view at full quality."""
        return self._loops[_FIRST]

    def set_generation(self, generation: int) -> None:
        """All frames from now on are of this scene."""
        self._generation = generation
        for loop in self._loops.values():
            loop.generation = generation

    def watch(self, watch: Watch) -> tuple[Mapping[int, WantedView], set[int]]:
        """Encode this and nothing else; returns the views to draw for it, and those of which
        somebody begins to watch a rendition."""
        wanted: dict[tuple[int, int], EncoderSettings] = {}
        for wish in watch.views:
            for rendition in wish.renditions:
                settings = self._settings_of(rendition)
                if settings is not None:
                    wanted[wish.view, rendition.rendition] = settings
        for place in self._loops.keys() - wanted.keys() - {_FIRST}:
            self._loops.pop(place).close()
        views = {wish.view: wish for wish in watch.views}
        for view in self._feeds.keys() - views.keys() - {SHARED_VIEW}:
            del self._feeds[view]
        for view in views.keys() - self._feeds.keys():
            self._feeds[view] = PictureFeed()
        for place in wanted.keys() - self._loops.keys():
            self._start(place, wanted[place])
        begun: set[int] = set()
        for place, loop in self._loops.items():
            if place in wanted and not loop.sending:
                begun.add(loop.view)
            loop.sending = place in wanted
        return {view: self._view(wish) for view, wish in views.items()}, begun

    def request_key_frame(self, view: int, rendition: int) -> None:
        """The next frame of a rendition becomes a key frame; one that is gone needs none."""
        loop = self._loops.get((view, rendition))
        if loop is not None:
            loop.request_key_frame()

    # what they say of themselves

    @property
    def at_work(self) -> int:
        """How many encode for somebody."""
        return sum(loop.at_work for loop in self._loops.values())

    @property
    def produced(self) -> int:
        """How many frames the renditions that there are have made."""
        return sum(loop.produced for loop in self._loops.values())

    def stalled_sec(self) -> float:
        """How long the slowest has been at its present picture."""
        return max(loop.stalled_sec() for loop in self._loops.values())

    def reports(self, view: int) -> dict[int, RenditionReport]:
        """How those of a view do."""
        return {
            loop.rendition: RenditionReport(
                loop.frames.per_sec(), loop.bits.per_sec(), loop.encode_ms
            )
            for loop in self._loops.values()
            if loop.view == view and loop.sending
        }

    def close(self) -> None:
        """End all threads."""
        for loop in self._loops.values():
            loop.close()
        self._loops.clear()

    def _start(self, place: tuple[int, int], settings: EncoderSettings) -> None:
        loop = EncodeLoop(place, self._feeds[place[0]], settings, self._send_frame, self._failed)
        loop.generation = self._generation
        self._loops[place] = loop

    def _settings_of(self, wish: RenditionWish) -> EncoderSettings | None:
        """How it is encoded; None where that cannot be, which costs the others nothing."""
        try:
            return dataclasses.replace(
                self._settings,
                width=wish.width,
                height=wish.height,
                fps=wish.fps,
                bits_per_sec=wish.bits_per_sec,
                name=JPEG if wish.codec == "jpeg" else self._settings.name,
            )
        except ConfigurationError as error:
            _log.error("a rendition is left out: %s", error)
            return None

    def _view(self, wish: ViewWish) -> WantedView:
        return WantedView(
            wish.width, wish.height, wish.look, bool(wish.renditions), self._feeds[wish.view]
        )
