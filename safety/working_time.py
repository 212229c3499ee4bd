"""Working time: how much of it lies between two instants, and when so much of it will be over. Knows no office and no year."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""From one minute of a day up to another, counted from midnight; 1440 is the midnight after."""
WHOLE_DAY: Span = (0, 24 * 60)
_FARTHEST = timedelta(days=3660)


class NeverOpen(Exception):
    """So much working time does not come within ten years: the hours or the days off leave none."""


@dataclass(frozen=True)
class WorkingTime:
    """The hours of one place. `spans_of` gives the spans that are worked on a day, in order and apart from each other."""

    zone: ZoneInfo
    spans_of: Callable[[date], Sequence[Span]]

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants; none where the end is not after the start."""
        total = timedelta()
        for opens, closes in self._open(start, end):
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant, not before `start`, by which so much working time has passed. Raises NeverOpen."""
        left = amount
        if left <= timedelta():
            return start
        for opens, closes in self._open(start, start + _FARTHEST):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= max(closes - begins, timedelta())
        raise NeverOpen(f"{amount} sesudah {start}")

    def _open(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When work goes on, from the day of `start` to the day of `end`, in UTC."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            for first, until in self.spans_of(day):
                yield self._instant(day, first), self._instant(day, until)
            day += timedelta(days=1)

    def _instant(self, day: date, minute: int) -> datetime:
        days, minutes = divmod(minute, WHOLE_DAY[1])
        local = time(minutes // 60, minutes % 60, tzinfo=self.zone)
        return datetime.combine(day + timedelta(days=days), local).astimezone(UTC)


def by_the_clock(zone: ZoneInfo) -> WorkingTime:
    """Time that never stops: every hour of every day."""
    return WorkingTime(zone, lambda _: (WHOLE_DAY,))
