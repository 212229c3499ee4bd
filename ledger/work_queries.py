"""Which of many offices have something to do now, in one question. Looks only."""

from collections.abc import Collection

from sqlalchemy import Select, Table, and_, or_, select

from ledger import tables
from ledger.correction_queries import OPEN
from ledger.entries import PackageKey
from ledger.store import Ledger
from ledger.withdrawal_queries import ORDERED

_APPROVED = "approved"


def offices_with_work(
    ledger: Ledger, offices: Collection[str], now: str, approved_by: str, on_the_way: Collection[str]
) -> set[str]:
    """The offices with an approved package that may begin, a publication, correction or withdrawal whose next step is due.

    `approved_by`: the stamp before which an approval must lie for its time to regret to be over; `on_the_way`: the states of a
    publication in which it has a next step. What is named here may still have to wait; what is not named has nothing to do.
    """
    package, publication = tables.package_now, tables.publication_now
    same = and_(*(publication.c[name] == package.c[name] for name in PackageKey._fields))
    planned = select(publication.c.office).where(same).exists()
    fresh = select(package.c.office).where(
        package.c.state == _APPROVED, or_(package.c.approved_at.is_(None), package.c.approved_at <= approved_by),
        or_(package.c.publish_at.is_(None), package.c.publish_at <= now), ~planned,
    )  # fmt: skip
    begun = _retried(publication, now).join(package, same).where(
        package.c.state == _APPROVED, publication.c.state.in_(on_the_way)
    )  # fmt: skip
    corrections = _retried(tables.correction, now).where(tables.correction.c.state == OPEN)
    withdrawals = _retried(tables.withdrawal, now).where(tables.withdrawal.c.state == ORDERED)
    found: set[str] = set()
    with ledger.reading() as connection:
        for query in (fresh, begun, corrections, withdrawals):
            wanted = query.where(query.selected_columns.office.in_(offices)).distinct()
            found.update(connection.execute(wanted).scalars())
    return found


def _retried(table: Table, now: str) -> Select[tuple[str]]:
    return select(table.c.office).where(or_(table.c.retry_at.is_(None), table.c.retry_at <= now))
