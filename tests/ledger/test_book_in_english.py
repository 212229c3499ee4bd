"""What does not hold in the book, or with a key, is told in the language of the home."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from language.say import speak
from ledger import tables
from ledger.entries import Entry, Kind
from ledger.snapshot import SnapshotError, copy, prove
from ledger.store import Ledger
from ledger.verify import verify
from safety.clock import ManualClock
from safety.home_key import KeyUnusable, home_key
from tests.language.reading import indonesian_in


def test_faults_of_the_book(tmp_path: Path) -> None:
    speak("en")
    clock = ManualClock(datetime(2026, 11, 20, 1, tzinfo=UTC))
    ledger = Ledger.open(f"sqlite:///{tmp_path}/buku.db", clock)
    for _ in range(3):
        ledger.append("contoh", [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.entry).where(tables.entry.c.seq == 3).values(hash="x"))
    told = [fault.what for fault in verify(ledger, "contoh")]
    with ledger.engine.begin() as connection:
        connection.execute(delete(tables.entry).where(tables.entry.c.seq == 2))
    told += [fault.what for fault in verify(ledger, "contoh")]
    ledger.close()
    assert told == ["entry 3 was changed or swapped, or its link is broken", "entry 2 is missing from the ledger"]
    (tmp_path / "rusak.db").write_bytes(b"x" * 2000)
    with pytest.raises(SnapshotError, match="the file of the ledger is damaged"):
        prove(tmp_path / "rusak.db", clock)
    with pytest.raises(SnapshotError) as missing:
        copy(f"sqlite:///{tmp_path}/tidak.db", tmp_path / "salinan.db", clock)
    assert indonesian_in(str(missing.value).replace(str(tmp_path), "")) == ["tidak"]  # the name of the file alone


def test_a_key_that_cannot_be_used(tmp_path: Path) -> None:
    speak("en")
    home_key(tmp_path)
    (key,) = tmp_path.iterdir()
    key.chmod(0o644)
    with pytest.raises(KeyUnusable, match=r"others can read .*; run: chmod 600"):
        home_key(tmp_path)
