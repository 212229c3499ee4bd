"""From the queue folder into the ledger and out again: seal, hold, approve, say what is due, file away."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from content_queue.folder import QueueFolder, Seen
from content_queue.package import Package
from content_queue.problems import PackageProblems, Problem
from content_queue.read import read
from content_queue.seal import digest_of, hashes, intact, seal
from ledger import queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing.states import ENDED, NEVER_SENT, State
from publishing.work import Publisher
from safety.clock import Clock
from safety.files import write_durably

AWAITING = "awaiting_approval"
APPROVED = "approved"
DONE = "done"
CANCELLED = "cancelled"
REPLACED = "replaced"
LATE = "late"


class CannotApprove(Exception):
    """There is nothing to approve under this name, or its bytes are no longer what was sealed."""


@dataclass(frozen=True)
class Desk:
    """Where one office's packages lie: the queue folder, the sealed store, the office's channels and zone."""

    office: str
    queue: QueueFolder
    store: Path
    channels: tuple[str, ...]
    zone: ZoneInfo

    @property
    def notes(self) -> Path:
        """What the last scan saw, so that a new process need not start waiting again."""
        return self.store / f".pindai-{self.office}.json"

    def read(self, row: PackageRow) -> Package:
        """The sealed package; raises PackageProblems if the store was touched."""
        return read(self.store / row.digest, self.office, row.key.package_id, row.key.revision, self.zone, self.derivatives)

    @property
    def derivatives(self) -> Path:
        """Pictures as they are published, made again from the sealed ones whenever they are missing."""
        return self.store / "turunan"


@dataclass(frozen=True)
class Taken:
    """What a look at masuk/ gave: sealed anew, held, waiting for an approval, and folders that somebody is changing."""

    sealed: tuple[str, ...]
    held: tuple[str, ...]
    waiting: tuple[str, ...]
    moving: tuple[str, ...]


def take_in(ledger: Ledger, desk: Desk, clock: Clock) -> Taken:
    """Seal every package in masuk/ that is complete and still; move what is wrong to ditahan/ with the reason."""
    desk.queue.prepare()
    scan = desk.queue.scan(_recall(desk), clock.now())
    sealed, held = [], []
    for name, problems in scan.refused.items():
        _hold(ledger, desk, name, problems)
        held.append(name)
    for name in scan.ready:
        try:
            _seal(ledger, desk, name)
            sealed.append(name)
        except PackageProblems as error:
            if any(problem.code == "still-changing" for problem in error.problems):
                continue
            _hold(ledger, desk, name, error.problems)
            held.append(name)
    kept = {name: seen for name, seen in scan.seen.items() if name not in held}
    _remember(desk, kept)
    _cancel_taken_out(ledger, desk)
    waiting = tuple(row.key.package_id for row in queries.packages(ledger, desk.office, [AWAITING]))
    return Taken(tuple(sealed), tuple(held), waiting, scan.moving)


def approve(ledger: Ledger, desk: Desk, package_id: str, person_id: str, step: str, note: str = "") -> PackageRow:
    """Record that a person approved the sealed bytes of a package (an attested sign-off). Raises CannotApprove."""
    waiting = [row for row in queries.revisions(ledger, desk.office, package_id) if row.state == AWAITING]
    if not waiting:
        raise CannotApprove(f"tidak ada paket {package_id} yang menunggu persetujuan; lihat `tayang status`")
    row = waiting[-1]
    folder = desk.queue.inbox / row.folder
    if not intact(desk.store / row.digest, row.digest) or seal(folder, desk.store).digest != row.digest:
        raise CannotApprove(f"isi {package_id} berubah sejak disegel; tunggu sampai disegel lagi, periksa, lalu setujui")
    at = stamp(ledger.clock.now())
    sign = {"step": step, "person": person_id, "decision": "ya", "covers": "konten", "digest": row.digest, "note": note}
    key = row.key
    ledger.append(
        desk.office,
        [
            Entry(Kind.SIGN_OFF, "signed", key.package_id, key.revision, evidence=sign),
            Entry(Kind.PACKAGE, "approved", key.package_id, key.revision, facts={"state": APPROVED, "approved_at": at}),
        ],
    )
    return queries.revisions(ledger, desk.office, package_id)[-1]


def due(ledger: Ledger, desk: Desk, publisher: Publisher, clock: Clock, moving: Iterable[str] = ()) -> list[Package]:
    """Approved packages whose time has come: the jeda is over, publish_at reached, not late and not expired.

    What is already on its way goes on; a package whose folder somebody is changing (`moving`) does not begin.
    """
    now, found, changing = clock.now(), [], set(moving)
    for row in reversed(queries.packages(ledger, desk.office, [APPROVED])):
        begun = any(p.state not in NEVER_SENT for p in queries.publications(ledger, desk.office, package=row.key))
        if not begun and row.folder in changing:
            continue
        if not begun and not _as_sealed(desk, row):
            _forget(desk, row.folder)
            continue
        if not begun and not _may_begin(ledger, row, publisher.policy.jeda, publisher.policy.late, now):
            continue
        found.append(desk.read(row))
    return found


def file_away(ledger: Ledger, desk: Desk, package: Package, clock: Clock) -> None:
    """Move a package whose every publication has ended to arsip/YYYY/MM/ and say so in the ledger."""
    row = next(r for r in queries.revisions(ledger, desk.office, package.id) if r.key.revision == package.revision)
    publications = queries.publications(ledger, desk.office, package=row.key)
    if not publications or any(State(p.state) not in ENDED for p in publications):
        return
    day = clock.now().astimezone(desk.zone)
    if (desk.queue.inbox / row.folder).exists():
        desk.queue.archive(row.folder, day.year, day.month)
    _state(ledger, row, DONE)


def _seal(ledger: Ledger, desk: Desk, name: str) -> None:
    earlier = queries.revisions(ledger, desk.office, name)
    digest = seal(desk.queue.inbox / name, desk.store)
    if earlier and earlier[-1].digest == digest.digest and earlier[-1].state in (AWAITING, APPROVED):
        return
    _refuse_second_post(ledger, desk, name, earlier)
    revision = earlier[-1].key.revision + 1 if earlier else 1
    package = read(digest.path, desk.office, name, revision, desk.zone, desk.derivatives)
    _check_channels(package, desk)
    facts = {
        "digest": package.digest,
        "state": AWAITING,
        "title": package.title,
        "kind": str(package.kind),
        "category": package.category,
        "folder": name,
        "publish_at": stamp(package.publish_at) if package.publish_at else None,
        "expires_at": stamp(package.expires_at) if package.expires_at else None,
        "approved_at": None,
        "problem": "",
    }
    replaced = [
        Entry(Kind.PACKAGE, REPLACED, name, row.key.revision, facts={"state": REPLACED})
        for row in earlier
        if row.state in (AWAITING, APPROVED)
    ]
    entry = Entry(Kind.PACKAGE, "sealed", name, revision, facts=facts, evidence={"files": dict(digest.files)})
    ledger.append(desk.office, [*replaced, entry])


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


def _hold(ledger: Ledger, desk: Desk, name: str, problems: Iterable[Problem]) -> None:
    told = tuple(problems)
    desk.queue.hold(name, told)
    evidence = {"folder": name, "problems": [problem.text() for problem in told]}
    entries = [Entry(Kind.QUEUE, "held", evidence=evidence)]
    for row in queries.revisions(ledger, desk.office, name):
        if row.state in (AWAITING, APPROVED) and not _sent(ledger, row):
            entries.append(Entry(Kind.PACKAGE, REPLACED, name, row.key.revision, facts={"state": REPLACED}))
    ledger.append(desk.office, entries)


def _cancel_taken_out(ledger: Ledger, desk: Desk) -> None:
    """Regret: a package taken out of masuk/ before its first visible act is cancelled (BATAL)."""
    for row in queries.packages(ledger, desk.office, [AWAITING, APPROVED]):
        if not (desk.queue.inbox / row.folder).exists() and not _sent(ledger, row):
            _state(ledger, row, CANCELLED)


def _sent(ledger: Ledger, row: PackageRow) -> bool:
    return any(p.state not in NEVER_SENT for p in queries.publications(ledger, row.key.office, package=row.key))


def _may_begin(ledger: Ledger, row: PackageRow, jeda: float, late: float, now: datetime) -> bool:
    approved = instant(row.approved_at) if row.approved_at else now
    start = max(approved + timedelta(seconds=jeda), instant(row.publish_at) if row.publish_at else approved)
    if now < start:
        return False
    if row.expires_at and now >= instant(row.expires_at):
        _state(ledger, row, LATE, "masa tayangnya sudah lewat; putuskan: buat revisi dengan waktu baru, atau batalkan")
        return False
    if row.publish_at and now > instant(row.publish_at) + timedelta(seconds=late):
        _state(ledger, row, LATE, "terlambat dari waktu tayangnya; putuskan: buat revisi dengan waktu baru, atau batalkan")
        return False
    return True


def _state(ledger: Ledger, row: PackageRow, state: str, problem: str = "") -> None:
    key = row.key
    facts = {"state": state, "problem": problem}
    ledger.append(key.office, [Entry(Kind.PACKAGE, state, key.package_id, key.revision, facts=facts)])


def _as_sealed(desk: Desk, row: PackageRow) -> bool:
    """Whether the dropped folder still holds exactly the sealed bytes; time stamps can lie, hashes cannot."""
    try:
        return digest_of(hashes(desk.queue.inbox / row.folder)) == row.digest
    except (PackageProblems, OSError):
        return False


def _forget(desk: Desk, name: str) -> None:
    """Let the next scan look at this package as if it had just been dropped."""
    _remember(desk, {known: seen for known, seen in _recall(desk).items() if known != name})


def _recall(desk: Desk) -> dict[str, Seen]:
    try:
        notes = json.loads(desk.notes.read_text(encoding="utf-8"))
        return {name: _seen(note) for name, note in notes.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # without notes every package is looked at anew and waits its settle time again


def _seen(note: Mapping[str, object]) -> Seen:
    return Seen(
        fingerprint=str(note["fingerprint"]),
        since=instant(str(note["since"])),
        looked=instant(str(note["looked"])),
        folder_mtime_ns=int(str(note["folder_mtime_ns"])),
        still=False,
    )


def _remember(desk: Desk, seen: Mapping[str, Seen]) -> None:
    notes = {
        name: {k: stamp(v) if isinstance(v, datetime) else v for k, v in asdict(note).items() if k != "problems"}
        for name, note in seen.items()
    }
    write_durably(desk.notes, json.dumps(notes, sort_keys=True).encode())
