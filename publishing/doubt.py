"""What a restore leaves in doubt: anything may have gone out between the backup and the loss, and the book does not say so.

Until everything that the restored book knows of was looked for, nothing is sent (`is_open`). For a month longer, whatever is
planned anew begins with a look: somebody may drop again what the backup did not hold yet.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from connectors.contract import Absent, CannotTell, Connector, Finding, Fingerprint, Found
from language.say import later, t
from ledger import queries
from ledger.chain import instant
from ledger.queries import PublicationRow
from ledger.store import Ledger
from publishing.marker import marker
from publishing.states import Policy, Progress, State
from publishing.steps import in_doubt

SHUT = later(
    "rumah ini dipulihkan dari cadangan dan belum selesai memastikan apa yang sudah tayang; tidak ada yang dikirim"
)
REVISIONS_AHEAD = 5
"""How many revisions beyond the book's newest are looked for: mended, approved and published after the backup."""


def is_open(ledger: Ledger, office: str) -> bool:
    """Whether the book came back from a backup and what may have gone out since was not all looked for."""
    return any(not restore.reconciled for restore in queries.restores(ledger, office))


def since(ledger: Ledger, office: str, policy: Policy, now: datetime) -> tuple[datetime, datetime] | None:
    """From when to when posts may have gone out that the book does not know; None when no restore is young enough."""
    young = [r for r in queries.restores(ledger, office) if now - instant(r.restored_at) <= timedelta(seconds=policy.doubt)]
    if not young:
        return None
    return min(instant(r.backup_at) for r in young), max(instant(r.restored_at) for r in young)


def beginning(ledger: Ledger, office: str, policy: Policy, now: datetime) -> Progress:
    """How a new publication begins: planned, or to be looked for first."""
    doubtful = since(ledger, office, policy, now)
    if doubtful is None:
        return Progress(State.PLANNED)
    backup_at, restored_at = doubtful
    settled = max(restored_at, now - timedelta(seconds=policy.settle_window))
    return in_doubt(Progress(State.PLANNED), backup_at, settled)


def other_revision(
    ledger: Ledger, connector: Connector, row: PublicationRow, fingerprint: Fingerprint, since: datetime
) -> Finding:
    """Absent, unless another revision of this package stands on a platform that is asked by our mark: then a person decides.

    Elsewhere the words themselves were looked for, and those of another revision are told as alike by the first look."""
    limits = connector.limits
    if limits.assisted and is_open(ledger, row.key.office):
        return CannotTell(t("dipulihkan dari cadangan: lihat sendiri apakah paket ini sudah diunggah orang, lalu jawab"))
    if limits.assisted or not (limits.hidden_stage or limits.repeatable_reveal):
        return Absent()
    key = row.key
    newest = max((known.key.revision for known in queries.revisions(ledger, key.office, key.package_id)), default=1)
    for revision in range(1, newest + REVISIONS_AHEAD + 1):
        if revision == key.revision:
            continue
        mark = marker(key._replace(revision=revision))
        finding = connector.find(replace(fingerprint, marker=mark, remote_id=""), since)
        if isinstance(finding, Found) and finding.public:
            there = later("revisi {revision} paket ini tayang di {url}; pastikan mana yang harus tayang, lalu jawab")
            return CannotTell(t(there, revision=revision, url=finding.url))
        if isinstance(finding, CannotTell):
            unsure = later("revisi {revision} paket ini belum dapat dipastikan: {why}")
            return CannotTell(t(unsure, revision=revision, why=finding.reason))
    return Absent()
