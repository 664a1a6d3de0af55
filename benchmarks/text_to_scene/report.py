"""Rates and a table of what came of the cases."""

from collections import Counter
from collections.abc import Sequence
from statistics import mean

from benchmarks.machine import percentile
from benchmarks.text_to_scene.asking import Outcome, Result

__all__ = ["summary", "table"]

_OUTCOMES: tuple[Outcome, ...] = ("pass", "wrong", "declined", "failed", "not run")
_WIDEST = 100


def summary(results: Sequence[Result]) -> dict[str, object]:
    """Rates over all cases that were run, and over those that templates are meant to know."""
    return {"all": _rates(results), "inside": _rates([one for one in results if one.inside])}


def _rates(results: Sequence[Result]) -> dict[str, object]:
    ran = [one for one in results if one.outcome != "not run"]
    passed = [one for one in ran if one.outcome == "pass"]
    seconds = [one.seconds for one in ran]
    counts = Counter(one.outcome for one in results)
    return {
        "outcomes": {outcome: counts[outcome] for outcome in _OUTCOMES},
        "first_try_rate": _share(sum(not one.repairs for one in passed), len(ran)),
        "after_repair_rate": _share(len(passed), len(ran)),
        "mean_repairs": mean(one.repairs for one in ran) if ran else None,
        "seconds_p50": percentile(seconds, 0.5),
        "seconds_p95": percentile(seconds, 0.95),
        "tokens": sum(one.tokens for one in ran),
        "mean_tokens": mean(one.tokens for one in ran) if ran else None,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def table(writer: str, results: Sequence[Result]) -> str:
    """All cases, the rates, and last and loudest what claims to be right and is not."""
    width = max((len(one.name) for one in results), default=4)
    lines = [f"{writer}", ""]
    for one in results:
        mark = "" if one.inside else "*"
        lines.append(
            f"{one.outcome + mark:<9} {one.name:<{width}} {one.repairs:>2} {one.seconds:>7.1f} s "
            f"{one.tokens:>7}  {_short(one.detail)}".rstrip()
        )
    lines += ["", "* outside of what templates are meant to know", ""]
    for name, rates in summary(results).items():
        lines.append(f"{name}: {_line(rates)}")
    wrong = [one for one in results if one.outcome == "wrong"]
    if wrong:
        lines += ["", f"!!! {len(wrong)} WRONG: said to be right, and are not", ""]
        lines += [f"!!! {one.name}: {one.prompt}\n    {one.detail}" for one in wrong]
    return "\n".join(lines)


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _WIDEST else f"{one_line[: _WIDEST - 1]}…"


def _line(rates: object) -> str:
    assert isinstance(rates, dict)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in rates["outcomes"].items())
    told = [counts]
    for name in ("first_try_rate", "after_repair_rate"):
        share = rates[name]
        told.append(f"{name.replace('_', ' ')} {'-' if share is None else f'{share:.0%}'}")
    for name in ("mean_repairs", "seconds_p50", "seconds_p95", "mean_tokens"):
        value = rates[name]
        told.append(f"{name.replace('_', ' ')} {'-' if value is None else f'{value:.3g}'}")
    return "; ".join(told)
