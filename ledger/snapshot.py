"""A copy of the whole book while people write in it, proved to be good before it counts as a backup."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, make_url, select, text, update

from language.say import later, t
from ledger import tables
from ledger.chain import instant, stamp
from ledger.store import Ledger
from ledger.verify import faults_in, verify
from safety.clock import Clock

_PATIENCE = 30.0
_NOT_COPIED = later("buku catatan tidak dapat disalin: {why}")
Heads = dict[str, dict[str, object]]
"""Of each office, where its chain ends: `seq` and `hash`."""


class SnapshotError(Exception):
    """The book could not be copied, or its copy does not hold. Says what to do."""


def is_sqlite(url: str) -> bool:
    """Whether the book is a file of ours; else it is a PostgreSQL database."""
    return make_url(url).get_backend_name() == "sqlite"


def place_of(url: str) -> Path:
    """Where the file of a SQLite book lies."""
    return Path(make_url(url).database or "")


def copy(url: str, dest: Path, clock: Clock) -> Heads:
    """Copy a SQLite book to `dest` as it stands at one moment, and prove the copy. Raises SnapshotError."""
    try:
        _copy_sqlite(place_of(url), dest)
    except sqlite3.Error as error:
        raise SnapshotError(t(_NOT_COPIED, why=error)) from None
    return prove(dest, clock)


def dump(url: str, dest: Path, environ: Mapping[str, str], clock: Clock) -> Heads:
    """Let pg_dump write a PostgreSQL book to `dest`, as it stands at one moment while others write, its chains and
    tables proved as they are at that very moment. Raises SnapshotError."""
    ledger = Ledger.open(url, clock)
    try:
        with ledger.moment() as connection:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # it idles while pg_dump writes
            moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            found = _heads_in(connection)
            _refuse_faults(f"{fault.office}: {fault.what}" for office in found for fault in faults_in(connection, office))
            _dump_postgresql(url, dest, environ, moment)
            return found
    except subprocess.CalledProcessError as error:
        raise SnapshotError(t(_NOT_COPIED, why=error.stderr.strip())) from None
    finally:
        ledger.close()


def heads(ledger: Ledger) -> Heads:
    """Where the chain of every office ends: the number and the hash of its newest entry."""
    with ledger.reading() as connection:
        return _heads_in(connection)


def _heads_in(connection: Connection) -> Heads:
    rows = connection.execute(select(tables.office_head).order_by(tables.office_head.c.office)).all()
    return {row.office: {"seq": row.seq, "hash": row.hash} for row in rows}


def _refuse_faults(faults: Iterable[str]) -> None:
    if why := "; ".join(faults):
        raise SnapshotError(t("buku catatan tidak utuh: {why}", why=why))


def faults_of(ledger: Ledger, offices: Iterable[str]) -> list[str]:
    """What does not hold in the chains of these offices, in plain sentences."""
    return [f"{fault.office}: {fault.what}" for office in offices for fault in verify(ledger, office)]


def prove(copied: Path, clock: Clock) -> Heads:
    """The heads of a SQLite copy that is whole and whose chains hold; raises SnapshotError for any other."""
    try:
        with closing(sqlite3.connect(copied)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise SnapshotError(t("berkas buku catatan rusak: {why}", why=said))
    ledger = Ledger.open(f"sqlite:///{copied}", clock)
    try:
        found = heads(ledger)
        _refuse_faults(faults_of(ledger, found))
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
    with closing(sqlite3.connect(source, timeout=_PATIENCE)) as book, closing(sqlite3.connect(dest)) as copied:
        book.execute(f"PRAGMA busy_timeout={int(_PATIENCE * 1000)}")
        book.backup(copied)


def _dump_postgresql(url: str, dest: Path, environ: Mapping[str, str], moment: str) -> None:
    program = shutil.which("pg_dump", path=environ.get("PATH", os.defpath))
    if program is None:
        raise SnapshotError(t("pg_dump tidak ada di komputer ini; pasang paket postgresql-client, lalu ulangi"))
    parsed = make_url(url)
    host = parsed.host or parsed.query.get("host")  # a socket's folder can only stand behind the question mark
    named = {"--host": host, "--port": parsed.port, "--username": parsed.username, "--dbname": parsed.database}
    options = [f"{name}={value}" for name, value in named.items() if value]
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}  # never an argument: `ps` shows those to everybody
    asked = ("--format=custom", "--no-owner", "--no-password", f"--snapshot={moment}", f"--file={dest}")
    command = [program, *asked, *options]
    subprocess.run(command, check=True, capture_output=True, text=True, env={**environ, **secret})
