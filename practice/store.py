"""What the practice town remembers: objects, file bytes and settings in one SQLite file, kept over a restart."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safety.clock import Clock

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, member TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    created REAL NOT NULL, body TEXT NOT NULL, UNIQUE (member, kind, id));
CREATE TABLE IF NOT EXISTS blobs (
    member TEXT NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (member, name));
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Thing:
    """One object of one member: a post, a photo, an article."""

    seq: int
    kind: str
    id: str
    created: float
    body: dict[str, Any]


@dataclass(frozen=True)
class Blob:
    """The bytes of an uploaded file."""

    mime: str
    data: bytes


class Store:
    """Synchronous and small on purpose: the town runs in one event loop and every call is one short statement."""

    def __init__(self, path: Path, clock: Clock) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.clock = clock
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    def add(self, member: str, kind: str, body: dict[str, Any], first_id: int = 1) -> Thing:
        """Store a new object under the member's next number."""
        created = self.clock.now().timestamp()
        cursor = self._db.execute(
            "INSERT INTO objects (member, kind, id, created, body) VALUES (?, ?, 'baru', ?, ?)",
            (member, kind, created, json.dumps(body)),
        )
        seq = int(cursor.lastrowid or 0)
        identity = str(first_id + seq)
        self._db.execute("UPDATE objects SET id = ? WHERE seq = ?", (identity, seq))
        return Thing(seq, kind, identity, created, body)

    def save(self, member: str, thing: Thing) -> None:
        self._db.execute(
            "UPDATE objects SET body = ? WHERE member = ? AND kind = ? AND id = ?",
            (json.dumps(thing.body), member, thing.kind, thing.id),
        )

    def get(self, member: str, kind: str, identity: str) -> Thing | None:
        return next((t for t in self.all(member, kind) if t.id == identity), None)

    def all(self, member: str, kind: str) -> list[Thing]:
        """Every object of this kind, oldest first."""
        rows = self._db.execute(
            "SELECT seq, kind, id, created, body FROM objects WHERE member = ? AND kind = ? ORDER BY seq", (member, kind)
        )
        return [Thing(seq, k, i, created, json.loads(body)) for seq, k, i, created, body in rows]

    def truth(self, member: str) -> list[dict[str, Any]]:
        """Everything the member holds, as a test or a trainer wants to see it."""
        rows = self._db.execute("SELECT kind, id, created, body FROM objects WHERE member = ? ORDER BY seq", (member,))
        return [{**json.loads(body), "kind": k, "id": i, "created": c} for k, i, c, body in rows]

    def put_blob(self, member: str, name: str, mime: str, data: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?, ?)", (member, name, mime, data))

    def blob(self, member: str, name: str) -> Blob | None:
        row = self._db.execute("SELECT mime, data FROM blobs WHERE member = ? AND name = ?", (member, name)).fetchone()
        return Blob(*row) if row else None

    def setting(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
