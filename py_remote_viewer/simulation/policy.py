"""What a model from a stranger may ask for, looked up in its XML before MuJoCo sees it.

MuJoCo grants what is asked for: gigabytes of memory, millions of copies, pictures of any size. It
is parsed by expat, as in `model_files`, and without a DOCTYPE there are no entities to expand and
nothing to fetch.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.simulation.bounds import check_attributes, whole_numbers
from py_remote_viewer.simulation.expansion import Outline, check_expansion
from py_remote_viewer.simulation.model_files import ModelFiles
from py_remote_viewer.simulation.pictures import check_pictures
from py_remote_viewer.simulation.totals import Totals

__all__ = ["check_policy", "check_text_policy"]

#: Those that come with MuJoCo; it loads no library because a model says so.
_PLUGINS = frozenset(
    {
        "mujoco.elasticity.cable", "mujoco.elasticity.shell", "mujoco.pid",
        "mujoco.sensor.touch_grid", "mujoco.sdf.bolt", "mujoco.sdf.bowl", "mujoco.sdf.gear",
        "mujoco.sdf.nut", "mujoco.sdf.sdflib", "mujoco.sdf.torus",
    }
)  # fmt: skip
#: Where MuJoCo takes no number of points, it makes so many.
_POINTS_A_SIDE = 10
#: How many elements deep lies what stands at the top of a text.
_TOP = 2
_CUBE_SIDES = 6
#: Kinds of flexcomp that have the points which stand in a text or a file.
_WITHOUT_COUNT = ("mesh", "gmsh", "direct")
#: Most other kinds use three counts, whatever is written.
_SIDES = 3


def check_policy(files: ModelFiles, limits: ModelSettings) -> None:
    """Raise SceneError, with the place, for a model that asks for more than it may have."""
    total = sum(len(text) for text in files.texts.values())
    if total > limits.text_bytes:
        raise SceneError(
            f"The model's XML has {total} bytes, all files together; {limits.text_bytes} is the "
            "limit. Put large arrays into mesh files, or let the server's operator raise [models] "
            "text_bytes."
        )
    totals = Totals()
    outlines = {
        path: _Survey(files.overlay.get(path, text), _shown(path, files), limits, totals).outline
        for path, text in files.texts.items()
    }
    totals.check(limits)
    check_expansion(files.main, outlines, files.links, limits)
    check_pictures(files.assets, totals.texture_pixels, totals.readings, limits)


def check_text_policy(text: str, limits: ModelSettings) -> None:
    """The same for a model that is one text, and names no files."""
    main, data = Path("model.xml"), text.encode()
    check_policy(ModelFiles(main, texts={main: data}), limits)


def _shown(path: Path, files: ModelFiles) -> str | None:
    return None if path == files.main else path.name


@dataclass
class _Survey:
    """Walks through one text; `outline` is what it brings, once it is through."""

    data: bytes
    shown: str | None
    limits: ModelSettings
    totals: Totals
    outline: Outline = field(default_factory=Outline)
    _path: list[str] = field(default_factory=list[str])
    #: How many times what stands here is made; the last is of the innermost element.
    _copies: list[int] = field(default_factory=lambda: [1])

    def __post_init__(self) -> None:
        # Said so, a declaration of another encoding cannot make MuJoCo read another text than this.
        parser = self._parser = expat.ParserCreate("utf-8")
        self._special: dict[str, Callable[[dict[str, str]], None]] = {
            "replicate": self._replicate,
            "flexcomp": self._flexcomp,
            "texture": self._texture,
            "hfield": self._hfield,
            "key": self._key,
            "plugin": self._plugin,
            "include": self._include,
            "model": self._model,
            "attach": self._attach,
        }
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(self.data, True)
        except expat.ExpatError as error:
            where = f"{self.shown} is not" if self.shown else "Not"
            reason = expat.ErrorString(error.code)
            raise SceneError(
                f"{where} well-formed XML: {reason}, line {error.lineno}.",
                line=error.lineno, column=error.offset + 1, file=self.shown,
            ) from error  # fmt: skip

    def _doctype(self, *unused: object) -> None:
        raise self._at("A model has no <!DOCTYPE>; remove it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= self.limits.depth:
            raise self._at(
                f"<{name}> lies {len(self._path) + 1} elements deep; {self.limits.depth} is the "
                "limit. Nest less deeply, or let the server's operator raise [models] depth"
            )
        self._path.append(name)
        self.outline.depth = max(self.outline.depth, len(self._path))
        self._copies.append(self._copies[-1])
        check_attributes(name, attributes, self.limits, self._at)
        self._count(self._copies[-1], f"<{name}>")
        begins = len(self._path) == _TOP and self.shown is not None
        parent = self._path[-2] if len(self._path) > 1 else ""
        if "name" in attributes:
            self.outline.amount.names += self._copies[-1]
        self.totals.doubling.element(name, parent, attributes, begins=begins)
        special = self._special.get(name)
        if special is not None:
            special(attributes)

    def _end(self, name: str) -> None:
        self._path.pop()
        self._copies.pop()

    def _count(self, number: int, what: str) -> None:
        self.outline.amount.elements += number
        if self.outline.amount.elements > self.limits.elements:
            raise self._at(
                f"With {what} the model has more than {self.limits.elements} elements, all copies "
                "counted. Make fewer, or let the server's operator raise [models] elements"
            )

    def _replicate(self, attributes: dict[str, str]) -> None:
        count = self._one("replicate", "count", attributes, 1)
        self.totals.doubling.copies += max(count, 1)
        self.outline.copies += max(count, 1)
        copies = self._copies[-1] * max(count, 1)
        if copies > self.limits.elements:
            raise self._at(
                f'<replicate count="{count}"> makes {copies} copies, with those it stands in; '
                f"{self.limits.elements} elements are the limit. Make fewer, or let the server's "
                "operator raise [models] elements"
            )
        self._copies[-1] = copies

    def _flexcomp(self, attributes: dict[str, str]) -> None:
        counts = whole_numbers("flexcomp", "count", attributes.get("count", ""), self._at)
        sides = [*counts, *[_POINTS_A_SIDE] * _SIDES][:_SIDES]
        points = self._copies[-1]
        for side in sides:
            points *= max(side, 1)
        # The time that MuJoCo takes grows faster than their number, however they are divided.
        if attributes.get("type") not in _WITHOUT_COUNT:
            self.outline.amount.flex_points += points
        made = self.outline.amount.flex_points
        if made > self.limits.flex_points:
            counts_said = f' count="{attributes["count"][:60]}"' if "count" in attributes else ""
            raise self._at(
                f"With <flexcomp{counts_said}> the model has {made} points of "
                f"flexes, all copies counted; {self.limits.flex_points} is the limit. Make fewer, "
                "or let the server's operator raise [models] flex_points"
            )
        self._count(points, "<flexcomp>")

    def _texture(self, attributes: dict[str, str]) -> None:
        width, height = (self._one("texture", key, attributes, 0) for key in ("width", "height"))
        totals = self.totals
        if "default" in self._path:
            totals.default_width = max(totals.default_width, width)
            totals.default_height = max(totals.default_height, height)
        else:
            flat = attributes.get("type") == "2d"
            totals.textures.append((width, height, flat))
            files = sum(name.startswith("file") for name in attributes)
            totals.readings += files if flat or files > 1 else _CUBE_SIDES * files

    def _hfield(self, attributes: dict[str, str]) -> None:
        rows, columns = (self._one("hfield", key, attributes, 0) for key in ("nrow", "ncol"))
        self.totals.hfield_cells += max(rows, 0) * max(columns, 0)

    def _key(self, attributes: dict[str, str]) -> None:
        self.totals.keyframes += 1

    def _plugin(self, attributes: dict[str, str]) -> None:
        plugin = attributes.get("plugin")
        if plugin is None and not attributes.get("instance"):
            # MuJoCo 4.0.0 crashes on some of these.
            raise self._at("<plugin> names neither a plugin nor an instance of one")
        if plugin is not None and plugin not in _PLUGINS:
            raise self._at(
                f"The plugin {plugin[:60]!r} is none of MuJoCo's own; a model may use "
                f"{', '.join(sorted(_PLUGINS))}"
            )

    def _include(self, attributes: dict[str, str]) -> None:
        self.outline.includes.append(
            (attributes.get("file", ""), self._copies[-1], len(self._path))
        )

    def _model(self, attributes: dict[str, str]) -> None:
        file = attributes.get("file", "")
        if not file:
            # On this MuJoCo 4.0.0 breaks, and cannot be used any more.
            raise self._at("<model> names no file; write <model name=... file=.../>")
        self.outline.models.append((attributes.get("name"), file))

    def _attach(self, attributes: dict[str, str]) -> None:
        self.outline.attaches.append((attributes.get("model", ""), self._copies[-1]))

    def _one(self, element: str, attribute: str, attributes: dict[str, str], default: int) -> int:
        """The whole number in an attribute that holds one."""
        numbers = whole_numbers(element, attribute, attributes.get(attribute, ""), self._at)
        if len(numbers) > 1:
            raise self._at(f"<{element} {attribute}=...> holds {len(numbers)} numbers; write one")
        return numbers[0] if numbers else default

    def _at(self, reason: str) -> SceneError:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        where = f"line {line} of {self.shown}" if self.shown else f"line {line}"
        return SceneError(f"{reason} ({where}).", line=line, column=column, file=self.shown)
