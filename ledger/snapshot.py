"""A copy of the whole book while people write in it, proved to be good before it counts as a backup."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, select, update

from language.say import t
from ledger import tables
from ledger.chain import instant, stamp
from ledger.store import Ledger
from ledger.verify import verify
from safety.clock import Clock

_PATIENCE = 30.0


class SnapshotError(Exception):
    """The book could not be copied, or its copy does not hold. Says what to do."""


def is_sqlite(url: str) -> bool:
    """Whether the book is a file of ours; else it is a PostgreSQL database."""
    return make_url(url).get_backend_name() == "sqlite"


def place_of(url: str) -> Path:
    """Where the file of a SQLite book lies."""
    return Path(make_url(url).database or "")


def snapshot(url: str, dest: Path, environ: Mapping[str, str]) -> None:
    """Copy the book to `dest` as it stands at one moment: SQLite's online backup, or pg_dump. Raises SnapshotError."""
    try:
        if is_sqlite(url):
            _copy_sqlite(place_of(url), dest)
        else:
            _dump_postgresql(url, dest, environ)
    except (sqlite3.Error, subprocess.CalledProcessError) as error:
        said = error.stderr.strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise SnapshotError(t("buku catatan tidak dapat disalin: {why}", why=said)) from None


def heads(ledger: Ledger) -> dict[str, dict[str, object]]:
    """Where the chain of every office ends: the number and the hash of its newest entry."""
    with ledger.reading() as connection:
        rows = connection.execute(select(tables.office_head).order_by(tables.office_head.c.office)).all()
    return {row.office: {"seq": row.seq, "hash": row.hash} for row in rows}


def faults_of(ledger: Ledger, offices: Iterable[str]) -> list[str]:
    """What does not hold in the chains of these offices, in plain sentences."""
    return [f"{fault.office}: {fault.what}" for office in offices for fault in verify(ledger, office)]


def prove(copy: Path, clock: Clock) -> dict[str, dict[str, object]]:
    """The heads of a SQLite copy that is whole and whose chains hold; raises SnapshotError for any other."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise SnapshotError(t("berkas buku catatan rusak: {why}", why=said))
    ledger = Ledger.open(f"sqlite:///{copy}", clock)
    try:
        found = heads(ledger)
        if faults := faults_of(ledger, found):
            raise SnapshotError(t("buku catatan tidak utuh: {why}", why="; ".join(faults)))
        return found
    finally:
        ledger.close()


def free_leases(ledger: Ledger) -> None:
    """Nobody holds anything in a restored book: the processes that did belong to the one that was lost."""
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.lease).values(until=stamp(instant("1970-01-01T00:00:00+00:00")), owner="-"))


def _copy_sqlite(source: Path, dest: Path) -> None:
    if not source.is_file():
        raise SnapshotError(t("buku catatan {place} tidak ada (rumah yang baru dibuat belum punya)", place=source))
    # All pages in one step: writers wait for it, instead of starting it over and over.
    with closing(sqlite3.connect(source, timeout=_PATIENCE)) as book, closing(sqlite3.connect(dest)) as copy:
        book.execute(f"PRAGMA busy_timeout={int(_PATIENCE * 1000)}")
        book.backup(copy)


def _dump_postgresql(url: str, dest: Path, environ: Mapping[str, str]) -> None:
    program = shutil.which("pg_dump", path=environ.get("PATH", os.defpath))
    if program is None:
        raise SnapshotError(t("pg_dump tidak ada di komputer ini; pasang paket postgresql-client, lalu ulangi"))
    parsed = make_url(url)
    host = parsed.host or parsed.query.get("host")  # a socket's folder can only stand behind the question mark
    named = {"--host": host, "--port": parsed.port, "--username": parsed.username, "--dbname": parsed.database}
    options = [f"{name}={value}" for name, value in named.items() if value]
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}  # never an argument: `ps` shows those to everybody
    command = [program, "--format=custom", "--no-owner", "--no-password", f"--file={dest}", *options]
    subprocess.run(command, check=True, capture_output=True, text=True, env={**environ, **secret})
