"""What explanations say of links, motors, damping and where something begins."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.telling import begun, listed

__all__ = ["BALANCED", "counted", "damping_told", "each_of", "lean", "motors_told"]

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
BALANCED = "It begins exactly upright, where it stays for a while: that equilibrium is unstable."


def each_of(values: Sequence[float], unit: str) -> str:
    """`0.5 m`, or `0.3 and 0.5 m` where they differ."""
    different = list(dict.fromkeys(values))
    shown = different if len(different) == 1 else values
    return f"{listed([f'{value:.4g}' for value in shown])} {unit}".replace(" °", "°")


def lean(degrees: float, *, hangs: bool) -> str:
    """`20° to the left`: about y what hangs goes to the left, what stands to the right."""
    right = (degrees < 0) == hangs
    return f"{abs(degrees):.4g}° to the {'right' if right else 'left'}"


def motors_told(motors: Sequence[int], count: int) -> str:
    """` A motor turns hinge 2 of 3.`, or nothing."""
    if not motors:
        return ""
    if len(motors) == count:
        return " A motor turns it." if count == 1 else " A motor turns each hinge."
    which = listed([str(one + 1) for one in motors])
    one = len(motors) == 1
    return f" {'A motor turns hinge' if one else 'Motors turn hinges'} {which} of {count}."


def damping_told(damping: Sequence[float], called: Sequence[str], unit: str) -> str:
    """` The damping is 0.2 N m s/rad at hinge 2.`, or nothing."""
    if not any(damping):
        return ""
    if len(set(damping)) == 1:
        at = f" at each of {_number(len(damping))} hinges" if len(damping) > 1 else ""
        return f" The damping is {damping[0]:.3g} {unit}{at}."
    told = [f"{value:.3g} {unit} at {name}" for value, name in zip(damping, called, strict=True)
            if value]  # fmt: skip
    return f" The damping is {listed(told)}."


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def counted(count: int, one: str, more: str) -> str:
    """`Two links`."""
    return begun(f"{_number(count)} {one if count == 1 else more}")
