"""What a month added to one counter, from dated readings; a missing day stays missing and a fall is never negative."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from language.say import later
from readership.bounds import CORRECTION, GOES_ON, Band, Known, gain_bounds
from readership.events import CounterEvent, EventKind, breaks, inherited

Reading = tuple[datetime, int | None] | tuple[datetime, int | None, int | None, int | None]
"""When, the count (None: unknown), and for a rounded count between what and what it lies; a lower end alone is “at least”."""

OPENING_REACH = timedelta(hours=36)


class Flag(StrEnum):
    """What a person should know about a gain; the value is the word on the recap."""

    RESET = later("penghitung direset")
    CORRECTION = later("koreksi penghitung")
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
    known = _known(ordered)
    bands = {reading[0]: _band(reading) for reading in ordered if reading[1] is not None}
    within = [(at, value) for at, value in known if start <= at < end]
    days = _days(start, min(end, until) if until else end, zone, published_at)
    broken, copied = breaks(known, events), inherited(events)
    opening, flags = _opening(known, start, end, published_at, copied, broken)
    if not within:
        closing = opening if opening is not None else None
        return Gains(opening, closing, None, dict.fromkeys(days), 0, len(days), (Flag.NO_READINGS,))
    base = within[0][1] if opening is None else opening
    steps = _steps(base, within, zone, broken)
    observed = {at.astimezone(zone).date() for at, _ in within}
    placed = {day for day in days if _placed(day, observed, days, opening is not None)} - _hidden(broken, zone)
    daily = {day: steps.daily.get(day) if day in placed else None for day in days}
    flags |= steps.flags
    if any(day not in observed for day in days):
        flags |= {Flag.GAPS}
    gained = _gained(opening, within, steps)
    opened = _opening_band(opening, known, within, bands)
    low, high = gain_bounds(opened, [Known(value, bands[at], _restart(broken.get(at))) for at, value in within])
    if gained is None:
        low, high = 0, None
    last = within[-1]
    return Gains(
        opening,
        last[1],
        gained,
        daily,
        len(observed & set(days)),
        len(days),
        _sorted(flags),
        low if gained is not None else None,
        high,
        bands[last[0]],
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


def _opening_band(
    opening: int | None,
    known: Sequence[tuple[datetime, int]],
    within: Sequence[tuple[datetime, int]],
    bands: dict[datetime, Band],
) -> Band | None:
    """Between what and what the opening lies: its reading's band; of an estimate, the readings on both sides of it."""
    earlier = [reading for reading in known if reading[0] < within[0][0]]
    if opening is None:
        return None
    if not earlier:
        return opening, opening
    low, high = bands[earlier[-1][0]]
    if high is None:
        return low, None
    if opening == earlier[-1][1] and within[0][0] - earlier[-1][0] <= 2 * OPENING_REACH:
        return low, high
    after, top = within[0][1], bands[within[0][0]][1]
    return low, max(high, after if top is None else min(after, top)) if opening != earlier[-1][1] else high


def _gained(opening: int | None, within: Sequence[tuple[datetime, int]], steps: _Steps) -> int | None:
    """A post first seen with a count of its own is a baseline, not growth; what came after is."""
    return None if opening is None and len(within) == 1 else steps.gained


def _opening(
    known: Sequence[tuple[datetime, int]],
    start: datetime,
    end: datetime,
    published_at: datetime | None,
    copied: CounterEvent | None,
    broken: Mapping[datetime, CounterEvent],
) -> tuple[int | None, frozenset[Flag]]:
    """The count at the start of the month: read at most 36 hours before it, else estimated, else unknown."""
    earlier = [reading for reading in known if reading[0] < start]
    if earlier:
        at, value = earlier[-1]
        if start - at <= OPENING_REACH:
            return value, frozenset()
        later = next((reading for reading in known if start <= reading[0] < end), None)
        one_counter = later is not None and later[0] not in broken
        return _interpolated((at, value), later if one_counter else None, start), frozenset({Flag.ESTIMATE})
    if copied is not None and published_at is not None and start <= published_at < end:
        return copied.count, frozenset({Flag.COPIED} if copied.count is not None else {Flag.COPIED, Flag.BASELINE_UNKNOWN})
    first = next((at for at, _ in known if at < end), None)
    if published_at is not None and start <= published_at < end and first is not None and first - published_at <= OPENING_REACH:
        return 0, frozenset()
    return None, frozenset({Flag.BASELINE_UNKNOWN})


def _interpolated(before: tuple[datetime, int], after: tuple[datetime, int] | None, start: datetime) -> int:
    if after is None or after[1] <= before[1]:
        return before[1]
    share = (start - before[0]) / (after[0] - before[0])
    return before[1] + round((after[1] - before[1]) * share)


def _restart(event: CounterEvent | None) -> int | None:
    return GOES_ON if event is None else event.restart


def _hidden(broken: Mapping[datetime, CounterEvent], zone: ZoneInfo) -> set[date]:
    """The days on which the counter began anew at a count that nobody knows: what was read on them nobody knows either."""
    return {at.astimezone(zone).date() for at, event in broken.items() if event.restart is None}


def _steps(base: int, within: Sequence[tuple[datetime, int]], zone: ZoneInfo, broken: Mapping[datetime, CounterEvent]) -> _Steps:
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
        day = at.astimezone(zone).date()
        daily[day] = daily.get(day, 0) + step
    return _Steps(gained, daily, frozenset(flags))


def _days(start: datetime, end: datetime, zone: ZoneInfo, published_at: datetime | None) -> list[date]:
    first = start.astimezone(zone).date()
    if published_at is not None:
        first = max(first, published_at.astimezone(zone).date())
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def _placed(day: date, observed: set[date], days: Sequence[date], opened: bool) -> bool:
    """Whether the growth of this day is known to be of this day: read today, and read yesterday or opened today."""
    if day not in observed:
        return False
    return opened if day == days[0] else day - timedelta(days=1) in observed


def _sorted(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    order = list(Flag)
    return tuple(sorted(flags, key=order.index))
