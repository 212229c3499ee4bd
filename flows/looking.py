"""One look at one published link: as the public where the public can look, else by asking the platform."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Any

from connectors.contract import ConnectorError, Grade
from content_queue.problems import PackageProblems
from flows.findings import in_every_language
from flows.prove import evidence_of, expected_of, reason_of
from flows.wiring import Workroom
from language.say import later, t
from ledger import link_queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow, PublicationRow
from links.check import Check, Expectation, check
from links.life import Seen
from links.problems import Verdict, problem, worst
from links.session import WebSession
from publishing.rows import link_of

logger = logging.getLogger(__name__)
_SILENT = frozenset({"timeout", "unreachable"})


@dataclass(frozen=True)
class Look:
    """What one look saw, in the words of the ledger."""

    seen: Seen
    detail: str
    status: int | None
    evidence: dict[str, Any]
    retry_after: int = 0
    also: frozenset[str] = frozenset()
    """`detail` in every language: an earlier look may have been noted in another one."""

    @property
    def silent(self) -> bool:
        """Nothing came back from the host."""
        return bool(_SILENT.intersection(self.seen.codes))


def look_entry(row: PublicationRow, look: Look, verdict: Verdict) -> Entry:
    """The look as the ledger keeps it; `verdict` is what the link is called after it."""
    facts = {
        "url": row.url,
        "verdict": str(verdict),
        "status": look.status,
        "detail": look.detail,
        "checked_at": stamp(look.seen.at),
        "saw": str(look.seen.verdict),
        "codes": " ".join(look.seen.codes),
    }
    key = row.key
    return Entry(Kind.CHECK, "looked", key.package_id, key.revision, key.channel, facts, look.evidence)


def look_of(seen: Check) -> Look:
    """A public look."""
    detail = reason_of(seen) if seen.problems else ""
    asks = seen.retry_after if seen.status in (429, 503) else None
    also, told = in_every_language(seen.problems), Seen(seen.checked_at, seen.verdict, seen.codes)
    return Look(told, detail, seen.status, evidence_of(seen), asks or 0, also)


async def look_at(room: Workroom, row: PublicationRow, package: PackageRow, web: WebSession) -> Look:
    """Look once. Never raises for a site's or a platform's sake."""
    connector = room.connectors.get(row.key.channel)
    grade = connector.limits.grade if connector else row.grade
    if grade == Grade.PUBLIC and connector is not None and connector.limits.assisted:
        whole = await asyncio.to_thread(_expected, room, row, package)
        return look_of(await check(web, Expectation(row.url, package.title, says=whole.says), room.clock))
    if grade == Grade.PUBLIC:
        seen = await check(web, await asyncio.to_thread(_expected, room, row, package), room.clock)
        if seen.title_found and not seen.marker_found:
            had_it = await asyncio.to_thread(link_queries.was_marked, room.ledger, row.key, row.url)
            seen = _without_mark(seen) if had_it else seen
        return look_of(seen)
    if connector is None:
        why = t("kanal {channel} tidak aktif; periksa sendiri di peramban", channel=row.key.channel)
        return _told(room, Verdict.UNKNOWN, why)
    try:
        look = await asyncio.to_thread(connector.look, link_of(row))
    except ConnectorError as error:
        return _told(room, Verdict.UNKNOWN, room.redactor.redact(str(error)))
    except Exception as fault:  # a fault in one connector must not end the round for the others
        logger.exception(t("{publication}: kanal tidak dapat ditanya", publication=row.key))
        return _told(room, Verdict.UNKNOWN, t("kanal tidak dapat ditanya ({error})", error=type(fault).__name__))
    match look.state:
        case "public":
            return _told(room, Verdict.LIVE, "")
        case "unknown":
            return _told(room, Verdict.UNKNOWN, room.redactor.redact(look.detail) or t("platform tidak menjawab dengan jelas"))
        case "hidden":
            return _told(room, Verdict.DEAD, look.detail or t("platform menjawab: tersembunyi dari publik"))
        case "gone":
            return _told(room, Verdict.DEAD, look.detail or t("platform menjawab: sudah tidak ada"))


def _expected(room: Workroom, row: PublicationRow, package: PackageRow) -> Expectation:
    """What was approved; without the sealed package the title and the mark must do."""
    try:
        return expected_of(row, room.desk.read(package, make_films=False), whole=False)
    except (PackageProblems, OSError) as reason:
        said = later("{package}: yang disetujui tidak terbaca di gudang ({error})")
        logger.warning(t(said, package=package.key.package_id, error=type(reason).__name__))
        return Expectation(row.url, package.title, row.marker)


def _without_mark(seen: Check) -> Check:
    problems = (*seen.problems, problem("marker_gone"))
    return replace(seen, problems=problems, verdict=worst(problems))


def _told(room: Workroom, verdict: Verdict, detail: str) -> Look:
    """A look through the platform's own API."""
    codes = ("platform",) if verdict == Verdict.DEAD else ()
    return Look(Seen(room.clock.now(), verdict, codes), detail, None, {"asked": "platform"})
