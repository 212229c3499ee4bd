"""Taking down what a person has ordered to be taken down: the order stands in the ledger until it is seen to be gone."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connectors.contract import ConnectorError, TryLater
from content_queue.sheet import Decision, SignOff
from language.say import later, t
from ledger import queries
from ledger.chain import instant, stamp
from ledger.correction_queries import LEFT, to_come_anew
from ledger.entries import Entry, Kind, PackageKey, PublicationKey
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Lease, LeaseLost, Ledger, LedgerFailure
from ledger.withdrawal_queries import CARRIED_OUT, ORDERED, Withdrawal, open_withdrawals, withdrawal
from publishing.correction import ended
from publishing.desk import Desk
from publishing.events import TakenDown
from publishing.rows import link_of, progress_of
from publishing.states import State
from publishing.steps import may_be_public
from publishing.work import Publisher
from safety.fence import fenced

logger = logging.getLogger(__name__)
_NOTHING_THERE = (State.REJECTED, State.EXPIRED, State.WITHDRAWN)
_UNSENT = (State.PLANNED, State.DEFERRED, State.DEAD)
UNDER_WAY = later("sedang ditarik")
"""What the ledger keeps of a withdrawal that is being sent, in one language: it is looked for there."""
SOONEST, LATEST = timedelta(seconds=30), timedelta(hours=1)


class CannotWithdraw(Exception):
    """There is nothing of this name to take down, or this person may not order it."""


def may_order(desk: Desk) -> tuple[str, ...]:
    """Who may order a withdrawal: whose signature approves the content in the end."""
    return desk.may_sign(desk.ordering.nr)


def draft(ledger: Ledger, desk: Desk, package_id: str, person: str, role: str, reason: str) -> SignOff:
    """The order as a sign-off: a "Tidak" to the very bytes that are public. Raises CannotWithdraw."""
    if person not in may_order(desk):
        refused = later("{person} tidak berhak memerintahkan penarikan; yang berhak: {people}")
        raise CannotWithdraw(t(refused, person=person, people=", ".join(may_order(desk))))
    row = standing_revision(ledger, desk.office, package_id)
    if row is None:
        raise CannotWithdraw(
            t(
                "tidak ada terbitan {package} yang dapat ditarik. "
                "Paket yang belum tayang dibatalkan dengan mengeluarkan mapnya dari masuk/.",
                package=package_id,
            )
        )
    now = ledger.clock.now()
    return SignOff(step=desk.ordering.nr, decision=Decision.NO, person=person, role=role, at=now, digest=row.digest, note=reason)


def standing_revision(ledger: Ledger, office: str, package_id: str) -> PackageRow | None:
    """The revision of a package that stands on its channels, or is on its way there; None if nothing does."""
    shown_keys = [row.shown_key for row in _standing(ledger, office, package_id)]
    to_come = [PackageKey(office, package_id, one.to_revision) for one in to_come_anew(ledger, office, package_id)]
    shown = max([*shown_keys, *to_come], default=None)
    return next((row for row in queries.revisions(ledger, office, package_id) if row.key == shown), None)


def order(
    ledger: Ledger, desk: Desk, package_id: str, channels: Sequence[str], sign: SignOff, along: Sequence[Entry] = ()
) -> list[Withdrawal]:
    """Enter a person's order for the named channels, or for all on which the package stands. Sends nothing.

    `sign` is a `draft`, signed where the office wants keys. Ordered before and still open, it only comes due again. What was to
    be posted anew there does not come any more, also where the old post is down already. `along`: what holds only together with
    the order. Raises CannotWithdraw.
    """
    if desk.signatures and (fault := desk.signatures.fault(package_id, desk.ordering, sign, fresh=True)):
        raise CannotWithdraw(fault.text())
    _expect_after_approval(ledger, desk.office, package_id, sign)
    to_come = to_come_anew(ledger, desk.office, package_id)
    rows = _standing(ledger, desk.office, package_id, [one.key for one in to_come])
    if strangers := sorted(set(channels) - {row.key.channel for row in rows}):
        known = ", ".join(row.key.channel for row in rows)
        absent = later("{package} tidak ada di kanal {channels}; yang ada: {known}")
        raise CannotWithdraw(t(absent, package=package_id, channels=", ".join(strangers), known=known))
    if channels and (waiting := [row.key.channel for row in rows if not row.url]):
        unsent = later("{package} belum tayang di {channels}; tarik seluruhnya, tanpa --channel")
        raise CannotWithdraw(t(unsent, package=package_id, channels=", ".join(waiting)))
    keys = [row.key for row in rows if not channels or row.key.channel in channels]
    said = sign.said() | {"signature": sign.signature}
    orders = order_entries(keys, sign.person, sign.note, ledger.clock.now(), said)
    never = [ended(one, LEFT, {"person": sign.person}) for one in to_come if one.key in keys]
    ledger.append(desk.office, [*orders, *never, *along])
    return [one for one in open_withdrawals(ledger, desk.office) if one.key in keys]


def order_entries(
    keys: Sequence[PublicationKey], person: str, reason: str, at: datetime, evidence: Mapping[str, Any] | None = None
) -> list[Entry]:
    """What an order is in the ledger."""
    facts = {"state": ORDERED, "person": person, "reason": reason, "ordered_at": stamp(at), "retry_at": None, "problem": ""}
    return [_entry(key, "ordered", facts, dict(evidence or {})) for key in keys]


def _expect_after_approval(ledger: Ledger, office: str, package_id: str, sign: SignOff) -> None:
    """An earlier "Tidak" to the same bytes, signed on paper and followed by a "Ya", orders nothing. Raises CannotWithdraw."""
    if not sign.paper:
        return  # said just now
    row = standing_revision(ledger, office, package_id)
    if row is not None and row.approved_at and sign.at < instant(row.approved_at):
        early = later("Tidak ini ditandatangani sebelum paketnya disetujui; tandatangani lembar penarikan yang baru")
        raise CannotWithdraw(t(early))


def _standing(ledger: Ledger, office: str, package_id: str, also: Collection[PublicationKey] = ()) -> list[PublicationRow]:
    rows = [row for row in queries.publications(ledger, office) if row.key.package_id == package_id]
    return [row for row in rows if State(row.state) not in _NOTHING_THERE or row.key in also]


def due(ledger: Ledger, office: str, now: datetime) -> list[Withdrawal]:
    """Orders whose next try has come."""
    return [one for one in open_withdrawals(ledger, office) if one.retry_at is None or instant(one.retry_at) <= now]


def take_down(publisher: Publisher, one: Withdrawal, lease: Lease, broken: Mapping[str, str]) -> bool:
    """One try: true where it is now for a look to say whether it is gone, false where that is settled or must wait."""
    row = queries.publication(publisher.ledger, one.key)
    if State(row.state) in _NOTHING_THERE:  # refused or expired on its way, too: nobody ever saw it
        close(publisher, one, lease)
        return False
    if one.key.channel not in publisher.connectors:
        postpone(publisher, one, broken.get(one.key.channel, t("kanal ini tidak ada lagi di berkas satuan kerja")), lease)
        return False
    if row.state in _UNSENT or (row.state == State.STAGED and not row.reveal_sent):
        settle(publisher, one, lease, t("ditarik sebelum tayang: {why}", why=one.reason), {})
        return False
    if not row.url or may_be_public(progress_of(row)):
        unclear = t("belum jelas apakah sudah tayang, dicari dahulu di kanal.")
        postpone(publisher, one, f"{unclear} {row.problem}".strip(), lease)
        return False
    return _asked_to_go(publisher, one, row, lease)


def _asked_to_go(publisher: Publisher, one: Withdrawal, row: PublicationRow, lease: Lease) -> bool:
    """Whatever came back, a look decides; only a time that the platform named is waited for first."""
    ledger, policy = publisher.ledger, publisher.policy
    postpone(publisher, one, UNDER_WAY, lease)
    try:
        with fenced(partial(ledger.expect_held, lease, policy.request_deadline, policy.lease)):
            publisher.connectors[one.key.channel].withdraw(link_of(row))
    except ConnectorError as error:
        at = error.at if isinstance(error, TryLater) else None
        postpone(publisher, one, str(error), lease, at)
        return at is None
    except (LeaseLost, LedgerFailure):
        raise
    except Exception as error:
        logger.exception(t("{what}: kesalahan program saat menarik", what=one.key))
        postpone(publisher, one, t("kesalahan program ({kind}); beri tahu admin", kind=type(error).__name__), lease)
    return True


def postpone(publisher: Publisher, one: Withdrawal, problem: str, lease: Lease, at: datetime | None = None) -> None:
    """Say what stands in the way, and when it is tried again: soon at first, hourly in the end, never before `at`."""
    now = publisher.clock.now()
    wait = min(max((now - instant(one.ordered_at)) / 2, SOONEST), LATEST)
    facts = {"problem": problem, "retry_at": stamp(max(now + wait, at or now))}
    publisher.ledger.append(one.key.office, [_entry(one.key, "tried", facts)], holding=lease)


def settle(publisher: Publisher, one: Withdrawal, lease: Lease, reason: str, evidence: Mapping[str, Any]) -> None:
    """It is gone, or will never be there: enter it at the publication, then close the order."""
    publisher.tell(one.key, TakenDown(reason), lease, {"person": one.person, **evidence})
    close(publisher, one, lease)


def close(publisher: Publisher, one: Withdrawal, lease: Lease) -> None:
    """The order is carried out."""
    facts = {"state": CARRIED_OUT, "problem": "", "retry_at": None}
    publisher.ledger.append(one.key.office, [_entry(one.key, "carried_out", facts)], holding=lease)


def standing_now(ledger: Ledger, one: Withdrawal) -> Withdrawal:
    """The order as it stands by now."""
    return withdrawal(ledger, one.key) or one


def _entry(key: PublicationKey, event: str, facts: dict[str, Any], evidence: dict[str, Any] | None = None) -> Entry:
    return Entry(Kind.WITHDRAWAL, event, key.package_id, key.revision, key.channel, facts, evidence or {})
