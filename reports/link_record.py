"""The link record (catatan link): every published address with its proof, as a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from language.say import Language, later, said_in, spoken
from reports.model import Letterhead
from reports.sheet import fit_height, workbook_bytes, write_across, write_letterhead, write_linked
from reports.words import PRACTICE
from safety.files import write_durably

LINK_TITLE = later("CATATAN LINK PUBLIKASI")
LINK_COLUMNS = (
    later("No"), later("Tanggal"), later("Judul"), later("Kanal"), later("Tautan"), later("Bukti"), later("Status"),
    later("Salinan"),
)  # fmt: skip
_WIDTHS = (5, 12, 36, 15, 60, 14, 14, 34)
_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LinkRow:
    """One published address: when, where, how it was proved, how it stands, and where its copy is kept."""

    no: int
    date: str
    title: str
    channel: str
    url: str
    proof: str
    status: str
    copy: str


@dataclass(frozen=True)
class LinkHeading:
    """What stands over the table: the office, which links these are, and whether they are only practice."""

    office: str = ""
    period: str = ""
    practice: bool = False
    language: Language | None = None
    """Of the office, as its recap has one; None: that of the process."""

    @property
    def lines(self) -> tuple[str, ...]:
        told = " – ".join(part for part in (self.office, self.period) if part)
        return (self.said(LINK_TITLE), told) if told else (self.said(LINK_TITLE),)

    def said(self, sentence: str) -> str:
        """A sentence in the record's language."""
        return said_in(self.language or spoken(), sentence)


def write_link_record(
    rows: Sequence[LinkRow],
    letterhead: Letterhead,
    dest: Path,
    as_of: datetime = _UNDATED,
    heading: LinkHeading = LinkHeading(),
    write: Callable[[Path, bytes], None] = write_durably,
) -> Path:
    """Write the link record to the file `dest`; the same rows, heading and `as_of` give the same bytes."""
    write(dest, workbook_bytes(lambda book: _fill(book, rows, letterhead, heading), heading.said(LINK_TITLE), as_of))
    return dest


def _fill(book: Any, rows: Sequence[LinkRow], letterhead: Letterhead, heading: LinkHeading) -> None:
    sheet = book.add_worksheet(heading.said(later("Catatan Link")))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    page, of, mark = heading.said(later("Halaman")), heading.said(later("dari")), heading.said(later("PRAKTIK"))
    sheet.set_footer("&L" + (mark if heading.practice else "") + f"&R{page} &P {of} &N")
    last = len(LINK_COLUMNS) - 1
    at = write_letterhead(book, sheet, letterhead, last)
    if heading.practice:
        warning = book.add_format({"bold": True, "align": "center", "font_color": "#B00020", "font_size": 14})
        write_across(sheet, at, last, heading.said(PRACTICE), warning)
        at += 1
    strong = book.add_format({"bold": True, "align": "center", "font_size": 12})
    for line in heading.lines:
        write_across(sheet, at, last, line, strong)
        at += 1
    top = at + 1
    head = book.add_format({"bold": True, "border": 1, "align": "center"})
    for column, (name, width) in enumerate(zip(LINK_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, heading.said(name), head)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    _write_rows(book, sheet, rows, top + 1)


def _write_rows(book: Any, sheet: Any, rows: Sequence[LinkRow], first: int) -> None:
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    link = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "font_color": "#0B4F9E", "underline": 1})
    for at, row in enumerate(rows, start=first):
        sheet.write_number(at, 0, row.no, text)
        for column, value in enumerate((row.date, row.title, row.channel), start=1):
            sheet.write_string(at, column, value, text)
        write_linked(sheet, at, 4, row.url, row.url, link, text)
        fit_height(sheet, at, ("", row.date, row.title, row.channel, row.url, row.proof, row.status, row.copy), _WIDTHS)
        for column, value in enumerate((row.proof, row.status, row.copy), start=5):
            sheet.write_string(at, column, value, text)
