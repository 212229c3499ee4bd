"""What every round over the published links shares: which links, one round at a time, and good manners at each host."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from prefect.runtime import flow_run

from flows.progress import Progress
from flows.wiring import Workroom
from ledger import queries
from ledger.chain import instant
from ledger.queries import PublicationRow
from publishing.states import State

LATE = timedelta(hours=6)
BUSY = "putaran yang sama sedang berjalan"
_GONE_ON_PURPOSE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)
_HOSTS_AT_ONCE = 24
_GAP = 1.0
_LEASE = 300.0


def is_late(allowed: timedelta = LATE) -> bool:
    """Whether this run was due so long ago that the next one does the work; a run that was not scheduled is never late."""
    scheduled = flow_run.scheduled_start_time
    return scheduled is not None and datetime.now(UTC) - scheduled > allowed


def public_rows(room: Workroom) -> list[PublicationRow]:
    """Every publication of the office that the public should see now."""
    rows = queries.publications(room.ledger, room.office.slug)
    return [row for row in rows if row.url and row.published_at and row.state not in _GONE_ON_PURPOSE]


@asynccontextmanager
async def one_at_a_time(room: Workroom, name: str) -> AsyncIterator[bool]:
    """Hold this round's lease for the block; False if another process walks the same round."""
    lease = await asyncio.to_thread(room.ledger.acquire, f"{name}:{room.office.slug}", _LEASE)
    if lease is None:
        yield False
        return

    async def keep() -> None:
        while True:
            await asyncio.sleep(_LEASE / 3)
            await asyncio.to_thread(room.ledger.renew, lease, _LEASE)

    keeper = asyncio.create_task(keep())
    try:
        yield True
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
        await asyncio.to_thread(room.ledger.release, lease)


async def host_by_host(
    room: Workroom, rows: Sequence[PublicationRow], visit: Callable[[PublicationRow], Awaitable[None]], progress: Progress
) -> None:
    """Visit every link: hosts side by side, the links of one host one after the other with a second between them.

    The second is kept across restarts, because the ledger knows when a host was last looked at.
    """
    hosts: dict[str, list[PublicationRow]] = {}
    for row in rows:
        hosts.setdefault(urlsplit(row.url).netloc.lower() or row.key.channel, []).append(row)
    looked = await asyncio.to_thread(queries.latest_checks, room.ledger, room.office.slug)
    side_by_side = asyncio.Semaphore(_HOSTS_AT_ONCE)

    done = 0

    async def one_host(mine: list[PublicationRow]) -> None:
        nonlocal done
        last = max((instant(looked[row.key[1:]].checked_at) for row in mine if row.key[1:] in looked), default=None)
        async with side_by_side:
            for row in mine:
                await _wait(room, last)
                await visit(row)
                last = room.clock.now()
                done += 1
                await progress(done, len(rows))

    async with asyncio.TaskGroup() as group:
        for mine in hosts.values():
            group.create_task(one_host(mine))


async def _wait(room: Workroom, last: datetime | None) -> None:
    rest = _GAP - (room.clock.now() - last).total_seconds() if last else 0.0
    if 0 < rest <= _GAP:
        await asyncio.to_thread(room.clock.sleep, rest)
