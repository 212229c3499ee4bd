"""When a package may go: the jeda is over, its time has come, it is neither late nor expired; and when it is done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from content_queue.package import Package
from language.say import LANGUAGES, later, said_in, t
from ledger import queries
from ledger.chain import instant, stamp
from ledger.entries import Kind, PackageKey, PublicationKey
from ledger.inbox_queries import begun
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Ledger, LedgerFailure
from ledger.withdrawal_queries import withdrawal
from publishing import approval
from publishing.desk import APPROVED, AWAITING, DONE, LATE, Desk, note, set_state, was_sent
from publishing.events import Event, Expired, PersonNeeded, PersonSaysNotLive, TakenDown
from publishing.notebook import forget
from publishing.standing import still_to_post, to_correct
from publishing.states import ENDED, NEVER_SENT, Policy, State
from safety.clock import Clock

_SIGNS = frozenset({"sending", PersonSaysNotLive.__name__})
HELD_FOR_CLOCK = later("ditahan, jam komputer salah")
DECIDE = later(
    "putuskan: buat revisi dengan waktu baru, atau keluarkan map dari masuk/ (lalu masukkan lagi bila tetap akan tayang)"
)

OPEN_ELSEWHERE = later(
    "sedang dibuka di program lain; tutup berkasnya di semua komputer. "
    "Bila tidak ada lagi yang membukanya, hapus berkas yang namanya diawali ~$ atau .~lock di map ini"
)


def waits_for_time(ledger: Ledger, office: str) -> bool:
    """Whether an approved package has a time to begin or to end: then the clock must be right."""
    return any(row.publish_at or row.expires_at for row in queries.packages(ledger, office, [APPROVED]))


def tell_of_clock(ledger: Ledger, office: str, wrong: str) -> None:
    """Say at every package with a time of its own that the clock is wrong; taken back when it is right again."""
    for row in queries.packages(ledger, office, [APPROVED]):
        if wrong and (row.publish_at or row.expires_at):
            note(ledger, row, f"{t(HELD_FOR_CLOCK)}: {wrong}")
        elif not wrong and row.problem.startswith(tuple(said_in(language, HELD_FOR_CLOCK) for language in LANGUAGES)):
            note(ledger, row, "")


def due(
    ledger: Ledger, desk: Desk, policy: Policy, clock: Clock, moving: Iterable[str] = (), *, wrong_clock: bool = False
) -> list[PackageRow]:
    """Approved packages whose time has come, oldest first. By a wrong clock nothing begins, ends or is late.

    What is already on its way goes on; a package whose folder somebody is changing (`moving`), or whose bytes are not
    the sealed ones any more, does not begin. One that cannot be read any more is noted for a person and stops no other.
    """
    now, changing = clock.now(), set(moving)
    under_way = begun(ledger, desk.office, NEVER_SENT)
    found = []
    for row in reversed(queries.packages(ledger, desk.office, [APPROVED], planned_by=stamp(now))):
        if wrong_clock and (row.publish_at or row.expires_at or is_late(row, policy, now)):
            continue
        try:
            if row.key in under_way or _may_begin(ledger, desk, row, policy, now, moving=row.folder in changing):
                found.append(row)
        except LedgerFailure:
            raise
        except Exception as error:  # whatever is wrong with one package, the others go out
            note(ledger, row, t("tidak dapat ditayangkan: {why}", why=str(error) or type(error).__name__))
    return found


def may_go(ledger: Ledger, desk: Desk, package: Package, policy: Policy, clock: Clock) -> bool:
    """Whether a package that was due when the sweep began still is: others before it may have taken long."""
    row = row_of(ledger, package)
    return row.state == APPROVED and (was_sent(ledger, row) or _may_begin(ledger, desk, row, policy, clock.now()))


def row_of(ledger: Ledger, package: Package) -> PackageRow:
    """A package as it stands now."""
    return queries.package(ledger, PackageKey(package.office, package.id, package.revision))


def has_expired(row: PackageRow, now: datetime) -> bool:
    return bool(row.expires_at) and now >= instant(str(row.expires_at))


def is_late(row: PackageRow, policy: Policy, now: datetime, tried: datetime | None = None) -> bool:
    """Whether it should have gone out longer ago than the office has patience for, and nothing was tried since."""
    if not row.approved_at:
        return False
    return now > max(_due_at(row, policy, now), tried or instant(row.approved_at)) + timedelta(seconds=policy.late)


def stale(ledger: Ledger, publication: PublicationRow, policy: Policy, now: datetime) -> Event | None:
    """Nothing stale goes out by itself, however far it got, and nothing that a person has withdrawn meanwhile."""
    order = withdrawal(ledger, publication.key)
    if order is not None and order.is_open:
        return TakenDown(t("ditarik sebelum tayang: {why}", why=order.reason))
    key = publication.key
    for package in queries.revisions(ledger, key.office, key.package_id):
        if package.key.revision != key.revision:
            continue
        if has_expired(package, now):
            return Expired(t("masa tayangnya lewat sebelum tayang"))
        if is_late(package, policy, now) and is_late(package, policy, now, _last_sign(ledger, key)):
            return PersonNeeded(t("sudah terlalu lama tertunda; jawab belum tayang bila tetap akan ditayangkan"))
    return None


def _last_sign(ledger: Ledger, key: PublicationKey) -> datetime | None:
    """When something last left for this publication, or a person last said to send it again. Tries that reached nobody do not
    keep it fresh: after days without a line nothing goes out by itself."""
    told = queries.history(ledger, key.office, key.package_id, [Kind.PUBLICATION])
    signs = (entry for entry in reversed(told) if entry["event"] in _SIGNS and _of(entry) == key)
    return next((instant(entry["at"]) for entry in signs), None)


def _of(entry: dict[str, Any]) -> PublicationKey:
    return PublicationKey(entry["office"], entry["package_id"], entry["revision"], entry["channel"])


def file_away(ledger: Ledger, desk: Desk, package: Package, clock: Clock) -> None:
    """Move a package whose every publication has ended to arsip/YYYY/MM/ and say so in the ledger."""
    row = row_of(ledger, package)
    publications = queries.publications(ledger, desk.office, package=row.key)
    # What failed for a while waits here for a person, who can have it tried again.
    if to_correct(ledger, package) or any(State(p.state) not in ENDED - {State.DEAD} for p in publications):
        return
    if not publications and package.revision == 1:
        return
    if still_to_post(ledger, package):
        return  # a person wants it posted anew there: a later sweep plans it
    day = clock.now().astimezone(desk.zone)
    if desk.holds_sealed_bytes(row):
        desk.queue.archive(row.folder, day.year, day.month)
    set_state(ledger, row, DONE)


def _due_at(row: PackageRow, policy: Policy, now: datetime) -> datetime:
    approved = instant(row.approved_at) if row.approved_at else now
    planned = instant(row.publish_at) if row.publish_at else approved
    return max(approved + timedelta(seconds=policy.jeda), planned)


def _may_begin(ledger: Ledger, desk: Desk, row: PackageRow, policy: Policy, now: datetime, *, moving: bool = False) -> bool:
    if now < _due_at(row, policy, now) or not desk.folder(row).exists():
        return False
    if desk.is_open(row):
        note(ledger, row, t(OPEN_ELSEWHERE))
        forget(desk, row.folder)
        return False
    if moving:
        return False
    if not desk.holds_sealed_bytes(row):
        forget(desk, row.folder)
        return False
    if not approval.approves_now(ledger, desk, row, now):
        set_state(ledger, row, AWAITING)
        return False
    if has_expired(row, now):
        set_state(ledger, row, LATE, t("masa tayangnya sudah lewat; {decide}", decide=t(DECIDE)))
        return False
    if is_late(row, policy, now):
        set_state(ledger, row, LATE, t("terlambat dari waktu tayangnya; {decide}", decide=t(DECIDE)))
        return False
    return True
