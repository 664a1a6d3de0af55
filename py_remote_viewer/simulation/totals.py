"""What all texts of a model ask for together."""

from dataclasses import dataclass, field

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.simulation.doubling import Doubling

__all__ = ["Totals"]


@dataclass
class Totals:
    """Sums over all texts, which grow as they are walked through."""

    #: Width, height, and whether it is surely flat, of each texture as it is written.
    textures: list[tuple[int, int, bool]] = field(default_factory=list[tuple[int, int, bool]])
    #: The largest that a class gives, wherever it stands: those of all texts hold for all.
    default_width: int = 0
    default_height: int = 0
    #: How often pictures are read from files, a cube's single one for each of its sides.
    readings: int = 0
    hfield_cells: int = 0
    keyframes: int = 0
    doubling: Doubling = field(default_factory=Doubling)

    @property
    def texture_pixels(self) -> int:
        """Of all textures that are made."""
        return sum(self._pixels(*texture) for texture in self.textures)

    def _pixels(self, width: int, height: int, flat: bool) -> int:
        width, height = max(width, self.default_width), max(height, self.default_height)
        # A cube has six sides, however high it is said to be.
        return width * height if flat else max(width * height, 6 * width**2)

    def check(self, limits: ModelSettings) -> None:
        """Raise SceneError where they are more than a model may have."""
        for number, what, most, key in (
            (self.texture_pixels, "pixels of textures", limits.texture_pixels, "texture_pixels"),
            (self.hfield_cells, "cells of height fields", limits.hfield_cells, "hfield_cells"),
            (self.keyframes, "keyframes", limits.keyframes, "keyframes"),
        ):
            if number > most:
                raise SceneError(
                    f"The model asks for {number} {what}; {most} is the limit. Use fewer, or let "
                    f"the server's operator raise [models] {key}."
                )
        self.doubling.check(limits)
