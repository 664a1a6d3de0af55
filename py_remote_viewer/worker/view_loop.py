"""When a view is drawn, and how well."""

import dataclasses
import time

from py_remote_viewer.protocol.view import SHARED_VIEW, Look
from py_remote_viewer.rendering.motion import MotionDetector
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.picture import Picture, PictureFeed
from py_remote_viewer.worker.stage import Stage
from py_remote_viewer.worker.view_stage import ViewStage

__all__ = ["ViewLoop"]

#: After so long without a change the picture is drawn at these levels. Each may take a software
#: renderer a fifth of a second in which no input is seen, so a short rest in a gesture is none.
_REST = ((0.4, 1), (1.2, 0))
#: A still picture is sent so many times more at the full rate: the rate limit spreads the bits that
#: make it sharp over several frames, and at one a second that would take seconds to see.
_SHARPENING_FRAMES = 8
#: A still picture is sent this often: losses heal, newcomers see something, liveness shows.
_REPEAT_SEC = 1.0
#: A still picture stays at full quality while nothing moves further than this.
_CRAWL_PIXELS = 1.0
_NEVER_SEC = float("-inf")


class ViewLoop:
    """Draws one view into its feed; belongs to the render thread, but for what is said below.

    A frame is drawn at the next tick when the state moved, at once when an input or a command came
    (never closer than half a period to the last), and not at all when nothing changed: then twice
    more, better, and the same picture again every second.
    """

    def __init__(self, view: ViewStage, feed: PictureFeed, *, pinned: bool) -> None:
        self.view = view
        self.feed = feed
        self._pinned = pinned
        #: Any thread may set these, and read what follows them. With nobody watching nothing is
        #: drawn; a key frame is wanted; the source did something; it must be drawn anew.
        self.watched = False
        self.repeat_now = self.look_now = self.redraw_now = False
        #: Others may see its camera somewhere else now.
        self.seen_elsewhere = False
        self.look: Look = view.look()
        self.render_ms = 0.0
        self.shown_index = view.governor.index
        #: How well the picture at rest is drawn: 0 not at rest, then one for each better picture.
        self.rest = 0
        self._sharpening = 0
        #: The tick that the last frame was for, which an input may have brought forward.
        self._slot_sec = _NEVER_SEC
        self._next_tick_sec = self._started_sec = self._put_sec = self._moved_sec = _NEVER_SEC

    @property
    def still(self) -> bool:
        """True while the same picture is sent again and again."""
        return self.rest > 0

    def due_sec(self, period_sec: float) -> float:
        """The earliest moment at which the next frame may be looked at."""
        if self.view.changed or self.repeat_now or self.look_now or self.redraw_now:
            early = max(self._slot_sec, self._started_sec + period_sec / 2)
            return min(self._next_tick_sec, early)
        return self._next_tick_sec

    def frame(self, stage: Stage, now: float, period_sec: float) -> None:
        """Look at the newest state, and draw it where that shows something new."""
        self.look_now = False
        if self.redraw_now:
            self.redraw_now = False
            self.view.changed = True
        if stage.jogs.go(self.view.camera, now):
            self.view.changed = True
        stage.copy_state()
        marks = stage.marks.seen_in(self.view, stage.views, stage.data, now)
        if marks != self.view.marks:
            self.view.marks = marks
            self.view.changed = True
        self.seen_elsewhere = self.view.number != SHARED_VIEW and self.view.changed
        pixels = self.view.moved_pixels(stage.data)
        # What creeps by less than a pixel must not make the picture flicker between qualities.
        crawls = self.rest > 0 and pixels < _CRAWL_PIXELS
        if self.view.changed or (MotionDetector.visible(pixels) and not crawls):
            self._moved_sec = now
            self.rest = self._sharpening = 0
            self.draw(stage, self.view.governor.index, now)
        else:
            self._rest(stage, pixels, now)
        # Ticks keep their phase: an input brings the next frame forward and makes no more of them.
        # After a rest, and when the thread is late, they begin anew.
        keeps_phase = abs(self._next_tick_sec - now) <= period_sec
        self._slot_sec = self._next_tick_sec if keeps_phase else now
        self._next_tick_sec = self._slot_sec + self._pause_after(stage, now, period_sec)

    def draw(self, stage: Stage, index: int, now: float) -> None:
        """Draw the state copied last at a level, and hand it out."""
        view = self.view
        started_ms = monotonic_ms()
        pixels = self.feed.buffer(view.width, view.height)
        view.draw(stage.data, stage.hands.perturbs(), index, pixels, at_rest=self.rest > 0)
        self.look = view.look()
        ended_ms = monotonic_ms()
        self._started_sec = self._put_sec = now
        self.shown_index = index
        self.repeat_now = False
        self.feed.put(
            Picture(
                pixels=pixels,
                sim_time_sec=stage.sim_time_sec,
                render_start_ms=started_ms,
                render_end_ms=ended_ms,
                inputs=view.take_inputs(),
                input_ms=view.take_input_ms(),
            )
        )
        self.render_ms += 0.1 * (ended_ms - started_ms - self.render_ms)
        if index == view.governor.index and self.rest == 0 and self.watched:
            # With what came before it: the copy of the state.
            view.governor.frame_took(time.monotonic() - now, now)

    def _rest(self, stage: Stage, pixels: float, now: float) -> None:
        """Nothing moves: draw it better, make it sharp, and then show that it is alive."""
        due = now - self._put_sec >= _REPEAT_SEC
        if self.rest < len(_REST) and now - self._moved_sec >= _REST[self.rest][0]:
            better = self.shown_index if self._pinned else _REST[self.rest][1]
            self.rest += 1
            self._sharpening = _SHARPENING_FRAMES
            if self.shown_index > better or self.view.board.stale:
                self.draw(stage, min(self.shown_index, better), now)
        elif due and MotionDetector.visible(pixels):
            self.draw(stage, self.shown_index, now)
        elif self.repeat_now or self._sharpening or due:
            # A key frame is coarse too, for the same reason.
            left = max(0, self._sharpening - 1)
            self._sharpening = _SHARPENING_FRAMES if self.repeat_now else left
            self._put_again(now)

    def _pause_after(self, stage: Stage, now: float, period_sec: float) -> float:
        """How long until somebody should look again."""
        jogged = stage.jogs.moves(self.view.camera) or stage.marks.alive(now)
        if stage.moving or jogged or self._sharpening or self.rest < len(_REST):
            return period_sec
        return max(period_sec, self._put_sec + _REPEAT_SEC - now)

    def _put_again(self, now: float) -> None:
        self.repeat_now = False
        self._put_sec = now
        last = self.feed.last
        if last is not None:
            # Equal times of rendering say that it was only sent again.
            now_ms = monotonic_ms()
            self.feed.put(
                dataclasses.replace(
                    last, render_start_ms=now_ms, render_end_ms=now_ms, inputs={}, input_ms=None
                )
            )
