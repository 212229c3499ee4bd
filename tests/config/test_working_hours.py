"""Office hours and hari-kerja.toml: what is worked on a day, and every mistake told with its key."""

from datetime import date
from pathlib import Path

import pytest

from config.new_home import init_home
from config.problems import SettingsError
from config.settings import HomeSettings, load_home
from config.working_hours import Hours, OfficeDays
from flows.office_time import is_holiday

NORMAL, FRIDAY = ((450, 720), (780, 960)), ((450, 690), (780, 990))
RAMADAN = ((480, 720), (750, 900))
FILE = """
[[days_off]]
date = 2026-04-15
name = "Hari jadi kabupaten"
offices = ["contoh"]

[[working_days]]
date = 2026-03-23
until = 2026-03-24
name = "Cuti bersama dikerjakan"

[[working_days]]
date = 2026-04-11
name = "Sabtu tahapan"

[[working_days]]
date = 2026-04-12
name = "Minggu tahapan"
hours = ["09.00-12.00"]

[[special_hours]]
date = 2026-02-19
until = 2026-03-19
name = "Ramadan"
monday_thursday = ["08.00-12.00", "12.30-15.00"]
friday = ["08.00-11.30", "12.30-15.30"]
"""


def home_with(path: Path, days: str = "", office: str = "") -> HomeSettings:
    home = init_home(path / "rumah", "contoh", practice=True)
    if days:
        (home / "hari-kerja.toml").write_text(days, encoding="utf-8")
    file = home / "offices" / "contoh.toml"
    file.write_text(file.read_text(encoding="utf-8") + office, encoding="utf-8")
    return load_home(home, {})


def worked(settings: HomeSettings, day: date) -> tuple[tuple[int, int], ...]:
    office = settings.offices[0]
    return OfficeDays(office.hours, settings.working_days, office.slug).spans_of(day, is_holiday(day))


def test_a_week_has_thirty_seven_and_a_half_hours() -> None:
    assert Hours().weekly == 37 * 60 + 30


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (date(2026, 4, 8), NORMAL),
        (date(2026, 4, 10), FRIDAY),
        (date(2026, 4, 18), ()),
        (date(2026, 4, 15), ()),  # the regency's own day
        (date(2026, 3, 18), ()),  # collective leave before Nyepi, in Ramadan
        (date(2026, 3, 20), ()),  # collective leave that nobody works
        (date(2026, 3, 24), NORMAL),  # collective leave that is worked
        (date(2026, 4, 11), NORMAL),  # a Saturday that is worked
        (date(2026, 4, 12), ((540, 720),)),
        (date(2026, 3, 17), RAMADAN),
        (date(2026, 3, 13), ((480, 690), (750, 930))),
        (date(2026, 3, 14), ()),  # a Saturday in Ramadan stays free
    ],
)
def test_the_file_overrides_the_calendar(tmp_path: Path, day: date, spans: tuple[tuple[int, int], ...]) -> None:
    assert worked(home_with(tmp_path, FILE), day) == spans


def test_a_day_off_of_one_office_is_worked_in_another(tmp_path: Path) -> None:
    settings = home_with(tmp_path, FILE)
    other = OfficeDays(Hours(), settings.working_days, "lain")
    assert other.spans_of(date(2026, 4, 15), False) == NORMAL


def test_an_office_has_its_own_hours(tmp_path: Path) -> None:
    settings = home_with(tmp_path, office='\n[hours]\nmonday_thursday = ["08.00-16.00"]\nsaturday = ["08.00-12.00"]\n')
    assert worked(settings, date(2026, 4, 8)) == ((480, 960),)
    assert worked(settings, date(2026, 4, 11)) == ((480, 720),)


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("[[libur]]\ndate = 2026-04-15\n", "libur", "kunci tidak dikenal"),
        ("[[days_off]]\nname = 'x'\n", "days_off[1].date", "belum diisi"),
        ("[[days_off]]\ndate = 'besok'\nname = 'x'\n", "days_off[1].date", "2026-12-09"),
        ("[[days_off]]\ndate = 2026-04-15\nuntil = 2026-04-14\nname = 'x'\n", "days_off[1].until", "sesudah date"),
        ("[[days_off]]\ndate = 2026-04-15\nname = 'x'\noffices = ['lian']\n", "days_off[1].offices", "pilih: contoh"),
        ("[[working_days]]\ndate = 2026-04-15\nname = 'x'\nhours = ['8-12']\n", "working_days[1].hours", "misalnya 07.30-12.00"),
        (
            "[[special_hours]]\ndate = 2026-04-15\nname = 'x'\nfriday = []\nmonday_thursday = ['12.00-13.00', '08.00-11.00']\n",
            "special_hours[1].monday_thursday",
            "urutannya",
        ),
    ],
)
def test_a_mistake_is_told_with_its_key(tmp_path: Path, text: str, key: str, said: str) -> None:
    with pytest.raises(SettingsError) as told:
        home_with(tmp_path, text)
    problem = told.value.problems[0]
    assert (problem.file.name, problem.key) == ("hari-kerja.toml", key)
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("\n[hours]\nmonday_thursday = []\nfriday = []\n", "hours"),
        ('\n[hours]\nfriday = ["13.00-11.30"]\n', "hours.friday"),
        ('\n[hours]\nsabtu = ["08.00-12.00"]\n', "hours.sabtu"),
    ],
)
def test_wrong_hours_of_an_office_are_told_with_their_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(SettingsError) as told:
        home_with(tmp_path, office=text)
    assert [problem.key for problem in told.value.problems] == [key]
