"""The month's files say what the ledger knows: the same number in every form, unknown as unknown, and versions that stay."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from config.settings import load_home
from flows.count_readers import Reading
from flows.monthly_recap import RecapMade, changed_told, monthly_recap
from flows.reader_events import say_event
from flows.recap_book import Month, month_of
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PublicationRow
from ledger.verify import verify
from readership.events import EventKind
from reports.model import Total
from tests.flows.homes import NAME, OFFICE
from tests.flows.months import Months
from tests.flows.test_readers_flow import break_token

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def table(made: RecapMade) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(made.files.csv.read_text(encoding="utf-8-sig"))))


def words_of(path: Path) -> list[object]:
    return [
        cell.value for row in load_workbook(path, data_only=True).active.iter_rows() for cell in row if cell.value is not None
    ]


def read_again(months: Months, row: PublicationRow, value: int | None, at: datetime, source: str = "api") -> None:
    """Enter a reading of a certain instant, as a round at that hour would have done."""
    facts = {
        "source": source, "metric": "dibaca", "value": value, "low": value, "high": value,
        "confidence": 1.0 if value is not None else 0.0, "reason": "" if value is not None else "situs tidak menjawab",
        "observed_at": stamp(at), "local_date": f"{at:%Y-%m-%d}",
    }  # fmt: skip
    months.ledger.append(OFFICE, [Entry(Kind.READING, "read", row.key.package_id, row.key.revision, row.key.channel, facts)])


def test_a_page_that_says_more_than_a_thousand_is_at_least_a_thousand_in_the_recap(months: Months) -> None:
    row = months.publish()
    with months.room() as room:
        found = Reading(row, "Judul", 1000, "text", "dibaca", 0.6, "", low=1000, high=None).entry(room)
    months.ledger.append(OFFICE, [found])
    months.clock.advance(60)

    made = months.recap(months.this_month)

    assert (made.data.readers_total.low, made.data.readers_total.high) == (1000, None)
    line, _ = table(made)
    assert "Jumlah Pembaca: ≥ 1.000" in line["Catatan"]


def seen(months: Months, row: PublicationRow, count: int, bounds: tuple[int, int] | None = None, source: str = "page") -> None:
    """Enter a count as the round does, and let a minute pass."""
    low, high = bounds or (count, count)
    metric = "dibaca" if row.key.channel == "website" else "views"
    with months.room() as room:
        found = Reading(row, "Judul", count, source, metric, 0.7, "", low=low, high=high).entry(room)
    months.ledger.append(OFFICE, [found])
    months.clock.advance(60)


def by_link(made: RecapMade) -> dict[str, dict[str, str]]:
    return {line["Tautan"]: line for line in table(made)}


def on_platforms(made: RecapMade) -> list[tuple[str | int | None, ...]]:
    """Measure, count and gain of each post, as the small table of the platforms has them."""
    (found,) = [section for section in made.data.sections if section.title == "Media sosial menurut ukuran tiap platform"]
    return [row[2:] for row in found.rows]


def test_what_a_platform_rounds_stands_with_its_bounds_in_every_form_and_in_no_sum(months_everywhere: Months) -> None:
    """Telegram writes 1.23K: nobody is to sign for exactly 1.230 views."""
    months = months_everywhere
    page, post = months.publish(channels="website, telegram"), months.on("telegram")
    seen(months, page, 34, source="api")
    seen(months, post, 987)
    exact = months.recap(months.this_month)
    assert on_platforms(exact) == [("kali dibaca", 987, 987)]
    assert "987 kali dibaca (bukan pembaca laman, tidak dijumlahkan)" in by_link(exact)[post.url]["Catatan"]

    seen(months, post, 1230, (1225, 1239))
    made = months.recap(months.this_month)

    assert on_platforms(made) == [("kali dibaca", "1.225–1.239", "1.225–1.239")]
    lines = by_link(made)
    assert "1.230 (1.225–1.239) kali dibaca (bukan pembaca laman, tidak dijumlahkan)" in lines[post.url]["Catatan"]
    assert [lines[url]["Jumlah Pembaca"] for url in (page.url, post.url)] == ["34", "–"]
    assert table(made)[-1]["Jumlah Pembaca"] == "34"
    assert made.data.readers_total == Total(34, 0, 34, 34)
    assert "1.225–1.239" in made.files.html.read_text(encoding="utf-8")
    assert "1.225–1.239" in " ".join(page.extract_text() for page in PdfReader(made.files.pdf).pages)
    cells = [cell.value for sheet in load_workbook(made.files.xlsx) for row in sheet.iter_rows() for cell in row]
    assert "1.225–1.239" in cells
    assert 1230 not in cells

    with months.room() as room:
        say_event(
            room.office, months.ledger, months.clock, EventKind.COPIED, person="ketua", reason="disalin", package=NAME,
            channel="telegram",
        )  # fmt: skip
    (told,) = on_platforms(months.recap(months.this_month))
    assert told == ("kali dibaca", "1.225–1.239", "≥ 238"), "what a copy began with nobody read here"


def test_a_rounded_count_and_an_exact_one_are_summed_with_the_bounds_of_both(months: Months) -> None:
    one, other = months.publish("satu"), months.publish("dua")
    seen(months, one, 1200, (1150, 1250), "text")
    seen(months, other, 34, source="api")

    made = months.recap(months.this_month)

    assert made.data.readers_total == made.data.readers_gained == Total(1234, 0, 1184, 1284)
    rounded, exact = (by_link(made)[row.url] for row in (one, other))
    assert [line["Jumlah Pembaca"] for line in (rounded, exact, table(made)[-1])] == ["1200", "34", "1234"]
    assert "Jumlah Pembaca: 1.150–1.250" in rounded["Catatan"]
    assert "Jumlah Pembaca" not in exact["Catatan"]
    told = "Jumlah Pembaca: yang sebenarnya 1.184–1.284; sebabnya pada kolom Catatan."
    assert told in made.files.html.read_text(encoding="utf-8")
    assert told in " ".join(" ".join(page.extract_text() for page in PdfReader(made.files.pdf).pages).split())


def test_one_published_package_with_1234_visits_is_the_same_number_in_all_four_files(months: Months) -> None:
    row = months.publish()
    months.visit(row, 34)
    months.count()
    read_again(months, row, 1234, months.clock.now() + timedelta(seconds=1))
    months.clock.advance(60)

    made = months.recap(months.this_month)

    assert made.data.readers_total.value == 1234
    line, total = table(made)
    assert (line["Jumlah Pembaca"], total["Jumlah Pembaca"], total["Catatan"]) == ("1234", "1234", "PRAKTIK")
    assert line["Bukti"] == "dilihat publik"
    assert line["Salinan"] == "tersimpan"
    assert words_of(made.files.xlsx).count(1234) >= 2
    assert "1.234" in made.files.html.read_text(encoding="utf-8")
    pdf = " ".join(page.extract_text() for page in PdfReader(made.files.pdf).pages)
    assert "1.234" in pdf
    assert "Ketua KPU Contoh" in pdf
    assert made.files.xlsx.parent == months.home.path / "laporan" / months.this_month


def test_a_practice_home_marks_every_file_link_record_included(months: Months) -> None:
    row = months.publish()
    made = months.recap(months.this_month)
    assert all("PRAKTIK" in path.name for path in made.paths)
    told = words_of(made.links)
    assert "PRAKTIK – BUKAN DOKUMEN RESMI" in told
    assert row.url in told
    assert "Bulan " in str(told)


def test_unknown_readers_stay_empty_and_are_explained(months: Months) -> None:
    row = months.publish()
    months.withdraw(row)
    break_token(months)
    months.count()
    made = months.recap(months.this_month)
    line, total = table(made)
    assert (line["Jumlah Pembaca"], total["Jumlah Pembaca"]) == ("–", "–")
    assert "belum diketahui" in line["Catatan"]
    assert "1 konten belum diketahui angkanya" in made.files.html.read_text(encoding="utf-8")
    assert 0 not in words_of(made.files.xlsx)


def test_a_dead_link_stands_in_the_notes_and_in_the_link_record(months: Months) -> None:
    row = months.publish()
    months.withdraw(row)
    months.check()
    made = months.recap(months.this_month)
    assert "TAUTAN MATI" in table(made)[0]["Catatan"]
    assert "mati" in words_of(made.links)


def test_the_same_month_again_is_the_same_version_and_bytes_until_something_changes(months: Months) -> None:
    row = months.publish()
    months.visit(row, 5)
    months.count()
    month = months.this_month
    first = months.recap(month)
    kept = {path: path.read_bytes() for path in first.paths}
    months.clock.advance(40 * 86400)
    closed = months.recap(month)
    again = months.recap(month)
    assert (first.data.version, closed.data.version, again.new) == (1, 2, False)
    assert {path: path.read_bytes() for path in first.paths} == kept, "version 1 is kept as it was"

    bytes_of_two = [path.read_bytes() for path in closed.paths]
    months.clock.advance(86400)
    assert [path.read_bytes() for path in months.recap(month).paths] == bytes_of_two
    read_again(months, row, 9, datetime.now(UTC) + timedelta(seconds=30))
    late = months.recap(month)
    assert (late.new, late.data.version, late.data.readers_total.value) == (True, 3, 9)
    entered = queries.recaps(months.ledger, OFFICE, month)
    assert [entry["version"] for entry in entered] == [1, 2, 3]
    assert verify(months.ledger, OFFICE) == []


def test_a_version_that_is_out_keeps_the_files_that_people_have(months: Months) -> None:
    seen(months, months.publish(), 5)
    made = months.recap(months.this_month)
    assert made.changed == ()
    made.files.docx.write_bytes(b"dilengkapi kantor")
    made.files.csv.unlink()
    again = months.recap(months.this_month)
    assert (again.new, again.changed) == (False, (made.files.docx,))
    assert made.files.docx.read_bytes() == b"dilengkapi kantor"
    assert table(again)[0]["Jumlah Pembaca"] == "5"
    assert made.files.docx.name in changed_told(again)


def test_the_month_before_is_the_comparison_and_older_contents_are_told_apart(months: Months) -> None:
    row = months.publish()
    start = months.clock.now()
    read_again(months, row, 100, start + timedelta(seconds=1))
    zone = load_home(months.home.path, {}).office(OFFICE).zone
    local = start.astimezone(zone)
    border = datetime(local.year + local.month // 12, local.month % 12 + 1, 1, tzinfo=zone)
    read_again(months, row, 120, border - timedelta(hours=2))
    read_again(months, row, 150, border + timedelta(hours=20))
    months.clock.instant = border.astimezone(UTC) + timedelta(days=3)
    now = months.recap(f"{border:%Y-%m}")
    assert now.data.rows == ()
    assert now.data.previous_gained == 120
    assert any("bertambah 30 pembaca" in note for note in now.data.notes)
    before = months.recap()
    assert [one.readers_total for one in before.data.rows] == [120]
    assert before.data.previous_gained is None, "before the first publication nothing is known, which is not zero"


def test_another_source_in_mid_month_is_noted_and_never_counted_as_growth(months: Months) -> None:
    row = months.publish()
    at = months.clock.now()
    for minute, (value, source) in enumerate([(10, "api"), (12, "api"), (900, "text")]):
        read_again(months, row, value, at + timedelta(seconds=minute), source)
    months.clock.advance(600)
    one = months.recap(months.this_month).data.rows[0]
    assert (one.readers_total, one.readers_gained) == (12, 12)
    assert "sumber angka berganti" in one.note


def test_three_rounds_on_one_day_are_three_readings_and_one_value_of_the_day(months: Months) -> None:
    row = months.publish()
    with months.room() as room:
        local = months.clock.now().astimezone(room.office.zone)
    months.clock.instant = max(local, local.replace(hour=7)).astimezone(UTC)  # before dawn they would be of yesterday
    for visits in (2, 3, 1):
        months.visit(row, visits)
        months.count()
    months.clock.advance(60)
    data = months.recap(months.this_month).data
    (kept,) = queries.latest_readings(months.ledger, OFFICE, stamp(months.clock.now())).values()
    assert [reading.value for reading in kept] == [2, 5, 6]
    assert (data.rows[0].readers_total, data.rows[0].readers_gained, sum(value or 0 for value in data.daily)) == (6, 6, 6)


def test_an_empty_month_is_still_a_report_to_sign(months: Months) -> None:
    made = months.recap()
    assert made.data.count == 0
    assert "Tidak ada konten yang diterbitkan pada bulan ini." in made.files.html.read_text(encoding="utf-8")
    assert all(path.stat().st_size > 0 for path in made.paths)


async def test_the_flow_itself_names_its_files(months: Months) -> None:
    paths = await monthly_recap(str(months.home.path), OFFICE)
    assert set(paths) == {"xlsx", "pdf", "csv", "html", "docx", "links"}


def test_the_month_is_the_office_s_own(months: Months) -> None:
    office = load_home(months.home.path, {}).office(OFFICE)
    assert month_of("", datetime(2026, 10, 31, 18, 0, tzinfo=UTC), office) == Month(2026, 10), "1 November 01.00 WIB"
    assert month_of("", datetime(2026, 1, 15, tzinfo=UTC), office) == Month(2025, 12)
    for wrong in ("Oktober", "2026-13", "2027-01"):
        with pytest.raises(ValueError, match="bulan"):
            month_of(wrong, datetime(2026, 10, 31, tzinfo=UTC), office)
