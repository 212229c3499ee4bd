"""The four forms of a recap say the same, and none runs, guesses or changes what it was given."""

import csv
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.chart import daily_chart
from reports.model import Letterhead, MonthData, PublishedRow, Signer
from reports.recap import RecapFiles, write_recap


def row(no: int, title: str, total: int | None, gained: int | None, url: str = "https://contoh.test/a?b=1&c=2") -> PublishedRow:
    return PublishedRow(no, title, url, "Website", "Berita", "03-03-2026", "penuh", "arsip", total, gained, "situs", "")


ROWS = (
    row(1, "=1+1", 12000, 1200),
    row(2, "<script>alert(1)</script> #panic()", None, None),
    row(3, "Pasar", 345, 34, "javascript:x"),
)
MONTH = MonthData(
    office_name="Dinas Kominfo",
    letterhead=Letterhead(("PEMERINTAH KABUPATEN CONTOH", "DINAS KOMINFO"), "Jalan Merdeka 1", "Contoh"),
    signer=Signer("Siti Aminah", "Kepala Dinas", "19800101 200501 2 001"),
    year=2026,
    month=3,
    rows=ROWS,
    daily=(*range(29), None, None),
    previous_gained=1000,
    notes=("Situs mati pada 30 Maret.",),
    cutoff=datetime(2026, 4, 1, 7, 30, tzinfo=ZoneInfo("Asia/Jakarta")),
    version=2,
    practice=False,
)


class Page(HTMLParser):
    """The words, elements and targets of an HTML page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def pdf_words(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> RecapFiles:
    return write_recap(MONTH, tmp_path_factory.mktemp("rekap"))


def test_totals_agree_in_every_form(made: RecapFiles) -> None:
    cached = [cell for line in load_workbook(made.xlsx, data_only=True).active.iter_rows(values_only=True) for cell in line]
    assert {12345, 1234} <= set(cached)
    formulas = [cell for line in load_workbook(made.xlsx).active.iter_rows() for cell in line if cell.data_type == "f"]
    assert len(formulas) == 2
    assert all(cell.value.startswith("=SUM(") for cell in formulas)
    assert list(csv.reader(StringIO(made.csv.read_text("utf-8-sig"))))[-1][8:10] == ["12345", "1234"]
    for words in (" ".join(Page(made.html.read_text("utf-8")).words), pdf_words(made.pdf)):
        assert "JUMLAH (3 konten) 12.345 1.234" in " ".join(words.split())
        assert "+23,4 %" in words


def test_titles_stay_text_everywhere(made: RecapFiles) -> None:
    cells = [cell for line in load_workbook(made.xlsx).active.iter_rows() for cell in line]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    assert list(csv.reader(StringIO(made.csv.read_text("utf-8-sig"))))[1][2] == "'=1+1"
    page = Page(made.html.read_text("utf-8"))
    assert {"=1+1", "<script>alert(1)</script> #panic()"} <= set(page.words)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "=1+1" in pdf_words(made.pdf)
    assert "#panic()" in pdf_words(made.pdf)


def test_only_web_addresses_are_links(made: RecapFiles) -> None:
    wanted = {"https://contoh.test/a?b=1&c=2"}
    assert set(Page(made.html.read_text("utf-8")).targets) == wanted
    notes = [note.get_object() for page in PdfReader(made.pdf).pages for note in page.get("/Annots", [])]
    assert {note["/A"]["/URI"] for note in notes} == wanted
    cells = [cell for line in load_workbook(made.xlsx).active.iter_rows() for cell in line]
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} == wanted


def test_unknown_readers_are_a_dash_and_are_told(made: RecapFiles) -> None:
    table = list(csv.reader(StringIO(made.csv.read_text("utf-8-sig"))))
    assert table[2][8:10] == ["–", "–"]
    lines = list(load_workbook(made.xlsx).active.iter_rows(values_only=True))
    assert next(line for line in lines if line[0] == 2)[8:10] == ("–", "–")
    page = Page(made.html.read_text("utf-8"))
    assert page.words[page.words.index("Daftar konten") :].count("–") == 2
    for words in (" ".join(page.words), pdf_words(made.pdf)):
        assert "1 konten belum diketahui angkanya (–)" in words
        assert "tidak terukur pada 2 hari" in words
        assert "Siti Aminah" in words
        assert "Situs mati pada 30 Maret." in words


def test_nothing_known_is_not_zero(tmp_path: Path) -> None:
    files = write_recap(replace(MONTH, rows=ROWS[1:2]), tmp_path)
    assert list(csv.reader(StringIO(files.csv.read_text("utf-8-sig"))))[-1][8:10] == ["–", "–"]
    assert "JUMLAH (1 konten) – –" in pdf_words(files.pdf)
    assert not [c for line in load_workbook(files.xlsx).active.iter_rows() for c in line if c.data_type == "f"]


def test_a_month_without_content_is_a_recap_too(tmp_path: Path) -> None:
    files = write_recap(replace(MONTH, rows=(), daily=(), notes=()), tmp_path)
    assert list(csv.reader(StringIO(files.csv.read_text("utf-8-sig"))))[-1][8:10] == ["0", "0"]
    for words in (" ".join(Page(files.html.read_text("utf-8")).words), pdf_words(files.pdf)):
        assert "Tidak ada konten yang diterbitkan pada bulan ini." in words
        assert "JUMLAH (0 konten)" in words
    assert load_workbook(files.xlsx).active.max_row > 10


def test_the_same_month_gives_the_same_bytes(made: RecapFiles, tmp_path: Path) -> None:
    again = write_recap(MONTH, tmp_path)
    for form in ("xlsx", "pdf", "csv", "html", "docx"):
        assert getattr(again, form).read_bytes() == getattr(made, form).read_bytes(), form
    assert again.pdf.name == "rekap-2026-03-v2.pdf"


def test_practice_is_marked_in_every_form(tmp_path: Path) -> None:
    files = write_recap(replace(MONTH, practice=True), tmp_path)
    assert files.xlsx.stem.endswith("-PRAKTIK")
    cells = [c for line in load_workbook(files.xlsx).active.iter_rows(values_only=True) for c in line]
    assert "PRAKTIK – BUKAN DOKUMEN RESMI" in cells
    for words in (files.html.read_text("utf-8"), pdf_words(files.pdf), files.csv.read_text("utf-8-sig")):
        assert "PRAKTIK" in words


def test_a_long_month_repeats_its_heading_and_counts_its_pages(tmp_path: Path) -> None:
    long = tuple(row(no, f"Judul {no}", no, 1) for no in range(1, 121))
    pages = PdfReader(write_recap(replace(MONTH, rows=long), tmp_path).pdf).pages
    assert len(pages) > 2
    for at, page in enumerate(pages[:-1], start=1):
        words = " ".join(page.extract_text().split())
        assert "Kategori" in words
        assert f"Halaman {at} dari {len(pages)}" in words


def test_no_row_is_cut_in_two_by_the_end_of_a_page(tmp_path: Path) -> None:
    notes = [f"awal-{no}. {'pembaca belum diketahui. ' * (1 + no % 5)}tamat-{no}." for no in range(1, 41)]
    long = tuple(replace(row(no, f"Judul {no}", None, None), note=note) for no, note in enumerate(notes, start=1))
    pages = [page.extract_text() for page in PdfReader(write_recap(replace(MONTH, rows=long), tmp_path).pdf).pages]
    for no in range(1, 41):
        assert any(f"awal-{no}." in page and f"tamat-{no}." in page for page in pages), no


def test_the_chart_hatches_days_without_measure_and_escapes_its_label() -> None:
    chart = daily_chart((5, None, 0), "a<b")
    assert chart.count('fill="url(#kosong)"') == 1
    assert "Tanggal 2: tidak terukur" in chart
    assert "a&lt;b" in chart
    assert "http" not in chart.replace("http://www.w3.org/2000/svg", "")
