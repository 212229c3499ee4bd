"""What a person says happened to a counter, and at which reading it shows: a fall by a move of the site is no reset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What can happen to a counter between two readings."""

    RESET = "reset"
    CORRECTION = "correction"
    MIGRATION = "migration"
    SOURCE_CHANGE = "source-change"
    COPIED = "copied"


@dataclass(frozen=True)
class CounterEvent:
    """It happened between `since` and `until` (a day, where nobody knows the hour); `count` is what the counter showed after it,
    of a copied post what it inherited, None where nobody knows."""

    kind: EventKind
    since: datetime
    until: datetime
    count: int | None = None

    @property
    def restart(self) -> int | None:
        """From which count it goes on; None: from whatever the next reading shows."""
        return 0 if self.kind is EventKind.RESET and self.count is None else self.count


def breaks(readings: Sequence[tuple[datetime, int]], events: Iterable[CounterEvent]) -> dict[datetime, CounterEvent]:
    """At which reading each event shows; one that shows at none, because nothing was read since, is left out.

    Where the hour is not known it is the reading of the deepest fall on that day or right after it, else of the highest jump.
    """
    found: dict[datetime, CounterEvent] = {}
    for event in sorted(events, key=lambda one: one.since):
        if event.kind is EventKind.COPIED:
            continue
        steps = _steps_at(readings, event)
        if steps:
            deepest, at = min(steps)
            found[at if deepest < 0 else max(steps)[1]] = event
    return found


def inherited(events: Iterable[CounterEvent]) -> CounterEvent | None:
    """That the post began as a copy of another one, if a person said so; of several the last word."""
    said = [event for event in events if event.kind is EventKind.COPIED]
    return said[-1] if said else None


def _steps_at(readings: Sequence[tuple[datetime, int]], event: CounterEvent) -> list[tuple[int, datetime]]:
    """How much the counter moved up to each reading that may be the first after the event."""
    found: list[tuple[int, datetime]] = []
    for at, (when, value) in enumerate(readings):
        if when < event.since:
            continue
        found.append((value - readings[at - 1][1] if at else 0, when))
        if when >= event.until:
            break
    return found
