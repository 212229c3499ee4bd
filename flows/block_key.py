"""The key that Prefect's Secret blocks are locked with: in a file of its own, never in the database that holds the blocks.

Left alone, Prefect keeps it in a table of that same database, and whoever copies the one file reads every secret.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from cryptography.fernet import Fernet

from flows.serving import prefect_home
from safety.files import write_durably

FILE = "kunci-blok"
VARIABLE = "PREFECT_SERVER_ENCRYPTION_KEY"
_ROW = "ENCRYPTION_KEY"


def block_key(home: Path) -> str:
    """The key of this home, made where there is none; one that still lies in the database is moved out of it.

    To be called while no server runs for this home.
    """
    file, database = prefect_home(home) / FILE, prefect_home(home) / "prefect.db"
    if not file.exists():
        write_durably(file, (_in(database) or Fernet.generate_key().decode()).encode(), mode=0o600)
    file.chmod(0o600)
    key = file.read_text(encoding="ascii").strip()
    if _in(database) == key:  # another one there belongs to blocks that this file cannot open: it stays
        _take_out(database)
    return key


def _in(database: Path) -> str:
    """The key that lies in a database; "" if there is none."""
    if not database.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as book:
            row = book.execute("SELECT value FROM configuration WHERE key = ?", (_ROW,)).fetchone()
        return str(json.loads(row[0])["fernet_key"]) if row else ""
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return ""  # a database of no server yet, or a damaged one: the server itself will tell


def _take_out(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=10)) as book, book:
        book.execute("PRAGMA secure_delete = ON")
        book.execute("DELETE FROM configuration WHERE key = ?", (_ROW,))
    with closing(sqlite3.connect(database, timeout=10)) as book:
        book.execute("PRAGMA wal_checkpoint(TRUNCATE)")
