"""Counts that nobody can ask for: out as a table to fill in, back in with the name of the person who read them."""

import csv
import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from config.office import Office
from language.say import t
from ledger import month_queries, queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from readership import by_hand
from readership.by_hand import COLUMNS, Published, Typed, typed_counts
from readership.sheets import read_table
from reports.recap_csv import guarded
from reports.sheet import workbook_bytes
from safety.clock import Clock
from safety.files import write_durably

_WIDTHS = (24, 7, 12, 44, 44, 14, 14, 16, 14, 30)


def export_counts(office: Office, ledger: Ledger, clock: Clock, dest: Path) -> int:
    """Write every public link with its newest known count and room for a new one; how many lines it holds."""
    rows = _rows(office, ledger)
    content = _workbook(rows, clock.now()) if dest.suffix.lower() == ".xlsx" else _text(rows)
    write_durably(dest, content)
    return len(rows)


def import_counts(office: Office, ledger: Ledger, clock: Clock, file: Path, person: str) -> tuple[int, int]:
    """Enter the counts of a filled table under a person's id: how many are new, how many were there already.

    Raises WrongTable, Unreadable, OSError; then nothing is entered.
    """
    content = file.read_bytes()
    published = [row for row in queries.publications(ledger, office.slug) if row.url and row.published_at]
    known = [Published(row.key[1:], instant(row.published_at or "")) for row in published]
    labels = {channel.label: name for name, channel in office.channels.items() if channel.label}
    typed = typed_counts(read_table(file.name, content), known, clock.now(), office.zone, labels)
    new = [one for one in typed if not _is_known(ledger, office, one)]
    evidence = {"by": person, "file": file.name, "file_sha256": hashlib.sha256(content).hexdigest()}
    if new:
        ledger.append(office.slug, [_entry(office, one, evidence) for one in new])
    return len(new), len(typed) - len(new)


def _entry(office: Office, typed: Typed, evidence: Mapping[str, str]) -> Entry:
    package, revision, channel = typed.key
    facts = {
        "source": queries.TYPED,
        "metric": "dibaca",
        "value": typed.count.value,
        "low": typed.count.low,
        "high": typed.count.high,
        "confidence": by_hand.CONFIDENCE,
        "reason": typed.note,
        "observed_at": stamp(typed.observed_at),
        "local_date": f"{typed.observed_at.astimezone(office.zone):%Y-%m-%d}",
    }
    return Entry(Kind.READING, "typed", package, revision, channel, facts, {**evidence, "raw_text": typed.raw_text})


def _is_known(ledger: Ledger, office: Office, typed: Typed) -> bool:
    """Whether this very count is the last that was typed for this day: the same file twice adds nothing."""
    day = f"{typed.observed_at.astimezone(office.zone):%Y-%m-%d}"
    earlier = month_queries.readings_of(ledger, office.slug, *typed.key)
    of_day = [row for row in earlier if row.source == queries.TYPED and row.local_date == day]
    last = max(of_day, key=lambda row: int(row.seq), default=None)
    return last is not None and (last.value, last.low, last.high) == (typed.count.value, typed.count.low, typed.count.high)


def _rows(office: Office, ledger: Ledger) -> list[list[Any]]:
    titles = {tuple(package.key): package.title for package in queries.packages(ledger, office.slug)}
    newest = queries.newest_known_readings(ledger, office.slug)
    rows: list[list[Any]] = []
    for row in sorted(queries.publications(ledger, office.slug), key=lambda row: (row.published_at or "", row.key)):
        if not row.url or not row.published_at or row.state == "withdrawn":
            continue
        known = newest.get(row.key[1:])
        last: list[Any] = [known.value, known.local_date] if known else ["", ""]
        key = row.key
        rows.append([key.package_id, key.revision, key.channel, titles[tuple(row.shown_key)], row.url, *last, "", "", ""])
    return rows


def _text(rows: list[list[Any]]) -> bytes:
    held = StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(str(cell)) for cell in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def _workbook(rows: list[list[Any]], now: datetime) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet(t("Pembaca"))
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#EEF2F7"})
        text, room = book.add_format({"border": 1, "num_format": "@"}), book.add_format({"border": 1, "bg_color": "#FFF8DC"})
        for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, t(name), head)
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                style = room if column >= COLUMNS.index(by_hand.READERS) else text
                if isinstance(cell, int):
                    sheet.write_number(at, column, cell, book.add_format({"border": 1}) if style is text else style)
                else:
                    sheet.write_string(at, column, str(cell), style) if cell else sheet.write_blank(at, column, None, style)

    return workbook_bytes(fill, t("Jumlah pembaca untuk diisi"), now)
