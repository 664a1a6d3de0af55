"""How many steps are due, by the wall clock. Pure: the time is passed in."""

from collections import deque

__all__ = ["FactorMeter", "Pacer"]


class Pacer:
    """Ties simulated time to wall time at a real-time factor.

    Time is owed from an anchor on, not from step to step, so no error adds up. When more than
    `MAX_LAG_SEC` of wall time is owed the model is too heavy: the debt is dropped, and with it the
    measured factor, instead of chasing it for ever.
    """

    MAX_LAG_SEC = 0.5

    def __init__(self, timestep_sec: float, speed: float = 1.0) -> None:
        self._timestep_sec = timestep_sec
        self._speed = speed
        self._anchor_wall_sec = 0.0
        self._anchor_sim_sec = 0.0

    @property
    def speed(self) -> float:
        """The real-time factor asked for."""
        return self._speed

    def anchor(self, now_sec: float, sim_sec: float) -> None:
        """Owe nothing at this moment: after a pause, a reset, a jump."""
        self._anchor_wall_sec = now_sec
        self._anchor_sim_sec = sim_sec

    def set_speed(self, speed: float, now_sec: float, sim_sec: float) -> None:
        """Change the factor from now on."""
        self._speed = speed
        self.anchor(now_sec, sim_sec)

    def set_timestep(self, timestep_sec: float, now_sec: float, sim_sec: float) -> None:
        """Count in steps of another length from now on."""
        if timestep_sec != self._timestep_sec:
            self._timestep_sec = timestep_sec
            self.anchor(now_sec, sim_sec)

    def due_steps(self, now_sec: float, sim_sec: float) -> int:
        """Whole steps owed at `now_sec` when `sim_sec` is reached."""
        owed = self._target(now_sec) - sim_sec
        # A long time step at a low speed is owed in one piece, which is no lag.
        if owed > max(self.MAX_LAG_SEC * self._speed, 2 * self._timestep_sec):
            owed = self._timestep_sec
            self.anchor(now_sec - owed / self._speed, sim_sec)
        return max(0, int(owed / self._timestep_sec + 1e-6))

    def next_due_sec(self, sim_sec: float) -> float:
        """The wall time at which the next step is owed."""
        ahead = sim_sec + self._timestep_sec - self._anchor_sim_sec
        return self._anchor_wall_sec + ahead / self._speed

    def _target(self, now_sec: float) -> float:
        return self._anchor_sim_sec + (now_sec - self._anchor_wall_sec) * self._speed


class FactorMeter:
    """Measures the real-time factor over the last second or so."""

    WINDOW_SEC = 1.0

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque()

    def clear(self) -> None:
        """Forget: the simulated time jumped or stood still on purpose."""
        self._samples.clear()

    def add(self, now_sec: float, sim_sec: float) -> None:
        """Note the simulated time reached at a wall time."""
        samples = self._samples
        samples.append((now_sec, sim_sec))
        while len(samples) > 2 and now_sec - samples[1][0] >= self.WINDOW_SEC:
            samples.popleft()

    def factor(self) -> float | None:
        """Simulated seconds per wall second, or None when too little is known."""
        if len(self._samples) < 2:
            return None
        (wall0, sim0), (wall1, sim1) = self._samples[0], self._samples[-1]
        return (sim1 - sim0) / (wall1 - wall0) if wall1 - wall0 > 0.1 else None
