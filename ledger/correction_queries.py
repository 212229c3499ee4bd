"""How far the corrections of public publications are. Looks only."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, select

from ledger import tables
from ledger.entries import PackageKey, PublicationKey
from ledger.queries import named
from ledger.store import Ledger

_ONE = named(tables.correction, *PublicationKey._fields)
_TO = named(tables.correction, "office", "package_id", "to_revision").order_by(tables.correction.c.channel)
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
    asked = {"office": revision.office, "package_id": revision.package_id, "to_revision": revision.revision}
    with ledger.reading() as connection:
        return [_row(row) for row in connection.execute(_TO, asked)]


def open_corrections(ledger: Ledger, office: str) -> list[Correction]:
    """Corrections that have begun, are not done, and whose revision is still the one that was approved; the oldest first."""
    with ledger.reading() as connection:
        return [_row(row) for row in connection.execute(_OPEN, {"office": office})]


def to_come_anew(ledger: Ledger, office: str, package_id: str) -> list[Correction]:
    """Corrections of one package that are to be posted in place of what was ordered down, and are not planned there yet."""
    with ledger.reading() as connection:
        return [_row(row) for row in connection.execute(_TO_COME, {"office": office, "package_id": package_id})]


def _open() -> Select[Any]:
    table, owner = tables.correction, tables.package_now
    same = and_(*(owner.c[name] == table.c[name] for name in ("office", "package_id")), owner.c.revision == table.c.to_revision)
    query = named(table, "office").join(owner, same).where(table.c.state == OPEN, owner.c.state == "approved")
    return query.order_by(table.c.begun_at, table.c.package_id, table.c.channel)


def _to_come() -> Select[Any]:
    table, posted = tables.correction, tables.publication_now
    same = [posted.c[name] == table.c[name] for name in ("office", "package_id", "channel")]
    there = select(posted.c.office).where(*same, posted.c.revision == table.c.to_revision)
    query = named(table, "office", "package_id").where(table.c.state == ANEW, ~there.exists())
    return query.order_by(table.c.revision, table.c.channel)


_OPEN, _TO_COME = _open(), _to_come()


def _row(row: Row[tuple[object, ...]]) -> Correction:
    key = PublicationKey(row.office, row.package_id, row.revision, row.channel)
    return Correction(key, row.to_revision, row.state, row.payload_digest, row.begun_at, row.retry_at, row.problem)
