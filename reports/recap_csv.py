"""The month as CSV for other programs: comma, UTF-8 with mark, plain numbers, and no cell that a spreadsheet would run."""

import csv
from io import StringIO

from reports.model import MonthData, PublishedRow
from reports.say import Words
from reports.words import UNKNOWN

_RUNNING_LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def recap_csv(data: MonthData) -> bytes:
    """The recap's table as CSV bytes, the totals last."""
    say = Words(data.language)
    held = StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(say.COLUMNS)
    writer.writerows(_cells(row) for row in data.rows)
    totals = (_count(data.readers_total.value), _count(data.readers_gained.value))
    mark = say.t("PRAKTIK") if data.practice else ""
    writer.writerow((say.TOTAL, "", say.contents(data), "", "", "", "", "", *totals, "", mark))
    return held.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text with an apostrophe before a lead that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_RUNNING_LEADS) else text


def _cells(row: PublishedRow) -> tuple[str, ...]:
    words = (row.published_at, row.title, row.channel, row.category, row.url, row.grade, row.copy)
    return (
        str(row.no),
        *map(guarded, words),
        _count(row.readers_total),
        _count(row.readers_gained),
        guarded(row.source),
        guarded(row.note),
    )


def _count(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)
