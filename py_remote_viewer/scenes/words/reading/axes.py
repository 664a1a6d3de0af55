"""Axes, planes and planets, in all ways to say them."""

__all__ = ["PLANETS", "axes", "on_planets"]

#: m/s².
PLANETS = {
    "moon": 1.62, "mars": 3.71, "jupiter": 24.79, "venus": 8.87, "saturn": 10.44, "mercury": 3.7,
    "neptune": 11.15, "uranus": 8.69, "pluto": 0.62,
}  # fmt: skip
_ON_PLANETS = (
    "on {}", "on the {}", "{} gravity", "gravity of {}", "gravity of the {}", "{}'s gravity",
    "the {}'s gravity", "under {} gravity", "in {} gravity", "with {} gravity", "gravity on {}",
    "gravity on the {}",
)  # fmt: skip
#: By axis, the plane that what turns about it swings in.
_PLANES = {"x": "yz", "y": "xz", "z": "xy"}
_ABOUT = (
    "about the {} axis", "around the {} axis", "about {}", "around {}", "about the {} direction",
    "with axis {}", "about its {} axis", "around its {} axis", "about an axis along {}",
    "{} axis", "about {} axis", "around {} axis",
)  # fmt: skip
_IN_PLANE = (
    "in the {} plane", "in an {} plane", "within the {} plane", "confined to the {} plane",
)  # fmt: skip
_ALONG = (
    "along the {} axis", "along {}", "along the {} direction", "in the {} direction",
    "in {} direction", "along {} axis", "along its {} axis", "on the {} axis",
    "parallel to the {} axis",
)  # fmt: skip


def _forms(forms: tuple[str, ...], word: str, meaning: str) -> dict[tuple[str, ...], str]:
    return {tuple(form.format(word).split()): meaning for form in forms}


def on_planets() -> dict[tuple[str, ...], str]:
    """Phrases that say on which planet it is."""
    found: dict[tuple[str, ...], str] = {}
    for planet in PLANETS:
        found |= _forms(_ON_PLANETS, planet, planet)
    return found


def axes() -> dict[tuple[str, ...], str]:
    """Phrases that say about or along which axis something is."""
    found: dict[tuple[str, ...], str] = {}
    for axis, plane in _PLANES.items():
        found |= _forms(_ABOUT, axis, f"about {axis}") | _forms(_ALONG, axis, f"along {axis}")
        for said in (plane, plane[::-1], " ".join(plane)):
            found |= _forms(_IN_PLANE, said, f"about {axis}")
    return found
