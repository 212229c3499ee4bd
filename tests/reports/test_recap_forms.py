"""The recap as people file it: Word from the office's template, F4 and A4, English, charts, totals by LibreOffice."""

# What is told stands on one line with where it is told.

import csv
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.model import MonthData, Section
from reports.recap_csv import recap_csv
from reports.recap_docx import BadTemplate, recap_docx
from reports.recap_html import recap_html
from reports.recap_pdf import recap_pdf
from reports.recap_xlsx import recap_xlsx
from reports.say import Words
from tests.reports.test_recap import MONTH, ROWS, Page

SOFFICE = shutil.which("soffice")
TREND = (
    *((f"2025-{at:02d}", None if at < 6 else at * 100) for at in range(4, 13)),
    ("2026-01", 900),
    ("2026-02", 1000),
    ("2026-03", 1234),
)
FULL = replace(
    MONTH,
    rows=(replace(ROWS[0], total_bounds=(11950, 12050), gained_bounds=(1100, None)), *ROWS[1:]),
    sections=(
        Section("Sepuluh terbanyak dibaca bulan ini", ("No", "Judul", "Pembaca"), (("1", "=1+1", 1200), ("2", "Pasar", None))),
        Section("Per kanal", ("Kanal", "Konten"), (("Website", 3),), "Ukuran tiap platform berbeda."),
    ),
    trend=TREND,
    last_year_gained=0,
    year_gained=3134,
    completeness=(83, 93),
)


def words_of(document: bytes) -> str:
    opened = Document(BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in opened.paragraphs), *cells]).split())


def pdf_text(data: MonthData) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(recap_pdf(data))).pages).split())


def workbook_text(data: MonthData) -> str:
    sheets = load_workbook(BytesIO(recap_xlsx(data)), data_only=True).worksheets
    return " ".join(
        str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row if value is not None
    )


def test_every_form_tells_totals_bounds_sections_and_comparisons() -> None:
    html = " ".join(" ".join(Page(recap_html(FULL).decode()).words).split())
    for text in (words_of(recap_docx(FULL)), pdf_text(FULL), html):
        for told in (
            "12.345",
            "1.234",
            "+23,4 %",
            "baru",
            "3.134",
            "89 %",
            "Sepuluh terbanyak dibaca bulan ini",
            "≥ 1.134",
            "12.295–12.395",
        ):
            assert told in text, told
    book = workbook_text(FULL)
    for told in (
        "12345",
        "1234",
        "+23,4 %",
        "baru",
        "Sepuluh terbanyak dibaca bulan ini",
        "≥ 1.134",
        "12.295–12.395",
        "2025-06 600",
    ):
        assert told in book, told
    assert list(csv.reader(StringIO(recap_csv(FULL).decode("utf-8-sig"))))[-1][8:10] == ["12345", "1234"]


def test_one_content_on_two_channels_is_one_content_and_two_links_in_every_form() -> None:
    first, *others = FULL.rows
    shared = replace(FULL, rows=(replace(first, content="pleno"), replace(first, no=9, content="pleno", summed=False), *others))
    html = " ".join(Page(recap_html(shared).decode()).words)
    for text in (words_of(recap_docx(shared)), pdf_text(shared), html, recap_csv(shared).decode("utf-8-sig")):
        assert "3 konten, 4 tautan" in " ".join(text.split())
    assert "3 (4 tautan)" in workbook_text(shared)


def test_the_year_s_chart_hatches_months_without_a_recap() -> None:
    chart = recap_html(FULL).decode().split("Pembaca per bulan, dua belas")[-1].split("</svg>")[0]
    assert chart.count("url(#kosong)") == 2
    assert "tidak ada rekapitulasi" in chart


def test_a_template_of_the_office_is_filled_wherever_its_places_stand() -> None:
    template = Document()
    template.sections[0].header.paragraphs[0].text = "Kop {{satuan_kerja}}"
    split = template.add_paragraph("Laporan {{per")
    split.add_run("iode}} oleh ").bold = True
    split.add_run("{{penanda_tangan}}")
    template.add_paragraph("{{tabel}}")
    held = BytesIO()
    template.save(held)
    made = recap_docx(FULL, held.getvalue())
    assert "Laporan Bulan Maret 2026 oleh Siti Aminah" in words_of(made)
    assert "JUMLAH (3 konten)" in words_of(made)
    assert Document(BytesIO(made)).sections[0].header.paragraphs[0].text == "Kop Dinas Kominfo"
    assert recap_docx(FULL, held.getvalue()) == made


def test_every_table_fits_between_the_margins_and_a_title_has_the_most_room() -> None:
    upright = Document()
    upright.add_paragraph("{{tabel}}")
    upright.add_paragraph("{{rincian}}")
    held = BytesIO()
    upright.save(held)
    most_read = Section("Terbanyak", ("No", "Judul", "Pembaca"), ((1, "Penetapan Daftar Pemilih Tetap " * 3, 1234),))
    data = replace(FULL, sections=(*FULL.sections, most_read))
    for made in (recap_docx(data, held.getvalue()), recap_docx(data)):
        document = Document(BytesIO(made))
        page = document.sections[0]
        room = page.page_width - page.left_margin - page.right_margin
        tables = [table for table in document.tables if table.cell(0, 0).text == "No"]
        for table in tables:
            assert sum(cell.width for cell in table.rows[-1].cells) <= room
        number, title, _ = (cell.width for cell in tables[-1].rows[-1].cells)
        assert title > 5 * number


@pytest.mark.parametrize(("text", "told"), [("tanpa tempat", "{{tabel}}"), ("{{tabel}} dan {{rahasia}}", "rahasia")])
def test_a_template_that_cannot_work_is_told(text: str, told: str) -> None:
    template = Document()
    template.add_paragraph(text)
    held = BytesIO()
    template.save(held)
    with pytest.raises(BadTemplate, match=told):
        recap_docx(FULL, held.getvalue())
    with pytest.raises(BadTemplate, match="utuh"):
        recap_docx(FULL, b"bukan docx")


def test_f4_and_a4_are_the_sizes_that_offices_print_on() -> None:
    for paper, wide, high, excel in (("A4", 297, 210, "9"), ("F4", 330, 215, "14")):
        data = replace(FULL, paper=paper)
        box = PdfReader(BytesIO(recap_pdf(data))).pages[0].mediabox
        assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (wide, high)
        assert str(load_workbook(BytesIO(recap_xlsx(data))).active.page_setup.paperSize) == excel
        section = Document(BytesIO(recap_docx(data))).sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (wide, high)
        assert ("330mm 215mm" in recap_html(data).decode()) == (paper == "F4")


def test_english_is_english_in_every_form() -> None:
    data = replace(FULL, language="en")
    html = " ".join(" ".join(Page(recap_html(data).decode()).words).split())
    for text in (words_of(recap_docx(data)), pdf_text(data), html):
        assert "TOTAL (3 items)" in text
        assert "+23.4 %" in text
        assert "12,345" in text
        assert "Against last month" in text
    assert recap_csv(data).decode("utf-8-sig").startswith("No.,Date,Title")


def test_growth_makes_no_nonsense() -> None:
    say = Words()
    assert [
        say.growth(0, 0),
        say.growth(0, 5),
        say.growth(None, 5),
        say.growth(5, None),
        say.share(0, 0),
        say.share(999, 1000),
    ] == [
        "0,0 %",
        "baru",
        "–",
        "–",
        "–",
        "99 %",
    ]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same_totals(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(recap_xlsx(FULL)))
    source = tmp_path / "rekap.xlsx"
    book.save(source)  # openpyxl keeps no cached values: what comes back was computed
    command = [
        SOFFICE or "",
        f"-env:UserInstallation=file://{tmp_path}/profil",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    lines = list(csv.reader(StringIO((tmp_path / "rekap.csv").read_text(encoding="utf-8"))))
    total = next(line for line in lines if line[0].startswith("JUMLAH"))
    assert [cell.replace(",", "").replace(".", "") for cell in total[8:10]] == ["12345", "1234"]
