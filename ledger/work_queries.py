"""Which of many offices have something to do now, in a few questions however many they are. Looks only."""

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
    """The offices with an approved package that may begin, or a publication or correction whose next step is due.

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
    return _named(ledger, offices, fresh, begun, corrections)


def offices_with_withdrawals(ledger: Ledger, offices: Collection[str], now: str) -> set[str]:
    """The offices that have something to take down now."""
    return _named(ledger, offices, _retried(tables.withdrawal, now).where(tables.withdrawal.c.state == ORDERED))


def paused_offices(ledger: Ledger, offices: Collection[str]) -> set[str]:
    """The offices whose pause switch (a quiet period) is on."""
    return _named(ledger, offices, select(tables.pause_now.c.office).where(tables.pause_now.c.paused))


def entries_of(ledger: Ledger, offices: Collection[str]) -> dict[str, int]:
    """How many entries each office's chain has: another number as soon as anything was entered."""
    head = tables.office_head
    with ledger.reading() as connection:
        found = connection.execute(select(head.c.office, head.c.seq).where(head.c.office.in_(offices)))
        return {row.office: row.seq for row in found}


def _named(ledger: Ledger, offices: Collection[str], *queries: Select[tuple[str]]) -> set[str]:
    found: set[str] = set()
    with ledger.reading() as connection:
        for query in queries if offices else ():
            wanted = query.where(query.selected_columns.office.in_(offices)).distinct()
            found.update(row.office for row in connection.execute(wanted))
    return found


def _retried(table: Table, now: str) -> Select[tuple[str]]:
    return select(table.c.office).where(or_(table.c.retry_at.is_(None), table.c.retry_at <= now))
