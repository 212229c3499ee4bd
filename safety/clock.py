"""The one clock of tayang. Code that needs the time is given a Clock; nothing else asks the machine."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4


class Clock(Protocol):
    """What a room may know of time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def ticks(self) -> float:
        """Seconds on a clock that never jumps and counts the machine's sleep; only differences mean anything."""
        ...

    @property
    def era(self) -> str:
        """Which run of `ticks` this is: the ticks of two clocks can be compared if their eras are the same."""
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

    @property
    def era(self) -> str:
        return _machine_era()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass
class ManualClock:
    """A clock that stands still until it is moved; for tests and for replaying a month."""

    instant: datetime
    elapsed: float = 0.0
    era: str = field(default_factory=lambda: uuid4().hex)

    def now(self) -> datetime:
        return self.instant

    def ticks(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.elapsed += seconds


@cache
def _machine_era() -> str:
    """This boot of this machine, as this container counts time; "" where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path('/proc/self/ns/time').readlink()}"
    except OSError:
        return ""
