"""From the queue folder into the ledger: seal what is complete and still, hold what is wrong, cancel what was taken out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from content_queue.folder import Scan
from content_queue.listing import SHEET
from content_queue.package import Package
from content_queue.problems import PackageProblems, Problem
from content_queue.read import read
from content_queue.seal import Sealed, digest_of, hashes, seal
from content_queue.sheet import load_sheet
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing import approval
from publishing.desk import APPROVED, AWAITING, CANCELLED, REPLACED, Desk, recall, remember, set_state, was_sent
from publishing.states import NEVER_SENT, State
from safety.clock import Clock

PATIENCE = timedelta(minutes=10)
"""How long a package that is not what its sheet says may lie still before it is held: somebody may still be copying."""


@dataclass(frozen=True)
class Taken:
    """What a look at masuk/ gave: sealed anew, held, waiting for an approval, and folders that somebody is changing."""

    sealed: tuple[str, ...]
    held: tuple[str, ...]
    waiting: tuple[str, ...]
    moving: tuple[str, ...]


def take_in(ledger: Ledger, desk: Desk, clock: Clock) -> Taken:
    """Look at masuk/ once; afterwards every package there is sealed, or still on its way in."""
    desk.queue.prepare()
    scan = desk.queue.scan(recall(desk), clock.now())
    sealed: list[str] = []
    held = [name for name, problems in scan.refused.items() if _hold(ledger, desk, name, problems)]
    again: list[str] = []
    for name in (*scan.ready, *_complete_by_sheet(desk, scan)):
        try:
            if _agrees_with_sheet(desk, name):
                _seal(ledger, desk, name)
                sealed.append(name)
            elif clock.now() - scan.seen[name].since >= PATIENCE:
                held += [name] if _hold(ledger, desk, name, [Problem("sheet-other-bytes", SHEET)]) else []
            else:
                again.append(name)
        except PackageProblems as error:
            if any(problem.code == "still-changing" for problem in error.problems):
                again.append(name)
            elif _hold(ledger, desk, name, error.problems):
                held.append(name)
    kept = {name: replace(seen, still=seen.still and name not in again) for name, seen in scan.seen.items() if name not in held}
    remember(desk, kept)
    _cancel_taken_out(ledger, desk)
    for row in queries.packages(ledger, desk.office, [AWAITING]):
        approval.take_note(ledger, desk, row)
    waiting = tuple(row.key.package_id for row in queries.packages(ledger, desk.office, [AWAITING]))
    return Taken(tuple(sealed), tuple(held), waiting, tuple(name for name in scan.moving if name not in sealed))


def _complete_by_sheet(desk: Desk, scan: Scan) -> list[str]:
    """Packages that need not lie still: the sheet says which bytes belong, and exactly those are there."""
    return [name for name in scan.moving if (desk.queue.inbox / name / SHEET).is_file() and _agrees_with_sheet(desk, name)]


def _agrees_with_sheet(desk: Desk, name: str) -> bool:
    """True without a sheet, or when exactly the sheet's files and digests are there."""
    folder = desk.queue.inbox / name
    if not (folder / SHEET).exists():
        return True
    try:
        sheet = load_sheet(folder / SHEET)
        found = hashes(folder)
    except PackageProblems:
        return False
    except OSError:
        return False
    return dict(sheet.files) == found and sheet.digest == digest_of(found)


def _seal(ledger: Ledger, desk: Desk, name: str) -> None:
    earlier = queries.revisions(ledger, desk.office, name)
    sealed = seal(desk.queue.inbox / name, desk.store)
    if earlier and earlier[-1].digest == sealed.digest and earlier[-1].state in (AWAITING, APPROVED):
        return
    _refuse_second_post(ledger, desk, name, earlier)
    revision = earlier[-1].key.revision + 1 if earlier else 1
    package = read(sealed.path, desk.office, name, revision, desk.zone, desk.derivatives)
    _check_channels(package, desk)
    ledger.append(desk.office, [*_replaced(earlier), _sealed_entry(package, sealed, name)])


def _sealed_entry(package: Package, sealed: Sealed, folder: str) -> Entry:
    facts = {
        "digest": package.digest,
        "state": AWAITING,
        "title": package.title,
        "kind": str(package.kind),
        "category": package.category,
        "folder": folder,
        "publish_at": stamp(package.publish_at) if package.publish_at else None,
        "expires_at": stamp(package.expires_at) if package.expires_at else None,
        "approved_at": None,
        "problem": "",
    }
    return Entry(Kind.PACKAGE, "sealed", package.id, package.revision, facts=facts, evidence={"files": dict(sealed.files)})


def _replaced(earlier: Iterable[PackageRow]) -> list[Entry]:
    return [
        Entry(Kind.PACKAGE, REPLACED, row.key.package_id, row.key.revision, facts={"state": REPLACED})
        for row in earlier
        if row.state in (AWAITING, APPROVED)
    ]


def _refuse_second_post(ledger: Ledger, desk: Desk, name: str, earlier: Iterable[PackageRow]) -> None:
    """A new revision of what is already on its way or public would be a second post: only a correction may change it."""
    for row in earlier:
        for publication in queries.publications(ledger, desk.office, package=row.key):
            if publication.state not in (*NEVER_SENT, State.WITHDRAWN):
                raise PackageProblems([Problem("already-published", name, None, {"url": publication.url or publication.state})])


def _check_channels(package: Package, desk: Desk) -> None:
    unknown = [channel for channel in package.channels if channel not in desk.channels]
    if unknown or not package.channels:
        params = {"channels": ", ".join(unknown) or "-", "known": ", ".join(desk.channels)}
        raise PackageProblems([Problem("unknown-channel", package.id, None, params)])


def _hold(ledger: Ledger, desk: Desk, name: str, problems: Iterable[Problem]) -> bool:
    told = tuple(problems)
    desk.queue.hold(name, told)
    unsent = [row for row in queries.revisions(ledger, desk.office, name) if not was_sent(ledger, row)]
    evidence = {"folder": name, "problems": [problem.text() for problem in told]}
    ledger.append(desk.office, [Entry(Kind.QUEUE, "held", evidence=evidence), *_replaced(unsent)])
    return True


def _cancel_taken_out(ledger: Ledger, desk: Desk) -> None:
    """Regret: a package taken out of masuk/ before its first visible act is cancelled (BATAL)."""
    for row in queries.packages(ledger, desk.office, [AWAITING, APPROVED]):
        if not desk.folder(row).exists() and not was_sent(ledger, row):
            set_state(ledger, row, CANCELLED)
