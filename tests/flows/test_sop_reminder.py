"""The morning's reminder names whom a step waits for when it is late or ends today, and leaves everybody else alone."""

from datetime import UTC, datetime

import pytest

from flows.chores import Level, Note
from flows.sop_reminder import reminders
from publishing import approval
from tests.flows.homes import NAME, drop_news
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
FRIDAY = datetime(2027, 4, 16, 9, 20, tzinfo=UTC)
"""16.20 in the office, ten minutes before it closes."""


@pytest.fixture
def friday(months: Months) -> Months:
    months.clock.instant = FRIDAY
    drop_news(months.home)
    months.seal()
    return months


def reminded(months: Months) -> list[Note]:
    with months.room() as room:
        return list(reminders(room))


def at(months: Months, instant: datetime) -> None:
    months.clock.advance((instant - months.clock.now()).total_seconds())


def test_over_a_weekend_nobody_is_reminded_until_the_morning_on_which_it_ends(friday: Months) -> None:
    at(friday, datetime(2027, 4, 16, 22, 50, tzinfo=UTC))  # Saturday 05.50
    assert reminded(friday) == []
    at(friday, datetime(2027, 4, 18, 22, 50, tzinfo=UTC))  # Monday 05.50
    (note,) = reminded(friday)
    assert note.level == Level.WARN
    assert f"{NAME}: langkah 3 (Pemeriksaan kebutuhan dengan tahapan/kegiatan) ditunggu oleh" in note.text
    assert "sekretaris" in note.text
    assert "19 April 2027" in note.text


def test_what_is_late_needs_a_person(friday: Months) -> None:
    at(friday, datetime(2027, 4, 19, 22, 50, tzinfo=UTC))  # Tuesday 05.50
    (note,) = reminded(friday)
    assert note.level == Level.PERSON
    assert "terlambat" in note.text


def test_what_is_published_asks_nothing(friday: Months) -> None:
    with friday.room() as room:
        approval.approve(room.ledger, room.desk, NAME, "ketua", "Ketua")
    friday.sweep()
    at(friday, datetime(2027, 4, 19, 22, 50, tzinfo=UTC))
    assert reminded(friday) == []
