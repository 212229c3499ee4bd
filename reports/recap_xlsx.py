"""The month as a workbook: numbers that add up by formula, titles that lead to the page, room for a signature."""

from typing import Any

from xlsxwriter.utility import xl_range

from language.say import later
from reports.model import MonthData, PublishedRow, Section, Total
from reports.say import Words, cards
from reports.sheet import fit_height, workbook_bytes, write_across, write_count, write_letterhead, write_linked
from reports.words import COLUMNS

_LAST = len(COLUMNS) - 1
_TOTAL_COLUMN = COLUMNS.index(later("Jumlah Pembaca"))
_GAINED_COLUMN = COLUMNS.index(later("Pembaca Bulan Ini"))
_PAPERS = {"A4": 9, "F4": 14}
_DETAIL_WIDTHS = (14, 44, 18, 18, 18, 40, 22, 18)
_WIDTHS = (5, 12, 40, 15, 13, 32, 13, 12, 11, 11, 20, 30)


def recap_xlsx(data: MonthData) -> bytes:
    """The recap as XLSX bytes."""
    say = Words(data.language)
    return workbook_bytes(lambda book: _fill(book, data, say), f"{say.TITLE} – {say.period(data)}", data.cutoff)


def _fill(book: Any, data: MonthData, say: Words) -> None:
    sheet = book.add_worksheet(say.t("Rekap"))
    _set_up_page(sheet, data, say)
    top = _write_heading(book, sheet, data, say)
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    for column, name in enumerate(say.COLUMNS):
        sheet.write_string(top, column, name, head)
    fit_height(sheet, top, say.COLUMNS, _WIDTHS)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    link = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "font_color": "#0B4F9E", "underline": 1})
    count = book.add_format({"border": 1, "valign": "top", "align": "right", "num_format": "#,##0"})
    for at, row in enumerate(data.rows, start=top + 1):
        _write_row(sheet, at, row, text, link, count)
    below = _write_totals(book, sheet, data, top + 1, say)
    below = _write_remarks(book, sheet, data, below + 1, say)
    _write_signature(book, sheet, data, below + 1, say)
    if data.sections:
        _write_sections(book, data, say)


def _set_up_page(sheet: Any, data: MonthData, say: Words) -> None:
    sheet.set_landscape()
    sheet.set_paper(_PAPERS[data.paper])
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + (say.t("PRAKTIK") if data.practice else "") + f"&R{say.t('Halaman')} &P {say.t('dari')} &N")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)


def _write_heading(book: Any, sheet: Any, data: MonthData, say: Words) -> int:
    at = write_letterhead(book, sheet, data.letterhead, _LAST)
    strong = book.add_format({"bold": True, "align": "center", "font_size": 12})
    plain = book.add_format({"align": "center"})
    if data.practice:
        warning = book.add_format({"bold": True, "align": "center", "font_color": "#B00020", "font_size": 14})
        write_across(sheet, at, _LAST, say.PRACTICE, warning)
        at += 1
    write_across(sheet, at, _LAST, say.TITLE, strong)
    write_across(sheet, at + 1, _LAST, f"{data.office_name} – {say.period(data)}", strong)
    write_across(sheet, at + 2, _LAST, say.edition(data), plain)
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


def _write_totals(book: Any, sheet: Any, data: MonthData, first: int, say: Words) -> int:
    at = first + len(data.rows)
    style = book.add_format({"bold": True, "border": 1, "align": "right", "num_format": "#,##0"})
    sheet.merge_range(at, 0, at, _TOTAL_COLUMN - 1, "", style)
    sheet.write_string(at, 0, say.total(data), style)
    for column, total in ((_TOTAL_COLUMN, data.readers_total), (_GAINED_COLUMN, data.readers_gained)):
        _write_sum(sheet, at, column, first, total, style)
    sheet.write_string(at, 10, say.t("Terhadap bulan lalu"), style)
    sheet.write_string(at, 11, say.growth(data.previous_gained, data.readers_gained.value), style)
    return at + 1


def _write_sum(sheet: Any, at: int, column: int, first: int, total: Total, style: Any) -> None:
    if at == first or total.value is None:
        write_count(sheet, at, column, total.value, style)
    else:
        sheet.write_formula(at, column, f"=SUM({xl_range(first, column, at - 1, column)})", style, total.value)


def _write_remarks(book: Any, sheet: Any, data: MonthData, at: int, say: Words) -> int:
    lines = say.remarks(data)
    if not lines:
        return at
    sheet.write_string(at, 0, f"{say.t('Catatan')}:", book.add_format({"bold": True}))
    for offset, line in enumerate(lines, start=1):
        sheet.write_string(at + offset, 0, f"{offset}. {line}")
    return at + len(lines) + 1


def _write_signature(book: Any, sheet: Any, data: MonthData, at: int, say: Words) -> None:
    strong = book.add_format({"bold": True, "underline": 1})
    sheet.write_string(at, _TOTAL_COLUMN, f"{data.letterhead.city}, {say.long_date(data.cutoff)}")
    sheet.write_string(at + 1, _TOTAL_COLUMN, data.signer.role)
    sheet.write_string(at + 5, _TOTAL_COLUMN, data.signer.name, strong)
    sheet.write_string(at + 6, _TOTAL_COLUMN, data.signer.number)


def _write_sections(book: Any, data: MonthData, say: Words) -> None:
    """A second sheet: the figures above the table, the twelve months and the small tables."""
    sheet = book.add_worksheet(say.t("Rincian"))
    _set_up_page(sheet, data, say)
    for column, width in enumerate(_DETAIL_WIDTHS):
        sheet.set_column(column, column, width)
    strong = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#EEF2F7"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    count = book.add_format({"border": 1, "valign": "top", "align": "right", "num_format": "#,##0"})
    note = book.add_format({"text_wrap": True, "valign": "top"})
    at = 0
    for section in (_figures(data, say), _months(data, say), *data.sections):
        if not section.rows:
            continue
        sheet.write_string(at, 0, section.title, strong)
        for column, name in enumerate(section.columns):
            sheet.write_string(at + 1, column, name, head)
        fit_height(sheet, at + 1, section.columns, _DETAIL_WIDTHS[: len(section.columns)])
        for line, row in enumerate(section.rows, start=at + 2):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell, text)
                else:
                    write_count(sheet, line, column, cell, count)
            words = [cell if isinstance(cell, str) else "" for cell in row]
            fit_height(sheet, line, words, _DETAIL_WIDTHS[: len(words)])
        at += len(section.rows) + 2
        if section.note:
            _write_note(sheet, at, section, note)
            at += 1
        at += 1


def _write_note(sheet: Any, at: int, section: Section, style: Any) -> None:
    """Wrapped below its table: a long line on would make the printed page wider, and so everything on it smaller."""
    last = max(len(section.columns) - 1, 1)
    write_across(sheet, at, last, section.note, style)
    fit_height(sheet, at, [section.note], [sum(_DETAIL_WIDTHS[: last + 1])])


def _figures(data: MonthData, say: Words) -> Section:
    return Section(
        say.t("Angka pokok"),
        ("No", say.t("Angka"), say.t("Nilai")),
        tuple((str(no), name, value) for no, (name, value) in enumerate(cards(data, say), 1)),
    )


def _months(data: MonthData, say: Words) -> Section:
    columns = ("No", say.t("Bulan"), say.t("Pembaca Bulan Ini"))
    rows = tuple((str(no), name, value) for no, (name, value) in enumerate(data.trend, 1))
    return Section(say.t("Pembaca per bulan"), columns, rows if any(value is not None for _, value in data.trend) else ())
