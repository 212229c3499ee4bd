"""How long a recap takes: one office's month out of a large ledger, the month of a whole province, and long tables to PDF.

`python -m bench recap` makes a ledger of a million entries in a temporary folder; `python -m bench.recap --entries 10000000`
one of any size.
"""

import argparse
import asyncio
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.figures import Figure, WrongWork, below, informs, show
from bench.peak import Peak
from bench.recap_ledger import NOW, database_of, fill, home_of, title_of
from bench.sweeper import ROOT
from config.settings import HomeSettings
from flows.monthly_recap import run_monthly_recap
from flows.province import write_province
from flows.recap_book import Book, Month
from flows.recap_data import month_data
from flows.sop import month_of_steps
from ledger import month_queries
from ledger.store import Ledger
from reports.model import MonthData
from safety.clock import ManualClock

MONTH = Month(2026, 10)
QUERIES_GOAL, FILES_GOAL, PROVINCE_GOAL = 1.0, 5.0, 60.0
PDF_GOALS = {500: 10.0, 5_000: 20.0}
MEMORY_GOAL = 300.0


def measure(place: Path, entries: int = 1_000_000, offices: int = 550) -> list[Figure]:
    """One office's month out of a short and a long history, a province's, and two long tables."""
    figures, data = [], None
    for size in (max(entries // 10, 300_000), entries):
        settings, told = _home(place / f"rumah-{size}", offices, size)
        spent, data = _queries(settings)
        figures.append(_below(f"one office's {data.count} contents, {told}: queries", spent, QUERIES_GOAL))
    figures.append(_below("the same with all of its files", _timed(lambda: _files(settings, data)), FILES_GOAL))
    figures.append(_below(f"the month of {offices} offices", _timed(lambda: _province(settings)), PROVINCE_GOAL))
    for rows, goal in PDF_GOALS.items():
        figures += _pdf(place, data, rows, goal)
    return figures


def _home(path: Path, offices: int, entries: int) -> tuple[HomeSettings, str]:
    settings = home_of(path, offices)
    Ledger.open(settings.database_url, ManualClock(NOW)).close()
    fill(settings, entries)
    size = database_of(settings).stat().st_size / 1e9
    return settings, f"history of {entries:,} entries ({size:.1f} GB)"


def _queries(settings: HomeSettings, looks: int = 3) -> tuple[tuple[float, float], MonthData]:
    """What everything asked of the ledger takes, the least of a few looks (the first has a cold cache), and the month."""
    office, spent, clock = settings.offices[0], [], ManualClock(NOW)
    for _ in range(looks):
        ledger = Ledger.open(settings.database_url, clock)
        before, began = _used(), time.perf_counter()
        book = Book(ledger, office, NOW, MONTH)
        month_queries.all_recaps(ledger, office.slug)
        steps = month_of_steps(ledger, settings, office, MONTH)
        spent.append((time.perf_counter() - began, _used() - before))
        data = month_data(book, MONTH, 1, False, {}, steps=steps)
        ledger.close()
    return min(spent), data


def _files(settings: HomeSettings, data: MonthData) -> None:
    made = asyncio.run(run_monthly_recap(settings.path, settings.offices[0].slug, ManualClock(NOW), MONTH.name))
    if made.data.rows != data.rows or not all(path.is_file() for path in made.paths):
        raise WrongWork("the recap's files are not those of its month")


def _province(settings: HomeSettings) -> None:
    ledger = Ledger.open(settings.database_url, ManualClock(NOW))
    rows = write_province(settings, ledger, ManualClock(NOW), MONTH.name).rows
    ledger.close()
    if len(rows) != len(settings.offices) + 1:
        raise WrongWork(f"{len(rows)} lines for {len(settings.offices)} offices")


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the wall, and of the processor."""
    before, began = _used(), time.perf_counter()
    work()
    return time.perf_counter() - began, _used() - before


def _below(what: str, spent: tuple[float, float], goal: float) -> Figure:
    return below(f"{what} ({spent[1]:.2f} s of processor time)", spent[0], goal, "s")


def _pdf(place: Path, data: MonthData, rows: int, goal: float) -> list[Figure]:
    """A month of many rows, printed by a process that has loaded what `tayang recap` loads."""
    many = tuple(replace(data.rows[at % data.count], no=at + 1, title=title_of(at)) for at in range(rows))
    month = place / f"bulan-{rows}.pickle"
    month.write_bytes(pickle.dumps(replace(data, rows=many)))
    words = [sys.executable, "-m", "bench.recap", "--print", str(month)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        peak = Peak(process.pid)
        with peak.watching():
            told: dict[str, Any] = json.loads(process.communicate()[0])
    if told["pages"] < rows // 40:
        raise WrongWork(f"{rows} rows on {told['pages']} pages")
    about = f"{told['pages']} pages, {told['size'] / 1e6:.1f} MB, {told['processor']:.1f} s of processor time"
    return [
        below(f"{rows:,} rows to PDF ({about})", told["seconds"], goal, "s"),
        below("its peak memory (PSS, all processes)", peak.pss, MEMORY_GOAL, "MB"),
        informs("the same as resident sizes added up (RSS)", f"{peak.rss:.0f} MB"),
    ]


def _print(month: Path) -> None:
    """Print a month and say what it took."""
    from pypdfium2 import PdfDocument

    import cli.app  # noqa: F401  # the process is to be as large as the command's
    from reports.recap_pdf import recap_pdf

    data = pickle.loads(month.read_bytes())  # noqa: S301  # written by this bench a moment ago
    before, began = _used(), time.perf_counter()
    pdf = recap_pdf(data)
    seconds, processor = time.perf_counter() - began, _used() - before
    with PdfDocument(pdf) as document:
        print(json.dumps({"seconds": seconds, "processor": processor, "size": len(pdf), "pages": len(document)}))


def _used() -> float:
    """Seconds of processor time of this process and of those it has ended."""
    return sum(os.times()[:4])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000_000)
    parser.add_argument("--offices", type=int, default=550)
    parser.add_argument("--print", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.print:
        _print(asked.print)
        return
    with tempfile.TemporaryDirectory(prefix="tayang-bench-") as folder:
        show(measure(Path(folder), asked.entries, asked.offices))


if __name__ == "__main__":
    main()
