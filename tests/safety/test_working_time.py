"""Working time agrees with counting the minutes one by one, and its two questions are each other's reverse."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.working_time import NeverOpen, WorkingTime, by_the_clock

ZONES = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
CLOSED = {date(2026, 3, day) for day in (18, 19, 20, 23, 24)}
START = datetime(2026, 2, 27, tzinfo=UTC)
MINUTES = 40 * 1440


def spans_of(day: date) -> Sequence[tuple[int, int]]:
    if day in CLOSED or day.weekday() == 6:
        return ()
    if day.weekday() == 5:
        return ((9 * 60, 24 * 60),) if day.day < 8 else ()
    return ((450, 690), (780, 990)) if day.weekday() == 4 else ((450, 720), (780, 960))


def is_open(local: str) -> bool:
    """The same hours told another way: by the written local time, "2026-03-06 13:05" and the day's name."""
    day = datetime.strptime(local[:10], "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    name, hour = day.strftime("%a"), local[11:16]
    if local[:10] in {f"2026-03-{no}" for no in (18, 19, 20, 23, 24)} or name == "Sun":
        return False
    if name == "Sat":
        return local[:10] in ("2026-02-28", "2026-03-07", "2026-04-04") and hour >= "09:00" and local[8:10] < "08"
    if name == "Fri":
        return "07:30" <= hour < "11:30" or "13:00" <= hour < "16:30"
    return "07:30" <= hour < "12:00" or "13:00" <= hour < "16:00"


def minute_by_minute(zone: str) -> list[int]:
    """How many open minutes lie before each minute from START on, counted one by one with a fixed offset."""
    found, total, local = [0], 0, START.replace(tzinfo=None) + timedelta(hours=ZONES[zone])
    for at in range(MINUTES):
        total += is_open(f"{local + timedelta(minutes=at)}")
        found.append(total)
    return found


COUNTED = {zone: minute_by_minute(zone) for zone in ZONES}
TIMES = {zone: WorkingTime(ZoneInfo(zone), spans_of) for zone in ZONES}
zones = st.sampled_from(sorted(ZONES))
minutes = st.integers(0, MINUTES)
moments = st.builds(lambda seconds: START + timedelta(seconds=seconds), st.integers(0, MINUTES * 60))


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@given(zones, minutes, minutes)
def test_it_is_what_counting_the_minutes_gives(zone: str, one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert TIMES[zone].between(at(first), at(last)) == timedelta(minutes=COUNTED[zone][last] - COUNTED[zone][first])


@given(zones, st.tuples(moments, moments, moments))
def test_two_stretches_make_the_whole(zone: str, three: tuple[datetime, ...]) -> None:
    first, middle, last = sorted(three)
    time = TIMES[zone]
    assert time.between(first, middle) + time.between(middle, last) == time.between(first, last)


@given(zones, moments, moments, st.integers(1, 86_400))
def test_it_never_runs_backwards_nor_faster_than_the_clock(zone: str, one: datetime, other: datetime, more: int) -> None:
    first, last = sorted((one, other))
    longer = TIMES[zone].between(first, last + timedelta(seconds=more)) - TIMES[zone].between(first, last)
    assert timedelta() <= longer <= timedelta(seconds=more)
    assert TIMES[zone].between(last, first) == timedelta()


@given(zones, st.integers(0, 20 * 1440), st.integers(1, 3000))
def test_after_is_the_first_minute_by_which_so_much_has_passed(zone: str, start: int, amount: int) -> None:
    counted = COUNTED[zone]
    first = next(minute for minute in range(start, MINUTES) if counted[minute] - counted[start] >= amount)
    assert TIMES[zone].after(at(start), timedelta(minutes=amount)) == at(first)


@given(zones, moments, st.integers(0, 40_000))
def test_between_undoes_after(zone: str, start: datetime, seconds: int) -> None:
    amount = timedelta(seconds=seconds)
    end = TIMES[zone].after(start, amount)
    assert TIMES[zone].between(start, end) == amount
    assert end >= start


@given(zones, moments, moments)
def test_the_calendar_never_stops(zone: str, one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    assert by_the_clock(ZoneInfo(zone)).between(first, last) == last - first


def test_hours_that_never_come_are_told() -> None:
    never = WorkingTime(ZoneInfo("Asia/Jakarta"), lambda _: ())
    assert never.between(START, START + timedelta(days=400)) == timedelta()
    with pytest.raises(NeverOpen):
        never.after(START, timedelta(minutes=1))


def test_friday_afternoon_is_due_on_monday() -> None:
    jayapura = ZoneInfo("Asia/Jayapura")
    friday = datetime(2026, 3, 13, 16, 15, tzinfo=jayapura)
    assert TIMES["Asia/Jayapura"].after(friday, timedelta(minutes=30)) == datetime(2026, 3, 16, 7, 45, tzinfo=jayapura)
