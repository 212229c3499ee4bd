"""The month as a workbook: numbers that add up by formula, titles that lead to the page, room for a signature."""

from typing import Any

from xlsxwriter.utility import xl_range

from reports.model import MonthData, PublishedRow, Total
from reports.sheet import fit_height, workbook_bytes, write_across, write_count, write_letterhead, write_linked
from reports.words import COLUMNS, PRACTICE, TITLE, TOTAL, edition, growth, long_date, number, period, remarks

_LAST = len(COLUMNS) - 1
_TOTAL_COLUMN = COLUMNS.index("Jumlah Pembaca")
_GAINED_COLUMN = COLUMNS.index("Pembaca Bulan Ini")
_WIDTHS = (5, 12, 40, 15, 13, 32, 13, 12, 11, 11, 20, 30)


def recap_xlsx(data: MonthData) -> bytes:
    """The recap as XLSX bytes."""
    return workbook_bytes(lambda book: _fill(book, data), f"{TITLE} – {period(data)}", data.cutoff)


def _fill(book: Any, data: MonthData) -> None:
    sheet = book.add_worksheet("Rekap")
    _set_up_page(sheet, data)
    top = _write_heading(book, sheet, data)
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(top, column, name, head)
    fit_height(sheet, top, COLUMNS, _WIDTHS)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    link = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "font_color": "#0B4F9E", "underline": 1})
    count = book.add_format({"border": 1, "valign": "top", "align": "right", "num_format": "#,##0"})
    for at, row in enumerate(data.rows, start=top + 1):
        _write_row(sheet, at, row, text, link, count)
    below = _write_totals(book, sheet, data, top + 1)
    below = _write_remarks(book, sheet, data, below + 1)
    _write_signature(book, sheet, data, below + 1)


def _set_up_page(sheet: Any, data: MonthData) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + ("PRAKTIK" if data.practice else "") + "&RHalaman &P dari &N")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)


def _write_heading(book: Any, sheet: Any, data: MonthData) -> int:
    at = write_letterhead(book, sheet, data.letterhead, _LAST)
    strong = book.add_format({"bold": True, "align": "center", "font_size": 12})
    plain = book.add_format({"align": "center"})
    if data.practice:
        warning = book.add_format({"bold": True, "align": "center", "font_color": "#B00020", "font_size": 14})
        write_across(sheet, at, _LAST, PRACTICE, warning)
        at += 1
    write_across(sheet, at, _LAST, TITLE, strong)
    write_across(sheet, at + 1, _LAST, f"{data.office_name} – {period(data)}", strong)
    write_across(sheet, at + 2, _LAST, edition(data), plain)
    return at + 4


def _write_row(sheet: Any, at: int, row: PublishedRow, text: Any, link: Any, count: Any) -> None:
    sheet.write_number(at, 0, row.no, text)
    sheet.write_string(at, 1, row.published_at, text)
    write_linked(sheet, at, 2, row.url, row.title, link, text)
    for column, value in enumerate((row.channel, row.category, row.url, row.grade, row.copy), start=3):
        sheet.write_string(at, column, value, text)
    write_count(sheet, at, _TOTAL_COLUMN, row.readers_total, count)
    write_count(sheet, at, _GAINED_COLUMN, row.readers_gained, count)
    sheet.write_string(at, 10, row.source, text)
    sheet.write_string(at, 11, row.note, text)
    words = (row.title, row.channel, row.category, row.url, row.grade, row.copy, "", "", row.source, row.note)
    fit_height(sheet, at, ("", row.published_at, *words), _WIDTHS)


def _write_totals(book: Any, sheet: Any, data: MonthData, first: int) -> int:
    at = first + len(data.rows)
    style = book.add_format({"bold": True, "border": 1, "align": "right", "num_format": "#,##0"})
    sheet.merge_range(at, 0, at, _TOTAL_COLUMN - 1, "", style)
    sheet.write_string(at, 0, f"{TOTAL} ({number(data.count)} konten)", style)
    for column, total in ((_TOTAL_COLUMN, data.readers_total), (_GAINED_COLUMN, data.readers_gained)):
        _write_sum(sheet, at, column, first, total, style)
    sheet.write_string(at, 10, "Terhadap bulan lalu", style)
    sheet.write_string(at, 11, growth(data.previous_gained, data.readers_gained.value), style)
    return at + 1


def _write_sum(sheet: Any, at: int, column: int, first: int, total: Total, style: Any) -> None:
    if at == first or total.value is None:
        write_count(sheet, at, column, total.value, style)
    else:
        sheet.write_formula(at, column, f"=SUM({xl_range(first, column, at - 1, column)})", style, total.value)


def _write_remarks(book: Any, sheet: Any, data: MonthData, at: int) -> int:
    lines = remarks(data)
    if not lines:
        return at
    sheet.write_string(at, 0, "Catatan:", book.add_format({"bold": True}))
    for offset, line in enumerate(lines, start=1):
        sheet.write_string(at + offset, 0, f"{offset}. {line}")
    return at + len(lines) + 1


def _write_signature(book: Any, sheet: Any, data: MonthData, at: int) -> None:
    strong = book.add_format({"bold": True, "underline": 1})
    sheet.write_string(at, _TOTAL_COLUMN, f"{data.letterhead.city}, {long_date(data.cutoff)}")
    sheet.write_string(at + 1, _TOTAL_COLUMN, data.signer.role)
    sheet.write_string(at + 5, _TOTAL_COLUMN, data.signer.name, strong)
    sheet.write_string(at + 6, _TOTAL_COLUMN, data.signer.number)
