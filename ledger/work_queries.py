"""Which of many offices have something to do now, in a few questions however many they are. Looks only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, null, or_, select

from ledger import tables
from ledger.chain import instant
from ledger.correction_queries import OPEN
from ledger.entries import PackageKey
from ledger.store import Ledger
from ledger.withdrawal_queries import ORDERED

LONG = timedelta(minutes=30)
_APPROVED = "approved"


@dataclass(frozen=True)
class Due:
    """What waits in one office: the stamp since which the oldest of it does, and how much it is."""

    since: str
    things: int


def offices_with_work(
    ledger: Ledger, offices: Collection[str], now: str, approved_by: str, on_the_way: Collection[str]
) -> dict[str, Due]:
    """The offices with an approved package that may begin, or a publication or correction whose next step is due.

    `approved_by`: the stamp before which an approval must lie for its time to regret to be over; `on_the_way`: the states of a
    publication in which it has a next step. What is named here may still have to wait; what is not named has nothing to do.
    """
    package, publication, correction = tables.package_now, tables.publication_now, tables.correction
    same = and_(*(publication.c[name] == package.c[name] for name in PackageKey._fields))
    planned = select(publication.c.office).where(same).exists()
    approved, wanted = func.coalesce(package.c.approved_at, ""), func.coalesce(package.c.publish_at, "")
    due = case((approved > wanted, approved), else_=wanted)
    fresh = select(package.c.office, due, null()).where(
        package.c.state == _APPROVED, or_(package.c.approved_at.is_(None), package.c.approved_at <= approved_by),
        or_(package.c.publish_at.is_(None), package.c.publish_at <= now), ~planned,
    )  # fmt: skip
    sibling = publication.alias()
    # What waits for the website's link takes the turn of the website.
    tried = select(func.min(sibling.c.retry_at)).where(
        sibling.c.state.in_(on_the_way), *(sibling.c[name] == publication.c[name] for name in PackageKey._fields)
    )
    begun = _retried(publication, due, now, func.coalesce(publication.c.retry_at, tried.scalar_subquery()))
    begun = begun.join(package, same).where(package.c.state == _APPROVED, publication.c.state.in_(on_the_way))
    corrections = _retried(correction, correction.c.begun_at, now).where(correction.c.state == OPEN)
    return _oldest(ledger, offices, fresh, begun, corrections)


def offices_with_withdrawals(ledger: Ledger, offices: Collection[str], now: str) -> set[str]:
    """The offices that have something to take down now."""
    withdrawal = tables.withdrawal
    ordered = _retried(withdrawal, withdrawal.c.ordered_at, now).where(withdrawal.c.state == ORDERED)
    return set(_oldest(ledger, offices, ordered))


def paused_offices(ledger: Ledger, offices: Collection[str]) -> set[str]:
    """The offices whose pause switch (a quiet period) is on."""
    pause = tables.pause_now
    with ledger.reading() as connection:
        found = connection.execute(select(pause.c.office).where(pause.c.paused, pause.c.office.in_(offices)))
        return {row.office for row in found}


def entries_of(ledger: Ledger, offices: Collection[str]) -> dict[str, int]:
    """How many entries each office's chain has: another number as soon as anything was entered."""
    head = tables.office_head
    with ledger.reading() as connection:
        found = connection.execute(select(head.c.office, head.c.seq).where(head.c.office.in_(offices)))
        return {row.office: row.seq for row in found}


def _oldest(ledger: Ledger, offices: Collection[str], *queries: Select[Any]) -> dict[str, Due]:
    found: dict[str, Due] = {}
    with ledger.reading() as connection:
        for query in queries if offices else ():
            office_of, since_of, again = query.selected_columns
            ours = query.with_only_columns(office_of.label("office"), since_of.label("due"), again.label("again"))
            each = ours.where(office_of.in_(offices)).subquery()
            wanted = select(each, func.count()).group_by(each.c.office, each.c.due, each.c.again)
            for office, due, retry_at, things in connection.execute(wanted):
                since, before = waits_since(due, retry_at), found.get(office)
                found[office] = Due(min(since, before.since), before.things + things) if before else Due(since, things)
    return found


def waits_since(due: str, retry_at: str | None) -> str:
    """Since it was due, but for what has been tried for long: that takes its turn by when it may be tried again, or a platform
    that is down for hours would put the work of many offices before everybody else's."""
    if not due or not retry_at or instant(retry_at) - instant(due) <= LONG:
        return due
    return retry_at


def _retried(table: Table, due: ColumnElement[str], now: str, tried: ColumnElement[str] | None = None) -> Select[Any]:
    """`tried`: by when its turn comes where that is not its own next try."""
    again = table.c.retry_at if tried is None else tried
    return select(table.c.office, due, again).where(or_(table.c.retry_at.is_(None), table.c.retry_at <= now))
