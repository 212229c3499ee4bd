"""When a package may go: the jeda is over, its time has come, it is neither late nor expired; and when it is done."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from content_queue.package import Package
from ledger import queries
from ledger.chain import instant
from ledger.queries import PackageRow
from ledger.store import Ledger
from publishing.desk import APPROVED, DONE, LATE, Desk, forget, set_state, was_sent
from publishing.states import ENDED, Policy, State
from safety.clock import Clock


def due(ledger: Ledger, desk: Desk, policy: Policy, clock: Clock, moving: Iterable[str] = ()) -> list[Package]:
    """Approved packages whose time has come, oldest first.

    What is already on its way goes on; a package whose folder somebody is changing (`moving`), or whose bytes are not
    the sealed ones any more, does not begin.
    """
    now, changing = clock.now(), set(moving)
    found = []
    for row in reversed(queries.packages(ledger, desk.office, [APPROVED])):
        if was_sent(ledger, row) or (row.folder not in changing and _may_begin(ledger, desk, row, policy, now)):
            found.append(desk.read(row))
    return found


def file_away(ledger: Ledger, desk: Desk, package: Package, clock: Clock) -> None:
    """Move a package whose every publication has ended to arsip/YYYY/MM/ and say so in the ledger."""
    row = next(r for r in queries.revisions(ledger, desk.office, package.id) if r.key.revision == package.revision)
    publications = queries.publications(ledger, desk.office, package=row.key)
    if not publications or any(State(p.state) not in ENDED for p in publications):
        return
    day = clock.now().astimezone(desk.zone)
    if desk.holds_sealed_bytes(row):
        desk.queue.archive(row.folder, day.year, day.month)
    set_state(ledger, row, DONE)


def _may_begin(ledger: Ledger, desk: Desk, row: PackageRow, policy: Policy, now: datetime) -> bool:
    approved = instant(row.approved_at) if row.approved_at else now
    planned = instant(row.publish_at) if row.publish_at else None
    if now < max(approved + timedelta(seconds=policy.jeda), planned or approved):
        return False
    if not desk.holds_sealed_bytes(row):
        forget(desk, row.folder)
        return False
    if row.expires_at and now >= instant(row.expires_at):
        set_state(ledger, row, LATE, "masa tayangnya sudah lewat; putuskan: buat revisi dengan waktu baru, atau batalkan")
        return False
    if planned and now > planned + timedelta(seconds=policy.late):
        set_state(ledger, row, LATE, "terlambat dari waktu tayangnya; putuskan: buat revisi dengan waktu baru, atau batalkan")
        return False
    return True
