"""Who holds a turn at a host already, and hears only then that it wants to be left alone, leaves it alone."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.manners import Visit, host_by_host
from flows.progress import untold
from ledger.manners import leave_alone, take_turn
from ledger.store import Ledger
from safety.clock import ManualClock, SystemClock
from tests.flows.test_manners import Item, on

HOST = "host:127.0.0.1:8001"


@dataclass
class Meanwhile(ManualClock):
    """A clock by which something happens as soon as so many of its seconds have passed."""

    happens: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        while self.happens and self.happens[0][0] <= self.ticks():
            self.happens.pop(0)[1]()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Any]:
    clock = Meanwhile(datetime(2026, 1, 5, tzinfo=UTC))
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", clock)
    yield SimpleNamespace(ledger=ledger, clock=clock)
    ledger.close()


async def rested_for(room: Any, rest: timedelta, *, items: int = 2) -> tuple[list[float], int]:
    """A round at one host, at which twenty other offices take a turn while our first look runs, so that our next one is held for
    the 21st second; in the tenth one of them hears that the host wants this rest. When we looked, and how many were put off."""
    begun, times = room.clock.now(), list[float]()
    room.clock.happens.append((10.0, lambda: leave_alone(room.ledger, [HOST], begun + rest)))

    async def visit(_item: Item) -> None:
        times.append(round(room.clock.ticks(), 3))
        for _ in range(20 if len(times) == 1 else 0):
            take_turn(room.ledger, {HOST: 1.0}, room.clock, 60, 600)

    return times, await host_by_host(room, on(8001, items), visit, untold)


async def test_a_turn_that_is_held_already_is_given_up_where_the_host_asks_for_an_hour_s_rest(room: Any) -> None:
    assert await rested_for(room, timedelta(hours=1), items=4) == ([0.0], 3)


async def test_after_a_short_rest_who_held_a_turn_takes_a_new_one(room: Any) -> None:
    assert await rested_for(room, timedelta(seconds=40)) == ([0.0, 40.0], 0)
    assert (take_turn(room.ledger, {HOST: 1.0}, room.clock, 60, 600) - room.clock.now()).total_seconds() == 1.0


async def test_a_rest_that_is_over_before_the_turn_costs_none(room: Any) -> None:
    assert await rested_for(room, timedelta(seconds=15)) == ([0.0, 21.0], 0)


async def test_a_rest_that_a_clock_years_ahead_wrote_keeps_nobody_waiting(room: Any) -> None:
    assert await rested_for(room, timedelta(days=900)) == ([0.0, 21.0], 0)


async def test_a_rest_that_a_clock_years_ahead_wrote_hides_no_later_one(room: Any) -> None:
    leave_alone(room.ledger, [HOST], room.clock.now() + timedelta(days=900))
    assert await rested_for(room, timedelta(hours=1)) == ([0.0], 1)


async def test_what_a_host_asks_for_is_known_to_all_at_once_also_while_its_own_round_waits_elsewhere(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hosts of one domain are one lane: while it waits for its turn at the one, the other asks to be left alone."""

    async def names(host: str) -> tuple[str, ...]:
        return ("domain:contoh.example", f"ip:{host}")

    monkeypatch.setattr("flows.manners._names", names)
    room.clock = SystemClock()
    asked: list[str] = []

    async def visit(item: Item) -> Visit:
        asked.append(item.url)
        for _ in range(4):
            take_turn(room.ledger, {"ip:127.0.0.1:8002": 1.0}, room.clock, 60, 600)
        await asyncio.sleep(1.5)
        return Visit(rest=3600.0)

    assert await host_by_host(room, [*on(8001, 1), *on(8002, 1)], visit, untold) == 1
    assert asked == ["http://127.0.0.1:8001/0"]
