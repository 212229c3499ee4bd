"""A correction ("ralat"): an approved revision takes the place of what is public, in the same posts, under the same links.

Changing a post is repeatable: what was unclear is done again until the change is seen. No post is ever made here, so none
can be made twice.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connectors.contract import ConnectorError, Grade, Rendering, TryLater
from content_queue.package import Package
from language.say import later, t
from ledger import queries
from ledger.chain import instant, stamp
from ledger.correction_queries import DONE, OPEN, Correction, correction
from ledger.entries import Entry, Kind, PublicationKey
from ledger.queries import PublicationRow
from ledger.store import Lease, LeaseLost, LedgerFailure
from publishing.events import Proved
from publishing.rows import entry_of, fault_of, link_of
from publishing.states import State
from publishing.work import Publisher
from safety.fence import fenced

logger = logging.getLogger(__name__)
UNDER_WAY = later("sedang diralat")
"""What the ledger keeps of a correction that is being sent, in one language: it is looked for there."""
SOONEST, LATEST = timedelta(seconds=30), timedelta(hours=1)


def carry_out(publisher: Publisher, package: Package, row: PublicationRow, lease: Lease, link: str) -> bool:
    """One try: true where it is now for a look to say whether readers see it, false where it must wait. Raises NotAllowed."""
    if row.key.channel not in publisher.connectors:
        return False
    rendering = _rendering(publisher, package, row, lease, link)
    if rendering is None:
        return False
    publisher.ready_to_send(package, row)
    _enter(publisher, row, package, lease, UNDER_WAY, rendering.digest)
    handles = dict(row.handles)

    def record(name: str, handle: str) -> None:
        handles[name] = handle
        publisher.note_handle(row, handles, name, lease)

    ledger, policy = publisher.ledger, publisher.policy
    try:
        with fenced(partial(ledger.expect_held, lease, policy.request_deadline, policy.lease)):
            publisher.connectors[row.key.channel].amend(link_of(row), rendering, record)
    except ConnectorError as error:
        at = error.at if isinstance(error, TryLater) else None
        postpone(publisher, row, package, lease, str(error), at)
        return at is None
    except (LeaseLost, LedgerFailure):
        raise
    except Exception as error:
        postpone(publisher, row, package, lease, fault_of(row, error))
        return False
    return True


def _rendering(publisher: Publisher, package: Package, row: PublicationRow, lease: Lease, link: str) -> Rendering | None:
    try:
        return publisher.connectors[row.key.channel].preview(package, link)
    except ConnectorError as no:
        postpone(publisher, row, package, lease, t("{problem} Buat revisi ralat yang baru.", problem=no))
    except Exception as error:
        postpone(publisher, row, package, lease, fault_of(row, error))
    return None


def postpone(
    publisher: Publisher, row: PublicationRow, package: Package, lease: Lease, problem: str, at: datetime | None = None
) -> None:
    """Say what stands in the way, and when it is tried again: soon at first, hourly in the end, never before `at`."""
    now, known = publisher.clock.now(), correction(publisher.ledger, row.key)
    begun = instant(known.begun_at) if known and known.to_revision == package.revision else now
    wait = min(max((now - begun) / 2, SOONEST), LATEST)
    _enter(publisher, row, package, lease, problem, known.payload_digest if known else "", stamp(max(now + wait, at or now)))


def settle(
    publisher: Publisher, row: PublicationRow, package: Package, lease: Lease, grade: Grade, evidence: Mapping[str, Any]
) -> PublicationRow:
    """The public sees the corrected words: from here on this publication shows that revision."""
    if row.state == State.LIVE:
        publisher.tell(row.key, Proved(grade, row.url), lease)
    known = correction(publisher.ledger, row.key)
    digest, now = known.payload_digest if known else "", stamp(publisher.clock.now())
    shown = {"shown": package.revision, "corrected_at": now, "payload_digest": digest or row.payload_digest}
    entries = [
        entry_of(row.key, "corrected", shown, {"to_revision": package.revision, "grade": str(grade), **evidence}),
        _entry(row.key, "carried_out", {"state": DONE, "problem": "", "retry_at": None}),
    ]
    publisher.ledger.append(row.key.office, entries, holding=lease)
    return queries.publication(publisher.ledger, row.key)


def ended(one: Correction, state: str, evidence: Mapping[str, Any]) -> Entry:
    """The end of a correction by a person's word: left as it is (`LEFT`), or to be posted anew (`ANEW`)."""
    facts = {"state": state, "problem": "", "retry_at": None}
    return Entry(Kind.CORRECTION, state, one.key.package_id, one.key.revision, one.key.channel, facts, dict(evidence))


def _enter(
    publisher: Publisher, row: PublicationRow, package: Package, lease: Lease, problem: str, digest: str, retry_at: str = ""
) -> None:
    known, now = correction(publisher.ledger, row.key), stamp(publisher.clock.now())
    same = known is not None and known.to_revision == package.revision
    facts = {
        "to_revision": package.revision,
        "state": OPEN,
        "payload_digest": digest,
        "begun_at": known.begun_at if known and same else now,
        "retry_at": retry_at or None,
        "problem": problem,
    }
    entry = _entry(row.key, "tried" if retry_at else "sending", facts)
    if retry_at:
        publisher.ledger.append(row.key.office, [entry], holding=lease)
    else:
        publisher.intend(package, [entry], lease)


def _entry(key: PublicationKey, event: str, facts: dict[str, Any]) -> Entry:
    return Entry(Kind.CORRECTION, event, key.package_id, key.revision, key.channel, facts)
