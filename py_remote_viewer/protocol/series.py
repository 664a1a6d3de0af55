"""Series: numbers of a simulation over its time, for plots.

A series is named by an expression, `qpos[0]`, `xpos['hand'][2]`, `ncon`. The worker samples what
anybody plots after its steps, some of it a hundred times a second, and tells it in batches; of what
is only shown as it is now it tells the newest value.
"""

from typing import Annotated

import msgspec

__all__ = [
    "MOST_NEWEST",
    "MOST_SERIES",
    "MOST_SERIES_OF_A_SESSION",
    "NewestList",
    "Samples",
    "SeriesCatalogue",
    "SeriesDescribed",
    "SeriesExpression",
    "SeriesField",
    "SeriesInfo",
    "SeriesList",
    "SeriesSensor",
]

#: Of one person, and of all together.
MOST_SERIES = 64
MOST_NEWEST = 256
MOST_SERIES_OF_A_SESSION = 256

SeriesExpression = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
SeriesList = Annotated[tuple[SeriesExpression, ...], msgspec.Meta(max_length=MOST_SERIES)]
NewestList = Annotated[tuple[SeriesExpression, ...], msgspec.Meta(max_length=MOST_NEWEST)]


class SeriesInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a series; `problem` says why there is none of this name."""

    series: str
    unit: str = ""
    problem: str = ""


class SeriesDescribed(msgspec.Struct, tag="series", frozen=True):
    """What is known of series that were asked for, in the scene with this generation."""

    generation: int
    series: tuple[SeriesInfo, ...]


class Samples(msgspec.Struct, tag="samples", frozen=True):
    """Values of series that are watched, at these simulation times; null where there is none.

    `batch` counts up by one: where a number is missing, samples are. Within a `segment` time goes
    on; another one begins where the state jumped. `newest` holds what changed of the values that
    are only shown as they are now.
    """

    generation: int
    segment: int
    batch: int
    times: tuple[float, ...]
    values: dict[str, tuple[float | None, ...]]
    newest: dict[str, float | None]


class SeriesField(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field of numbers: `name`, `name[row]` or `name[row][column]`.

    No `rows` is a single number. With a `kind` an element's name stands for a row, or for as many
    rows as `widths` says of each element in turn. A field that `varies` has other sizes after every
    step. `about` is what it is.
    """

    name: str
    rows: int | None = None
    columns: int = 1
    kind: str = ""
    widths: tuple[int, ...] = ()
    varies: bool = False
    unit: str = ""
    about: str = ""


class SeriesSensor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sensor; its values are `sensordata[name]`, from row `start` on."""

    name: str
    type: str
    start: int
    size: int
    unit: str = ""


class SeriesCatalogue(msgspec.Struct, frozen=True):
    """All series that there are, for completion; `names` are those of the elements of each kind."""

    generation: int
    fields: tuple[SeriesField, ...]
    names: dict[str, tuple[str, ...]]
    sensors: tuple[SeriesSensor, ...]
