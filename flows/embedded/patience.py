"""How long to wait before a process that ended is started again: not at all at first, longer each time it fails."""

FIRST = 1.0
LONGEST = 30.0
LASTED = 60.0
"""Seconds that a process must have run for its next end to count as a first one."""


class Patience:
    """The pause before one process's next start; all times are seconds of one clock that only rises."""

    def __init__(self) -> None:
        self.pause = 0.0
        """Seconds between the last end and the next start."""
        self._started: float | None = None
        self._ended: float | None = None

    def started(self, now: float) -> None:
        """Note that the process runs."""
        self._started, self._ended = now, None

    def ended(self, now: float) -> bool:
        """Note that the process is seen to have ended; return whether that is news."""
        if self._ended is not None or self._started is None:
            return False
        lasted = now - self._started >= LASTED
        self.pause = 0.0 if lasted else min(max(FIRST, 2 * self.pause), LONGEST)
        self._ended = now
        return True

    def over(self, now: float) -> bool:
        """Tell whether the pause is over and the process may start."""
        return self._ended is not None and now - self._ended >= self.pause
