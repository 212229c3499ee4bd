"""A lease is held for as long as the work takes, and work that lost it is told."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from flows import rounds
from flows.leases import held
from flows.rounds import NotOurTurn, one_at_a_time
from ledger.store import Lease, LeaseLost, Ledger
from safety.clock import Clock, ManualClock

PATIENCE = 60.0


class Stumbling(Ledger):
    """A book that cannot be written so many times when a lease is to be renewed."""

    failures = 0

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self.renewed, self.refused = threading.Event(), threading.Event()

    def renew(self, held: Lease, seconds: float) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationalError("UPDATE lease", {}, Exception("database is locked"))
        try:
            super().renew(held, seconds)
        except LeaseLost:
            self.refused.set()
            raise
        self.renewed.set()


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stumbling]:
    monkeypatch.setattr(rounds, "_LEASE", 0.3)
    ledger = Stumbling.open(f"sqlite:///{tmp_path / 'ledger.db'}", ManualClock(datetime(2026, 1, 5, tzinfo=UTC)))
    assert isinstance(ledger, Stumbling)
    yield ledger
    ledger.close()


def room_of(ledger: Ledger) -> Any:
    return SimpleNamespace(ledger=ledger, office=SimpleNamespace(slug="contoh"))


def pass_by(ledger: Ledger, seconds: float) -> None:
    ledger.clock.sleep(seconds)  # its clock is a test's: it moves its hands


async def test_a_round_holds_on_after_a_renewal_that_failed(ledger: Stumbling) -> None:
    ledger.failures = 2
    async with one_at_a_time(room_of(ledger), "putaran"):
        for _ in range(2):
            assert await asyncio.to_thread(ledger.renewed.wait, PATIENCE)
            pass_by(ledger, 0.2)
            ledger.renewed.clear()
        assert ledger.acquire("putaran:contoh", 1) is None
    assert ledger.acquire("putaran:contoh", 1) is not None, "given back at the end"


async def test_a_second_round_at_the_same_time_leaves(ledger: Stumbling) -> None:
    async with one_at_a_time(room_of(ledger), "putaran"):
        with pytest.raises(NotOurTurn, match=rounds.BUSY):
            async with one_at_a_time(room_of(ledger), "putaran"):
                raise AssertionError("two rounds at once")


@pytest.mark.parametrize("failures", [0, 1_000_000])
async def test_a_round_whose_lease_ran_out_is_ended(ledger: Stumbling, failures: int) -> None:
    async def walk() -> None:
        async with one_at_a_time(room_of(ledger), "putaran"):
            ledger.failures = failures
            pass_by(ledger, 1000)
            await asyncio.Event().wait()

    with pytest.raises(NotOurTurn, match=rounds.LOST):
        await asyncio.wait_for(walk(), PATIENCE)


async def test_a_round_that_is_cancelled_stays_cancelled_and_gives_its_lease_back(ledger: Stumbling) -> None:
    begun = asyncio.Event()

    async def walk() -> None:
        async with one_at_a_time(room_of(ledger), "putaran"):
            begun.set()
            await asyncio.Event().wait()

    walking = asyncio.create_task(walk())
    await begun.wait()
    walking.cancel()
    await asyncio.wait([walking], timeout=PATIENCE)
    assert walking.cancelled()
    assert ledger.acquire("putaran:contoh", 1) is not None


async def test_work_that_is_not_ended_learns_of_the_loss_when_it_asks(ledger: Stumbling) -> None:
    async with held(ledger, "sapuan", 0.3) as lease:
        assert lease is not None
        await lease.confirm()
        pass_by(ledger, 1000)
        assert await asyncio.to_thread(ledger.refused.wait, PATIENCE)
        with pytest.raises(LeaseLost):
            await lease.confirm()
