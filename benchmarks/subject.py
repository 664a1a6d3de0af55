"""What is measured: the scene, the size, the pinned quality, and how long."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["MENAGERIE", "QUALITY", "SIZE", "Subject"]

SIZE = (640, 480)
QUALITY = "no-reflections"
BITRATE = 2_500_000
MENAGERIE = Path(__file__).resolve().parents[2] / "shared" / "menagerie"


@dataclass(frozen=True)
class Subject:
    """How long each measurement takes, and of how many inputs the latency is."""

    seconds: float
    inputs: int

    def server_arguments(self, fps: int) -> list[str]:
        """The flags of the server under measurement."""
        width, height = SIZE
        return [
            "humanoid", "--width", str(width), "--height", str(height), "--fps", str(fps),
            "--quality", QUALITY, "--bitrate", str(BITRATE),
        ]  # fmt: skip
