"""A PostgreSQL server of the tests' own, on a socket in a private folder; each book gets a database of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from ledger import tables
from ledger.store import Ledger
from safety.clock import SystemClock

_PLACES = Path("/usr/lib/postgresql")
_USER = "postgres"
_PATIENCE = 60.0
# What is lost when the power fails is no question here; all else is as an office would run it.
_ASKED = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off")


def programs() -> Path | None:
    """Where the newest server's programs lie, None where no server is installed."""
    found = sorted(_PLACES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def needed() -> Path:
    """The same; where there is none the test is skipped by its package's name, which fails CI."""
    found = programs()
    if found is None:
        pytest.skip("needs the Debian package postgresql")
    return found


@dataclass
class Postgres:
    """A running server."""

    sockets: Path

    def new_book(self) -> str:
        """The URL of the server's one book, without an entry: whatever an earlier one held is gone."""
        with psycopg.connect(self._said("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'buku'").fetchone():
                connection.execute("CREATE DATABASE buku")
        url = f"postgresql://{_USER}@/buku?host={self.sockets}"
        ledger = Ledger.open(url, SystemClock())
        with ledger.engine.begin() as connected:
            connected.execute(text(f"TRUNCATE {', '.join(tables.metadata.tables)}"))
        ledger.close()
        return url

    def new_database(self, name: str) -> None:
        """An empty database of this name beside the book."""
        with psycopg.connect(self._said("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]  # a name of the tests' own

    def loaded(self, name: str, dump: Path) -> str:
        """The URL of a new database of what pg_dump wrote."""
        self.new_database(name)
        place = (f"--host={self.sockets}", f"--username={_USER}", f"--dbname={name}")
        subprocess.run([needed() / "pg_restore", "--no-owner", *place, dump], check=True, capture_output=True)
        return f"postgresql://{_USER}@/{name}?host={self.sockets}"

    def wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self._said("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def _said(self, database: str) -> str:
        return f"host={self.sockets} user={_USER} dbname={database}"


@contextmanager
def running(connections: int = 60) -> Iterator[Postgres]:
    """A fresh server, ended with the block."""
    tools = needed()
    root = Path(tempfile.mkdtemp(prefix="tayang-pg-"))
    as_user = {"user": _USER, "group": _USER} if os.geteuid() == 0 else {}  # it refuses to run as root
    try:
        if as_user:
            shutil.chown(root, _USER, _USER)
        made = [tools / "initdb", "-D", root / "data", "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, cwd=root, **as_user)  # type: ignore[call-overload]
        with (root / "log").open("wb") as log:
            command = [tools / "postgres", "-D", root / "data", "-k", root, *_ASKED, "-c", f"max_connections={connections}"]
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=root, **as_user)  # type: ignore[call-overload]
        try:
            found = Postgres(root)
            found.wait()
            yield found
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in it is wanted any more
            server.wait(_PATIENCE)
    finally:
        shutil.rmtree(root, ignore_errors=True)
