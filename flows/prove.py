"""Proves that the public can see a publication, and keeps what was seen."""

import asyncio
from typing import Any

from connectors.contract import Absent, ConnectorError, Found, Grade, Limits, TryLater
from content_queue.correction import note_of
from content_queue.package import Package
from flows.findings import all_told
from flows.wiring import Workroom
from language.say import t
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.queries import PublicationRow
from links.check import Check, Expectation, ExpectedFilm, ExpectedImage, check
from links.problems import Verdict
from links.session import WebSession
from publishing.events import Event, NotProved, PersonNeeded, Proved
from publishing.rows import link_of


async def prove(
    room: Workroom, package: Package, row: PublicationRow, web: WebSession, link: str = ""
) -> tuple[Event, dict[str, Any]]:
    """An anonymous look for a website, the platform's own word elsewhere; and exactly one object with our mark.

    `link` is the website's, as it was sent along.
    """
    limits = room.connectors[row.key.channel].limits
    seen: Check | None = None
    if limits.grade == Grade.PUBLIC:
        duplicates, seen = await asyncio.gather(_counted(room, package, row, link), _look(room, package, row, web))
    else:
        duplicates = await _counted(room, package, row, link)
    if isinstance(duplicates, ConnectorError):  # nothing is proved while nobody could count
        if not only_a_person_can_tell(limits, row):
            return _not_yet(duplicates), {}
        duplicates = 1
    if duplicates > 1:
        told = t("{n} terbitan membawa tanda paket ini; hapus yang berlebih", n=duplicates)
        return PersonNeeded(told), {"objects": duplicates}
    if seen is not None:
        return await _by_the_public(room, row, seen, duplicates)
    if only_a_person_can_tell(limits, row):
        return Proved(Grade.ATTESTED, row.url), {"attested": True}
    return await _by_the_platform(room, row, duplicates)


def only_a_person_can_tell(limits: Limits, row: PublicationRow) -> bool:
    """Whether neither the public nor the platform can be asked: no API, or a post that a person found and whose number
    on the platform is not known. Then a screenshot is the proof."""
    return limits.grade == Grade.ATTESTED or (limits.grade == Grade.PLATFORM and not row.remote_id)


async def _counted(room: Workroom, package: Package, row: PublicationRow, link: str) -> int | ConnectorError:
    """How many objects carry our mark, or why that could not be told: a list without the post that we know of counts nothing,
    until it has been without it so often that it will never show it."""
    try:
        finding = await asyncio.to_thread(room.publisher.objects, package, row.key, link)
    except ConnectorError as error:
        return error
    if isinstance(finding, Found):
        return finding.count
    blind = isinstance(finding, Absent) and not room.connectors[row.key.channel].limits.assisted
    if blind and row.looks + 1 < room.publisher.policy.proofs - 2:  # two looks are left for the proof itself
        return TryLater(t("kanal belum menampakkan terbitan ini di daftarnya, jadi belum dapat dihitung; dilihat lagi"))
    return 1


def _not_yet(error: ConnectorError) -> NotProved:
    return NotProved(str(error), error.at if isinstance(error, TryLater) else None)


async def _look(room: Workroom, package: Package, row: PublicationRow, web: WebSession) -> Check:
    assisted = room.connectors[row.key.channel].limits.assisted  # another site's system makes pictures of its own
    if assisted:  # nor does a person carry our mark along
        return await check(web, Expectation(row.url, package.title), room.clock)
    return await check(web, expected_of(row, package, whole=True), room.clock)


def expected_of(row: PublicationRow, package: Package, *, whole: bool) -> Expectation:
    """What the public must see of a package on a website; `whole`: each film to its last byte."""
    pictures = tuple(ExpectedImage(image.sha256, image.name) for image in package.images)
    films = tuple(ExpectedFilm(video.sha256, video.size, video.name) for video in package.videos)
    says = note_of(package.correction, package.language) if package.correction else ""
    return Expectation(row.url, package.title, row.marker, pictures, films, whole, says)


async def _by_the_public(room: Workroom, row: PublicationRow, seen: Check, objects: int) -> tuple[Event, dict[str, Any]]:
    await asyncio.to_thread(room.ledger.append, row.key.office, [check_entry(row, seen)])
    evidence = evidence_of(seen) | {"objects": objects}
    if seen.verdict in (Verdict.LIVE, Verdict.LIVE_WARN):
        return Proved(Grade.PUBLIC, row.url), evidence
    return NotProved(reason_of(seen)), evidence


async def _by_the_platform(room: Workroom, row: PublicationRow, objects: int) -> tuple[Event, dict[str, Any]]:
    try:
        look = await asyncio.to_thread(room.connectors[row.key.channel].look, link_of(row))
    except ConnectorError as error:
        return _not_yet(error), {"objects": objects}
    evidence = {"platform_says": look.state, "detail": look.detail, "objects": objects}
    if look.state == "public":
        return Proved(Grade.PLATFORM, look.url or row.url), evidence
    return NotProved(t("platform menjawab {state}: {detail}", state=look.state, detail=look.detail), look.retry_at), evidence


def evidence_of(seen: Check) -> dict[str, Any]:
    """What the look rested on, for the ledger."""
    films = [{"url": film.url, "sha256": film.sha256, "ok": film.ok} for film in seen.films]
    return ({"films": films} if films else {}) | {
        "status": seen.status,
        "final_url": seen.final_url,
        "hops": list(seen.hops),
        "title": seen.title,
        "title_found": seen.title_found,
        "marker_found": seen.marker_found,
        "canonical": seen.canonical,
        "body_sha256": seen.body_sha256,
        "images": [{"url": image.url, "sha256": image.sha256, "ok": image.ok} for image in seen.images],
        "problems": [problem.code for problem in seen.problems],
    }


def reason_of(seen: Check) -> str:
    """The findings of a look in plain sentences."""
    return all_told(seen.problems) or t("putusan {verdict}", verdict=seen.verdict)


def check_entry(row: PublicationRow, seen: Check, verdict: Verdict | None = None) -> Entry:
    """One look, as the ledger keeps it; `verdict` is what the link is called after it (one look alone never says dead)."""
    called = verdict or (Verdict.UNKNOWN if seen.verdict == Verdict.DEAD else seen.verdict)
    facts = {
        "url": row.url,
        "verdict": str(called),
        "status": seen.status,
        "detail": reason_of(seen) if seen.problems else "",
        "checked_at": stamp(seen.checked_at),
        "saw": str(seen.verdict),
        "codes": " ".join(seen.codes),
    }
    key = row.key
    return Entry(Kind.CHECK, "looked", key.package_id, key.revision, key.channel, facts, evidence_of(seen))
