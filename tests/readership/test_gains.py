"""Monthly gains: resets, corrections, gaps and borders of a month in the office's own time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from readership.events import CounterEvent, EventKind
from readership.gains import Flag, Gains, monthly_gains

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def october(day: int, hour: int = 12, minute: int = 0, zone: ZoneInfo = WIB) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=zone).astimezone(UTC)


OPENING = (datetime(2026, 9, 30, 23, 30, tzinfo=WIB).astimezone(UTC), 100)


def test_a_reset_counts_from_the_new_value() -> None:
    gains = monthly_gains([OPENING, (october(1), 150), (october(2), 20), (october(3), 35)], 2026, 10, WIB)
    assert gains.gained == 85
    assert Flag.RESET in gains.flags


def test_a_small_fall_is_a_correction_and_adds_nothing_twice() -> None:
    gains = monthly_gains([(OPENING[0], 1000), (october(1), 995), (october(2), 1010)], 2026, 10, WIB)
    assert gains.gained == 10
    assert Flag.CORRECTION in gains.flags
    assert Flag.RESET not in gains.flags


def test_three_rounds_in_a_day_are_one_value_of_that_day() -> None:
    rounds = [OPENING, (october(1, 6), 110), (october(1, 12), 130), (october(1, 20), 131), (october(2), 140)]
    thrice = monthly_gains(rounds, 2026, 10, WIB, until=october(3, 0))
    assert thrice.daily == {date(2026, 10, 1): 31, date(2026, 10, 2): 9}
    assert thrice.days_observed == thrice.days_expected == 2
    assert thrice == monthly_gains([OPENING, *rounds[3:]], 2026, 10, WIB, until=october(3, 0))


def test_missing_days_stay_missing() -> None:
    readings = [OPENING] + [(october(day), 100 + day) for day in range(1, 32) if day not in (10, 11)] + [(october(10), None)]
    gains = monthly_gains(readings, 2026, 10, WIB)
    assert gains.gained == 31
    assert [day.day for day, value in gains.daily.items() if value is None] == [10, 11, 12]
    assert (gains.days_observed, gains.days_expected) == (29, 31)
    assert Flag.GAPS in gains.flags


def test_late_evening_in_the_east_counts_in_its_own_month() -> None:
    gains = monthly_gains([(october(30, zone=WIT), 1), (october(31, 23, 30, WIT), 5)], 2026, 10, WIT)
    assert gains.closing == 5
    assert gains.daily[date(2026, 10, 31)] == 4
    november = monthly_gains([(october(31, 23, 30, WIT), 5), (datetime(2026, 11, 1, 3, tzinfo=WIT), 9)], 2026, 11, WIT)
    assert (november.opening, november.gained) == (5, 4)


def test_an_old_opening_is_an_estimate() -> None:
    start = datetime(2026, 10, 1, tzinfo=WIB)
    gains = monthly_gains([(start - timedelta(days=4), 100), (start + timedelta(days=1), 150)], 2026, 10, WIB)
    assert (gains.opening, gains.gained) == (140, 10)
    assert Flag.ESTIMATE in gains.flags


def test_a_post_first_seen_high_has_an_unknown_baseline() -> None:
    gains = monthly_gains([(october(5), 5000)], 2026, 10, WIB)
    assert gains.gained is None
    assert Flag.BASELINE_UNKNOWN in gains.flags
    later = monthly_gains([(october(5), 5000), (october(6), 5010)], 2026, 10, WIB)
    assert later.gained == 10


def test_a_new_post_starts_from_nothing() -> None:
    gains = monthly_gains([(october(5, 20), 30), (october(6), 45)], 2026, 10, WIB, published_at=october(5, 9))
    assert (gains.opening, gains.gained, gains.flags[0]) == (0, 45, Flag.GAPS)
    assert min(gains.daily) == date(2026, 10, 5)


def test_no_reading_is_not_zero() -> None:
    gains = monthly_gains([OPENING, (october(3), None)], 2026, 10, WIB)
    assert gains.gained is None
    assert gains.flags == (Flag.NO_READINGS,)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), max_size=31))
def test_gains_are_never_negative(values: list[int | None]) -> None:
    gains = monthly_gains([OPENING, *((october(day), value) for day, value in enumerate(values, 1))], 2026, 10, WIB)
    assert gains.gained is None or gains.gained >= 0
    assert sum(value or 0 for value in gains.daily.values()) <= (gains.gained or 0)


def test_a_reset_bounds_only_from_below() -> None:
    gains = monthly_gains([OPENING, (october(1), 150), (october(2), 20), (october(3), 35)], 2026, 10, WIB)
    assert (gains.low, gains.high) == (85, None)


def test_a_correction_leaves_room_above() -> None:
    gains = monthly_gains([(OPENING[0], 1000), (october(1), 995), (october(2), 1010)], 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high) == (10, 10, 15)


def test_exact_readings_leave_no_room() -> None:
    gains = monthly_gains([OPENING, (october(1), 150), (october(2), 151)], 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high) == (51, 51, 51)


def test_rounded_readings_bound_the_gain_by_their_bands() -> None:
    rounded = [(OPENING[0], 1200, 1150, 1250), (october(1), 1200, 1150, 1250), (october(9), 1400, 1350, 1450)]
    gains = monthly_gains(rounded, 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high) == (100, 200, 300)
    assert gains.closing_bounds == (1350, 1450)


def test_an_estimated_opening_lies_between_its_neighbours() -> None:
    start = datetime(2026, 10, 1, tzinfo=WIB)
    gains = monthly_gains([(start - timedelta(days=4), 100), (start + timedelta(days=1), 150)], 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high) == (0, 10, 50)


def test_an_unknown_beginning_has_no_upper_bound() -> None:
    gains = monthly_gains([(october(5), 5000), (october(6), 5010)], 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high) == (10, 10, None)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=31))
def test_the_gain_lies_within_its_bounds(values: list[int]) -> None:
    gains = monthly_gains([OPENING, *((october(day), value) for day, value in enumerate(values, 1))], 2026, 10, WIB)
    assert gains.low is not None
    assert gains.gained is not None
    assert gains.low <= gains.gained
    assert gains.high is None or gains.gained <= gains.high


def test_at_least_so_many_leaves_the_gain_open_above() -> None:
    gains = monthly_gains([OPENING, (october(1), 150), (october(9), 1000, 1000, None)], 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high) == (900, 900, None)
    assert gains.closing_bounds == (1000, None)


def test_an_opening_of_at_least_so_many_makes_no_sure_gain() -> None:
    gains = monthly_gains([(OPENING[0], 1000, 1000, None), (october(9), 3456, 3456, 3456)], 2026, 10, WIB)
    assert (gains.low, gains.high) == (0, 2456)


def test_at_least_a_thousand_after_more_is_no_fall() -> None:
    gains = monthly_gains([(OPENING[0], 1234), (october(9), 1000, 1000, None)], 2026, 10, WIB)
    assert (gains.low, gains.gained, gains.high, gains.closing) == (0, 0, None, 1234)
    assert Flag.RESET not in gains.flags


def said(kind: EventKind, day: int, count: int | None = None) -> CounterEvent:
    """Some time on this day."""
    return CounterEvent(kind, october(day, 0), october(day, 23, 59), count)


MOVED = [(OPENING[0], 1000), (october(1), 1100), (october(2), 1150), (october(3), 30), (october(4), 45)]


def test_a_move_that_a_person_told_of_is_no_reset_and_its_new_count_no_readers() -> None:
    untold = monthly_gains(MOVED, 2026, 10, WIB)
    assert (untold.gained, Flag.RESET in untold.flags) == (195, True)
    told = monthly_gains(MOVED, 2026, 10, WIB, events=[said(EventKind.MIGRATION, 2)])
    assert (told.gained, told.low, told.high) == (165, 165, None), "what came while it moved nobody knows"
    assert (Flag.MIGRATION in told.flags, Flag.RESET in told.flags) == (True, False)
    assert told.daily[date(2026, 10, 3)] is None
    assert told.daily[date(2026, 10, 4)] == 15
    known = monthly_gains(MOVED, 2026, 10, WIB, events=[said(EventKind.MIGRATION, 3, 20)])
    assert (known.gained, known.daily[date(2026, 10, 3)]) == (175, 10)


def test_a_move_to_a_higher_count_is_no_growth() -> None:
    rising = [(OPENING[0], 100), (october(1), 110), (october(2), 115), (october(3), 5000), (october(4), 5004)]
    assert monthly_gains(rising, 2026, 10, WIB).gained == 4904
    told = monthly_gains(rising, 2026, 10, WIB, events=[said(EventKind.CORRECTION, 2)])
    assert (told.gained, told.closing) == (19, 5004)


def test_a_move_in_the_last_night_of_a_month_spoils_no_opening() -> None:
    readings = [(october(28, zone=WIB), 900), (datetime(2026, 11, 2, tzinfo=WIB), 40), (datetime(2026, 11, 3, tzinfo=WIB), 50)]
    told = monthly_gains(readings, 2026, 11, WIB, events=[said(EventKind.MIGRATION, 30)])
    assert (told.opening, told.gained) == (900, 10)


def test_a_reset_that_a_person_saw_counts_from_zero_though_nothing_fell() -> None:
    readings = [(OPENING[0], 50), (october(1), 60), (october(2), 80)]
    told = monthly_gains(readings, 2026, 10, WIB, events=[said(EventKind.RESET, 1)])
    assert told.gained == 90
    assert (told.low, told.high) == (90, None)
    assert Flag.RESET in told.flags


def test_what_a_copied_post_inherited_is_no_growth() -> None:
    readings = [(october(5), 510), (october(6), 530)]
    published = october(5, 9)
    untold = monthly_gains(readings, 2026, 10, WIB, published_at=published)
    assert untold.gained == 530
    known = monthly_gains(readings, 2026, 10, WIB, published_at=published, events=[said(EventKind.COPIED, 5, 500)])
    assert (known.opening, known.gained, known.low, known.high) == (500, 30, 30, 30)
    assert Flag.COPIED in known.flags
    unknown = monthly_gains(readings, 2026, 10, WIB, published_at=published, events=[said(EventKind.COPIED, 5)])
    assert (unknown.opening, unknown.gained) == (None, 20)
    assert Flag.BASELINE_UNKNOWN in unknown.flags


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=20),
    st.lists(st.tuples(st.sampled_from(EventKind), st.integers(1, 25), st.none() | st.integers(0, 600)), max_size=4),
)
def test_whatever_people_say_a_gain_lies_within_its_bounds(
    counts: list[int], told: list[tuple[EventKind, int, int | None]]
) -> None:
    readings = [OPENING, *((october(day), count) for day, count in enumerate(counts, 1))]
    gains = monthly_gains(readings, 2026, 10, WIB, events=[said(*one) for one in told])
    assert gains.gained is not None
    assert gains.low is not None
    assert 0 <= gains.low <= gains.gained
    assert gains.high is None or gains.gained <= gains.high


def november(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB).astimezone(UTC)


def both_months(readings: list[Any], published_at: datetime | None = None) -> tuple[Gains, Gains]:
    """October and November of one counter."""
    first, second = (monthly_gains(readings, 2026, month, WIB, published_at=published_at) for month in (10, 11))
    return first, second


def test_what_comes_out_on_the_last_day_has_readers_in_both_months() -> None:
    readings = [(november(1, 4), 52), (november(2, 4), 60)]
    first, second = both_months(readings, october(31, 15))
    assert (first.opening, first.closing, first.gained) == (0, 36, 36), "nine of the thirteen hours lay in October"
    assert (first.low, first.high, first.closing_bounds) == (0, 52, (0, 52))
    assert Flag.ESTIMATE in first.flags
    assert (second.opening, second.gained) == (36, 24)
    assert Flag.BASELINE_UNKNOWN not in second.flags


def test_what_nobody_had_read_by_the_morning_after_has_no_readers() -> None:
    first, second = both_months([(november(1, 4), 0), (november(2, 4), 7)], october(31, 15))
    assert (first.closing, first.gained, first.low, first.high) == (0, 0, 0, 0)
    assert (second.opening, second.gained) == (0, 7)


def test_what_came_out_after_the_last_round_of_a_month_is_not_told_as_read_by_nobody() -> None:
    first, second = both_months([(november(1, 4, 10), 52), (november(2, 4, 10), 60)], october(31, 23, 30))
    assert (first.closing, first.closing_bounds, first.low, first.high) == (6, (0, 52), 0, 52)
    assert Flag.ESTIMATE in first.flags
    assert (second.opening, second.gained, second.low, second.high) == (6, 54, 8, 60)


def test_what_was_never_read_within_its_month_has_no_count_in_it() -> None:
    published = october(31, 21, 30)
    moved = [CounterEvent(EventKind.MIGRATION, october(31, 22), november(1, 0))]
    told = monthly_gains([(november(1, 4), 52)], 2026, 10, WIB, published_at=published, events=moved)
    gone = monthly_gains([(november(1, 4), 52)], 2026, 10, WIB, published_at=published, until=october(31, 23))
    copied = monthly_gains([], 2026, 10, WIB, published_at=published, events=[said(EventKind.COPIED, 31, 500)])
    for gains in (told, gone, copied):
        assert (gains.closing, gains.closing_bounds, gains.gained) == (None, None, None)
        assert Flag.NO_READINGS in gains.flags


def test_a_night_at_which_the_pc_was_off_is_shared_between_its_months() -> None:
    first, second = both_months([OPENING, (october(31, 4), 1000), (november(1, 4), 1240), (november(2, 4), 1250)])
    assert (first.closing, first.gained, first.closing_bounds) == (1200, 1100, (1000, 1240))
    assert (first.low, first.high) == (900, 1140)
    assert (second.opening, second.gained, second.low, second.high) == (1200, 50, 10, 250)


def test_a_count_that_did_not_move_over_the_turn_of_a_month_is_no_estimate() -> None:
    first, second = both_months([OPENING, (october(31, 12), 1000), (november(1, 8), 1000), (november(2, 8), 1010)])
    assert (first.closing, first.closing_bounds, second.opening) == (1000, (1000, 1000), 1000)
    assert [Flag.ESTIMATE in month.flags for month in (first, second)] == [False, False]


def test_a_reading_of_the_last_hours_is_the_count_of_the_month() -> None:
    first, second = both_months([OPENING, (october(31, 23, 20), 1000), (november(1, 4), 1240)])
    assert (first.closing, first.low, first.gained, first.high) == (1000, 900, 900, 900)
    assert Flag.ESTIMATE not in first.flags
    assert (second.opening, second.gained, second.flags[0]) == (1000, 240, Flag.GAPS)


def test_what_was_read_two_days_after_the_month_or_fell_meanwhile_says_nothing_of_its_end() -> None:
    for after in ((november(2, 13), 2000), (november(1, 4), 5)):
        closed = monthly_gains([OPENING, (october(31, 12), 1000), after], 2026, 10, WIB)
        assert (closed.closing, closed.gained, Flag.ESTIMATE in closed.flags) == (1000, 900, False)
    moved = [CounterEvent(EventKind.MIGRATION, october(31, 20), november(1, 0))]
    told = monthly_gains([OPENING, (october(31, 12), 1000), (november(1, 4), 2000)], 2026, 10, WIB, events=moved)
    assert told.closing == 1000


def test_a_turn_of_the_month_that_nobody_read_near_gives_all_its_readers_to_the_later_month() -> None:
    first, second = both_months([(october(15), 100), (november(15), 400), (november(30, 23), 450)], october(14, 9))
    assert (first.gained, first.closing) == (100, 100)
    assert (second.opening, second.gained, second.low, second.high) == (100, 350, 50, 350)
    assert Flag.ESTIMATE in second.flags


@given(
    st.lists(st.tuples(st.integers(0, 31 * 24 * 60 - 1), st.integers(0, 1000)), min_size=1, max_size=20),
    st.integers(0, 29 * 24 * 60),
    st.integers(0, 1000),
    st.booleans(),
)
def test_nothing_is_counted_in_two_months_and_nothing_in_none(
    steps: list[tuple[int, int]], after: int, more: int, old: bool
) -> None:
    """However far from the turn of the month it was read on either side."""
    count, readings = 100, [OPENING]
    for minute, step in sorted(steps):
        count += step
        readings.append((october(1, 0) + timedelta(minutes=minute // 6 if old else minute), count))
    readings += [(november(1, 0) + timedelta(minutes=after), count + more), (november(30, 23), count + 2 * more)]
    first, second = both_months(readings)
    assert first.closing == second.opening
    assert (first.gained or 0) + (second.gained or 0) == count + 2 * more - 100
    assert all(one.low is not None and one.gained is not None and one.low <= one.gained for one in (first, second))
    assert all(one.high is None or (one.gained or 0) <= one.high for one in (first, second))


@given(st.dictionaries(st.integers(-10 * 24 * 60, 10 * 24 * 60), st.integers(0, 3000), min_size=1, max_size=12), st.booleans())
def test_however_a_counter_jumped_its_months_agree_on_the_turn_between_them(counts: dict[int, int], new: bool) -> None:
    readings = [(november(1, 0) + timedelta(minutes=minute), count) for minute, count in sorted(counts.items())]
    first, second = both_months(readings, readings[0][0] - timedelta(hours=2) if new else None)
    assert None in (first.closing, second.opening) or readings[0][0] >= november(1, 2) or first.closing == second.opening
    for one in (first, second):
        assert one.gained is None or (one.low is not None and 0 <= one.low <= one.gained)
        assert one.gained is None or one.high is None or one.gained <= one.high


def test_a_page_that_was_misread_once_adds_nothing_and_is_told() -> None:
    gains = monthly_gains([OPENING, (october(1), 110), (october(2), 54321), (october(3), 116)], 2026, 10, WIB)
    assert (gains.gained, gains.low, gains.high) == (16, 16, 16)
    assert (Flag.DOUBTFUL in gains.flags, Flag.RESET in gains.flags) == (True, False)
    assert gains.daily[date(2026, 10, 2)] is None


def test_a_first_count_that_was_mistyped_is_dropped_though_it_may_have_been_a_reset() -> None:
    readings = [(october(5, 20), 12000), (october(6), 1200)]
    gains = monthly_gains(readings, 2026, 10, WIB, published_at=october(5, 9))
    assert (gains.gained, gains.low, gains.high) == (1200, 1200, None)
    assert Flag.DOUBTFUL in gains.flags


def test_a_misread_page_spoils_no_turn_of_the_month() -> None:
    first, second = both_months([OPENING, (october(31, 12), 1000), (october(31, 23), 90_000), (november(1, 11), 1230)])
    assert (first.closing, second.opening) == (1120, 1120)
    assert (first.gained, second.gained) == (1020, 110)


def test_a_page_misread_at_the_turn_of_a_month_is_found_out_by_the_next_reading_though_that_comes_days_later() -> None:
    for misread in (october(31, 23, 20), november(1, 4)):
        readings = [OPENING, (october(30, 23), 1000), (misread, 90_000), (november(3, 4), 1240), (november(4, 4), 1250)]
        first, second = both_months(readings)
        assert (first.closing, first.gained) == (1000, 900)
        assert (second.opening, second.gained) == (1000, 250)


def test_counts_by_hand_once_a_month_are_all_believed() -> None:
    readings = [(datetime(2026, 9, 30, 23, tzinfo=WIB), 1000), (october(31), 5000), (november(30), 1800)]
    first, second = both_months(readings)
    assert (first.gained, first.closing) == (4000, 5000)
    assert (second.opening, second.gained, second.low, second.high) == (5000, 1800, 1800, None)
    assert (Flag.RESET in second.flags, Flag.DOUBTFUL in second.flags) == (True, False), "the site was made anew meanwhile"


def test_a_doubtful_count_before_the_turn_of_a_month_is_told_in_both_months() -> None:
    readings = [(october(28), 3), (october(29), 5), (october(31, 20), 50), (november(1, 4), 20), (november(2, 4), 22)]
    first, second = both_months(readings, october(28, 8))
    assert (first.high, Flag.DOUBTFUL in first.flags) == (None, True)
    assert (second.high, Flag.DOUBTFUL in second.flags) == (None, True), "it may have opened at 50 and begun anew"
    third = monthly_gains([*readings, (november(30, 23), 30)], 2026, 12, WIB)
    assert Flag.DOUBTFUL not in third.flags


def test_what_was_read_twice_or_falls_below_what_was_held_is_a_reset() -> None:
    twice = [OPENING, (october(1), 5000), (october(2), 5000), (october(3), 120)]
    below = [OPENING, (october(1), 5000), (october(2), 90)]
    for readings, gained in ((twice, 5020), (below, 4990)):
        gains = monthly_gains(readings, 2026, 10, WIB)
        assert (gains.gained, gains.high, Flag.RESET in gains.flags) == (gained, None, True)


def test_what_a_person_said_of_a_fall_is_believed() -> None:
    readings = [OPENING, (october(1), 5000), (october(2), 120)]
    told = monthly_gains(readings, 2026, 10, WIB, events=[said(EventKind.RESET, 2)])
    assert (told.gained, Flag.DOUBTFUL in told.flags) == (5020, False)


def test_a_counter_that_fell_silent_is_known_from_below_only() -> None:
    readings = [OPENING, *((october(day, 4), 100 + day) for day in range(1, 11))]
    at_end = monthly_gains(readings, 2026, 10, WIB, until=november(3))
    assert (at_end.gained, at_end.low, at_end.high) == (10, 10, None)
    assert (at_end.closing, at_end.closing_bounds, at_end.silent_since) == (110, (110, None), october(10, 4))
    running = monthly_gains(readings, 2026, 10, WIB, until=october(11, 12))
    assert (running.high, running.closing_bounds, running.silent_since) == (10, (110, 110), None)


def test_a_whole_month_of_silence_leaves_the_old_count_as_the_least() -> None:
    gains = monthly_gains([OPENING, (october(3), None)], 2026, 10, WIB, until=november(3))
    assert (gains.closing, gains.closing_bounds, gains.gained) == (100, (100, None), None)
    assert gains.silent_since == OPENING[0]


def test_a_round_before_dawn_counts_the_day_that_ended() -> None:
    nightly = [(october(day, 4, 10), (day - 5) * 10) for day in range(6, 32)] + [(november(1, 4, 10), 275)]
    gains = monthly_gains(nightly, 2026, 10, WIB, published_at=october(5, 9), until=november(3))
    assert (gains.days_observed, gains.days_expected, Flag.GAPS in gains.flags) == (27, 27, False)
    assert gains.daily[date(2026, 10, 5)] == 10, "the day of its publication too"
    assert [value for day, value in gains.daily.items() if value is None] == []
    assert sum(value or 0 for value in gains.daily.values()) == gains.gained
    second = monthly_gains([*nightly, (november(2, 4, 10), 281)], 2026, 11, WIB, published_at=october(5, 9), until=november(2, 5))
    assert (second.days_observed, second.days_expected) == (1, 1)
    assert second.daily[date(2026, 11, 1)] == second.gained


def test_a_day_that_still_runs_is_no_gap() -> None:
    nightly = [(OPENING[0], 100), *((october(day, 4, 10), 100 + day) for day in range(1, 16))]
    gains = monthly_gains(nightly, 2026, 10, WIB, until=october(15, 12))
    assert (gains.days_observed, gains.days_expected, Flag.GAPS in gains.flags) == (14, 14, False)
    assert gains.daily[date(2026, 10, 15)] is None


def test_after_it_was_withdrawn_no_day_is_missing() -> None:
    nightly = [(OPENING[0], 100), *((october(day, 4, 10), 100 + day) for day in range(1, 7))]
    gains = monthly_gains(nightly, 2026, 10, WIB, until=october(6, 9))
    assert (gains.days_observed, gains.days_expected, gains.high) == (5, 5, 6)
    long_gone = monthly_gains(nightly, 2026, 11, WIB, until=october(6, 9))
    assert (long_gone.days_expected, dict(long_gone.daily)) == (0, {})
