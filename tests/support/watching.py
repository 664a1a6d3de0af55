"""What the gateway asks a worker to show."""

from py_remote_viewer.protocol.view import SHARED_VIEW, Look
from py_remote_viewer.protocol.worker import RenditionWish, ViewWish, Watch

__all__ = ["view_wish", "watch"]


def view_wish(
    view: int = SHARED_VIEW,
    *renditions: RenditionWish,
    width: int = 128,
    height: int = 96,
    look: Look | None = None,
) -> ViewWish:
    """A view, watched at full quality where nothing else is said."""
    full = RenditionWish(0, width, height, 30, 1_000_000)
    return ViewWish(view, width, height, look or Look(), renditions or (full,))


def watch(*views: ViewWish) -> Watch:
    """Watch these, or the shared view."""
    return Watch(views or (view_wish(),))
