"""What every round over the published links shares: which links, and one round at a time. Imports no Prefect: commands
look at these links too, before its settings stand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flows.leases import held
from flows.wiring import Workroom
from language.say import later, t
from ledger import queries
from ledger.queries import PublicationRow
from ledger.store import LeaseLost, Ledger
from publishing.states import State

BUSY = later("putaran yang sama sedang berjalan")
LOST = later("putaran ini terlalu lama tertahan; putaran lain boleh mengambil alih, sisanya dikerjakan putaran berikutnya")
_GONE_ON_PURPOSE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)
_LEASE = 300.0


class NotOurTurn(Exception):
    """The round is another process's; says why."""


def public_rows(room: Workroom) -> list[PublicationRow]:
    """Every publication of the office that the public should see now."""
    return public_of(room.ledger, room.office.slug)


def public_of(ledger: Ledger, office: str) -> list[PublicationRow]:
    """The same, where no office's room is open."""
    rows = queries.publications(ledger, office)
    return [row for row in rows if row.url and row.published_at and row.state not in _GONE_ON_PURPOSE]


def lies_on_platform(room: Workroom, row: PublicationRow) -> bool:
    """Whether it is a post on a platform that serves everybody, and no page of a website of offices."""
    connector = room.connectors.get(row.key.channel)
    return connector is not None and not connector.limits.website


@asynccontextmanager
async def one_at_a_time(room: Workroom, name: str) -> AsyncIterator[None]:
    """Hold this round's lease for the block. NotOurTurn if another process walks the same round, now or by the time that
    ours has lost its lease."""
    try:
        async with held(room.ledger, f"{name}:{room.office.slug}", _LEASE, ends_work=True) as lease:
            if lease is None:
                raise NotOurTurn(t(BUSY))
            yield
    except LeaseLost:
        raise NotOurTurn(t(LOST)) from None
