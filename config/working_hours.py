"""When an office works: the hours of its weekdays, and what hari-kerja.toml says of days off, extra days and special hours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from config.problems import Problem, SettingsError, hint_of, hints_of, problems_of, read_toml
from language.say import later, t

FILE = "hari-kerja.toml"
_CLOSED = ConfigDict(extra="forbid", frozen=True)
_SPAN = re.compile(r"([01]\d|2[0-4])[.:]([0-5]\d)\s*[-–]\s*([01]\d|2[0-4])[.:]([0-5]\d)")
_DAY = 24 * 60
_LONGEST = 366
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_MONDAY = date(2024, 1, 1)


def _ordered(spans: tuple[str, ...]) -> tuple[str, ...]:
    end = 0
    for text in spans:
        if not _SPAN.fullmatch(text.strip()):
            raise ValueError(t("“{text}” bukan jam kerja; tulis dari-sampai dengan titik, misalnya 07.30-12.00", text=text))
        first, last = _minutes(text)
        if not end <= first < last <= _DAY:
            raise ValueError(
                t(
                    "“{text}” keliru urutannya; jam mulai sebelum jam selesai, dan sesudah jam sebelumnya",
                    text=text,
                )
            )
        end = last
    return spans


Spans = Annotated[tuple[str, ...], AfterValidator(_ordered)]


class Hours(BaseModel):
    """[hours] of an office file. The default is Peraturan Presiden 21/2023: 37 hours 30 minutes a week without the breaks."""

    model_config = _CLOSED

    monday_thursday: Spans = Field(
        default=("07.30-12.00", "13.00-16.00"), description=later('jam Senin–Kamis, misalnya ["07.30-12.00", "13.00-16.00"]')
    )
    friday: Spans = Field(
        default=("07.30-11.30", "13.00-16.30"), description=later('jam Jumat, misalnya ["07.30-11.30", "13.00-16.30"]')
    )
    saturday: Spans = Field(default=(), description=later("jam Sabtu; [] berarti libur"))
    sunday: Spans = Field(default=(), description=later("jam Minggu; [] berarti libur"))

    def of(self, day: date) -> tuple[tuple[int, int], ...]:
        """What is worked on this day of the week, in minutes from midnight."""
        own = {_FRIDAY: self.friday, _SATURDAY: self.saturday, _SUNDAY: self.sunday}
        return in_minutes(own.get(day.weekday(), self.monday_thursday))

    @property
    def weekly(self) -> int:
        """Minutes of a week."""
        return sum(last - first for day in range(7) for first, last in self.of(_MONDAY + timedelta(days=day)))


class _Days(BaseModel):
    """From one day to another, for some offices of the home or for all."""

    model_config = _CLOSED

    date_: date = Field(alias="date", description=later("hari pertamanya, misalnya 2026-12-09"))
    until: date | None = Field(default=None, description=later("hari terakhirnya; hapus baris ini bila hanya satu hari"))
    name: str = Field(min_length=1, max_length=200, description=later('sebabnya, misalnya "Pemungutan suara"'))
    offices: tuple[str, ...] = Field(default=(), description=later("satuan kerja yang dimaksud; [] atau tanpa baris ini: semua"))

    def holds(self, day: date) -> bool:
        return self.date_ <= day <= (self.until or self.date_)


class DayOff(_Days):
    """[[days_off]]: nobody works, whatever the weekday."""


class WorkingDay(_Days):
    """[[working_days]]: worked although it is a weekend, a holiday or collective leave."""

    hours: Spans = Field(default=(), description=later("jam hari itu; [] atau tanpa baris ini: jam kerja biasa"))


class SpecialHours(_Days):
    """[[special_hours]]: other hours on working days, as in Ramadan."""

    monday_thursday: Spans = Field(description=later('jam Senin–Kamis, misalnya ["08.00-12.00", "12.30-15.00"]'))
    friday: Spans = Field(description=later('jam Jumat, misalnya ["08.00-11.30", "12.30-15.30"]'))


class WorkingDays(BaseModel):
    """hari-kerja.toml of a home. Later lines of a kind win over earlier ones; a day off wins over a working day."""

    model_config = _CLOSED

    days_off: tuple[DayOff, ...] = Field(default=(), description=later("hari libur tambahan: [[days_off]] dengan date dan name"))
    working_days: tuple[WorkingDay, ...] = Field(
        default=(), description=later("hari yang dikerjakan: [[working_days]] dengan date dan name")
    )
    special_hours: tuple[SpecialHours, ...] = Field(
        default=(), description=later("jam khusus: [[special_hours]] dengan date, until, name")
    )


@dataclass(frozen=True)
class OfficeDays:
    """One office's hours with what hari-kerja.toml says of them; holidays are asked of whoever keeps them."""

    hours: Hours
    days: WorkingDays
    office: str

    def spans_of(self, day: date, holiday: bool) -> tuple[tuple[int, int], ...]:
        """What is worked on a day; `holiday`: the calendar has it red."""
        if _last(self.days.days_off, day, self.office):
            return ()
        worked = _last(self.days.working_days, day, self.office)
        if worked and worked.hours:
            return in_minutes(worked.hours)
        if holiday and not worked:
            return ()
        usual = self._usual(day, day)
        return usual or (self._usual(day, _MONDAY) if worked else ())

    def _usual(self, day: date, weekday: date) -> tuple[tuple[int, int], ...]:
        """The hours that hold on `day` for a weekday like the other one: a Saturday that is worked has a Monday's."""
        special, hours = _last(self.days.special_hours, day, self.office), self.hours.of(weekday)
        if special is None or not hours:
            return hours
        return in_minutes(special.friday if weekday.weekday() == _FRIDAY else special.monday_thursday)


Each = TypeVar("Each", bound=_Days)


def _last(listed: Sequence[Each], day: date, office: str) -> Each | None:
    fitting = [one for one in listed if one.holds(day) and office in (one.offices or (office,))]
    return fitting[-1] if fitting else None


def in_minutes(spans: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Written spans as minutes from midnight."""
    return tuple(_minutes(text) for text in spans)


def _minutes(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hour, minute, to_hour, to_minute = map(int, found.groups())
    return hour * 60 + minute, to_hour * 60 + to_minute


HINTS = hints_of(Hours, DayOff, WorkingDay, SpecialHours, WorkingDays) | {"date": hint_of(_Days.model_fields["date_"])}


def load_working_days(home: Path, offices: Sequence[str]) -> WorkingDays:
    """What hari-kerja.toml of a home says, nothing where there is none; SettingsError names every mistake in it."""
    file = home / FILE
    if not file.exists():
        return WorkingDays()
    try:
        found = WorkingDays.model_validate(read_toml(file))
    except ValidationError as error:
        raise SettingsError(problems_of(file, error, HINTS)) from None
    if problems := [Problem(file, key, message) for key, message in _contradictions(found, offices)]:
        raise SettingsError(problems)
    return found


def _contradictions(found: WorkingDays, offices: Sequence[str]) -> Iterator[tuple[str, str]]:
    listed: tuple[tuple[str, Sequence[_Days]], ...] = (
        ("days_off", found.days_off), ("working_days", found.working_days), ("special_hours", found.special_hours),
    )  # fmt: skip
    for table, lines in listed:
        for no, line in enumerate(lines, 1):
            if line.until and not timedelta() <= line.until - line.date_ <= timedelta(days=_LONGEST):
                yield f"{table}[{no}].until", t("harus sama dengan atau sesudah date, paling lama setahun sesudahnya")
            if strangers := [name for name in line.offices if name not in offices]:
                yield (
                    f"{table}[{no}].offices",
                    t(
                        "tidak ada satuan kerja {strangers}; pilih: {offices}",
                        strangers=", ".join(strangers),
                        offices=", ".join(offices),
                    ),
                )
