"""From the queue folder into the ledger: seal what is complete and still, hold what is wrong, cancel what was taken out."""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content_queue.folder import Scan
from content_queue.listing import SHEET
from content_queue.notes import Notes, Turn
from content_queue.package import Package
from content_queue.problems import PackageProblems, Problem, printable
from content_queue.seal import Sealed, digest_of, hashes, seal
from content_queue.sheet import load_sheet
from language.say import later, t
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind, PackageKey
from ledger.inbox_queries import last_evidence, lying
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing import approval, booked, notebook
from publishing.desk import APPROVED, AWAITING, CANCELLED, LATE, REPLACED, RETURNED, Desk, going_on, put_aside, was_sent
from publishing.second_posts import expect_correction, refuse_other_spelling, refuse_second_post, twins
from safety.clock import Clock

logger = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=10)
"""How long a package that is not what its sheet says may lie still before it is held: somebody may still be copying."""


@dataclass(frozen=True)
class Taken:
    """What a look at masuk/ gave: sealed anew, held, waiting for an approval, and folders that somebody is changing.

    `fresh`: what was read of the packages that were sealed just now, so that it need not be read again.
    """

    sealed: tuple[str, ...]
    held: tuple[str, ...]
    waiting: tuple[str, ...]
    moving: tuple[str, ...]
    fresh: Mapping[PackageKey, Package]


class QueueShut(Exception):
    """The queue folder cannot be worked in: not mounted, taken away, or only to be read. Nothing is cancelled or sent."""


def take_in(ledger: Ledger, desk: Desk, clock: Clock) -> Taken:
    """Look at masuk/ once; afterwards every package there is sealed, or still on its way in. Raises QueueShut."""
    _expect_queue(ledger, desk)
    notes, turn = notebook.recall(desk), notebook.recall_turn(desk)
    scan = _scan(desk, notes, clock.now(), turn)
    sealed: list[str] = []
    again: list[str] = []
    held = [name for name, problems in scan.refused.items() if _hold(ledger, desk, name, problems)]
    fresh: dict[PackageKey, Package] = {}
    for name in (*scan.ready, *_complete_by_sheet(desk, scan)):
        try:
            against = _against_sheet(desk, name)
            if not against:
                package = _seal(ledger, desk, name)
                fresh |= {PackageKey(package.office, package.id, package.revision): package} if package else {}
                sealed.append(name)
            elif clock.now() - scan.looked[name].since >= PATIENCE:
                (held if _hold(ledger, desk, name, against) else again).append(name)
            else:
                again.append(name)
        except PackageProblems as error:
            if any(problem.code == "still-changing" for problem in error.problems):
                again.append(name)
            else:
                (held if _hold(ledger, desk, name, error.problems) else again).append(name)
        except OSError as error:  # a full disk, say: this package stays where it is, the others go on
            logger.error(t("{name}: belum dapat disegel: {why}", name=printable(name), why=error))  # noqa: TRY400  one line for people
            again.append(name)
    kept = scan.seen.after({name: replace(scan.looked[name], still=False) for name in again}, held, clock.now())
    if kept is not notes:
        notebook.remember(desk, kept)
    notebook.remember_turn(desk, scan.turn, clock.now())
    awaiting, decided = notebook.lying(ledger, desk)
    taken_out = set(kept.missing((*awaiting, *decided)))
    _cancel_taken_out(ledger, desk, sorted(taken_out))
    waiting = _note_approvals(ledger, desk, [name for name in awaiting if name not in taken_out])
    return Taken(tuple(sealed), tuple(held), waiting, tuple(name for name in scan.moving if name not in sealed), fresh)


def _expect_queue(ledger: Ledger, desk: Desk) -> None:
    """An empty mount point looks like a queue that everything was taken out of: the four folders are made together."""
    queue = desk.queue
    if why := queue.why_shut():
        raise _shut(why)
    there = any(folder.is_dir() for folder in (queue.drafts, queue.held, queue.done))
    if not there and queries.packages(ledger, desk.office, [AWAITING, APPROVED, LATE]):
        other = later("map antrean {folder} tidak seperti semula; pasang lagi disk atau map bersamanya")
        raise QueueShut(t(other, folder=queue.root))


def _scan(desk: Desk, notes: Notes, now: datetime, turn: Turn) -> Scan:
    try:
        desk.queue.prepare()
        return desk.queue.scan(notes, now, turn)
    except OSError as error:
        told = later("{folder} tidak dapat dibuka ({why})")
        raise _shut(t(told, folder=error.filename or desk.queue.root, why=error.strerror)) from error


def _shut(why: str) -> QueueShut:
    return QueueShut(
        t(
            "map antrean {why}; periksa izin, disk, atau sambungan mapnya. Tidak ada yang ditayangkan sampai pulih, "
            "lalu dilanjutkan sendiri",
            why=why,
        )
    )


def _complete_by_sheet(desk: Desk, scan: Scan) -> list[str]:
    """Packages that need not lie still: the sheet says which bytes belong, and exactly those are there."""
    sound = [name for name in scan.moving if not scan.looked[name].problems]
    return [name for name in sound if _says_what_belongs(desk, name) and not _against_sheet(desk, name)]


def _says_what_belongs(desk: Desk, name: str) -> bool:
    path = desk.queue.inbox / name / SHEET
    try:
        return path.is_file() and not load_sheet(path).is_begun
    except PackageProblems:
        return False


def _against_sheet(desk: Desk, name: str) -> tuple[Problem, ...]:
    """Nothing without a sheet, with one that was begun before there was any content, or when exactly its files are there."""
    folder = desk.queue.inbox / name
    if not (folder / SHEET).exists():
        return ()
    other = (Problem("sheet-other-bytes", SHEET),)
    try:
        sheet = load_sheet(folder / SHEET)
        if sheet.is_begun:
            return ()
        found = hashes(folder)
    except PackageProblems as error:
        return error.problems
    except OSError:
        return other
    return () if dict(sheet.files) == found and sheet.digest == digest_of(found) else other


def _seal(ledger: Ledger, desk: Desk, name: str) -> Package | None:
    """Seal it and read it; None if these very bytes wait already."""
    earlier = queries.revisions(ledger, desk.office, name)
    sealed = seal(desk.queue.inbox / name, desk.store)
    if earlier and earlier[-1].digest == sealed.digest and earlier[-1].state in (AWAITING, APPROVED, LATE):
        return None
    refuse_other_spelling(ledger, desk, name)
    same_bytes = twins(ledger, desk, name, sealed.digest)
    revision = earlier[-1].key.revision + 1 if earlier else 1
    package = _read(desk, sealed, name, revision)
    refuse_second_post(ledger, package, same_bytes)
    expect_correction(ledger, package, earlier)
    _check_channels(package, desk)
    key = PackageKey(desk.office, name, revision)
    ledger.append(desk.office, [*_replaced(earlier), _sealed_entry(package, sealed, name), *_brought_along(ledger, desk, key)])
    return package


def _brought_along(ledger: Ledger, desk: Desk, key: PackageKey) -> list[Entry]:
    path = desk.queue.inbox / key.package_id / SHEET
    try:
        return booked.brought_along(ledger, desk, key, load_sheet(path)) if path.is_file() else []
    except PackageProblems:  # it is told when it is judged
        return []


def _read(desk: Desk, sealed: Sealed, name: str, revision: int) -> Package:
    try:
        return desk.read_sealed(sealed.path, name, revision)
    except (PackageProblems, OSError):
        raise
    except Exception as error:  # a file that no reader foresaw is held like any other that cannot be read
        raise PackageProblems([Problem("not-readable", name, None, {"detail": type(error).__name__})]) from error


def _sealed_entry(package: Package, sealed: Sealed, folder: str) -> Entry:
    facts = {
        "digest": package.digest,
        "state": AWAITING,
        "title": package.title,
        "kind": str(package.kind),
        "category": package.category,
        "unit": package.unit,
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
        if row.state in (AWAITING, APPROVED, LATE, RETURNED)
    ]


def _check_channels(package: Package, desk: Desk) -> None:
    unknown = [channel for channel in package.channels if channel not in desk.channels]
    if unknown or not package.channels:
        params = {"channels": ", ".join(unknown) or "-", "known": ", ".join(desk.channels)}
        raise PackageProblems([Problem("unknown-channel", package.id, None, params)])


def _hold(ledger: Ledger, desk: Desk, name: str, problems: Iterable[Problem]) -> bool:
    """Move a package to ditahan/; False where the file system does not let us, and it is tried again."""
    told = tuple(problems)
    _enter_held(ledger, desk, name, told)
    try:
        desk.queue.hold(name, told)
    except OSError as error:
        if not os.path.lexists(desk.queue.inbox / name):
            return True  # it lies there; only whether a power cut could undo that is not known
        logger.error(t("{name}: belum dapat ditahan: {why}", name=printable(name), why=error))  # noqa: TRY400  one line for people
        return False
    return True


def _enter_held(ledger: Ledger, desk: Desk, name: str, problems: Iterable[Problem]) -> None:
    """Say it before the folder moves: whatever ends this process then, nothing lies in ditahan/ that the ledger does not know.
    A move that fails again and again is not entered each time."""
    evidence = {"folder": printable(name), "problems": [problem.text() for problem in problems]}
    said = last_evidence(ledger, desk.office, "held", stamp(ledger.clock.now() - PATIENCE))
    unsent = [row for row in queries.revisions(ledger, desk.office, printable(name)) if not was_sent(ledger, row)]
    replaced = _replaced(unsent)
    entries = [*([] if evidence in said else [Entry(Kind.QUEUE, "held", evidence=evidence)]), *replaced]
    entries += going_on(ledger, unsent[-1]) if replaced else []
    if entries:
        ledger.append(desk.office, entries)


def _note_approvals(ledger: Ledger, desk: Desk, awaiting: Sequence[str]) -> tuple[str, ...]:
    """Enter the approvals that have come; the packages that still wait. Without a sheet nothing can have been approved."""
    inbox = str(desk.queue.inbox)
    signed = {name for name in awaiting if os.access(f"{inbox}/{name}/{SHEET}", os.F_OK)}
    rows = _rows(ledger, desk, [AWAITING], sorted(signed))
    approved = {row.folder for row in rows if approval.take_note(ledger, desk, row).approved}
    if desk.signatures:
        desk.signatures.keep()
    return tuple(name for name in awaiting if name not in approved)


def _rows(ledger: Ledger, desk: Desk, states: Iterable[str], dropped_in: Sequence[str]) -> Iterator[PackageRow]:
    for one in lying(ledger, desk.office, states, dropped_in):
        yield queries.package(ledger, one.key)


def _cancel_taken_out(ledger: Ledger, desk: Desk, unseen: Sequence[str]) -> None:
    """Regret: a package taken out of masuk/ before its first visible act is cancelled (BATAL)."""
    for row in _rows(ledger, desk, [AWAITING, APPROVED, LATE], unseen):
        if not desk.folder(row).exists() and not was_sent(ledger, row):
            put_aside(ledger, row, CANCELLED)
