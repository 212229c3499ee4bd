"""The link record keeps text as text and every safe address clickable."""

from pathlib import Path

from openpyxl import load_workbook

from reports.link_record import LINK_COLUMNS, LinkRow, write_link_record
from reports.model import Letterhead

HEAD = Letterhead(("PEMERINTAH KABUPATEN CONTOH", "DINAS KOMINFO"), "Jalan Merdeka 1", "Contoh")
ROWS = (
    LinkRow(1, "03-03-2026", "=1+1", "Website", "https://contoh.test/a", "penuh", "terbit", "arsip/a.wacz"),
    LinkRow(2, "04-03-2026", "@judul", "Facebook", "javascript:alert(1)", "lemah", "hilang", ""),
)


def test_link_record_lists_rows_and_links_only_web_addresses(tmp_path: Path) -> None:
    sheet = load_workbook(write_link_record(ROWS, HEAD, tmp_path / "catatan.xlsx")).active
    rows = list(sheet.iter_rows())
    top = next(i for i, row in enumerate(rows) if row[0].value == "No")
    assert tuple(cell.value for cell in rows[top]) == LINK_COLUMNS
    first, second = rows[top + 1], rows[top + 2]
    assert (first[2].value, first[2].data_type) == ("=1+1", "s")
    assert first[4].hyperlink.target == "https://contoh.test/a"
    assert second[4].value == "javascript:alert(1)"
    assert second[4].hyperlink is None


def test_link_record_gives_the_same_bytes_and_may_be_empty(tmp_path: Path) -> None:
    first = write_link_record(ROWS, HEAD, tmp_path / "a.xlsx").read_bytes()
    assert write_link_record(ROWS, HEAD, tmp_path / "b.xlsx").read_bytes() == first
    assert load_workbook(write_link_record((), HEAD, tmp_path / "c.xlsx")).active.max_row >= 4
