"""Real models, spoilt in thousands of ways, do no harm to whoever loads them."""

import os
from pathlib import Path

import psutil
import pytest

from py_remote_viewer.config import ModelSettings
from py_remote_viewer.machine import usable_cores
from tests.support.fork_server import Outcome
from tests.support.fuzzing import counted, load_mutations
from tests.support.leaks import no_leaks
from tests.support.mutations import mutation

#: `make fuzz` has more, and others.
_MORE = int(os.environ.get("FUZZ", "1"))
_COUNT = 2000 * _MORE
_SEED = _MORE
_SERVERS = 1 if _MORE == 1 else max(1, int(usable_cores()))
#: A worker that crashes is replaced: one in so many is a flaw of MuJoCo that nobody foresaw.
_SURVIVED = ("loaded", "refused", "broke", "crashed")
_MOST_CRASHES = _COUNT // 1000


def _told(outcomes: list[Outcome]) -> str:
    return "\n".join(f"{o.number} {o.kind} {o.steps}: {o.text[:300]}" for o in outcomes)


@pytest.mark.timeout(300 * _MORE)
def test_no_mutation_of_a_real_model_hangs_reads_what_it_may_not_or_takes_too_much(
    tmp_path: Path,
) -> None:
    with no_leaks():
        outcomes = load_mutations(tmp_path, _SEED, _COUNT, _SERVERS)
    print(counted(outcomes))  # noqa: T201
    harmful = [o for o in outcomes if o.kind not in _SURVIVED]
    assert not harmful, _told(harmful)
    crashed = [o for o in outcomes if o.kind == "crashed"]
    assert len(crashed) <= _MOST_CRASHES, _told(crashed)
    assert max(o.memory for o in outcomes) < ModelSettings().load_bytes
    # It spoils as it should: not so much that nothing is left of a model.
    assert 0.05 < counted(outcomes)["loaded"] / _COUNT < 0.5


def test_a_mutation_is_the_same_each_time_and_another_one_by_another_number() -> None:
    assert mutation(1, 7) == mutation(1, 7)
    assert len({str(mutation(1, number).changed) for number in range(50)}) > 45
    assert mutation(1, 7).changed != mutation(2, 7).changed


def test_who_stops_in_the_middle_leaves_no_server_and_no_copy_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StoppedError(Exception):
        pass

    def stop(*_: object, **__: object) -> None:
        raise StoppedError

    monkeypatch.setattr("tests.support.fuzzing.msgspec.json.decode", stop)
    with no_leaks(), pytest.raises(StoppedError):
        load_mutations(tmp_path, 1, 10**6)


def test_a_server_that_is_killed_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(data: bytes, **options: type[Outcome]) -> Outcome:
        for child in psutil.Process().children():
            if "tests.support.fork_server" in child.cmdline():
                child.kill()
        return decode(data, **options)

    from tests.support import fuzzing

    decode = fuzzing.msgspec.json.decode
    monkeypatch.setattr("tests.support.fuzzing.msgspec.json.decode", end)
    with no_leaks(), pytest.raises(AssertionError, match="ended after"):
        load_mutations(tmp_path, 1, 10**6)
