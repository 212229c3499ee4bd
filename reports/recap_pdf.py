"""The month as a PDF to print and sign, set by Typst."""

import json
from importlib.resources import as_file, files

import typst

from reports import words
from reports.cards import cards
from reports.chart import daily_chart
from reports.model import MonthData, PublishedRow

_LONGEST_LINK = 2000


def recap_pdf(data: MonthData) -> bytes:
    """The recap as PDF bytes; the same month gives the same bytes with the same fonts."""
    told = json.dumps(_told(data), ensure_ascii=False)
    with as_file(files("reports") / "templates" / "recap.typ") as template:
        made = typst.compile(template, sys_inputs={"data": told}, format="pdf", timestamp=int(data.cutoff.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("Typst tidak mengembalikan satu berkas PDF")
    return made


def _told(data: MonthData) -> dict[str, object]:
    label = f"Pembaca per hari, {words.period(data)}"
    return {
        "head": {"lines": data.letterhead.lines, "address": data.letterhead.address, "city": data.letterhead.city},
        "signer": {"name": data.signer.name, "role": data.signer.role, "number": data.signer.number},
        "date": words.long_date(data.cutoff),
        "title": words.TITLE,
        "office": data.office_name,
        "period": words.period(data),
        "edition": words.edition(data),
        "practice": words.PRACTICE if data.practice else "",
        "cards": cards(data),
        "chart": daily_chart(data.daily, label),
        "chart_label": label,
        "columns": [name for name in words.COLUMNS if name != "Tautan"],
        "rows": [_row(row) for row in data.rows],
        "total": f"{words.TOTAL} ({words.number(data.count)} konten)",
        "totals": [words.number(data.readers_total.value), words.number(data.readers_gained.value)],
        "remarks": words.remarks(data),
    }


def _row(row: PublishedRow) -> dict[str, object]:
    address = words.web_address(row.url) or ""
    before = [str(row.no), row.published_at]
    counts = [words.number(row.readers_total), words.number(row.readers_gained)]
    return {
        "before": before,
        "title": row.title,
        "url": address if len(address) <= _LONGEST_LINK else "",
        "after": [row.channel, row.category, row.grade, row.copy, *counts, row.source, row.note],
    }
