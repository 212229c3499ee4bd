"""The ledger keeps what it was given, in order, once, and notices every change."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, text, update

from flows.deployments import python_path
from ledger import engine, tables
from ledger.entries import Entry, Kind
from ledger.store import LeaseLost, Ledger, LedgerFailure
from ledger.verify import rebuild, verify
from safety.clock import ManualClock
from tests.books import NewBook
from tests.postgres import Postgres

OFFICE = "contoh"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 20, 1, tzinfo=UTC))


@pytest.fixture
def ledger(new_book: NewBook, clock: ManualClock) -> Iterator[Ledger]:
    ledger = Ledger.open(new_book(), clock)
    yield ledger
    ledger.close()


def sealed(package: str, digest: str = "d") -> Entry:
    return Entry(Kind.PACKAGE, "sealed", package, 1, facts={"digest": digest, "state": "sealed", "title": package})


def fill(ledger: Ledger) -> None:
    for number in range(5):
        ledger.append(OFFICE, [sealed(f"paket-{number}")])


def test_the_newest_tables_are_those_of_the_last_migration() -> None:
    """Their version is told without Alembic, which takes a quarter of a second that every command would wait."""
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    assert engine._newest() == ScriptDirectory.from_config(config).get_current_head()
    asked = "import ledger.store, sys; print('alembic' in sys.modules)"
    path = {**os.environ, "PYTHONPATH": python_path()}
    told = subprocess.run([sys.executable, "-c", asked], env=path, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_migrations_make_exactly_the_tables_of_the_model(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_what_is_committed_outlives_a_power_cut(ledger: Ledger) -> None:
    asked = {"journal_mode": "delete", "synchronous": 3} if ledger.engine.dialect.name == "sqlite" else {}
    with ledger.reading() as connection:
        assert {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in asked} == asked
        if ledger.engine.dialect.name == "postgresql":
            assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


@pytest.mark.long
def test_a_server_that_falls_silent_in_the_middle_is_given_up_within_minutes(
    postgres_server: Postgres, clock: ManualClock
) -> None:
    """Its machine lost its power and says no goodbye: without these a sweep that asked it something waits for hours."""
    ledger = Ledger.open(postgres_server.new_book(), clock)
    with ledger.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        told = driver.info.get_parameters()  # what libpq itself goes by
    ledger.close()
    assert 0 < int(told["connect_timeout"]) <= 60
    assert told.get("keepalives", "1") == "1"
    silent = int(told["keepalives_idle"]) + int(told["keepalives_interval"]) * int(told["keepalives_count"])
    assert 0 < silent <= 120, "seconds, while it owes an answer"
    assert 0 < int(told["tcp_user_timeout"]) <= 120_000, "milliseconds, while it does not even confirm what was asked"


def test_a_server_that_takes_the_call_and_never_answers_is_a_failed_book(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine._PATIENCE, "connect_timeout", 2)  # seconds; the least that libpq knows
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(LedgerFailure, match="timeout"):
        Ledger.open(f"postgresql://tayang:rahasia@127.0.0.1:{mute.getsockname()[1]}/tayang", clock)


def test_who_looks_or_opens_the_book_neither_waits_for_a_writer_nor_holds_one_up(ledger: Ledger, clock: ManualClock) -> None:
    fill(ledger)
    with ledger.reading() as before, ledger.engine.begin() as writing:
        before.execute(text("SELECT count(*) FROM entry")).scalar_one()
        writing.execute(text("UPDATE office_head SET seq = 99"))
        with ledger.reading() as looking:
            assert looking.execute(text("SELECT seq FROM office_head")).scalar_one() == 5
        Ledger.open(ledger.engine.url.render_as_string(hide_password=False), clock).close()
    with ledger.reading() as looking:
        assert looking.execute(text("SELECT seq FROM office_head")).scalar_one() == 99


def test_an_untouched_book_holds(ledger: Ledger) -> None:
    fill(ledger)
    assert verify(ledger, OFFICE) == []


def tamper_body(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.entry).where(tables.entry.c.seq == 3).values(body=b"{}"))


def tamper_column(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.entry).where(tables.entry.c.seq == 3).values(package_id="lain"))


def delete_middle(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(delete(tables.entry).where(tables.entry.c.seq == 3))


def cut_tail(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(delete(tables.entry).where(tables.entry.c.seq >= 3))


def swap(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            connection.execute(update(tables.entry).where(tables.entry.c.seq == old).values(seq=new))


@pytest.mark.parametrize("tamper", [tamper_body, tamper_column, delete_middle, cut_tail, swap])
def test_tampering_is_found_and_the_first_bad_entry_named(ledger: Ledger, tamper: object) -> None:
    fill(ledger)
    assert callable(tamper)
    tamper(ledger)
    assert [fault.seq for fault in verify(ledger, OFFICE)] == [3]


def test_a_state_that_its_entries_do_not_give_is_found_and_mended_by_a_rebuild(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.package_now).values(state="verified"))
    assert "package_now" in verify(ledger, OFFICE)[0].what
    rebuild(ledger, OFFICE)
    assert verify(ledger, OFFICE) == []


def test_offices_have_chains_of_their_own(ledger: Ledger) -> None:
    first = ledger.append("a", [sealed("x")])[0]
    second = ledger.append("b", [sealed("x")])[0]
    assert (first.seq, second.seq) == (1, 1)


def test_a_lease_has_one_holder_and_a_growing_fence(ledger: Ledger, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.store.is_dead", lambda owner: owner == "-")
    first = ledger.acquire("sweep", 60)
    assert first is not None
    assert ledger.acquire("sweep", 60) is None
    clock.advance(61)
    assert ledger.acquire("sweep", 60, grace=30) is None
    clock.advance(30)
    second = ledger.acquire("sweep", 60, grace=30)
    assert second is not None
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLost):
        ledger.append(OFFICE, [sealed("x")], holding=first)
    assert ledger.append(OFFICE, [sealed("x")], holding=second)


def test_a_holder_that_slept_past_its_lease_writes_nothing(ledger: Ledger, clock: ManualClock) -> None:
    lease = ledger.acquire("sweep", 60)
    assert lease is not None
    clock.advance(60)
    with pytest.raises(LeaseLost):
        ledger.append(OFFICE, [sealed("x")], holding=lease)


def test_a_dead_holder_on_this_machine_is_followed_at_once(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        connection.execute(
            tables.lease.insert().values(
                name="sweep", owner=f"{socket.gethostname()}:{boot}:4194305:1", fence=7, until="2099-01-01T00:00:00.000000+00:00"
            )
        )
    lease = ledger.acquire("sweep", 60)
    assert lease is not None
    assert lease.fence == 8
