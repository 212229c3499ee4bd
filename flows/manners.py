"""Good manners towards hosts: a second between two looks, two at once, silence where it is asked for; over restarts too, and
over the rounds of all offices of a home."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from flows.progress import Progress
from flows.waking import Waking, waking
from flows.wiring import Workroom
from ledger.manners import leave_alone, left_alone_until, next_allowed, take_turn
from links.hosts import domain_of, host_of, lanes

GAP = 1.0
BESIDE = 0.1
"""Seconds between two looks of different offices at different hosts of one domain or address, and at one platform."""
AT_ONCE = 2
WORTH_WAITING = 60.0
LONGEST_REST = 7 * 86400.0
_EVERYWHERE = 64
_SILENT_IN_A_ROW = 3
_RESOLVE_SECONDS = 5.0


class HasUrl(Protocol):
    @property
    def url(self) -> str: ...


Item = TypeVar("Item", bound=HasUrl)


@dataclass(frozen=True)
class Visit:
    """How a visit went, for what comes next at this host."""

    again: float | None = None
    """Visit this one again, so many seconds from now."""
    rest: float = 0.0
    """The site asks to be left alone for so many seconds."""
    silent: bool = False
    """Nothing came back from the host."""


async def host_by_host(
    room: Workroom,
    items: Sequence[Item],
    visit: Callable[[Item], Awaitable[Visit | None]],
    progress: Progress,
    on_platform: Callable[[Item], bool] = lambda _: False,
) -> int:
    """Visit every item and tell how many were put off to a later round.

    What shares a registrable domain or an address is one lane: a second between two starts, two hosts at once, one look at a
    host. Lanes never wait for each other; those of other offices take turns at the same hosts. `on_platform`: what lies on a
    platform, which is asked for many offices at once and is built for it.
    """
    slots = asyncio.Semaphore(_EVERYWHERE)
    done = 0

    async def tell() -> None:
        nonlocal done
        done += 1
        await progress(done, len(items))

    async with waking(room.clock) as wait, asyncio.TaskGroup() as group:
        walked = [group.create_task(lane.walk(visit, slots, tell)) for lane in await _lanes(room, items, on_platform, wait)]
    return sum(task.result() for task in walked)


async def _lanes(
    room: Workroom, items: Sequence[Item], on_platform: Callable[[Item], bool], wait: Waking
) -> list["_Lane[Item]"]:
    hosts = list(dict.fromkeys(host_of(item.url) for item in items))
    names = dict(zip(hosts, await asyncio.gather(*(_names(host) for host in hosts)), strict=True))
    found = []
    for together in lanes(names):
        own = {host: names[host] for host in together}
        first = await asyncio.to_thread(next_allowed, room.ledger, {name for known in own.values() for name in known})
        waiting = {host: deque((0.0, item) for item in items if host_of(item.url) == host) for host in together}
        found.append(_Lane(room, own, waiting, first or room.clock.now(), on_platform, wait))
    return found


async def _names(host: str) -> tuple[str, ...]:
    """What a host is known by: its registrable domain and its addresses. On loopback every port is a site of its own."""
    address = urlsplit(f"//{host}")
    try:
        literal = ip_address(address.hostname or "")
    except ValueError:
        return (f"domain:{domain_of(host)}", *await _addresses(address.hostname or ""))
    return (f"host:{host}",) if literal.is_loopback else (f"ip:{literal}",)


async def _addresses(host: str) -> list[str]:
    with suppress(OSError, TimeoutError, UnicodeError):
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, None)
            return sorted({f"ip:{entry[4][0]}" for entry in found if not ip_address(str(entry[4][0]).split("%")[0]).is_loopback})
    return []


@dataclass
class _Lane(Generic[Item]):
    """The hosts that are asked one after the other."""

    room: Workroom
    names: dict[str, tuple[str, ...]]
    """What each host is known by."""
    waiting: dict[str, deque[tuple[float, Item]]]
    next_at: datetime
    on_platform: Callable[[Item], bool]
    wait: Waking
    silent: dict[str, int] = field(default_factory=dict)
    put_off: int = 0

    async def walk(
        self, visit: Callable[[Item], Awaitable[Visit | None]], slots: asyncio.Semaphore, tell: Callable[[], Awaitable[None]]
    ) -> int:
        running: dict[asyncio.Task[Visit], tuple[str, Item]] = {}

        async def one(item: Item) -> Visit:
            async with slots:
                went = await visit(item) or Visit()
            if went.rest:  # at once: this lane may be waiting for its turn at another of its hosts
                await self._rest(went.rest)
            return went

        try:
            while self._left() or running:
                host = self._ready({busy for busy, _ in running.values()}) if len(running) < AT_ONCE else ""
                if host:
                    if not await self._turn(host):
                        continue
                    _, item = self.waiting[host].popleft()
                    running[asyncio.create_task(one(item))] = (host, item)
                elif running:
                    ended, _ = await asyncio.wait(running, timeout=GAP, return_when=asyncio.FIRST_COMPLETED)
                    for task in ended:
                        if self._after(*running.pop(task), task.result()):
                            await tell()
                else:
                    soonest = min(queue[0][0] for queue in self.waiting.values() if queue)
                    await self.wait.after(max(0.01, soonest - self.room.clock.ticks()))
        finally:
            for task in running:
                task.cancel()
        return self.put_off

    def _left(self) -> int:
        return sum(len(queue) for queue in self.waiting.values())

    def _ready(self, busy: set[str]) -> str:
        """The host whose turn it is: not busy, and with an item whose time has come."""
        now = self.room.clock.ticks()
        able = [host for host, queue in self.waiting.items() if queue and host not in busy and queue[0][0] <= now]
        if not able:
            return ""
        self.waiting[able[0]] = self.waiting.pop(able[0])  # to the end: the others come first next time
        return able[0]

    async def _turn(self, host: str) -> bool:
        """Wait for this lane's turn, then for our turn among the rounds of all offices; False if that is too long for this
        round. Who hears, when it comes, that the host wants to be left alone, takes a new one after that."""
        if not await self._waited_until(self.next_at):
            return False
        while True:
            at = await self._claimed(host)
            waits = at > self.room.clock.now()
            if not await self._waited_until(at):
                return False
            if not waits or not await self._is_left_alone(host, at):
                return True

    async def _is_left_alone(self, host: str, turn: datetime) -> bool:
        """Whether somebody was asked, since this turn was claimed, to leave the host alone for longer than until now."""
        until = await asyncio.to_thread(left_alone_until, self.room.ledger, self.names[host])
        now = self.room.clock.now()
        return until is not None and max(turn, now) < until <= now + timedelta(seconds=LONGEST_REST + WORTH_WAITING)

    async def _waited_until(self, at: datetime) -> bool:
        wait = (at - self.room.clock.now()).total_seconds()
        if WORTH_WAITING < wait <= LONGEST_REST + WORTH_WAITING:
            self.put_off += self._left()
            self.waiting = {}
            return False
        if 0 < wait <= WORTH_WAITING:
            await self.wait.after(wait)
        return True

    def _after(self, host: str, item: Item, went: Visit) -> bool:
        """Take in how a visit went; whether the item is done with."""
        queue = self.waiting.get(host)
        self.silent[host] = self.silent.get(host, 0) + 1 if went.silent else 0
        if queue is not None and self.silent[host] >= _SILENT_IN_A_ROW:
            self.put_off += len(queue)
            queue.clear()
        elif queue is not None and went.again is not None:
            queue.append((self.room.clock.ticks() + went.again, item))
            return False
        return True

    async def _rest(self, seconds: float) -> None:
        """Nobody asks what is in this lane for so long, neither we nor another office."""
        self.next_at = max(self.next_at, self.room.clock.now() + timedelta(seconds=min(seconds, LONGEST_REST)))
        every = {name for known in self.names.values() for name in known}
        await asyncio.to_thread(leave_alone, self.room.ledger, every, self.next_at)

    async def _claimed(self, host: str) -> datetime:
        """When we may ask this host: rounds of other offices, in whichever process, ask the same ones."""
        _, item = self.waiting[host][0]
        gaps = dict.fromkeys(self.names[host], BESIDE)
        if not self.on_platform(item):
            gaps |= {f"host:{host}": GAP}
        ledger, clock = self.room.ledger, self.room.clock
        at = await asyncio.to_thread(take_turn, ledger, gaps, clock, WORTH_WAITING, LONGEST_REST + WORTH_WAITING)
        self.next_at = at + timedelta(seconds=GAP)
        return at
