"""Which publications a person has ordered to be taken down, and how far that is. Looks only."""

from dataclasses import dataclass

from sqlalchemy import Row, select

from ledger import tables
from ledger.entries import PublicationKey
from ledger.queries import named
from ledger.store import Ledger

_ONE = named(tables.withdrawal, *PublicationKey._fields)
ORDERED = "ordered"
CARRIED_OUT = "done"


@dataclass(frozen=True)
class Withdrawal:
    """One publication's order; instants are ledger stamps."""

    key: PublicationKey
    state: str
    person: str
    reason: str
    ordered_at: str
    retry_at: str | None
    problem: str

    @property
    def is_open(self) -> bool:
        return self.state == ORDERED


def open_withdrawals(ledger: Ledger, office: str) -> list[Withdrawal]:
    """Orders that are not carried out yet, the oldest first."""
    table = tables.withdrawal
    query = select(table).where(table.c.office == office, table.c.state == ORDERED)
    with ledger.reading() as connection:
        return [_row(row) for row in connection.execute(query.order_by(table.c.ordered_at, table.c.package_id, table.c.channel))]


def withdrawal(ledger: Ledger, key: PublicationKey) -> Withdrawal | None:
    """The order for one publication, None if there is none."""
    with ledger.reading() as connection:
        row = connection.execute(_ONE, key._asdict()).one_or_none()
    return _row(row) if row else None


def _row(row: Row[tuple[object, ...]]) -> Withdrawal:
    key = PublicationKey(row.office, row.package_id, row.revision, row.channel)
    return Withdrawal(key, row.state, row.person, row.reason, row.ordered_at, row.retry_at, row.problem)
