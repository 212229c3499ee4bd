"""An office's working time: its hours, the home's hari-kerja.toml, and Indonesia's holidays and collective leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from config.office import Office
from config.working_hours import OfficeDays, WorkingDays
from content_queue.profile import Counted, Step
from safety.working_time import WHOLE_DAY, NeverOpen, Span, WorkingTime, by_the_clock

_ESTIMATE = "perkiraan"


@dataclass(frozen=True)
class OfficeTime:
    """Answers how long something took and by when it is due, counted as the procedure counts a step."""

    by: dict[Counted, WorkingTime]

    def took(self, step: Step, start: datetime, end: datetime) -> timedelta:
        """How much of the step's own time lies between two instants."""
        return self.by[step.counted].between(start, end)

    def due(self, step: Step, start: datetime) -> datetime | None:
        """By when a step that began then should end; None without a standard time."""
        if step.standard_minutes is None:
            return None
        try:
            return self.by[step.counted].after(start, timedelta(minutes=step.standard_minutes))
        except NeverOpen:
            return None


def office_time(office: Office, days: WorkingDays) -> OfficeTime:
    """The three ways of counting time for one office."""
    own = OfficeDays(office.hours, days, office.slug)

    @cache
    def hours(day: date) -> tuple[Span, ...]:
        return own.spans_of(day, is_holiday(day))

    def whole_days(day: date) -> tuple[Span, ...]:
        return (WHOLE_DAY,) if hours(day) else ()

    return OfficeTime(
        {
            Counted.HOURS: WorkingTime(office.zone, hours),
            Counted.DAYS: WorkingTime(office.zone, whole_days),
            Counted.CLOCK: by_the_clock(office.zone),
        }
    )


def is_holiday(day: date) -> bool:
    """A national holiday of Indonesia or a day of collective leave (cuti bersama)."""
    return day in _year(day.year)


def unsettled(days: Iterable[date]) -> list[int]:
    """The years among these whose holidays the library only estimates, or whose collective leave it does not know yet."""
    return sorted(year for year in {day.year for day in days} if _is_unsettled(year))


def _is_unsettled(year: int) -> bool:
    leave = holidays.country_holidays("ID", years=year, categories="government", language="id")
    return not leave or any(_ESTIMATE in name for name in _year(year).values())


@cache
def _year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id").items())
