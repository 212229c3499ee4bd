"""Which of many offices have something to do now, in a few questions however many they are. Looks only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, bindparam, case, func, null, or_, select

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
    asked = {"now": now, "approved_by": approved_by, "on_the_way": list(on_the_way)}
    return _oldest(ledger, offices, asked, _FRESH, _BEGUN, _CORRECTIONS)


def offices_with_withdrawals(ledger: Ledger, offices: Collection[str], now: str) -> set[str]:
    """The offices that have something to take down now."""
    return set(_oldest(ledger, offices, {"now": now}, _WITHDRAWALS))


def paused_offices(ledger: Ledger, offices: Collection[str]) -> set[str]:
    """The offices whose pause switch (a quiet period) is on."""
    with ledger.reading() as connection:
        return {row.office for row in connection.execute(_PAUSED, {"offices": list(offices)})}


def entries_of(ledger: Ledger, offices: Collection[str]) -> dict[str, int]:
    """How many entries each office's chain has: another number as soon as anything was entered."""
    if not offices:
        return {}
    with ledger.reading() as connection:
        return {row.office: row.seq for row in connection.execute(_HEADS, {"offices": list(offices)})}


def _oldest(ledger: Ledger, offices: Collection[str], asked: Mapping[str, object], *queries: Select[Any]) -> dict[str, Due]:
    found: dict[str, Due] = {}
    with ledger.reading() as connection:
        for query in queries if offices else ():
            for office, due, retry_at, things in connection.execute(query, {**asked, "offices": list(offices)}):
                since, before = waits_since(due, retry_at), found.get(office)
                found[office] = Due(min(since, before.since), before.things + things) if before else Due(since, things)
    return found


def waits_since(due: str, retry_at: str | None) -> str:
    """Since it was due, but for what has been tried for long: that takes its turn by when it may be tried again, or a platform
    that is down for hours would put the work of many offices before everybody else's."""
    if not due or not retry_at or instant(retry_at) - instant(due) <= LONG:
        return due
    return retry_at


def _retried(table: Table, due: ColumnElement[str], tried: ColumnElement[str] | None = None) -> Select[Any]:
    """`tried`: by when its turn comes where that is not its own next try."""
    again = table.c.retry_at if tried is None else tried
    return select(table.c.office, due, again).where(or_(table.c.retry_at.is_(None), table.c.retry_at <= bindparam("now")))


def _fresh() -> Select[Any]:
    """Approved, and not begun."""
    package, publication = tables.package_now, tables.publication_now
    begun = select(publication.c.office).where(_same_package()).exists()
    return select(package.c.office, _due(), null()).where(
        package.c.state == _APPROVED, or_(package.c.approved_at.is_(None), package.c.approved_at <= bindparam("approved_by")),
        or_(package.c.publish_at.is_(None), package.c.publish_at <= bindparam("now")), ~begun,
    )  # fmt: skip


def _begun() -> Select[Any]:
    publication, sibling = tables.publication_now, tables.publication_now.alias()
    on_the_way: BindParameter[Any] = bindparam("on_the_way", expanding=True)
    # What waits for the website's link takes the turn of the website.
    tried = select(func.min(sibling.c.retry_at)).where(
        sibling.c.state.in_(on_the_way), *(sibling.c[name] == publication.c[name] for name in PackageKey._fields)
    )
    found = _retried(publication, _due(), func.coalesce(publication.c.retry_at, tried.scalar_subquery()))
    found = found.join(tables.package_now, _same_package())
    return found.where(tables.package_now.c.state == _APPROVED, publication.c.state.in_(on_the_way))


def _same_package() -> ColumnElement[bool]:
    return and_(*(tables.publication_now.c[name] == tables.package_now.c[name] for name in PackageKey._fields))


def _due() -> ColumnElement[str]:
    package = tables.package_now
    approved, wanted = func.coalesce(package.c.approved_at, ""), func.coalesce(package.c.publish_at, "")
    return case((approved > wanted, approved), else_=wanted)


def _counted(query: Select[Any]) -> Select[Any]:
    """How many of the wanted offices' things wait, by office, by since when, and by when they are tried again."""
    office_of, since_of, again = query.selected_columns
    ours = query.with_only_columns(office_of.label("office"), since_of.label("due"), again.label("again"))
    each = ours.where(office_of.in_(_OFFICES)).subquery()
    return select(each, func.count()).group_by(each.c.office, each.c.due, each.c.again)


# Written once: a fleet asks them every few seconds, and to write them takes longer than to ask.
_OFFICES: BindParameter[Any] = bindparam("offices", expanding=True)
_FRESH, _BEGUN = _counted(_fresh()), _counted(_begun())
_CORRECTIONS = _counted(_retried(tables.correction, tables.correction.c.begun_at).where(tables.correction.c.state == OPEN))
_WITHDRAWALS = _counted(_retried(tables.withdrawal, tables.withdrawal.c.ordered_at).where(tables.withdrawal.c.state == ORDERED))
_PAUSED = select(tables.pause_now.c.office).where(tables.pause_now.c.paused, tables.pause_now.c.office.in_(_OFFICES))
_HEADS = select(tables.office_head.c.office, tables.office_head.c.seq).where(tables.office_head.c.office.in_(_OFFICES))
