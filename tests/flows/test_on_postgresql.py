"""An office whose book lies in PostgreSQL: the whole job, once, by two at the same moment, and a backup of it."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from config.settings import load_home
from flows.backup import make_backup
from flows.publish import run_sweep
from ledger import queries
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
