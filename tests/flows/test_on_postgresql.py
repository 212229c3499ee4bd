"""An office whose book lies in PostgreSQL: the whole job, once, by two at the same moment, and a backup of it."""

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from config.settings import LEDGER_URL, load_home
from flows.backup import DUMP, INSIDE, BackupError, make_backup
from flows.publish import run_sweep
from flows.restore import restore_backup
from ledger import queries
from ledger.entries import Entry, Kind
from ledger.snapshot import heads
from ledger.store import Ledger
from ledger.verify import rebuild, verify
from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_in_practice
from tests.postgres import Postgres

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@pytest.fixture
def day(tmp_path: Path, town: Town, postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    """Its address is kept with the secrets, as docs/admin.md says."""
    monkeypatch.setenv("TAYANG_LEDGER_URL", postgres_server.new_book())
    home = home_in_practice(tmp_path / "rumah", town)
    (home.path / "ledger" / "ledger.db").unlink()
    day = Day(home, town)
    day.ledger = Ledger.open(load_home(home.path, os.environ).database_url, day.clock)
    yield day
    day.close()


def published(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()
    day.sweep()


def test_the_whole_job_is_done_once_and_its_book_holds(day: Day) -> None:
    published(day)
    day.sweep()
    assert day.rows()["website"].state == State.VERIFIED
    assert len(day.public()) == 1
    assert queries.latest_copies(day.ledger, OFFICE)
    assert verify(day.ledger, OFFICE) == []
    before = day.rows()
    rebuild(day.ledger, OFFICE)
    assert day.rows() == before
    assert not (day.home.path / "ledger" / "ledger.db").exists()


def test_of_two_sweeps_at_the_same_moment_one_publishes(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()
    day.clock.advance(5)

    async def both() -> list[str]:
        sweeps = await asyncio.gather(*(run_sweep(day.home.path, OFFICE, day.clock) for _ in range(2)))
        return sorted(sweep.closed for sweep in sweeps)

    assert asyncio.run(both()) == ["", "sapuan lain sedang berjalan"]
    assert len(day.public()) == 1


def test_a_backup_holds_the_book_as_pg_dump_wrote_it(day: Day, tmp_path: Path) -> None:
    published(day)
    file = tmp_path / "cadangan.zip"
    make_backup(load_home(day.home.path, os.environ), file, os.environ, day.clock)
    with ZipFile(file) as archive:
        dump = next(name for name in archive.namelist() if name.endswith("ledger/ledger.pgdump"))
        assert archive.read(dump).startswith(b"PGDMP")
        assert [name for name in archive.namelist() if name.endswith(f"{NAME}/naskah.md")]


def test_a_backup_made_while_others_write_holds_one_moment(day: Day, postgres_server: Postgres, tmp_path: Path) -> None:
    published(day)
    writing, stop = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            day.ledger.append(OFFICE, [Entry(Kind.QUEUE, "held", evidence={"folder": "x" * 200})])
            writing.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert writing.wait(60)
        made = make_backup(load_home(day.home.path, os.environ), tmp_path / "cadangan.zip", os.environ, day.clock)
    finally:
        stop.set()
        writer.join()
    with ZipFile(made.file) as archive:
        dump = archive.extract(next(name for name in archive.namelist() if name.endswith(".pgdump")), tmp_path)
    again = Ledger.open(postgres_server.loaded("salinan", Path(dump)), day.clock)
    try:
        assert heads(again) == made.heads
        assert verify(again, OFFICE) == []
    finally:
        again.close()
    assert verify(day.ledger, OFFICE) == []


def test_a_home_whose_book_is_on_a_server_comes_back_on_a_network_share_and_asks_for_the_address(
    day: Day, postgres_server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several servers share such a home; only a book that is a file may not lie there."""
    published(day)
    before, file, home = day.rows(), tmp_path / "cadangan.zip", tmp_path / "jauh" / "rumah"
    make_backup(load_home(day.home.path, os.environ), file, os.environ, day.clock)
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/kpu {home.parent} nfs4 rw 0 0\n", "utf-8")
    monkeypatch.setattr("flows.restore.MOUNTS", mounts)

    monkeypatch.delenv(LEDGER_URL)
    with pytest.raises(BackupError, match=LEDGER_URL):
        restore_backup(file, home, os.environ, day.clock)
    assert not home.exists(), "without its book it would know of nothing that was published"

    with ZipFile(file) as archive:
        dump = archive.extract(INSIDE + DUMP, tmp_path)
    monkeypatch.setenv(LEDGER_URL, postgres_server.loaded("pulih", Path(dump)))
    back = restore_backup(file, home, os.environ, day.clock)
    assert back.missing[0] == f"{LEDGER_URL}: alamat basis data buku catatan", "who serves it has another environment"
    assert LEDGER_URL not in (home / "rahasia.env").read_text("utf-8")
    ledger = Ledger.open(load_home(home, os.environ).database_url, day.clock)
    assert {row.key.channel: row for row in queries.publications(ledger, OFFICE)} == before
    ledger.close()
