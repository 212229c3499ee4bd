"""How long a recap takes: one office's month out of a large ledger, a whole province, and 5,000 rows as files.

`python -m bench.recap` makes the ledger straight into SQLite in a temporary folder; `--entries` scales it down.
"""

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.new_home import init_home
from config.settings import HomeSettings, load_home
from flows.province import write_province
from flows.recap_book import Book, Month
from flows.recap_data import month_data
from flows.sop import month_of_steps
from ledger.chain import stamp
from ledger.store import Ledger
from reports.model import MonthData
from reports.recap import write_recap
from reports.recap_pdf import recap_pdf
from safety.clock import ManualClock

NOW = datetime(2026, 11, 3, tzinfo=UTC)
MONTH = Month(2026, 10)
READINGS_EACH = 60
BUSY_SHARE = 5
"""The first office has a fifth of all entries: a month of hundreds of contents."""
_ENTRY = (
    "INSERT INTO entry (office, seq, kind, at, package_id, revision, channel, prev_hash, hash, body) "
    "VALUES (?,?,?,?,?,1,'website','','',x'7b7d')"
)
_READING = "INSERT INTO reading VALUES (?,?,?,1,'website','api','dibaca',?,?,?,0.95,'',?,?)"


def main() -> None:
    """Make the ledger, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000_000)
    parser.add_argument("--offices", type=int, default=550)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--pdf-only", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = home_of(Path(folder) / "rumah", asked.offices)
        ledger = Ledger.open(settings.database_url, ManualClock(NOW))
        if asked.pdf_only:
            report_pdf(settings, ledger, asked.rows)
            return
        started = time.perf_counter()
        fill(settings, asked.entries)
        took = time.perf_counter() - started
        size = Path(settings.database_url.removeprefix("sqlite:///")).stat().st_size / 1e6
        print(f"buku catatan: {asked.entries} entri, {asked.offices} satuan kerja, {size:.0f} MB, dibuat {took:.0f} dtk")
        data, seconds = one_office(settings, ledger)
        print(f"satu satuan kerja: {data.count} konten, {seconds:.2f} dtk kueri dan hitung (sasaran <= 1)")
        started = time.perf_counter()
        write_recap(data, Path(folder) / "hasil")
        print(f"satu satuan kerja dengan semua berkas: {seconds + time.perf_counter() - started:.2f} dtk (sasaran <= 5)")
        started = time.perf_counter()
        write_province(settings, ledger, ManualClock(NOW), MONTH.name)
        print(f"{asked.offices} satuan kerja: {time.perf_counter() - started:.1f} dtk (sasaran <= 60)")
        ledger.close()
    subprocess.run([sys.executable, "-m", "bench.recap", "--pdf-only", "--offices", "1", "--rows", str(asked.rows)], check=True)


def home_of(path: Path, offices: int) -> HomeSettings:
    """A home with this many offices of the example's kind."""
    init_home(path, "kantor-0", practice=False)
    text = (path / "offices" / "kantor-0.toml").read_text()
    for no in range(1, offices):
        own = text.replace('"kantor-0"', f'"kantor-{no}"', 1).replace("slug = ", f'folder = "kantor-{no}"\nslug = ', 1)
        (path / "offices" / f"kantor-{no}.toml").write_text(own)
    slugs = ", ".join(f'"kantor-{no}"' for no in range(offices))
    home = path / "tayang.toml"
    home.write_text(home.read_text().replace('offices = ["kantor-0"]', f"offices = [{slugs}]"))
    return load_home(path, os.environ)


def fill(settings: HomeSettings, entries: int) -> None:
    """Years of contents, each read daily for a while after it went out: most entries are readings."""
    database = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA journal_mode=OFF")
    database.execute("PRAGMA cache_size=-400000")
    busy, others = entries // BUSY_SHARE, entries - entries // BUSY_SHARE
    for at, office in enumerate(settings.offices):
        share = others // max(len(settings.offices) - 1, 1) if at else busy if len(settings.offices) > 1 else entries
        _fill_office(database, office.slug, share // READINGS_EACH)
        database.commit()
    database.execute("ANALYZE")
    database.close()


def _fill_office(database: sqlite3.Connection, slug: str, contents: int) -> None:
    days = [NOW - timedelta(days=(at * 3650) // max(contents, 1), hours=6) for at in range(contents)]
    packages = [
        (slug, f"paket-{no}", 1, f"{no:064d}", "done", f"Judul konten nomor {no}", "berita", "Berita", "", "", 1)
        for no in range(contents)
    ]
    columns = "office, package_id, revision, digest, state, title, kind, category, folder, problem, updated_seq"
    database.executemany(f"INSERT INTO package_now ({columns}) VALUES ({','.join('?' * 11)})", packages)  # noqa: S608
    columns = (
        "office, package_id, revision, channel, marker, state, attempt, looks, reveal_sent, payload_digest, handles, remote_id, "
        "url, published_at, verified_at, grade, problem, updated_seq"
    )
    publications = [
        (slug, f"paket-{no}", 1, "website", f"{slug[7:]}-{no}"[:16], "verified", 1, 0, 1, "", "{}", str(no),
         f"https://kpu-contoh.example/{slug}/{no}", stamp(day), stamp(day), "public", "", 1)
        for no, day in enumerate(days)
    ]  # fmt: skip
    names = {row[1] for row in database.execute("PRAGMA table_info(publication_now)")}
    given = [name.strip() for name in columns.split(",")]
    assert set(given) <= names
    database.executemany(f"INSERT INTO publication_now ({columns}) VALUES ({','.join('?' * 18)})", publications)  # noqa: S608
    database.executemany(_ENTRY, _entries(slug, days))
    database.executemany(_READING, _readings(slug, days))


def _read_days(days: list[datetime]) -> Iterator[tuple[int, int, datetime]]:
    for no, day in enumerate(days):
        for at in range(READINGS_EACH):
            when = day + timedelta(days=at, hours=1)
            if when < NOW:
                yield no, at, when


def _entries(slug: str, days: list[datetime]) -> Iterator[tuple[object, ...]]:
    for seq, (no, _, when) in enumerate(_read_days(days), start=1):
        yield slug, seq, "reading", stamp(when), f"paket-{no}"


def _readings(slug: str, days: list[datetime]) -> Iterator[tuple[object, ...]]:
    for seq, (no, at, when) in enumerate(_read_days(days), start=1):
        yield slug, seq, f"paket-{no}", at * 3, at * 3, at * 3, stamp(when), f"{when + timedelta(hours=7):%Y-%m-%d}"


def one_office(settings: HomeSettings, ledger: Ledger) -> tuple[MonthData, float]:
    """The office's month and the seconds that asking and counting took."""
    started = time.perf_counter()
    office = settings.offices[0]
    steps = month_of_steps(ledger, settings, office, MONTH)
    data = month_data(Book(ledger, office, NOW, MONTH), MONTH, 1, False, {}, steps=steps)
    return data, time.perf_counter() - started


def report_pdf(settings: HomeSettings, ledger: Ledger, rows: int) -> None:
    """A month of many rows to PDF, in a process of its own so that its peak is its own."""
    fill(settings, 60 * 600)
    data, _ = one_office(settings, ledger)
    many = tuple(replace(data.rows[at % len(data.rows)], no=at + 1) for at in range(rows))
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    pdf = recap_pdf(replace(data, rows=many))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime - before.ru_utime
    took, peak = time.perf_counter() - started, used.ru_maxrss / 1024
    print(
        f"PDF {rows} baris: {took:.1f} dtk ({cpu:.1f} dtk prosesor), puncak {peak:.0f} MB, "
        f"berkas {len(pdf) / 1e6:.1f} MB (sasaran <= 20 dtk, <= 300 MB)"
    )


if __name__ == "__main__":
    main()
