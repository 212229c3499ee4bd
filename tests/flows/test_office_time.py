"""The three ways of counting a standard time, with the holidays that Indonesia really has."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.new_home import init_home
from config.settings import load_home
from config.working_hours import FILE
from content_queue.profile import Counted, Step
from flows.office_time import OfficeTime, is_holiday, office_time, unsettled

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


def time_in(path: Path, zone: str, days: str = "") -> OfficeTime:
    home = init_home(path / "rumah", "contoh", practice=True)
    (home / FILE).write_text(days, encoding="utf-8")
    file = home / "offices" / "contoh.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"WIB"', f'"{zone}"'), encoding="utf-8")
    settings = load_home(home, {})
    return office_time(settings.offices[0], settings.working_days)


def step(minutes: int, counted: Counted) -> Step:
    return Step(nr=1, activity="Langkah", standard_minutes=minutes, counted=counted)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("counted", "minutes", "start", "due"),
    [
        (Counted.HOURS, 30, (2026, 3, 13, 16, 15), (2026, 3, 16, 7, 45)),  # Friday to Monday
        (Counted.HOURS, 30, (2026, 3, 17, 15, 50), (2026, 3, 25, 7, 50)),  # Nyepi, Idul Fitri and the leave between them
        (Counted.HOURS, 120, (2026, 3, 16, 11, 0), (2026, 3, 16, 14, 0)),  # over the midday break
        (Counted.HOURS, 15, (2026, 12, 24, 10, 0), (2026, 12, 28, 7, 45)),  # collective leave before Christmas
        (Counted.HOURS, 15, (2026, 8, 15, 10, 0), (2026, 8, 18, 7, 45)),  # a Saturday before Independence Day
        (Counted.DAYS, 1440, (2026, 3, 13, 15, 0), (2026, 3, 16, 15, 0)),
        (Counted.DAYS, 1440, (2026, 3, 17, 15, 0), (2026, 3, 25, 15, 0)),
        (Counted.CLOCK, 1440, (2026, 3, 13, 15, 0), (2026, 3, 14, 15, 0)),
        (Counted.CLOCK, 15, (2026, 3, 22, 1, 0), (2026, 3, 22, 1, 15)),
    ],
)
def test_by_when_a_step_should_end(
    tmp_path: Path, zone: str, counted: Counted, minutes: int, start: tuple[int, ...], due: tuple[int, ...]
) -> None:
    own, clock = time_in(tmp_path, zone), ZoneInfo(ZONES[zone])
    begins, ends = (datetime(*at, tzinfo=clock) for at in (start, due))  # type: ignore[misc]  # five numbers
    asked = step(minutes, counted)
    assert own.due(asked, begins) == ends
    assert own.took(asked, begins, ends) == timedelta(minutes=minutes)


def test_a_home_without_any_hours_left_has_no_deadline(tmp_path: Path) -> None:
    years = "".join(f'[[days_off]]\ndate = {year}-01-01\nuntil = {year}-12-31\nname = "tutup"\n' for year in range(2026, 2038))
    assert time_in(tmp_path, "WIB", years).due(step(30, Counted.HOURS), datetime(2026, 3, 13, tzinfo=ZoneInfo("UTC"))) is None


def test_a_step_without_a_standard_time_is_never_due(tmp_path: Path) -> None:
    asked = Step(nr=1, activity="Langkah")
    assert time_in(tmp_path, "WIB").due(asked, datetime(2026, 3, 13, tzinfo=ZoneInfo("UTC"))) is None


def test_holidays_and_collective_leave_are_both_free_and_estimates_are_known_as_such() -> None:
    assert is_holiday(date(2026, 8, 17))
    assert is_holiday(date(2026, 12, 24)), "collective leave"
    assert not is_holiday(date(2026, 12, 23))
    assert unsettled([date(2026, 1, 1), date(2026, 12, 31)]) == []
    assert unsettled([date(2026, 1, 1), date(2034, 1, 1)]) == [2034]
