"""Hosts are asked one look a second, never wait for each other, and are left alone when they stay silent."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from flows.manners import Visit, host_by_host
from flows.progress import untold
from ledger.manners import leave_alone, take_turn
from ledger.store import Ledger
from safety.clock import ManualClock, SystemClock


@dataclass(frozen=True)
class Item:
    url: str


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Any]:
    clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", clock)
    yield SimpleNamespace(ledger=ledger, clock=clock)
    ledger.close()


def on(port: int, count: int) -> list[Item]:
    return [Item(f"http://127.0.0.1:{port}/{number}") for number in range(count)]


async def test_a_hanging_host_delays_no_other(room: Any) -> None:
    others = [item for port in range(8001, 8011) for item in on(port, 5)]
    left, all_seen = set(others), asyncio.Event()

    async def visit(item: Item) -> Visit:
        if ":9999/" in item.url:
            await all_seen.wait()  # it answers only once every other host was visited
            return Visit(silent=True)
        left.discard(item)
        if not left:
            all_seen.set()
        return Visit()

    async with asyncio.timeout(60):
        assert await host_by_host(room, [*on(9999, 5), *others], visit, untold) == 2
    assert not left


class Patient(ManualClock):
    """A clock by which nobody sleeps long before `go` is set."""

    go = Event()

    def sleep(self, seconds: float) -> None:
        if seconds > 5:
            self.go.wait(60)
        super().sleep(seconds)


async def test_hosts_that_ask_to_be_left_alone_take_no_thread_from_those_that_answer(room: Any) -> None:
    """Names are looked up, and the ledger is written, in the threads of the loop: two processors have six."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    room.clock = Patient(room.clock.instant)
    tired = [item for port in range(8001, 8009) for item in on(port, 2)]
    asked: list[str] = []

    async def visit(item: Item) -> Visit:
        await asyncio.to_thread(asked.append, item.url)
        if sum(":9000/" in url for url in asked) == 5:
            room.clock.go.set()
        return Visit(rest=55.0 if item in tired and item.url.endswith("/0") else 0.0)

    try:
        async with asyncio.timeout(30):
            assert await host_by_host(room, [*tired, *on(9000, 5)], visit, untold) == 0
    finally:
        room.clock.go.set()
    assert len(asked) == 21


async def test_a_round_that_ends_in_a_fault_waits_for_no_sleeper(room: Any) -> None:
    room.clock = SystemClock()

    async def visit(item: Item) -> Visit:
        if ":9000/" in item.url:
            raise RuntimeError("rusak")
        return Visit(rest=50.0)

    async with asyncio.timeout(20):
        with pytest.raises(ExceptionGroup):
            await host_by_host(room, [*on(8001, 2), *on(9000, 2)], visit, untold)
        await asyncio.get_running_loop().shutdown_default_executor()


async def test_one_host_is_asked_a_second_apart_and_again_after_a_restart(room: Any) -> None:
    times: list[datetime] = []

    async def visit(_item: Item) -> None:
        times.append(room.clock.now())

    await host_by_host(room, on(8001, 4), visit, untold)
    await host_by_host(room, on(8001, 2), visit, untold)
    assert len(times) == 6
    assert all((later - earlier).total_seconds() >= 1 for earlier, later in pairwise(times))


async def test_a_silent_host_is_put_off_after_three_and_a_second_look_comes_once(room: Any) -> None:
    seen: list[str] = []

    async def silent(item: Item) -> Visit:
        seen.append(item.url)
        return Visit(silent=True)

    assert await host_by_host(room, on(8001, 9), silent, untold) == 6
    assert len(seen) == 3
    again: list[datetime] = []

    async def doubtful(_item: Item) -> Visit:
        again.append(room.clock.now())
        return Visit(again=10.0) if len(again) == 1 else Visit()

    assert await host_by_host(room, on(8002, 1), doubtful, untold) == 0
    assert (again[1] - again[0]).total_seconds() >= 10
    assert len(again) == 2


async def test_a_fault_in_a_visit_ends_the_round_and_is_told(room: Any) -> None:
    async def broken(_item: Item) -> Visit:
        raise RuntimeError("rusak")

    with pytest.raises(ExceptionGroup):
        await host_by_host(room, on(8001, 2), broken, untold)


async def test_a_turn_that_another_office_took_in_the_meantime_is_waited_for(room: Any) -> None:
    times: list[datetime] = []

    async def visit(_item: Item) -> None:
        times.append(room.clock.now())
        if len(times) == 1:  # the other office's round, which may as well run in another process
            assert take_turn(room.ledger, {"host:127.0.0.1:8001": 30.0}, room.clock, 60, 600) == times[0] + timedelta(seconds=1)

    assert await host_by_host(room, on(8001, 3), visit, untold) == 0
    assert (times[1] - times[0]).total_seconds() >= 30
    assert (times[2] - times[1]).total_seconds() >= 1


async def test_a_host_that_asked_another_office_for_a_long_rest_is_put_off_here_too(room: Any) -> None:
    seen: list[str] = []

    async def visit(item: Item) -> None:
        seen.append(item.url)
        leave_alone(room.ledger, ["host:127.0.0.1:8001"], room.clock.now() + timedelta(hours=2))

    assert await host_by_host(room, on(8001, 3), visit, untold) == 2
    assert len(seen) == 1


@pytest.mark.parametrize(("platform", "apart"), [(False, 1.0), (True, 0.1)])
async def test_offices_of_a_home_take_turns_at_one_host_and_crowd_at_a_platform(room: Any, platform: bool, apart: float) -> None:
    """A night is too short for a second between all the posts of a nation on one platform."""
    times: list[datetime] = []

    async def visit(_item: Item) -> None:
        times.append(room.clock.now())

    async def office() -> None:
        assert await host_by_host(room, on(8001, 1), visit, untold, lambda _: platform) == 0

    for _ in range(4):
        await office()
    assert [round((later - earlier).total_seconds(), 3) for earlier, later in pairwise(times)] == [apart] * 3
