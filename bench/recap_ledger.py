"""A ledger as years of work leave it, written straight into SQLite: what a recap is asked of."""

import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.new_home import init_home
from config.settings import HomeSettings, load_home
from ledger.chain import GENESIS, stamp

NOW = datetime(2026, 11, 3, tzinfo=UTC)
READINGS_EACH = 60
BUSY_SHARE = 5
"""The first office has a fifth of all entries."""
BUSY_SPACING, SPACING = timedelta(days=30) / 280, timedelta(days=15)
"""How far apart contents are: the months are the same however long the history is."""
_BODY = json.dumps(
    {"facts": {"value": 120, "reason": ""}, "evidence": {"sha256": "0" * 64, "source": "api", "note": "x" * 160}}
).encode()
_ENTRY = (
    "INSERT INTO entry (office, seq, kind, at, package_id, revision, channel, prev_hash, hash, body) "
    "VALUES (?,?,?,?,?,1,'website','','',?)"
)
_READING = "INSERT INTO reading VALUES (?,?,?,1,'website','api','dibaca',?,?,?,0.95,'',?,?)"
_PACKAGES = "office, package_id, revision, digest, state, title, kind, category, folder, problem, updated_seq"
_PUBLICATIONS = (
    "office, package_id, revision, channel, marker, state, attempt, looks, reveal_sent, payload_digest, handles, remote_id, "
    "url, published_at, verified_at, grade, problem, updated_seq"
)


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


def database_of(settings: HomeSettings) -> Path:
    """The file that holds the ledger."""
    return Path(settings.database_url.removeprefix("sqlite:///"))


def fill(settings: HomeSettings, entries: int) -> None:
    """Years of contents, each read daily for a while after it went out: most entries are readings."""
    database = sqlite3.connect(database_of(settings))
    for pragma in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-400000"):
        database.execute(f"PRAGMA {pragma}")
    busy = entries // BUSY_SHARE if len(settings.offices) > 1 else entries
    other = (entries - busy) // max(len(settings.offices) - 1, 1)
    for at, office in enumerate(settings.offices):
        share, spacing = (other, SPACING) if at else (busy, BUSY_SPACING)
        fill_office(database, office.slug, share // READINGS_EACH, spacing)
        database.commit()
    database.execute("ANALYZE")
    database.close()


def title_of(no: int) -> str:
    """A headline as offices write them."""
    return f"KPU Kabupaten Contoh Gelar Rapat Koordinasi Pemutakhiran Data Pemilih Berkelanjutan Tahap {no}"


def fill_office(database: sqlite3.Connection, slug: str, contents: int, spacing: timedelta) -> None:
    """One office's contents, the youngest of today."""
    days = [NOW - at * spacing - timedelta(hours=6) for at in range(contents)]
    _insert(database, "package_now", _PACKAGES, (
        (slug, f"paket-{no}", 1, f"{no:064d}", "done", title_of(no), "berita", "Berita", "", "", 1) for no in range(contents)
    ))  # fmt: skip
    _insert(database, "publication_now", _PUBLICATIONS, (
        (slug, f"paket-{no}", 1, "website", f"{slug[7:]}-{no}", "verified", 1, 0, 1, "", "{}", str(no),
         f"https://kpu-contoh.example/{slug}/berita/baca/{no}/kpu-kabupaten-contoh-gelar-rapat-koordinasi-pemutakhiran",
         stamp(day), stamp(day), "public", "", 1)
        for no, day in enumerate(days)
    ))  # fmt: skip
    database.executemany(_ENTRY, _entries(slug, days))
    database.executemany(_READING, _readings(slug, days))
    database.execute("INSERT INTO office_head VALUES (?, ?, ?)", (slug, contents * READINGS_EACH, GENESIS))


def _insert(database: sqlite3.Connection, table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    places = ",".join("?" * len(columns.split(",")))
    database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608  # our own words


def _read_days(days: list[datetime]) -> Iterator[tuple[int, int, datetime]]:
    for no, day in enumerate(days):
        for at in range(READINGS_EACH):
            when = day + timedelta(days=at, hours=1)
            if when < NOW:
                yield no, at, when


def _entries(slug: str, days: list[datetime]) -> Iterator[tuple[object, ...]]:
    for seq, (no, _, when) in enumerate(_read_days(days), start=1):
        yield slug, seq, "reading", stamp(when), f"paket-{no}", _BODY


def _readings(slug: str, days: list[datetime]) -> Iterator[tuple[object, ...]]:
    for seq, (no, at, when) in enumerate(_read_days(days), start=1):
        yield slug, seq, f"paket-{no}", at * 3, at * 3, at * 3, stamp(when), f"{when + timedelta(hours=7):%Y-%m-%d}"
