"""The month as a PDF to print and sign, set by Typst."""

from reports.model import MonthData, PublishedRow, Section
from reports.recap_charts import day_chart, year_chart
from reports.say import Words, cards
from reports.typst_page import ROWS_AT_ONCE, printed_with_rows

_LONGEST_LINK = 2000


def recap_pdf(data: MonthData, at_once: int = ROWS_AT_ONCE) -> bytes:
    """The recap as PDF bytes; the same month gives the same bytes with the same fonts. `at_once`: rows held together."""
    say = Words(data.language)
    rows = [_row(row, say) for row in data.rows]
    return printed_with_rows("recap.typ", _told(data, say), rows, data.cutoff, at_once)


def _told(data: MonthData, say: Words) -> dict[str, object]:
    year = year_chart(data, say)
    return {
        "language": data.language,
        "paper": data.paper,
        "head": {"lines": data.letterhead.lines, "address": data.letterhead.address, "city": data.letterhead.city},
        "signer": {"name": data.signer.name, "role": data.signer.role, "number": data.signer.number},
        "date": say.long_date(data.cutoff),
        "title": say.TITLE,
        "office": data.office_name,
        "period": say.period(data),
        "edition": say.edition(data),
        "practice": say.PRACTICE if data.practice else "",
        "practice_mark": say.t("PRAKTIK"),
        "page_words": [say.t("Halaman"), say.t("dari")],
        "notes_word": say.t("Catatan"),
        "cards": cards(data, say),
        "charts": [day_chart(data, say), *([year] if year else [])],
        "columns": [name for name in say.COLUMNS if name != say.LINK],
        "total": say.total(data),
        "totals": [say.number(data.readers_total.value), say.number(data.readers_gained.value)],
        "sections": [_section(section, say) for section in data.sections],
        "remarks": say.remarks(data),
    }


def _section(section: Section, say: Words) -> dict[str, object]:
    counts = [all(not isinstance(row[column], str) for row in section.rows) for column in range(len(section.columns))]
    widths = [_width([row[column] for row in section.rows]) for column in range(len(section.columns))]
    return {
        "title": section.title,
        "columns": section.columns,
        "rows": [[say.cell(cell) for cell in row] for row in section.rows],
        "counts": counts,
        "widths": widths,
        "note": section.note,
    }


def _width(cells: list[str | int | None]) -> int:
    """0 for a column that is as wide as its words need, else its share of what is left."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return 0 if longest <= 16 else 3 if longest > 60 else 2


def _row(row: PublishedRow, say: Words) -> dict[str, object]:
    address = say.web_address(row.url) or ""
    counts = [say.number(row.readers_total), say.number(row.readers_gained)]
    return {
        "before": [str(row.no), row.published_at],
        "title": row.title,
        "url": address if len(address) <= _LONGEST_LINK else "",
        "after": [row.channel, row.category, row.grade, row.copy, *counts, row.source, row.note],
    }
