"""Makes what is public show an approved correction, and believes it only when readers see it."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from connectors.contract import ConnectorError, Grade
from content_queue.package import Package
from content_queue.sheet import SignOff
from flows.copies import keep_fresh_copy
from flows.prove import evidence_of, expected_of, reason_of
from flows.recap_data import channel_label
from flows.spoken import in_every_language
from flows.wiring import Workroom
from flows.withdraw import take_down
from language.say import later, t
from ledger import queries
from ledger.correction_queries import ANEW, LEFT, Correction, correction, open_corrections
from ledger.entries import PackageKey
from ledger.month_queries import every_publication_of
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Lease, LeaseLost, LedgerFailure
from links.check import CORRECTION_UNSEEN, Expectation, check
from links.problems import Verdict
from links.session import WebSession
from publishing import correction as corrections
from publishing import withdrawal
from publishing.rows import link_of
from publishing.standing import is_due
from publishing.states import State
from publishing.work import NotAllowed

logger = logging.getLogger(__name__)
_SEEN = (Verdict.LIVE, Verdict.LIVE_WARN)


async def correct(room: Workroom, package: Package, row: PublicationRow, web: WebSession, link: str) -> PublicationRow:
    """One try at one publication, then a look; how it stands afterwards."""
    lease = await asyncio.to_thread(room.publisher.take, row.key)
    if lease is None:
        return row
    try:
        if await asyncio.to_thread(is_due, room.ledger, row, room.clock.now()):
            return await _try(room, package, row, lease, web, link)
    except (NotAllowed, LeaseLost) as reason:
        logger.warning("%s: %s", row.key, room.redactor.redact(str(reason)))
    except LedgerFailure:
        raise
    except Exception as error:  # one channel's correction that breaks stops no other channel
        why = room.redactor.redact(str(error))
        logger.error(t("{publication}: ralat terhenti: {why}", publication=row.key, why=why))  # noqa: TRY400  one line for people
    finally:
        await asyncio.to_thread(room.ledger.release, lease)
    return queries.publication(room.ledger, row.key)


async def _try(room: Workroom, package: Package, row: PublicationRow, lease: Lease, web: WebSession, link: str) -> PublicationRow:
    if not await asyncio.to_thread(corrections.carry_out, room.publisher, package, row, lease, link):
        return queries.publication(room.ledger, row.key)
    said = correction(room.ledger, row.key)
    unsure = said.problem if said and said.problem not in in_every_language(corrections.UNDER_WAY) else ""
    grade = room.connectors[row.key.channel].limits.grade
    why, evidence = await _unseen(room, package, row, web, unsure)
    if why:
        await asyncio.to_thread(corrections.postpone, room.publisher, row, package, lease, why)
        return queries.publication(room.ledger, row.key)
    # The copy first: a sweep that dies in between does both again, and nothing is called corrected without its copy.
    await keep_fresh_copy(room, replace(row, shown=package.revision, payload_digest=said.payload_digest if said else ""), web)
    return await asyncio.to_thread(corrections.settle, room.publisher, row, package, lease, grade, evidence)


async def _unseen(
    room: Workroom, package: Package, row: PublicationRow, web: WebSession, unsure: str
) -> tuple[str, dict[str, Any]]:
    """Why readers may not see the correction yet, "" when they do; and what was seen. `unsure`: why it may not be done."""
    limits = room.connectors[row.key.channel].limits
    if limits.grade != Grade.PUBLIC:
        if unsure:
            return unsure, {}
        try:
            look = await asyncio.to_thread(room.connectors[row.key.channel].look, link_of(row))
        except ConnectorError as error:
            return str(error), {}
        evidence = {"platform_says": look.state, "detail": look.detail}
        told = t("platform menjawab {state}: {detail}", state=look.state, detail=look.detail)
        return ("" if look.state == "public" else told), evidence
    expected = expected_of(row, package, whole=True)
    if limits.assisted:  # another site's system makes pictures of its own, and knows no mark of ours
        expected = Expectation(row.url, package.title, says=expected.says)
    seen = await check(web, expected, room.clock)
    if seen.verdict in _SEEN and CORRECTION_UNSEEN not in seen.codes and (seen.title_found or limits.assisted):
        return "", evidence_of(seen)
    told = t("ralat belum tampak untuk umum di {url}: {why}", url=row.url, why=reason_of(seen))
    return unsure or told, evidence_of(seen)


def corrections_told(room: Workroom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What still shows the uncorrected words, for the board: why, and what to type once that is settled."""
    for one in open_corrections(room.ledger, room.office.slug):
        channel = channel_label(room.office, one.key.channel)
        why = (t(one.problem) if one.problem else t("menunggu giliran")).rstrip(".")
        said = later("{channel}: {package} belum selesai diralat ({why}). Sudah diubah tangan dan dilihat sendiri:")
        text = t(said, channel=channel, package=one.key.package_id, why=why)
        yield text, ("correct", one.key.package_id, "--channel", one.key.channel, "--done", "--by", "ID")


class CannotCorrect(Exception):
    """There is nothing of this name to correct, or nothing that waits for a person."""


def public_revision(room: Workroom, package: str) -> PackageRow:
    """The revision whose words the public sees now. Raises CannotCorrect."""
    rows = every_publication_of(room.ledger, room.office.slug, [package])
    shown = [row.shown_key for row in rows if row.url and row.state in (State.LIVE, State.VERIFIED)]
    if not shown:
        said = later("tidak ada terbitan {package} yang sedang tayang; lihat nama paketnya di `tayang status`")
        raise CannotCorrect(t(said, package=package))
    return queries.package(room.ledger, max(shown))


def changed_by_hand(room: Workroom, package: str, channel: str, person: str) -> None:
    """A person has changed the post where no program can, and has seen it. Raises CannotCorrect."""
    with _in_hand(room, package, channel) as (one, lease):
        row = queries.publication(room.ledger, one.key)
        sealed = room.desk.read(_approved(room, one))
        corrections.settle(room.publisher, row, sealed, lease, Grade.ATTESTED, {"person": person})


def left_as_it_is(room: Workroom, package: str, channel: str, person: str) -> None:
    """A person has decided that this channel keeps showing the uncorrected words. Raises CannotCorrect."""
    with _in_hand(room, package, channel) as (one, lease):
        room.ledger.append(room.office.slug, [corrections.ended(one, LEFT, {"person": person})], holding=lease)


async def post_anew(room: Workroom, package: str, channel: str, sign: SignOff) -> str:
    """Take the uncorrected post down, so that the next sweep posts the corrected one; why it is not down yet, or "".

    Raises CannotCorrect, CannotWithdraw.
    """
    with _in_hand(room, package, channel) as (one, _):
        along = corrections.ended(one, ANEW, {"person": sign.person})
        orders = withdrawal.order(room.ledger, room.desk, package, (channel,), sign, [along])
    (after,) = await take_down(room, orders)
    return after.problem if after.is_open else ""


@contextmanager
def _in_hand(room: Workroom, package: str, channel: str) -> Iterator[tuple[Correction, Lease]]:
    waiting = [one for one in open_corrections(room.ledger, room.office.slug) if one.key.package_id == package]
    one = next((one for one in waiting if one.key.channel == channel), None)
    if one is None:
        known = ", ".join(one.key.channel for one in waiting) or t("tidak ada")
        said = later("tidak ada ralat {package} yang menunggu di {channel}; yang menunggu: {known}")
        raise CannotCorrect(t(said, package=package, channel=channel, known=known))
    lease = room.publisher.take(one.key)
    if lease is None:
        raise CannotCorrect(t("{package} di {channel} sedang dikerjakan; coba lagi sebentar", package=package, channel=channel))
    try:
        yield one, lease
    finally:
        room.ledger.release(lease)


def _approved(room: Workroom, one: Correction) -> PackageRow:
    return queries.package(room.ledger, PackageKey(one.key.office, one.key.package_id, one.to_revision))
