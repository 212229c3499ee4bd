"""Takes down what was ordered, and believes it only when the public, or the platform, no longer shows it."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from connectors.contract import ConnectorError, Grade
from flows.prove import evidence_of
from flows.recap_data import channel_label
from flows.spoken import in_every_language
from flows.wiring import Workroom
from language.say import later, t
from ledger import queries
from ledger.entries import Kind
from ledger.queries import PublicationRow
from ledger.store import LedgerFailure
from ledger.withdrawal_queries import Withdrawal, open_withdrawals
from links.check import Expectation, check
from links.problems import Verdict
from links.session import WebSession, open_session
from publishing import withdrawal
from publishing.events import Looked, PersonSaysLive, Revealed
from publishing.rows import link_of

logger = logging.getLogger(__name__)
_SEEN = (Verdict.LIVE, Verdict.LIVE_WARN)
_BY_PLATFORM, _BY_PERSON = (Revealed.__name__, Looked.__name__), PersonSaysLive.__name__


async def take_down_due(room: Workroom) -> None:
    """The orders whose next try has come; what stands in the way is said at each."""
    due = await asyncio.to_thread(withdrawal.due, room.ledger, room.office.slug, room.clock.now())
    if due:
        await take_down(room, due)


async def take_down(room: Workroom, orders: Sequence[Withdrawal], gone: str = "") -> list[Withdrawal]:
    """Try each order once; how they stand then. `gone`: who has seen that it is no longer there, where nobody else can look."""
    async with open_session(room.addresses) as web:
        for one in orders:
            await _one(room, one, web, gone)
    return [withdrawal.standing_now(room.ledger, one) for one in orders]


def withdrawals_told(room: Workroom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is still to be taken down, for the board: why it stands there yet, and what to type once that is settled."""
    for one in open_withdrawals(room.ledger, room.office.slug):
        channel = channel_label(room.office, one.key.channel)
        said = later("{channel}: {package} belum selesai ditarik ({why}). Coba lagi sekarang:")
        why = t(one.problem) if one.problem else t("menunggu giliran")
        text = t(said, channel=channel, package=one.key.package_id, why=why)
        yield text, ("withdraw", one.key.package_id, "--channel", one.key.channel, "--by", one.person, "--reason", one.reason)


async def _one(room: Workroom, one: Withdrawal, web: WebSession, gone: str) -> None:
    lease = await asyncio.to_thread(room.publisher.take, one.key)
    if lease is None:
        return  # whoever holds it is at work on it; the next sweep tries again
    try:
        if await asyncio.to_thread(withdrawal.take_down, room.publisher, one, lease, room.broken):
            row = queries.publication(room.ledger, one.key)
            why, evidence = await _still_there(room, row, web, gone)
            if why:
                said = withdrawal.standing_now(room.ledger, one).problem  # what the platform asks of a person says more
                told = why if said in in_every_language(withdrawal.UNDER_WAY) else said
                await asyncio.to_thread(withdrawal.postpone, room.publisher, one, told, lease)
            else:
                reason = t("ditarik atas perintah: {why}", why=one.reason)
                await asyncio.to_thread(withdrawal.settle, room.publisher, one, lease, reason, evidence)
    except LedgerFailure:
        raise
    except Exception as error:  # one order that breaks stops neither the others nor what is to be published
        why = room.redactor.redact(str(error))
        logger.error(t("{publication}: penarikan terhenti: {why}", publication=one.key, why=why))  # noqa: TRY400  one line for people
    finally:
        await asyncio.to_thread(room.ledger.release, lease)


async def _still_there(room: Workroom, row: PublicationRow, web: WebSession, gone: str) -> tuple[str, dict[str, Any]]:
    """Why it may still be there, "" when it is seen to be gone; and what was seen."""
    anybody_sees = room.connectors[row.key.channel].limits.grade == Grade.PUBLIC
    said, evidence = "unknown", dict[str, Any]()
    if not anybody_sees or await asyncio.to_thread(_is_number_of_address, room, row):
        said, evidence = await asyncio.to_thread(_platform_says, room, row)
    if anybody_sees:
        why, seen_there = await _public_says(room, row, web)
        evidence |= seen_there
        if why is not None:
            return why, evidence
    if said == "unknown" and gone:
        return "", evidence | {"seen_gone_by": gone}
    return _by_the_platform(said), evidence


async def _public_says(room: Workroom, row: PublicationRow, web: WebSession) -> tuple[str | None, dict[str, Any]]:
    """As `_still_there`, by a look that anybody may take; None where it cannot tell."""
    title = queries.package(room.ledger, row.shown_key).title
    seen = await check(web, Expectation(row.url, title, row.marker, ()), room.clock)
    if seen.verdict in _SEEN:
        said_so = later("masih tampak untuk umum di {url}; tarik di situs, atau kosongkan tembolok (cache) situs")
        return t(said_so, url=row.url), evidence_of(seen)
    # Where our title was never seen, its absence tells nothing: whoever posted by hand may have written another.
    another_title = row.verified_at is None and "content_missing" in seen.codes
    return ("" if seen.verdict == Verdict.DEAD and not another_title else None), evidence_of(seen)


def _is_number_of_address(room: Workroom, row: PublicationRow) -> bool:
    """Whether the platform itself named the number together with the address. An address that a person told may be that of
    another article, made by hand, while the number is that of a draft beside it."""
    told = queries.history(room.ledger, row.key.office, row.key.package_id, [Kind.PUBLICATION])
    mine = [one for one in told if (one["revision"], one["channel"]) == (row.key.revision, row.key.channel)]
    public = [one for one in mine if one["event"] in (*_BY_PLATFORM, _BY_PERSON) and one["facts"].get("url")]
    together = [_named(one) for one in public if one["event"] in _BY_PLATFORM]
    return bool(row.remote_id and public) and (public[-1]["event"] in _BY_PLATFORM or _named(public[-1]) in together)


def _named(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["facts"]["url"], entry["facts"]["remote_id"]


def _platform_says(room: Workroom, row: PublicationRow) -> tuple[str, dict[str, Any]]:
    try:
        look = room.connectors[row.key.channel].look(link_of(row))
    except ConnectorError as error:
        return "unknown", {"detail": str(error)}
    return look.state, {"platform_says": look.state, "detail": look.detail}


def _by_the_platform(said: str) -> str:
    if said in ("gone", "hidden"):
        return ""
    return t("masih tampak menurut platform") if said == "public" else t("belum dapat dilihat apakah sudah hilang")
