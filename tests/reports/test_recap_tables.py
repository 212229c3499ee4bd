"""Words of the office, and the two tables that a spreadsheet opens."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from reports.model import Letterhead, MonthData, PublishedRow, Signer
from reports.recap_csv import guarded, recap_csv
from reports.recap_xlsx import recap_xlsx
from reports.say import Words
from reports.words import month_name, number

ROW = PublishedRow(1, "=1+1", "https://contoh.test/a", "Web", "Berita", "03-03-2026", "penuh", "a", 1500, 7, "situs", "-catatan")
MONTH = MonthData(
    "Dinas",
    Letterhead(("PEMERINTAH",), "Jalan 1", "Contoh"),
    Signer("Siti", "Kepala", "1"),
    2026,
    3,
    (ROW,),
    (7,),
    0,
    (),
    datetime(2026, 4, 1, tzinfo=UTC),
    1,
    False,
)


def test_words() -> None:
    growth = Words().growth
    assert [month_name(1), month_name(12), number(1234567), number(None)] == ["Januari", "Desember", "1.234.567", "–"]
    assert [growth(None, 3), growth(3, None), growth(0, 3), growth(80, 90), growth(80, 70), growth(5, 5)] == [
        "–",
        "–",
        "baru",
        "+12,5 %",
        "−12,5 %",
        "0,0 %",
    ]
    with pytest.raises(ValueError, match="1 sampai 12"):
        month_name(13)


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_a_running_lead_is_guarded(lead: str) -> None:
    assert guarded(f"{lead}x") == f"'{lead}x"


def test_a_title_like_a_formula_stays_text_and_leads_to_its_page() -> None:
    cells = [cell for row in load_workbook(BytesIO(recap_xlsx(MONTH))).active.iter_rows() for cell in row]
    titles = [cell for cell in cells if cell.value == "=1+1"]
    assert [(cell.data_type, cell.hyperlink.target) for cell in titles] == [("s", "https://contoh.test/a")]
    table = list(csv.reader(StringIO(recap_csv(MONTH).decode("utf-8-sig"))))
    assert (table[1][2], table[1][11]) == ("'=1+1", "'-catatan")
