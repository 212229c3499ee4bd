"""After a restore: look on every platform for what may have gone out since the backup, before anything is sent again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.contract import ConnectorError, Found
from content_queue.package import Package
from content_queue.problems import PackageProblems
from language.say import t
from ledger import queries
from ledger.chain import instant
from ledger.entries import Entry, Kind, PublicationKey
from ledger.queries import PackageRow, Restore
from ledger.store import Lease, Ledger
from publishing import doubt
from publishing.desk import APPROVED, Desk
from publishing.events import Looked
from publishing.states import State, Step
from publishing.work import Publisher

_NOT_ENDED = (State.PLANNED, State.INTENT, State.STAGED, State.UNKNOWN, State.DEFERRED)
_ON_SHOW = (State.LIVE, State.VERIFIED)


def mark_restored(ledger: Ledger, office: str, backup_at: str, evidence: Mapping[str, Any]) -> None:
    """Enter that the office's book came back from a backup; from here on nothing is sent until `reconcile` is done."""
    ledger.append(office, [Entry(Kind.RESTORE, "restored", facts={"backup_at": backup_at}, evidence=dict(evidence))])


def reconcile(publisher: Publisher, desk: Desk, website: str | None, broken: Mapping[str, str]) -> str:
    """Look once for everything that is in doubt. Why nothing may be sent yet, or "" when all was looked for.

    A channel whose text carries the website's link is looked at when that link is known; until then it stays in doubt,
    and the sweep looks for it before it is sent.
    """
    ledger = publisher.ledger
    restore = next((one for one in reversed(queries.restores(ledger, desk.office)) if not one.reconciled), None)
    if restore is None:
        return ""
    packages = [row for row in reversed(queries.packages(ledger, desk.office, [APPROVED])) if _may_be_out(publisher, row)]
    left = [reason for row in packages for reason in _package(publisher, desk, website, broken, row, restore)]
    if left:
        return f"{t(doubt.SHUT)}: {'; '.join(left)}"
    states = Counter(row.state for row in queries.publications(ledger, desk.office))
    ledger.append(desk.office, [Entry(Kind.RESTORE, "reconciled", facts={"states": dict(states)})])
    return ""


def _may_be_out(publisher: Publisher, row: PackageRow) -> bool:
    """What was not due until now cannot have gone out; it is looked for when it is due."""
    planned = bool(queries.publications(publisher.ledger, row.key.office, package=row.key))
    return planned or row.publish_at is None or instant(row.publish_at) <= publisher.clock.now()


def _package(
    publisher: Publisher, desk: Desk, website: str | None, broken: Mapping[str, str], row: PackageRow, restore: Restore
) -> Iterator[str]:
    """What of one package is still in doubt after this look, the website first."""
    try:
        package = desk.read(row)
    except PackageProblems:
        return  # unreadable: no sweep can send it either
    keys = sorted(publisher.plan(package), key=lambda key: key.channel != website)
    moved = _touched_since(publisher.ledger, row, restore)
    link, has_website = "", any(key.channel == website for key in keys)
    for key in keys:
        lease = publisher.take(key)
        if lease is None:
            yield f"{key.package_id} {key.channel}: {t('sedang dikerjakan proses lain')}"
            continue
        try:
            if key not in moved and queries.publication(publisher.ledger, key).state in _NOT_ENDED:
                publisher.put_in_doubt(key, instant(restore.backup_at), instant(restore.restored_at), lease)
            if reason := broken.get(key.channel):
                yield f"{key.package_id} {key.channel}: {reason}"
            connector = publisher.connectors.get(key.channel)
            if connector and (key.channel == website or link or not has_website or not connector.limits.needs_link):
                yield from _look(publisher, package, key, lease, link)
        finally:
            publisher.ledger.release(lease)
        now = queries.publication(publisher.ledger, key)
        link = now.url if key.channel == website and now.state in _ON_SHOW else link


def _touched_since(ledger: Ledger, row: PackageRow, restore: Restore) -> set[PublicationKey]:
    """Publications that were planned, or put in doubt, after the restore."""
    entries = queries.history(ledger, row.key.office, row.key.package_id, [Kind.PUBLICATION])
    return {
        PublicationKey(entry["office"], entry["package_id"], entry["revision"], entry["channel"])
        for entry in entries
        if entry["seq"] > restore.seq
    }


def _look(publisher: Publisher, package: Package, key: PublicationKey, lease: Lease, link: str) -> Iterator[str]:
    """Look as far as the engine's patience allows now; a reason if that is not the end of it."""
    while (outcome := publisher.outlook(key)).step == Step.FIND:
        publisher.step(package, key, lease, link)
    if outcome.row.state == State.UNKNOWN:
        yield f"{key.package_id} {key.channel}: {outcome.row.problem or t('dicari lagi sebentar')}"
    elif outcome.row.state == State.NEEDS_HUMAN:
        _adopt_if_public(publisher, package, key, lease, link)


def _adopt_if_public(publisher: Publisher, package: Package, key: PublicationKey, lease: Lease, link: str) -> None:
    """A person may have answered after the backup; what is public now needs no answer any more."""
    try:
        found = publisher.objects(package, key, link)
    except ConnectorError:
        return
    if isinstance(found, Found) and found.public and found.count == 1:
        publisher.tell(key, Looked(found), lease)
