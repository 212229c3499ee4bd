"""What a month's recap and a province's list cost the database does not grow with the years before."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bench.recap_ledger import NOW, SPACING, database_of, fill_office, home_of
from config.settings import HomeSettings
from flows.province import write_province
from flows.recap_book import Book, Month
from flows.recap_data import month_data
from flows.sop import month_of_steps
from ledger import month_queries
from ledger.store import Ledger
from reports.model import MonthData
from safety.clock import ManualClock

MONTH = Month(2026, 10)
EACH = 50
"""The database tells after so many of its own steps."""


@pytest.fixture(params=[True, False], ids=["told how full its tables are", "never told"])
def told(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def home_of_years(place: Path, contents: int, told: bool) -> tuple[HomeSettings, Ledger]:
    """A home whose office has published a content every fortnight, back for as many as asked."""
    settings = home_of(place, 2)
    ledger = Ledger.open(settings.database_url, ManualClock(NOW))
    with sqlite3.connect(database_of(settings)) as database:
        for office in settings.offices:
            fill_office(database, office.slug, contents, SPACING)
        if told:
            database.execute("ANALYZE")
    database.close()
    return settings, ledger


def steps_of(ledger: Ledger, work: Callable[[], Any]) -> tuple[Any, int]:
    """What the work gives, and how many steps of its own the database took for it."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def listen(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_progress_handler(count, EACH)

    event.listen(ledger.engine, "checkout", listen)
    try:
        return work(), steps * EACH
    finally:
        event.remove(ledger.engine, "checkout", listen)


def recap(settings: HomeSettings, ledger: Ledger) -> MonthData:
    office = settings.offices[0]
    month_queries.all_recaps(ledger, office.slug)
    steps = month_of_steps(ledger, settings, office, MONTH)
    return month_data(Book(ledger, office, NOW, MONTH), MONTH, 1, False, {}, steps=steps)


def test_twenty_times_the_history_costs_no_more(tmp_path: Path, told: bool) -> None:
    (young, few), (old, many) = (month_of_years(tmp_path / f"{years}", 26 * years, told) for years in (1, 20))
    assert young == old
    assert len(young[0]) == 2
    assert min(few) > 1000
    assert many[0] < 1.1 * few[0], "the recap of one office"
    assert many[1] < 1.1 * few[1], "the list of a province"


def month_of_years(place: Path, contents: int, told: bool) -> tuple[tuple[Any, Any], tuple[int, int]]:
    """What the readers gained and what the province's list says, and the steps that each took."""
    settings, ledger = home_of_years(place, contents, told)
    data, alone = steps_of(ledger, lambda: recap(settings, ledger))
    province, together = steps_of(ledger, lambda: write_province(settings, ledger, ManualClock(NOW), MONTH.name))
    ledger.close()
    return ([row.readers_gained for row in data.rows], province.rows), (alone, together)
