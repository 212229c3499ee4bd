"""What every workbook of the office shares: text that stays text, the head of letter, and the same bytes each time."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from reports.model import Letterhead
from reports.words import UNKNOWN, web_address

_LINE_HEIGHT = 15


def workbook_bytes(fill: Callable[[Any], None], title: str, as_of: datetime) -> bytes:
    """The finished workbook that `fill` wrote; the same content and `as_of` give the same bytes."""
    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    created = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
    book.set_properties({"title": title, "created": created})
    fill(book)
    book.close()
    return held.getvalue()


def write_letterhead(book: Any, sheet: Any, letterhead: Letterhead, last_column: int) -> int:
    """Write the head of letter across the sheet and return the first free row."""
    strong = book.add_format({"bold": True, "align": "center", "font_size": 13})
    plain = book.add_format({"align": "center", "font_size": 9, "bottom": 2})
    for row, line in enumerate(letterhead.lines):
        write_across(sheet, row, last_column, line, strong)
    write_across(sheet, len(letterhead.lines), last_column, letterhead.address, plain)
    return len(letterhead.lines) + 2


def write_across(sheet: Any, row: int, last_column: int, text: str, style: Any) -> None:
    """Write text over the merged width of a row."""
    sheet.merge_range(row, 0, row, last_column, "", style)
    sheet.write_string(row, 0, text, style)


def write_linked(sheet: Any, row: int, column: int, url: str, text: str, linked: Any, plain: Any) -> None:
    """Write text that leads to `url`; where the address is not one to follow, the text alone."""
    address = web_address(url)
    if address is None or not text or sheet.write_url(row, column, address, linked, string=text) != 0:
        sheet.write_string(row, column, text, plain)


def fit_height(sheet: Any, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """Make a row as high as its longest wrapped text; not every program does that by itself."""
    lines = max((_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
    sheet.set_row(row, _LINE_HEIGHT * lines)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes; addresses and paths break wherever they must, words only between."""
    lines, room = 1, 0.0
    for word in text.split(" "):
        long = len(word) * 1.1
        if room and room + 1 + long > width:
            lines, room = lines + 1, 0.0
        lines += int(long // width) if long > width else 0
        room += (1 if room else 0) + long % width if long > width else (1 if room else 0) + long
    return lines


def write_count(sheet: Any, row: int, column: int, value: int | None, style: Any) -> None:
    """Write a number, or a dash where it is not known (a sum passes over it)."""
    if value is None:
        sheet.write_string(row, column, UNKNOWN, style)
    else:
        sheet.write_number(row, column, value, style)
