"""A plain list as XLSX or CSV from named columns: what an office files, orders and renames as its own template says."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from language.say import t
from reports.model import Letterhead
from reports.recap_csv import guarded
from reports.sheet import fit_height, workbook_bytes, write_across, write_letterhead

Row = Mapping[str, str]
_NARROW, _WIDE = 16, 34


def list_csv(columns: Mapping[str, str], rows: Sequence[Row]) -> bytes:
    """The list as CSV bytes; `columns` gives each field its heading, in order."""
    held = StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(columns.values())
    writer.writerows([guarded(row.get(field, "")) for field in columns] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def list_xlsx(
    title: str, under: Sequence[str], columns: Mapping[str, str], rows: Sequence[Row], head: Letterhead, at: datetime
) -> bytes:
    """The list as XLSX bytes under the office's head of letter; the same rows and instant give the same bytes."""
    return workbook_bytes(lambda book: _fill(book, title, under, columns, rows, head), title, at)


def _fill(book: Any, title: str, under: Sequence[str], columns: Mapping[str, str], rows: Sequence[Row], head: Letterhead) -> None:
    sheet = book.add_worksheet(t("Daftar"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&R{t('Halaman')} &P {t('dari')} &N")
    last = max(len(columns) - 1, 1)
    top = write_letterhead(book, sheet, head, last)
    strong = book.add_format({"bold": True, "align": "center", "font_size": 12})
    plain = book.add_format({"align": "center"})
    for line in (title, *under):
        write_across(sheet, top, last, line, strong if line == title else plain)
        top += 1
    top += 1
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    widths = [_width([row.get(field, "") for row in rows], name) for field, name in columns.items()]
    for column, (name, width) in enumerate(zip(columns.values(), widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, name, bold)
    fit_height(sheet, top, list(columns.values()), widths)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    for at, row in enumerate(rows, start=top + 1):
        cells = [row.get(field, "") for field in columns]
        for column, cell in enumerate(cells):
            sheet.write_string(at, column, cell, text)
        fit_height(sheet, at, cells, widths)


def _width(cells: Sequence[str], name: str) -> int:
    longest = max(len(text) for text in (*cells, name))
    return 6 if longest <= 4 else _NARROW if longest <= _NARROW else _WIDE
