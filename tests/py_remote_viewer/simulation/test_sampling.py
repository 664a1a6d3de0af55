"""When values of panels are told."""

import pytest

from py_remote_viewer.protocol.fields import Field, FieldValues
from py_remote_viewer.simulation.fields import Binding, FieldSet
from py_remote_viewer.simulation.fields.sampling import FieldSampler


class _Cells:
    """Two panels of one number each, and what was told of them."""

    def __init__(self) -> None:
        self.numbers = {"a": 1.0, "b": 2.0}
        self.told: list[FieldValues] = []
        fields = FieldSet([(name, name, [("s", [self._binding(name)])]) for name in self.numbers])
        self.sampler = FieldSampler(fields, self.told.append)

    def _binding(self, name: str) -> Binding:
        return Binding(Field(f"{name}/0", name), lambda: self.numbers[name], lambda value: None)

    def take(self) -> list[FieldValues]:
        told = self.told[:]
        self.told.clear()
        return told


@pytest.fixture
def cells() -> _Cells:
    return _Cells()


def test_nothing_is_told_that_nobody_watches(cells: _Cells) -> None:
    cells.sampler.sample(10.0)
    assert cells.take() == []


def test_a_watched_panel_is_told_in_full_and_then_what_changes(cells: _Cells) -> None:
    cells.sampler.watch(("a",))
    cells.sampler.sample(10.0)
    assert cells.take() == [FieldValues("a", {"a/0": 1.0})]
    cells.sampler.sample(20.0)
    assert cells.take() == []
    cells.numbers["a"] = 3.0
    cells.sampler.sample(30.0)
    assert cells.take() == [FieldValues("a", {"a/0": 3.0})]


def test_changes_are_told_five_times_a_second_and_edits_at_once(cells: _Cells) -> None:
    cells.sampler.watch(("a",))
    cells.sampler.sample(10.0)
    cells.take()
    cells.numbers["a"] = 3.0
    cells.sampler.sample(10.1)
    assert cells.take() == []
    cells.sampler.sample(10.1, at_once=True)
    assert cells.take() == [FieldValues("a", {"a/0": 3.0})]


def test_a_panel_that_is_watched_again_is_told_in_full_again(cells: _Cells) -> None:
    cells.sampler.watch(("a",))
    cells.sampler.sample(10.0)
    cells.sampler.watch(("b",))
    cells.sampler.watch(("a", "b"))
    cells.take()
    cells.sampler.sample(10.01)
    assert cells.take() == [FieldValues("a", {"a/0": 1.0}), FieldValues("b", {"b/0": 2.0})]


def test_what_changes_beyond_the_digits_that_are_shown_is_not_told(cells: _Cells) -> None:
    cells.sampler.watch(("a",))
    cells.sampler.sample(10.0)
    cells.take()
    cells.numbers["a"] += 1e-9
    cells.sampler.sample(20.0)
    assert cells.take() == []


def test_what_became_of_an_edit_is_told_even_where_it_was_told_before(cells: _Cells) -> None:
    cells.sampler.watch(("a",))
    cells.sampler.sample(10.0)
    cells.take()
    cells.sampler.edited(("a/0", "b/0"), 10.01)
    assert cells.take() == [FieldValues("a", {"a/0": 1.0})]


def test_a_panel_of_very_many_values_is_told_less_often() -> None:
    numbers = [0.0] * 2000
    told: list[FieldValues] = []

    def read(index: int) -> float:
        return numbers[index]

    bindings = [
        Binding(Field(f"a/{index}", ""), lambda index=index: read(index), lambda value: None)
        for index in range(len(numbers))
    ]
    sampler = FieldSampler(FieldSet([("a", "a", [("s", bindings)])]), told.append)
    sampler.watch(("a",))
    for tenth in range(30):
        numbers[:] = [float(tenth)] * len(numbers)
        sampler.sample(tenth / 10)
    assert sum(len(message.values) for message in told) <= 3 * 2000
