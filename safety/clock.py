"""The one clock of tayang. Code that needs the time is given a Clock; nothing else asks the machine."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What a room may know of time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def ticks(self) -> float:
        """Seconds on a clock that never jumps and counts the machine's sleep; only differences mean anything."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; a test's clock returns at once and moves its own hands."""
        ...


class SystemClock:
    """The machine's clock. `ticks` is CLOCK_BOOTTIME: a lease must also run out while the PC is asleep."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def ticks(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass
class ManualClock:
    """A clock that stands still until it is moved; for tests and for replaying a month."""

    instant: datetime
    elapsed: float = 0.0

    def now(self) -> datetime:
        return self.instant

    def ticks(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.elapsed += seconds
