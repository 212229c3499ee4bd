"""Who holds a lease is called dead only if that is certain."""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger import tables
from ledger.store import Ledger
from safety.clock import ManualClock
from tests.books import NewBook

BOOT = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
NUMBER = 4194305


@pytest.fixture
def ledger(new_book: NewBook) -> Iterator[Ledger]:
    ledger = Ledger.open(new_book(), ManualClock(datetime(2026, 11, 20, tzinfo=UTC)))
    yield ledger
    ledger.close()


def held_by(ledger: Ledger, started: str) -> None:
    owner = f"{socket.gethostname()}:{BOOT}:{NUMBER}:{started}"
    with ledger.engine.begin() as connection:
        values = {"name": "x", "owner": owner, "fence": 1, "until": "2099-01-01T00:00:00.000000+00:00"}
        connection.execute(tables.lease.insert().values(**values))


def test_a_process_of_another_user_that_proc_does_not_show_is_alive(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(number: int, signal: int) -> None:
        raise PermissionError

    held_by(ledger, "17")
    monkeypatch.setattr(os, "kill", forbidden)
    assert ledger.acquire("x", 60) is None


def test_a_process_of_another_container_is_not_judged_by_its_number(ledger: Ledger) -> None:
    held_by(ledger, "17/1")
    assert ledger.acquire("x", 60) is None


def test_our_own_dead_are_followed_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ledger.acquire("x", 60) is not None
    monkeypatch.setattr("ledger.owners._started", lambda number: "later")
    assert ledger.acquire("x", 60) is not None
