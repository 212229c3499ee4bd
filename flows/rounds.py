"""What every round over the published links shares: which links, and one round at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from prefect.runtime import flow_run

from flows.wiring import Workroom
from ledger import queries
from ledger.queries import PublicationRow
from publishing.states import State

LATE = timedelta(hours=6)
BUSY = "putaran yang sama sedang berjalan"
_GONE_ON_PURPOSE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)
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
