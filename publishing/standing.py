"""What of a package is public already, and so which of its channels a later revision corrects and on which it is a new post."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from content_queue.package import Package
from ledger import queries
from ledger.chain import instant
from ledger.correction_queries import ANEW, LEFT, OPEN, correction
from ledger.entries import Kind, PackageKey, PublicationKey
from ledger.month_queries import every_publication_of
from ledger.queries import PublicationRow
from ledger.store import Ledger
from ledger.withdrawal_queries import withdrawal
from publishing.states import NEVER_SENT, State

_NOTHING_PUBLIC = frozenset({*NEVER_SENT, State.WITHDRAWN, State.DEAD, State.DEFERRED})
_PUBLIC = frozenset({State.LIVE, State.VERIFIED})


def is_settled(row: PublicationRow) -> bool:
    """Whether it is known if this publication is public."""
    hidden = row.state == State.STAGED and not row.reveal_sent
    return hidden or State(row.state) in _NOTHING_PUBLIC | _PUBLIC


def standing(ledger: Ledger, revision: PackageKey) -> dict[str, PublicationRow]:
    """By channel, the publication of an earlier revision that is public: a correction changes it, and posts nothing beside it."""
    if revision.revision == 1:
        return {}
    rows = every_publication_of(ledger, revision.office, [revision.package_id])
    earlier = sorted((row for row in rows if row.key.revision < revision.revision), key=lambda row: row.key.revision)
    return {row.key.channel: row for row in earlier if State(row.state) in _PUBLIC}


def to_correct(ledger: Ledger, package: Package) -> list[PublicationRow]:
    """The publications that still show an earlier revision and shall show this one; what is to be taken down is left alone."""
    key = PackageKey(package.office, package.id, package.revision)
    return [row for row in standing(ledger, key).values() if row.key.channel in package.channels and _is_wanted(ledger, row, key)]


def _is_wanted(ledger: Ledger, row: PublicationRow, revision: PackageKey) -> bool:
    order, known = withdrawal(ledger, row.key), correction(ledger, row.key)
    left = known is not None and known.to_revision == revision.revision and known.state in (LEFT, ANEW)
    return row.shown_key != revision and not left and not (order is not None and order.is_open)


def to_post(ledger: Ledger, package: Package) -> tuple[str, ...]:
    """The channels on which this revision is a post of its own: no earlier one stands there, and none was taken down since
    this revision was approved, unless to post this one in its place. None at all once everything that stood was ordered down
    since: whoever withdraws a package does not want its correction elsewhere."""
    key = PackageKey(package.office, package.id, package.revision)
    if key.revision == 1:
        return package.channels
    there = standing(ledger, key)
    approved = queries.package(ledger, key).approved_at
    earlier = [r for r in every_publication_of(ledger, key.office, [key.package_id]) if r.key.revision < key.revision]
    gone = {row.key.channel for row in earlier if _taken_down_since(ledger, row, key, approved)}
    if gone and set(there) <= gone and not any(_is_anew(ledger, row, key) for row in earlier):
        return ()
    return tuple(channel for channel in package.channels if channel not in there and channel not in gone)


def still_to_post(ledger: Ledger, package: Package) -> set[str]:
    """The channels where this revision has no publication yet and shall have one, at once or when the uncorrected one is down."""
    key = PackageKey(package.office, package.id, package.revision)
    rows = every_publication_of(ledger, key.office, [key.package_id])
    anew = {row.key.channel for row in rows if row.key.revision < key.revision and _is_anew(ledger, row, key)}
    wanted = {*to_post(ledger, package), *(channel for channel in package.channels if channel in anew)}
    return wanted - {row.key.channel for row in rows if row.key.revision == key.revision}


def _taken_down_since(ledger: Ledger, row: PublicationRow, revision: PackageKey, approved_at: str | None) -> bool:
    order = withdrawal(ledger, row.key)
    if order is None or approved_at is None or _is_anew(ledger, row, revision):
        return False
    return order.ordered_at >= approved_at or _is_entered_after_approval(ledger, row.key, revision)


def _is_entered_after_approval(ledger: Ledger, ordered: PublicationKey, revision: PackageKey) -> bool:
    """Whether the book has the order after the approval: a clock that was put right in between turns their times around."""
    told = queries.history(ledger, revision.office, revision.package_id, [Kind.PACKAGE, Kind.WITHDRAWAL])
    orders = [at for at, one in enumerate(told) if _is(one, "ordered", ordered.revision) and one["channel"] == ordered.channel]
    approvals = [at for at, one in enumerate(told) if _is(one, "approved", revision.revision)]
    return bool(orders and approvals) and orders[-1] > approvals[-1]


def _is(entry: Mapping[str, Any], event: str, revision: int) -> bool:
    return (entry["event"], entry["revision"]) == (event, revision)


def _is_anew(ledger: Ledger, row: PublicationRow, revision: PackageKey) -> bool:
    known = correction(ledger, row.key)
    return known is not None and known.to_revision == revision.revision and known.state == ANEW


def is_due(ledger: Ledger, row: PublicationRow, now: datetime) -> bool:
    """Whether the next try of a publication's correction has come."""
    known = correction(ledger, row.key)
    return known is None or known.state != OPEN or known.retry_at is None or instant(known.retry_at) <= now
