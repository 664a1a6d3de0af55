"""What numbers an attribute may hold, in a model from a stranger."""

import re
from collections.abc import Callable

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError

__all__ = ["TIMESTEP_SEC", "check_attributes", "whole_numbers"]

#: The least and the largest timestep.
TIMESTEP_SEC = (1e-6, 1.0)
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MEMORY = re.compile(r"([0-9]+)([KMGTPE]?)")
_UNITS = " KMGTPE"
#: More digits than any number that a model needs.
_LONGEST = 400
#: The simulation that finds the range of a muscle's length: MuJoCo makes 1,000 steps by default.
_RANGE_STEPS = 100_000.0
_RANGE_SEC, _RANGE_TIMESTEP_SEC = 10.0, 0.01

At = Callable[[str], SceneError]

#: Bounds that are settings of their own, by element and attribute; "*" is any element.
_SETTINGS: dict[tuple[str, str], str] = {
    ("option", "iterations"): "iterations",
    ("option", "ls_iterations"): "iterations",
    ("option", "noslip_iterations"): "iterations",
    ("option", "ccd_iterations"): "iterations",
    ("option", "sdf_iterations"): "iterations",
    ("option", "sdf_initpoints"): "iterations",
    ("size", "nkey"): "keyframes",
    ("size", "njmax"): "numbers",
    ("size", "nconmax"): "numbers",
    ("size", "nuserdata"): "numbers",
    ("*", "nsample"): "numbers",
    ("*", "actdim"): "numbers",
    ("user", "dim"): "numbers",
    ("contact", "num"): "numbers",
    ("numeric", "size"): "numbers",
}
#: Bounds that no model has a reason to pass.
_FIXED: dict[tuple[str, str], int] = {
    ("quality", "numslices"): 1000,
    ("quality", "numstacks"): 1000,
    ("quality", "numquads"): 100,
    ("quality", "shadowsize"): 16_384,
    ("quality", "offsamples"): 64,
    ("global", "offwidth"): 16_384,
    ("global", "offheight"): 16_384,
    ("camera", "resolution"): 16_384,
    ("texture", "width"): 16_384,
    ("texture", "height"): 98_304,
    ("texture", "gridsize"): 1000,
    ("hfield", "nrow"): 65_535,
    ("hfield", "ncol"): 65_535,
    ("flexcomp", "cellcount"): 100,
    ("flex", "cellcount"): 100,
    ("mesh", "params"): 400,
    ("mesh", "maxhullvert"): 100_000,
}


def check_attributes(
    element: str, attributes: dict[str, str], limits: ModelSettings, at: At
) -> None:
    """Raise what `at` makes of a sentence, for the first attribute that asks for too much."""
    for attribute, text in attributes.items():
        setting = _SETTINGS.get((element, attribute)) or _SETTINGS.get(("*", attribute))
        if element == "size" and attribute.startswith("nuser_"):
            setting = "numbers"
        most = getattr(limits, setting) if setting else _FIXED.get((element, attribute))
        if most is not None:
            _check_most(element, attribute, text, most, setting, at)
    if element == "size":
        _check_memory(attributes, limits, at)
    elif element == "option" and "timestep" in attributes:
        _check_timestep(attributes["timestep"], at)
    elif element == "lengthrange":
        _check_length_range(attributes, at)


def whole_numbers(element: str, attribute: str, text: str, at: At) -> tuple[int, ...]:
    """The whole numbers in an attribute, which MuJoCo reads as strictly."""
    words = text.split()
    for word in words:
        if len(word) > _LONGEST or not _WHOLE.fullmatch(word):
            raise at(f'<{element} {attribute}="{_cut(text)}">: {_cut(word)!r} is no whole number')
    return tuple(int(word) for word in words)


def _check_most(
    element: str, attribute: str, text: str, most: int, setting: str | None, at: At
) -> None:
    for value in _numbers(element, attribute, text, at):
        if value > most:
            way = f", or let the server's operator raise [models] {setting}" if setting else ""
            raise at(
                f'<{element} {attribute}="{_cut(text)}"> is too much; {most} is the limit. Use '
                f"less{way}"
            )


def _check_memory(attributes: dict[str, str], limits: ModelSettings, at: At) -> None:
    text = attributes.get("memory", "").strip()
    amounts: list[int] = []
    if text and text != "-1":
        found = _MEMORY.fullmatch(text.upper())
        if found is None or len(text) > _LONGEST:
            raise at(f'<size memory="{_cut(text)}"> is no amount; write "100M", for example')
        amounts.append(int(found[1]) << 10 * _UNITS.index(found[2] or " "))
    if "nstack" in attributes:
        amounts += [8 * n for n in whole_numbers("size", "nstack", attributes["nstack"], at)]
    for amount in amounts:
        if amount > limits.memory_bytes:
            raise at(
                f"The model asks for {amount} bytes of memory by <size>; {limits.memory_bytes} is "
                "the limit. Ask for less, or let the server's operator raise [models] memory_bytes"
            )


def _check_timestep(text: str, at: At) -> None:
    least, most = TIMESTEP_SEC
    for value in _numbers("option", "timestep", text, at):
        if not least <= value <= most:
            raise at(
                f"The timestep is {value:g} s; it must lie between {least:g} and {most:g} s: "
                '<option timestep="0.002"/>'
            )


def _check_length_range(attributes: dict[str, str], at: At) -> None:
    def one(attribute: str, default: float) -> float:
        found = _numbers("lengthrange", attribute, attributes.get(attribute, ""), at)
        return found[0] if found else default

    seconds, timestep = one("inttotal", _RANGE_SEC), one("timestep", _RANGE_TIMESTEP_SEC)
    if timestep <= 0 or seconds / timestep > _RANGE_STEPS:
        raise at(
            f"<lengthrange> asks for {seconds:g} s in steps of {timestep:g} s; "
            f"{_RANGE_STEPS:.0f} steps are the limit. Use a shorter inttotal or a larger timestep"
        )


def _numbers(element: str, attribute: str, text: str, at: At) -> tuple[float, ...]:
    words = text.split()
    for word in words:
        if len(word) > _LONGEST or not _NUMBER.fullmatch(word):
            raise at(f'<{element} {attribute}="{_cut(text)}">: {_cut(word)!r} is no usable number')
    return tuple(float(word) for word in words)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."
