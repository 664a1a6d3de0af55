"""How a scene is looked at: cameras, channels, tiles."""

from typing import Annotated, Literal, get_args

import msgspec

from py_remote_viewer.protocol.fields import FieldValue

__all__ = [
    "CHANNELS",
    "LARGEST_SIDE",
    "MOST_TILES",
    "SHARED_VIEW",
    "VIEW_PANELS",
    "CameraPose",
    "Channel",
    "Look",
    "Tile",
]

#: Neither side of a video has more pixels.
LARGEST_SIDE = 1920
#: The panels of fields that have other values in each view.
VIEW_PANELS = ("rendering", "groups")
#: The view that everybody begins with; the others belong to a person each.
SHARED_VIEW = 0

#: What the pixels of a picture say: colours as light falls, how far away things are, or which
#: thing it is, in colours to tell apart or as a number (red + 256 green + 65536 blue, less 1).
Channel = Literal["rgb", "depth", "segmentation", "id_color"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

MOST_TILES = 4

_Index = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class CameraPose(msgspec.Struct, frozen=True):
    """A free camera: what it looks at (world frame, m), how far from it (m), and from where
    (degrees, as `mjvCamera` counts them)."""

    lookat: tuple[float, float, float]
    distance: float
    azimuth: float
    elevation: float


class Tile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture in the picture, seen by everybody.

    `camera` counts as the field `view/camera`: 0 free, 1 tracking, from 2 on the model's cameras.
    `pose` is from where a free or tracking one looks; left out, from where the shared one does now.
    `body` is what a tracking one follows. The place is in fractions of the picture from its top
    left.
    """

    camera: _Index
    x: float
    y: float
    width: float
    height: float
    channel: Channel = "rgb"
    body: _Index = 0
    pose: CameraPose | None = None


class Look(msgspec.Struct, frozen=True):
    """How a scene is looked at: where the camera stands (None for the model's first view), the
    fields of the view that people changed, and the tiles."""

    camera: CameraPose | None = None
    fields: dict[str, FieldValue] = {}
    tiles: tuple[Tile, ...] = ()
