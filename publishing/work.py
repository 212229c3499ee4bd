"""Carries out one step of one publication: commit the intent, make the outward call, commit what came back.

Synchronous and free of Prefect; flows run it in a thread and await what is asynchronous (the public look).
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from connectors.contract import (
    Absent,
    CannotTell,
    Connector,
    Finding,
    Found,
    Limits,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    Staged,
    TryLater,
)
from content_queue.package import Package
from language.say import later, t
from ledger import queries
from ledger.conditions import still_approved
from ledger.entries import Entry, PackageKey, PublicationKey
from ledger.queries import PublicationRow
from ledger.store import Lease, LeaseLost, Ledger, LedgerFailure, Overtaken
from publishing import breaker, doubt, events, sending, steps, timing
from publishing.events import Event
from publishing.marker import marker
from publishing.rows import entry_of, event_of, facts_of, fault_of, fingerprint_of, look_since, progress_of
from publishing.standing import to_post
from publishing.states import Policy, State, Step
from safety.clock import Clock

logger = logging.getLogger(__name__)
_SENDING = (Step.STAGE, Step.REVEAL)
CHANGED = later("yang sudah tersimpan di kanal bukan lagi yang akan dikirim (setelan atau versi berubah); lihat, lalu jawab")

NOT_APPROVED = later("{package}: isi ini bukan yang disetujui; tidak ada yang dikirim")
BROKEN_OFF = later("program berhenti ketika ini sedang dikirim")


class NotAllowed(Exception):
    """The gate is shut or the approval does not cover these bytes; nothing was sent."""


@dataclass(frozen=True)
class Outcome:
    """Where a publication stands after a step, and what comes next (for WAIT: until when)."""

    row: PublicationRow
    step: Step
    until: datetime | None


@dataclass(frozen=True)
class Publisher:
    """Takes publications of one office forward. `connectors` by channel name; `counting` keeps unclear answers in order."""

    ledger: Ledger
    connectors: Mapping[str, Connector]
    policy: Policy
    clock: Clock
    counting: Lock = field(default_factory=Lock)

    def plan(self, package: Package) -> list[PublicationKey]:
        """Enter one publication for each channel on which an approved package is a post of its own, once; planning again adds
        nothing."""
        revision = PackageKey(package.office, package.id, package.revision)
        known = {row.key for row in queries.publications(self.ledger, package.office, package=revision)}
        keys = [PublicationKey(*revision, channel) for channel in to_post(self.ledger, package)]
        new = [key for key in keys if key not in known]
        begun = doubt.beginning(self.ledger, package.office, self.policy, self.clock.now())
        facts = facts_of(begun) | {"handles": "{}", "payload_digest": ""}
        entries = [entry_of(key, "planned", facts | {"marker": marker(key)}) for key in new]
        if entries:
            self.ledger.append(package.office, entries, only_new=True)
        return keys

    def take(self, key: PublicationKey) -> Lease | None:
        """The right to act on one publication, or None while somebody else has it or may still be sending."""
        grace = self.policy.request_deadline + self.policy.settle_window
        return self.ledger.acquire(f"publication:{key}", self.policy.lease, grace=grace)

    def outlook(self, key: PublicationKey) -> Outcome:
        """What would come next, without doing it."""
        row = queries.publication(self.ledger, key)
        step, until = steps.next_step(progress_of(row), self._limits(key), self.policy, self.clock.now())
        return Outcome(row, step, until)

    def stopped(self, key: PublicationKey) -> str:
        """Why nothing may be sent on this publication's channel, "" if it may."""
        return breaker.stopped(self.ledger, key, self.policy)

    def step(self, package: Package, key: PublicationKey, lease: Lease, website_link: str = "") -> Outcome:
        """Do the next step if it is STAGE, REVEAL or FIND; any other is left to the caller."""
        outcome = self.outlook(key)
        stale = timing.stale(self.ledger, outcome.row, self.policy, self.clock.now()) if outcome.step in _SENDING else None
        match outcome.step:
            case _ if isinstance(stale, events.TakenDown) and _may_have_gone_out(outcome.row):
                # The process died while it was revealed: it is looked for first, and then taken down for good.
                self._commit(outcome.row, events.Unclear(t(BROKEN_OFF)), lease)
            case _ if stale:
                self._commit(outcome.row, stale, lease)
            case Step.STAGE:
                self._stage(package, outcome.row, lease, website_link)
            case Step.REVEAL:
                self._reveal(package, outcome.row, lease, website_link)
            case Step.FIND:
                self._find(package, outcome.row, lease, website_link)
            case _:
                return outcome
        return self.outlook(key)

    def tell(self, key: PublicationKey, event: Event, lease: Lease, evidence: dict[str, Any] | None = None) -> Outcome:
        """Record what the caller found out: a proof, its lack, or a person's answer."""
        anew = {"writes": 0} if isinstance(event, events.PersonSaysNotLive) else None
        self._commit(queries.publication(self.ledger, key), event, lease, anew, evidence)
        return self.outlook(key)

    def put_in_doubt(self, key: PublicationKey, backup_at: datetime, at: datetime, lease: Lease) -> None:
        """The book came back from a backup: this publication is looked for before it is sent. Needs no connector."""
        after = steps.in_doubt(progress_of(queries.publication(self.ledger, key)), backup_at, at)
        self.ledger.append(key.office, [entry_of(key, "restored", facts_of(after))], holding=lease)

    def objects(self, package: Package, key: PublicationKey, website_link: str = "") -> Finding:
        """What carries the publication's mark on the platform, as the platform tells it."""
        connector = self.connectors[key.channel]
        row = queries.publication(self.ledger, key)
        rendering = connector.preview(package, website_link)
        return connector.find(fingerprint_of(rendering, row), look_since(row))

    def _stage(self, package: Package, row: PublicationRow, lease: Lease, link: str) -> None:
        connector = self.connectors[row.key.channel]
        rendering = self._preview(package, row, link)
        if not isinstance(rendering, Rendering):
            self._commit(row, rendering, lease)
            return
        self.ready_to_send(package, row)
        row = self._commit(row, events.StageSent(), lease, {"payload_digest": rendering.digest}, intending=package)
        handles = dict(row.handles)

        def record(name: str, handle: str) -> None:
            handles[name] = handle
            self.note_handle(row, handles, name, lease)

        try:
            with sending.counted(self.ledger, row, rendering, connector.limits, self.policy, lease):
                staged = connector.stage(rendering, row.marker, dict(handles), record)
        except sending.OutOfWrites as enough:
            self._commit(row, events.Exhausted(str(enough)), lease)
            return
        except (Refused, NeedsHuman, TryLater, MaybePublished) as error:
            self._commit(row, event_of(error), lease)
            return
        except (LeaseLost, LedgerFailure):
            raise
        except Exception as error:
            self._commit(row, events.PersonNeeded(fault_of(row, error)), lease)
            return
        self._commit(row, events.StageDone(staged.remote_id), lease)

    def _reveal(self, package: Package, row: PublicationRow, lease: Lease, link: str) -> None:
        connector = self.connectors[row.key.channel]
        rendering = self._preview(package, row, link)
        if not isinstance(rendering, Rendering) or rendering.digest != row.payload_digest:
            self._commit(row, events.PersonNeeded(t(CHANGED)), lease)
            return
        self.ready_to_send(package, row)
        row = self._commit(row, events.RevealSent(), lease, intending=package)
        try:
            with sending.counted(self.ledger, row, rendering, connector.limits, self.policy, lease):
                revealed = connector.reveal(Staged(rendering, row.marker, row.remote_id, row.handles))
        except sending.OutOfWrites as enough:
            self._commit(row, events.Exhausted(str(enough)), lease)
            return
        except (Refused, NeedsHuman, TryLater, MaybePublished) as error:
            self._commit(row, event_of(error), lease)
            return
        except (LeaseLost, LedgerFailure):
            raise
        except Exception as error:  # a fault of ours says nothing of what the platform did
            self._commit(row, events.Unclear(fault_of(row, error)), lease)
            return
        self._commit(row, events.Revealed(revealed), lease)

    def _find(self, package: Package, row: PublicationRow, lease: Lease, link: str) -> None:
        rendering = self._preview(package, row, link)
        if not isinstance(rendering, Rendering):
            # Never rendered before, only in doubt after a restore: then nothing is known that this refusal could hide.
            self._commit_unknown(row, rendering if row.in_doubt else events.PersonNeeded(rendering.reason), lease)
            return
        connector = self.connectors[row.key.channel]
        try:
            finding = self._judged(row, rendering, connector.find(fingerprint_of(rendering, row), look_since(row)))
        except (TryLater, MaybePublished) as error:
            self._commit_unknown(row, events.SurelyNot(str(error), getattr(error, "at", None)), lease)
            return
        except (NeedsHuman, Refused) as error:
            self._commit_unknown(row, events.PersonNeeded(str(error)), lease)
            return
        except LedgerFailure:
            raise
        except Exception as error:
            self._commit_unknown(row, events.PersonNeeded(fault_of(row, error)), lease)
            return
        self._commit(row, events.Looked(finding), lease, evidence={"finding": type(finding).__name__})

    def _preview(self, package: Package, row: PublicationRow, link: str) -> Rendering | events.SaidNo | events.PersonNeeded:
        """What would be sent now, or why there is nothing to send."""
        try:
            return self.connectors[row.key.channel].preview(package, link)
        except Refused as no:
            return events.SaidNo(str(no))
        except Exception as error:
            return events.PersonNeeded(fault_of(row, error))

    def _judged(self, row: PublicationRow, rendering: Rendering, finding: Finding) -> Finding:
        """A finding is believed only if it is about what was sent, and about no other publication's post."""
        draft = self._limits(row.key).hidden_stage and not row.reveal_sent
        if isinstance(finding, Absent) and not draft and not row.in_doubt and rendering.digest != row.payload_digest:
            return CannotTell(t(CHANGED))
        if isinstance(finding, Absent) and doubt.since(self.ledger, row.key.office, self.policy, self.clock.now()):
            connector, fingerprint = self.connectors[row.key.channel], fingerprint_of(rendering, row)
            return doubt.other_revision(self.ledger, connector, row, fingerprint, look_since(row))
        if isinstance(finding, Found) and finding.public and finding.remote_id:
            same = [
                other
                for other in queries.publications(self.ledger, row.key.office)
                if other.key.channel == row.key.channel and other.remote_id == finding.remote_id and other.key != row.key
            ]
            if same:
                taken = later("{url} adalah terbitan paket {package}; lihat apakah yang ini juga ada")
                return CannotTell(t(taken, url=finding.url, package=same[0].key.package_id))
        return finding

    def _commit_unknown(self, row: PublicationRow, event: Event, lease: Lease) -> None:
        """A look that failed says nothing of the write: the state stays unknown."""
        if row.state != State.UNKNOWN:
            row = self._commit(row, events.Unclear(t(BROKEN_OFF)), lease)
        if row.state == State.UNKNOWN:
            self._commit(row, event, lease)

    def ready_to_send(self, package: Package, row: PublicationRow) -> None:
        """Gate and approval, read anew right before a write; entering the intent renews the lease to its full time."""
        pause = queries.pause(self.ledger, row.key.office)
        if pause.paused:
            raise NotAllowed(t("penayangan dijeda: {why}", why=pause.reason))
        if doubt.is_open(self.ledger, row.key.office):
            raise NotAllowed(t(doubt.SHUT))
        if stopped := self.stopped(row.key):
            raise NotAllowed(stopped)
        approved = [p for p in queries.revisions(self.ledger, package.office, package.id) if p.key.revision == package.revision]
        if not approved or approved[0].state != "approved" or approved[0].digest != package.digest:
            raise NotAllowed(t(NOT_APPROVED, package=package.id))
        if self.policy.lease <= self.policy.request_deadline:
            raise LeaseLost(t("hak menayangkan lebih pendek daripada satu permintaan; naikkan lease_seconds"))

    def intend(self, package: Package, entries: Sequence[Entry], lease: Lease) -> None:
        """Enter that something is about to be sent, while its package is approved, and renew the lease to its full time. Raises
        NotAllowed where a "Tidak" came between `ready_to_send` and this."""
        key = PackageKey(package.office, package.id, package.revision)
        approved, lasting = still_approved(key), self.policy.lease
        try:
            self.ledger.append(package.office, entries, holding=lease, renewing=lasting, provided=approved)
        except Overtaken as error:
            raise NotAllowed(t(NOT_APPROVED, package=package.id)) from error

    def note_handle(self, row: PublicationRow, handles: Mapping[str, str], name: str, lease: Lease) -> None:
        facts = {"handles": json.dumps(handles, sort_keys=True)}
        entry = entry_of(row.key, "handle", facts, {"name": name})
        self.ledger.append(row.key.office, [entry], holding=lease, renewing=self.policy.lease)

    def _commit(
        self,
        row: PublicationRow,
        event: Event,
        lease: Lease,
        facts: dict[str, Any] | None = None,
        evidence: dict[str, Any] | None = None,
        intending: Package | None = None,
    ) -> PublicationRow:
        """Enter what an event makes of a publication; `intending`: the package that is about to be sent."""
        try:
            after = steps.advance(progress_of(row), event, self._limits(row.key), self.policy, self.clock.now())
        except steps.WrongEvent:
            self.ledger.expect_held(lease, 0, self.policy.lease)  # whoever took over has brought it further
            raise
        entries = [
            entry_of(row.key, type(event).__name__, facts_of(after) | (facts or {}), {"fence": lease.fence} | (evidence or {}))
        ]
        with self.counting:
            entries += breaker.count(self.ledger, row.key, State(row.state), event, after, self.policy)
            if intending:
                self.intend(intending, entries, lease)
            else:
                self.ledger.append(row.key.office, entries, holding=lease)
        return queries.publication(self.ledger, row.key)

    def _limits(self, key: PublicationKey) -> Limits:
        return self.connectors[key.channel].limits


def _may_have_gone_out(row: PublicationRow) -> bool:
    """Whether a reveal was sent of which not even an unclear answer is known."""
    return row.state == State.STAGED and row.reveal_sent and row.unclear_at is None
