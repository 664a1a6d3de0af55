"""Batches of samples as they come from the worker, and as text for viewers."""

from array import array
from collections.abc import Callable, Mapping, Sequence

import msgspec

from py_remote_viewer.protocol.worker import SeriesSampled

__all__ = ["MOST_ROWS", "Batch", "history_text", "newest_values", "samples_text"]

#: About half a minute.
MOST_ROWS = 3000
_DIGITS = 7

_encoder = msgspec.json.Encoder()


class Batch:
    """Samples of many series at the same times; the text of each series is made once."""

    def __init__(self, number: int, message: SeriesSampled, places: Mapping[str, int]) -> None:
        self.number = number
        self.segment = message.segment
        self.rows = message.rows
        self.size = len(message.data)
        self.places = places
        self._numbers = array("d", message.data)
        self._texts: dict[str, str] = {}

    @property
    def times(self) -> Sequence[float]:
        """When the samples were taken, in simulated time."""
        return self._numbers[: self.rows]

    def values(self, series: str) -> Sequence[float]:
        """The values of a series; not a number where it was not sampled."""
        place = self.places.get(series)
        if place is None:
            return array("d", [float("nan")]) * self.rows
        return self._numbers[self.rows + place :: len(self.places)]

    def times_text(self) -> str:
        """The times as a JSON list."""
        return self._text("", lambda: self.times)

    def text(self, series: str) -> str:
        """The values of a series as a JSON list; what is no number is null."""
        return self._text(series, lambda: self.values(series))

    def forget_texts(self) -> None:
        """Free what only the newest batch is asked for again."""
        self._texts.clear()

    def _text(self, name: str, numbers: Callable[[], Sequence[float]]) -> str:
        text = self._texts.get(name)
        if text is None:
            text = self._texts[name] = _encoder.encode(list(numbers())).decode()
        return text


def newest_values(names: Sequence[str], data: bytes) -> dict[str, float | None]:
    """Present values by name, of as many digits as one can see."""
    return {
        name: float(f"{number:.{_DIGITS}g}") if abs(number) < float("inf") else None
        for name, number in zip(names, array("d", data), strict=True)
    }


def samples_text(
    generation: int,
    number: int,
    series: Sequence[str],
    batch: Batch | None,
    newest: Mapping[str, float | None],
) -> str:
    """A `Samples` message, put together from the texts of its series."""
    times, values, segment = "[]", {}, -1
    if batch is not None:
        times, segment, number = batch.times_text(), batch.segment, batch.number
        values = {name: batch.text(name) for name in series if name in batch.places}
    return _text(generation, segment, number, times, values, _encoder.encode(newest).decode())


def history_text(
    generation: int, number: int, series: Sequence[str], batches: Sequence[Batch], most: int
) -> str:
    """A `Samples` message of all these batches, thinned out to so many numbers."""
    rows = sum(batch.rows for batch in batches)
    stride = max(1, -(-rows * len(series) // most))
    times = [time for batch in batches for time in batch.times][::stride]
    values = {
        name: _encoder.encode(
            [value for batch in batches for value in batch.values(name)][::stride]
        ).decode()
        for name in series
    }
    return _text(
        generation, batches[-1].segment, number, _encoder.encode(times).decode(), values, "{}"
    )


def _text(
    generation: int, segment: int, number: int, times: str, values: Mapping[str, str], newest: str
) -> str:
    lists = ",".join(f"{_encoder.encode(name).decode()}:{text}" for name, text in values.items())
    return (
        f'{{"type":"samples","generation":{generation},"segment":{segment},"batch":{number},'
        f'"times":{times},"values":{{{lists}}},"newest":{newest}}}'
    )
