"""Who gets samples of which series, and what the worker is asked for."""

import json
from typing import Any

import numpy as np
import pytest

from py_remote_viewer.protocol.client import SeriesDescribed, ServerMessage
from py_remote_viewer.protocol.series import MOST_SERIES_OF_A_SESSION, SeriesInfo
from py_remote_viewer.protocol.worker import SampleSeries, SeriesFound, SeriesSampled
from py_remote_viewer.sessions.participant import Participant
from py_remote_viewer.sessions.series import SeriesDesk


class _Outlet:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.full = False

    def send(self, message: ServerMessage) -> None:
        self.sent.append(message)

    def send_text(self, text: str) -> bool:
        if not self.full:
            self.sent.append(json.loads(text))
        return not self.full

    def send_event(self, text: str) -> None: ...
    def send_snapshot(self, slot: str, text: str) -> None: ...
    def send_media(self, message: bytes) -> bool:
        return True

    def close(self, code: int, reason: str) -> None: ...

    def take(self) -> list[Any]:
        sent = self.sent[:]
        self.sent.clear()
        return sent


class _Desk(SeriesDesk):
    """A desk with two people, and a worker whose series `x` is at time t worth 10 t."""

    def __init__(self) -> None:
        self.asked: list[SampleSeries] = []
        super().__init__(self.asked.append)
        self.outlets = [_Outlet(), _Outlet()]
        self.people = [Participant(i, "", outlet) for i, outlet in enumerate(self.outlets)]

    def answer(self, *bad: str) -> None:
        """The worker says what it found."""
        asked = self.asked[-1]
        infos = [
            SeriesInfo(name, problem="There is none.") if name in bad else SeriesInfo(name, "m")
            for name in (*asked.series, *asked.newest)
        ]
        self.found(SeriesFound(asked.watch, tuple(infos)))

    def sample(self, *times: float, segment: int = 0, newest: tuple[float, ...] = ()) -> None:
        asked = self.asked[-1]
        rows = [[10 * time + place for place in range(len(asked.series))] for time in times]
        data = np.array(times).tobytes() + np.array(rows, dtype=float).tobytes()
        message = SeriesSampled(asked.watch, segment, len(times), data, np.array(newest).tobytes())
        self.sampled(message)


@pytest.fixture
def desk() -> _Desk:
    desk = _Desk()
    desk.shown(1)
    return desk


def _samples(sent: list[Any]) -> list[dict[str, Any]]:
    return [message for message in sent if isinstance(message, dict)]


def test_the_worker_samples_what_anybody_plots_once(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("b", "a", "a"), ())
    desk.watch(two, ("a",), ())
    desk.watch(two, ("a", "c"), ("n",))
    desk.left(one)
    desk.left(one)
    desk.watch(two, (), ())
    assert [(m.series, m.newest) for m in desk.asked] == [
        (("a", "b"), ()),
        (("a", "b", "c"), ("n",)),
        (("a", "c"), ("n",)),
        ((), ()),
    ]


def test_the_rate_sinks_with_what_one_person_plots(desk: _Desk) -> None:
    desk.watch(desk.people[0], [f"s{i}" for i in range(10)], ())
    assert desk.asked[-1].per_sec == 100
    desk.watch(desk.people[1], [f"s{i}" for i in range(60)], ())
    assert desk.asked[-1].per_sec == 50


def test_each_gets_what_they_plot_and_nothing_else(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("b",), ())
    desk.watch(two, ("a", "b"), ())
    desk.sample(0.1, 0.2)
    (first,), (second,) = (_samples(outlet.take()) for outlet in desk.outlets)
    assert first == {
        "type": "samples", "generation": 1, "segment": 0, "batch": 1,
        "times": [0.1, 0.2], "values": {"b": [2.0, 3.0]}, "newest": {},
    }  # fmt: skip
    assert second["values"] == {"a": [1.0, 2.0], "b": [2.0, 3.0]}


def test_what_is_known_of_a_series_is_told_once_to_each_who_plots_it(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("a", "bad"), ())
    desk.answer("bad")
    desk.answer("bad")
    assert desk.outlets[0].take() == [
        SeriesDescribed(1, (SeriesInfo("a", "m"), SeriesInfo("bad", problem="There is none.")))
    ]
    desk.watch(two, ("a",), ())
    assert desk.outlets[1].take() == [SeriesDescribed(1, (SeriesInfo("a", "m"),))]
    desk.watch(one, ("bad",), ())
    desk.watch(one, ("a", "bad"), ())
    assert desk.outlets[0].take() == [SeriesDescribed(1, (SeriesInfo("a", "m"),))]


def test_no_number_is_null_and_digits_are_not_lost(desk: _Desk) -> None:
    desk.watch(desk.people[0], ("a", "b"), ("n",))
    numbers = [0.1 + 0.2, np.nan, np.inf]
    data = np.array(numbers).tobytes()
    desk.sampled(SeriesSampled(1, 0, 1, data, np.array([1 / 3]).tobytes()))
    values, newest = _samples(desk.outlets[0].take())
    assert values["times"] == [0.1 + 0.2]
    assert values["values"] == {"a": [None], "b": [None]}
    assert newest["newest"] == {"n": 0.3333333}


def test_whoever_cannot_take_a_batch_gets_it_later_in_order(desk: _Desk) -> None:
    desk.watch(desk.people[0], ("a",), ())
    desk.sample(0.1)
    desk.outlets[0].full = True
    desk.sample(0.2)
    desk.sample(0.3)
    desk.outlets[0].full = False
    desk.sample(0.4)
    got = _samples(desk.outlets[0].take())
    assert [m["batch"] for m in got] == [1, 2, 3, 4]
    assert [t for m in got for t in m["times"]] == [0.1, 0.2, 0.3, 0.4]


def test_what_was_waited_for_too_long_is_missing_and_the_numbers_show_it(desk: _Desk) -> None:
    desk.watch(desk.people[0], ("a",), ())
    desk.sample(0.1)
    desk.outlets[0].full = True
    for block in range(8):
        desk.sample(*(1 + block + i / 1000 for i in range(1000)))
    desk.outlets[0].full = False
    desk.sample(20.0)
    numbers = [m["batch"] for m in _samples(desk.outlets[0].take())]
    assert numbers[0] == 1
    assert numbers[1] > 2
    assert numbers[-1] == 10


def test_present_values_are_told_where_they_changed(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, (), ("n", "o"))
    desk.sample(newest=(1.0, 2.0))
    desk.sample(newest=(1.0, 3.0))
    desk.sample(newest=(1.0, 3.0))
    assert [m["newest"] for m in _samples(desk.outlets[0].take())] == [
        {"n": 1.0, "o": 2.0},
        {"o": 3.0},
    ]
    desk.watch(two, (), ("n",))
    desk.sample(newest=(1.0, 3.0))
    assert [m["newest"] for m in _samples(desk.outlets[1].take())] == [{"n": 1.0}]


def test_a_newcomers_plot_begins_with_what_is_kept(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("a",), ())
    desk.sample(5.0, segment=0)
    desk.sample(0.1, 0.2, segment=1)
    desk.sample(0.3, segment=1)
    desk.watch(two, ("a", "new"), ())
    (history,) = _samples(desk.outlets[1].take())
    assert history["times"] == [0.1, 0.2, 0.3]
    assert history["values"] == {"a": [1.0, 2.0, 3.0]}
    desk.sample(0.4, segment=1)
    (news,) = _samples(desk.outlets[1].take())
    assert news["times"] == [0.4]
    assert news["batch"] == history["batch"] + 1


def test_a_long_past_is_thinned_out_for_newcomers(desk: _Desk) -> None:
    one, two = desk.people
    names = [f"s{i}" for i in range(20)]
    desk.watch(one, names, ())
    for block in range(20):
        desk.sample(*(block + i / 100 for i in range(100)))
    desk.watch(two, names, ())
    (history,) = _samples(desk.outlets[1].take())
    assert 100 <= len(history["times"]) <= 200
    assert all(len(values) == len(history["times"]) for values in history["values"].values())


def test_another_scene_is_asked_anew_and_old_samples_are_gone(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("a",), ())
    desk.answer()
    desk.sample(0.1)
    late = desk.asked[-1]
    desk.outlets[0].take()
    desk.shown(2)
    assert desk.asked[-1].watch > late.watch
    assert desk.asked[-1].series == ("a",)
    desk.answer("a")
    (described,) = desk.outlets[0].take()
    assert described.generation == 2
    assert described.series[0].problem
    desk.watch(two, ("a",), ())
    assert _samples(desk.outlets[1].take()) == []


def test_before_there_is_a_scene_nothing_is_asked(desk: _Desk) -> None:
    fresh = _Desk()
    fresh.watch(fresh.people[0], ("a",), ())
    assert fresh.asked == []
    fresh.shown(1)
    assert [m.series for m in fresh.asked] == [("a",)]


def test_all_together_plot_a_bounded_number_of_series(desk: _Desk) -> None:
    people = [Participant(10 + i, "", _Outlet()) for i in range(5)]
    for number, person in enumerate(people):
        desk.watch(person, [f"s{number}_{i}" for i in range(60)], ())
    assert len(desk.asked[-1].series) == MOST_SERIES_OF_A_SESSION
    outlet = people[-1].outlet
    assert isinstance(outlet, _Outlet)
    (refused,) = outlet.take()
    assert len(refused.series) == 5 * 60 - MOST_SERIES_OF_A_SESSION
    assert "256 series are plotted by all together already" in refused.series[0].problem
