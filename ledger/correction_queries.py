"""How far the corrections of public publications are. Looks only."""

from dataclasses import dataclass

from sqlalchemy import Row, and_, select

from ledger import tables
from ledger.entries import PackageKey, PublicationKey
from ledger.queries import named
from ledger.store import Ledger

_ONE = named(tables.correction, *PublicationKey._fields)
OPEN, DONE, LEFT, ANEW = "open", "done", "left", "anew"


@dataclass(frozen=True)
class Correction:
    """What is done to one publication to make it show `to_revision`; instants are ledger stamps.

    `state`: open, done, left as it is on a person's word, or anew (it is withdrawn and the revision posted in its place).
    """

    key: PublicationKey
    to_revision: int
    state: str
    payload_digest: str
    begun_at: str
    retry_at: str | None
    problem: str


def correction(ledger: Ledger, key: PublicationKey) -> Correction | None:
    """The latest correction of one publication, None if it was never corrected."""
    with ledger.reading() as connection:
        row = connection.execute(_ONE, key._asdict()).one_or_none()
    return _row(row) if row else None


def corrections_to(ledger: Ledger, revision: PackageKey) -> list[Correction]:
    """Every correction that has begun to make a publication show this revision."""
    table = tables.correction
    query = select(table).where(table.c.office == revision.office, table.c.package_id == revision.package_id)
    with ledger.reading() as connection:
        rows = connection.execute(query.where(table.c.to_revision == revision.revision).order_by(table.c.channel))
        return [_row(row) for row in rows]


def open_corrections(ledger: Ledger, office: str) -> list[Correction]:
    """Corrections that have begun, are not done, and whose revision is still the one that was approved; the oldest first."""
    table, owner = tables.correction, tables.package_now
    same = and_(*(owner.c[name] == table.c[name] for name in ("office", "package_id")), owner.c.revision == table.c.to_revision)
    query = select(table).join(owner, same).where(table.c.office == office, table.c.state == OPEN, owner.c.state == "approved")
    with ledger.reading() as connection:
        return [_row(row) for row in connection.execute(query.order_by(table.c.begun_at, table.c.package_id, table.c.channel))]


def _row(row: Row[tuple[object, ...]]) -> Correction:
    key = PublicationKey(row.office, row.package_id, row.revision, row.channel)
    return Correction(key, row.to_revision, row.state, row.payload_digest, row.begun_at, row.retry_at, row.problem)
