"""What a recap says of a month's first and last hours, of counters that fell silent and of contents that were taken down."""

import calendar
from datetime import UTC, datetime, timedelta

import pytest
from prefect.server.schemas.schedules import CronSchedule

from config.settings import load_home
from flows.deployments import JOBS
from flows.recap_book import Book, month_of
from flows.recap_data import month_data
from ledger import tables
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PublicationRow
from reports.model import MonthData
from tests.flows.homes import OFFICE
from tests.flows.months import Months
from tests.flows.test_recap_flow import read_again, seen

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def last_day(months: Months, hour: int) -> datetime:
    """An hour of the last day of this month, in the office's own time."""
    with months.room() as room:
        today = months.clock.now().astimezone(room.office.zone)
    day = calendar.monthrange(today.year, today.month)[1]
    return today.replace(day=day, hour=hour, minute=0, second=0, microsecond=0)


def published(months: Months, at: datetime, channels: str = "website") -> PublicationRow:
    """A content that went out at a certain hour; the practice town's own clock cannot be set."""
    row = months.publish(channels=channels)
    table = tables.publication_now
    with months.ledger.engine.begin() as connection:
        connection.execute(table.update().values(published_at=stamp(at)))
    return row


def told(months: Months, month: str) -> MonthData:
    """What the recap of a month says, without its files."""
    office = load_home(months.home.path, {}).office(OFFICE)
    chosen = month_of(month, months.clock.now(), office)
    return month_data(Book(months.ledger, office, months.clock.now(), chosen), chosen, 1, True, {})


async def test_readers_are_counted_in_the_last_hour_of_every_month() -> None:
    """February of a leap year too, in the office's own time."""
    (line,) = [line for job in JOBS if job.flow == "count_readers" for line in job.schedules if line.slug == "batas-bulan"]
    due = await CronSchedule(cron=line.cron, timezone="Asia/Jayapura").get_dates(14, datetime(2027, 12, 1, tzinfo=UTC))
    assert [(at.month, at.day) for at in due[:4]] == [(12, 31), (1, 31), (2, 29), (3, 31)]
    assert {(at + timedelta(hours=1)).day for at in due} == {1}


def test_what_comes_out_on_the_last_day_has_readers_though_the_pc_was_off_that_night(months: Months) -> None:
    row, border = published(months, last_day(months, 15)), last_day(months, 0) + timedelta(days=1)
    read_again(months, row, 52, border + timedelta(hours=8))
    read_again(months, row, 70, border + timedelta(days=1))
    months.clock.instant = (border + timedelta(days=3)).astimezone(UTC)

    (one,) = told(months, f"{border - timedelta(days=1):%Y-%m}").rows

    assert one.readers_total is not None
    assert 25 <= one.readers_total <= 28, "nine of the seventeen hours"
    assert (one.readers_gained, one.gained_bounds) == (one.readers_total, (0, 52))
    assert "perkiraan" in one.note
    after = told(months, f"{border:%Y-%m}")
    assert any(f"bertambah {70 - one.readers_total} pembaca" in note for note in after.notes), "and none of them twice"


def test_a_page_misread_on_the_last_evening_is_found_out_by_the_next_reading_two_days_later(months: Months) -> None:
    row, border = published(months, last_day(months, 9)), last_day(months, 0) + timedelta(days=1)
    read_again(months, row, 30, border - timedelta(hours=8))
    read_again(months, row, 9_000, border - timedelta(minutes=40))
    read_again(months, row, 41, border + timedelta(days=2))
    months.clock.instant = (border + timedelta(days=3)).astimezone(UTC)
    (one,) = told(months, f"{border - timedelta(days=1):%Y-%m}").rows
    assert (one.readers_total, one.readers_gained) == (30, 30)
    assert "satu bacaan meragukan tidak dihitung" in one.note


def test_another_counter_right_after_the_month_says_nothing_of_it(months: Months) -> None:
    row, border = published(months, last_day(months, 9)), last_day(months, 0) + timedelta(days=1)
    read_again(months, row, 30, border - timedelta(hours=8))
    read_again(months, row, 900, border + timedelta(hours=4), "text")
    months.clock.instant = (border + timedelta(days=3)).astimezone(UTC)
    (one,) = told(months, f"{border - timedelta(days=1):%Y-%m}").rows
    assert (one.readers_total, one.note) == (30, "")


def without_channel(months: Months, channel: str) -> None:
    """Somebody takes a channel out of the office's file."""
    file = months.home.path / "offices" / f"{OFFICE}.toml"
    text = file.read_text("utf-8")
    head, _, rest = text.partition(f"[channels.{channel}]\n")
    file.write_text(head + (rest[rest.index("\n[") + 1 :] if "\n[" in rest else ""), "utf-8")


def test_views_of_a_channel_that_left_the_office_s_file_are_no_readers_of_pages(months_everywhere: Months) -> None:
    months = months_everywhere
    page, post = months.publish(channels="website, telegram"), months.on("telegram")
    seen(months, page, 34)
    seen(months, post, 987)
    without_channel(months, "telegram")
    data = told(months, months.this_month)
    assert (data.readers_total.value, data.readers_gained.value) == (34, 34)
    (note,) = [row.note for row in data.rows if row.url == post.url]
    assert "987 kali dibaca (bukan pembaca laman, tidak dijumlahkan)" in note


def test_a_website_that_left_the_office_s_file_keeps_its_readers(months: Months) -> None:
    row = months.publish()
    seen(months, row, 34)
    file = months.home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8").replace("[channels.website]", "[channels.situs-baru]"), "utf-8")
    assert told(months, months.this_month).readers_total.value == 34


def test_a_count_that_stopped_before_the_month_s_end_says_so_and_why(months: Months) -> None:
    row, evening = published(months, last_day(months, 12) - timedelta(days=20)), last_day(months, 20)
    for days, value in ((20, 0), (19, 40), (12, 55), (11, None), (4, None)):
        read_again(months, row, value, evening - timedelta(days=days))
    months.clock.instant = (evening + timedelta(days=4)).astimezone(UTC)
    data = told(months, f"{evening:%Y-%m}")
    (one,) = data.rows
    assert (one.readers_total, one.total_bounds, one.readers_gained, one.gained_bounds) == (55, (55, None), 55, (55, None))
    day = f"{evening - timedelta(days=12):%d-%m-%Y}"
    assert f"bacaan terakhir {day} (situs tidak menjawab)" in one.note
    assert (data.readers_total.low, data.readers_total.high) == (55, None)


def test_what_was_withdrawn_is_measured_until_then(months: Months) -> None:
    now = months.clock.now()
    row = published(months, now - timedelta(minutes=2))
    read_again(months, row, 12, now - timedelta(minutes=1))
    month, evening = f"{last_day(months, 0):%Y-%m}", last_day(months, 20)
    key = row.key
    down = Entry(Kind.PUBLICATION, "withdrawn", key.package_id, key.revision, key.channel, {"state": "withdrawn"})
    months.ledger.append(OFFICE, [down])
    months.clock.instant = (evening + timedelta(days=4)).astimezone(UTC)
    data = told(months, month)
    assert [(one.readers_total, one.total_bounds, one.note) for one in data.rows] == [(12, (12, 12), "ditarik")]
    assert data.completeness[1] <= 1
