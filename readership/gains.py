"""What a month added to one counter, from dated readings; a missing day stays missing and a fall is never negative."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from language.say import later
from readership.borders import REACH, AtBorder, Course, Point, between, opening_at
from readership.bounds import CORRECTION, GOES_ON, Band, Known, gain_bounds
from readership.events import CounterEvent, EventKind, breaks, inherited
from readership.misread import SOON, without_misread

DAWN = timedelta(hours=6)
"""The nightly round comes before it."""
AFTERWARDS = REACH + SOON
"""So long after a month its readings are asked for: the first tell how it ended, the others whether one of those was misread."""
Reading = tuple[datetime, int | None] | tuple[datetime, int | None, int | None, int | None]
"""When, the count (None: unknown), and for a rounded count between what and what it lies; a lower end alone is “at least”."""


class Flag(StrEnum):
    """What a person should know about a gain; the value is the word on the recap."""

    RESET = later("penghitung direset")
    CORRECTION = later("koreksi penghitung")
    DOUBTFUL = later("satu bacaan meragukan tidak dihitung")
    MIGRATION = later("penghitung pindah")
    SOURCE_CHANGE = later("sumber angka diganti")
    COPIED = later("naskah salinan; angka awalnya bukan pembacanya")
    ESTIMATE = later("perkiraan")
    BASELINE_UNKNOWN = later("awal tidak diketahui")
    GAPS = later("ada hari tanpa bacaan")
    NO_READINGS = later("tidak ada bacaan")


_OF_EVENT = {
    EventKind.RESET: Flag.RESET,
    EventKind.CORRECTION: Flag.CORRECTION,
    EventKind.MIGRATION: Flag.MIGRATION,
    EventKind.SOURCE_CHANGE: Flag.SOURCE_CHANGE,
}


@dataclass(frozen=True)
class Gains:
    """One month of one counter. `gained` None: unknown; `daily` holds None for a day without a reading.

    Where a day follows a gap its figure is None too: the growth is in `gained`, but nobody knows on which day it came.
    """

    opening: int | None
    closing: int | None
    gained: int | None
    daily: dict[date, int | None]
    days_observed: int
    days_expected: int
    flags: tuple[Flag, ...]
    low: int | None = None
    high: int | None = None
    """Between what and what `gained` lies; `high` None: nobody knows how much more."""
    closing_bounds: Band | None = None
    silent_since: datetime | None = None
    """The last reading, where it is so long before the month's end or the data cut-off that nobody knows what came after it."""

    @property
    def is_rounded(self) -> bool:
        """Whether the newest count is only known to lie within bounds."""
        return self.closing is not None and self.closing_bounds not in (None, (self.closing, self.closing))


@dataclass(frozen=True)
class _Steps:
    gained: int
    daily: dict[date, int]
    flags: frozenset[Flag]


def month_bounds(year: int, month: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The month in the office's time zone, as two UTC instants: first included, last excluded."""
    first = datetime(year, month, 1, tzinfo=zone)
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    return first.astimezone(UTC), after.astimezone(UTC)


def monthly_gains(  # keyword-only facts about one counter, named at every call
    readings: Iterable[Reading],
    year: int,
    month: int,
    zone: ZoneInfo,
    *,
    published_at: datetime | None = None,
    until: datetime | None = None,
    events: Sequence[CounterEvent] = (),
) -> Gains:
    """Gains of one month; `published_at` lets a new post start from 0, `until` ends an unfinished month at the data cut-off,
    `events` are what people said of this counter."""
    start, end = month_bounds(year, month, zone)
    ordered = sorted(readings, key=lambda reading: reading[0])
    seen = [reading for reading in _known(ordered) if reading[0] < end + AFTERWARDS]
    known = [reading for reading in seen if reading[0] < end + REACH]
    bands = {reading[0]: _band(reading) for reading in ordered if reading[1] is not None}
    broken, copied = breaks(seen, events), inherited(events)
    birth = _birth(known, published_at, copied)
    bands = {at: (value, value) for at, value in birth} | bands
    sifted = without_misread([*birth, *seen], broken)
    points = [point for point in sifted.kept if point[0] < end + REACH]
    decides = max((at for at, _ in known if at < start), default=start)  # the opening hangs on it, whether it counts or not
    within = [(at, value) for at, value in points[len(birth) :] if start <= at < end]
    first = _first_day(start, zone, published_at)
    days = _days(first, min(end, until) if until else end, zone)
    observed = {_day_of(at, zone) for at, _ in points[len(birth) :] if at >= start} & set(days)
    still_runs = until is not None and until < end and not observed.issuperset(days[-1:])
    awaited = days[:-1] if still_runs else days
    course = Course(points, bands, broken, birth[0][0] if birth else None)
    opened, flags = _opening(course, start, end, published_at, copied)
    closed = between(end, course) if until is None or until >= end else None
    if closed is not None:  # it stands for a reading at the month's last instant
        within.append((end - timedelta(microseconds=1), closed.value))
        bands[within[-1][0]] = closed.band
        flags |= {Flag.ESTIMATE} if closed.estimated else set()
    if any(decides <= at < end for at in sifted.dropped):
        flags |= {Flag.DOUBTFUL}
    opening = opened.value if opened else None
    silent = _silent_since(points, within, min(end, until) if until else None)
    if not within:
        new = published_at is not None and start <= published_at < end
        return _unread(opened, new, dict.fromkeys(days), len(awaited), silent)
    base = within[0][1] if opening is None else opening
    steps = _steps(base, within, partial(_booked, first=first, zone=zone), broken)
    placed = {day for day in days if _placed(day, observed, days, opening is not None)} - _hidden(broken, zone)
    daily = {day: steps.daily.get(day) if day in placed else None for day in days}
    flags |= steps.flags
    if any(day not in observed for day in awaited):
        flags |= {Flag.GAPS}
    gained = _gained(opening, within, steps)
    counts = [Known(value, bands[at], _restart(broken.get(at))) for at, value in within]
    low, high = gain_bounds(opened.band if opened else None, counts)
    if gained is None:
        low = 0
    if gained is None or silent or any(decides <= at < end for at in sifted.unsure):
        high = None
    last = within[-1]
    return Gains(
        opening,
        last[1],
        gained,
        daily,
        len(observed),
        len(awaited),
        _sorted(flags),
        low if gained is not None else None,
        high,
        _open_above(bands[last[0]], silent),
        silent,
    )


def _known(ordered: Iterable[Reading]) -> list[tuple[datetime, int]]:
    """The counts in order. “At least 1.000” after 1.234 is no fall: the level is held."""
    found: list[tuple[datetime, int]] = []
    for reading in ordered:
        if reading[1] is not None:
            held = found[-1][1] if found and _band(reading)[1] is None else 0
            found.append((reading[0], max(reading[1], held)))
    return found


def _band(reading: Reading) -> Band:
    value = reading[1] or 0
    if len(reading) == 2 or reading[2] is None:
        return value, value
    return reading[2], reading[3]


def _silent_since(points: Sequence[Point], within: Sequence[Point], stops: datetime | None) -> datetime | None:
    last = (within or [point for point in points if stops and point[0] < stops])[-1:]
    return last[0][0] if last and stops and stops - last[0][0] > REACH else None


def _open_above(band: Band, silent: datetime | None) -> Band:
    return (band[0], None) if silent else band


def _gained(opening: int | None, within: Sequence[tuple[datetime, int]], steps: _Steps) -> int | None:
    """A post first seen with a count of its own is a baseline, not growth; what came after is."""
    return None if opening is None and len(within) == 1 else steps.gained


def _birth(known: Sequence[Point], published_at: datetime | None, copied: CounterEvent | None) -> list[Point]:
    """The publication itself as the first count, where reading began soon after it: nobody had read it, but a copied one."""
    count = copied.count if copied is not None else 0
    if published_at is None or count is None or not known or not timedelta() <= known[0][0] - published_at <= REACH:
        return []
    return [(published_at, count)]


def _opening(
    course: Course, start: datetime, end: datetime, published_at: datetime | None, copied: CounterEvent | None
) -> tuple[AtBorder | None, frozenset[Flag]]:
    """The count with which the month, or a content of this month, begins; None: nobody knows it."""
    if opened := opening_at(start, course):
        return opened, frozenset({Flag.ESTIMATE} if opened.estimated else ())
    if published_at is None or not start <= published_at < end:
        return None, frozenset({Flag.BASELINE_UNKNOWN})
    if copied is not None:
        if copied.count is None:
            return None, frozenset({Flag.COPIED, Flag.BASELINE_UNKNOWN})
        return AtBorder(copied.count, (copied.count, copied.count), False), frozenset({Flag.COPIED})
    if course.points and course.points[0][0] - published_at <= REACH:
        return AtBorder(0, (0, 0), False), frozenset()
    return None, frozenset({Flag.BASELINE_UNKNOWN})


def _unread(opened: AtBorder | None, new: bool, daily: dict[date, int | None], awaited: int, silent: datetime | None) -> Gains:
    """A month without a reading: what was read before it still stands; of a content that came out in it nobody knows anything,
    which is not 0."""
    opening = opened.value if opened else None
    closing = None if new else opening
    band = None if new or opened is None else _open_above(opened.band, silent)
    return Gains(opening, closing, None, daily, 0, awaited, (Flag.NO_READINGS,), closing_bounds=band, silent_since=silent)


def _restart(event: CounterEvent | None) -> int | None:
    return GOES_ON if event is None else event.restart


def _hidden(broken: Mapping[datetime, CounterEvent], zone: ZoneInfo) -> set[date]:
    """The days on which the counter began anew at a count that nobody knows: what was read on them nobody knows either."""
    return {_day_of(at, zone) for at, event in broken.items() if event.restart is None}


def _steps(
    base: int, within: Sequence[Point], booked: Callable[[datetime], date], broken: Mapping[datetime, CounterEvent]
) -> _Steps:
    """Sum of the steps upward. After a small fall the higher level is held; after a reset counting starts at the new value,
    after what a person said at the count that they named."""
    level, gained, flags, daily = base, 0, set[Flag](), dict[date, int]()
    for at, value in within:
        step = 0
        if (event := broken.get(at)) is not None:
            flags.add(_OF_EVENT[event.kind])
            step, level = max(0, value - event.restart) if event.restart is not None else 0, value
        elif value >= level:
            step, level = value - level, value
        elif level - value <= level * CORRECTION:
            flags.add(Flag.CORRECTION)
        else:
            flags.add(Flag.RESET)
            step, level = value, value
        gained += step
        day = booked(at)
        daily[day] = daily.get(day, 0) + step
    return _Steps(gained, daily, frozenset(flags))


def _first_day(start: datetime, zone: ZoneInfo, published_at: datetime | None) -> date:
    first = start.astimezone(zone).date()
    return first if published_at is None else max(first, published_at.astimezone(zone).date())


def _days(first: date, end: datetime, zone: ZoneInfo) -> list[date]:
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def _day_of(at: datetime, zone: ZoneInfo) -> date:
    """Whose readers a reading tells: before dawn those of the day that ended."""
    return (at.astimezone(zone) - DAWN).date()


def _booked(at: datetime, first: date, zone: ZoneInfo) -> date:
    return max(_day_of(at, zone), first)


def _placed(day: date, observed: set[date], days: Sequence[date], opened: bool) -> bool:
    """Whether the growth of this day is known to be of this day: read today, and read yesterday or opened today."""
    if day not in observed:
        return False
    return opened if day == days[0] else day - timedelta(days=1) in observed


def _sorted(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    order = list(Flag)
    return tuple(sorted(flags, key=order.index))
