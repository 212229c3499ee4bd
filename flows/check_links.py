"""Every published link is looked at again: is it still there, is it still what the office published?"""

import asyncio
import logging
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from prefect import flow
from prefect.artifacts import acreate_table_artifact

from connectors.contract import ConnectorError, Grade
from content_queue.problems import PackageProblems
from flows.board import write_board
from flows.progress import Progress, on_the_board, untold
from flows.prove import check_entry
from flows.rounds import BUSY, host_by_host, is_late, one_at_a_time, public_rows
from flows.secret_blocks import with_secret_blocks
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind, PackageKey
from ledger.queries import CheckRow, PackageRow, PublicationRow
from links.check import Expectation, ExpectedImage, check
from links.problems import Verdict
from links.session import WebSession, open_session
from publishing.work import link_of
from safety.clock import Clock, SystemClock

UNCLEAR_FOR = timedelta(days=3)
logger = logging.getLogger(__name__)


class Change(StrEnum):
    """How a link stands against the look before; the value is the word that a person reads."""

    NONE = ""
    DIED = "MATI SEJAK PEMERIKSAAN INI"
    ALTERED = "BERUBAH SEJAK PEMERIKSAAN INI"
    BACK = "tayang kembali"
    UNCLEAR = "TIDAK DAPAT DIPASTIKAN BERHARI-HARI"


@dataclass(frozen=True)
class LinkNow:
    """One link as it stands after the round."""

    row: PublicationRow
    title: str
    verdict: Verdict
    change: Change
    detail: str


@dataclass
class LinkRound:
    """What one round over the links found."""

    skipped: str = ""
    links: list[LinkNow] = field(default_factory=list)

    @property
    def needs_person(self) -> list[LinkNow]:
        """Dead links, live ones that are not as they were, and those that nobody could see for days."""
        told = (Change.ALTERED, Change.UNCLEAR)
        return [link for link in self.links if link.verdict == Verdict.DEAD or link.change in told]

    def counts(self) -> dict[str, int]:
        verdicts = Counter(link.verdict for link in self.links)
        changes = Counter(link.change for link in self.links)
        return {
            "checked": len(self.links),
            "live": verdicts[Verdict.LIVE] + verdicts[Verdict.LIVE_WARN],
            "unknown": verdicts[Verdict.UNKNOWN],
            "dead": verdicts[Verdict.DEAD],
            "died": changes[Change.DIED],
            "altered": changes[Change.ALTERED],
            "unclear": changes[Change.UNCLEAR],
        }


@flow(name="check_links", flow_run_name="check-links-{office}", validate_parameters=False)
async def check_links(home: str, office: str) -> dict[str, int]:
    """Look at every published link of one office; one check entry each."""
    if is_late():
        logger.info("Jadwal ini sudah lewat; pemeriksaan berikutnya yang bekerja.")
        return LinkRound().counts()
    progress = await on_the_board(f"pemeriksaan-{office}", "Tautan yang sudah diperiksa")
    found = await run_check_links(Path(home), office, SystemClock(), progress)
    await _report(office, found)
    return found.counts()


async def run_check_links(home: Path, office: str, clock: Clock, progress: Progress = untold) -> LinkRound:
    """The round itself; a second one at the same time leaves quietly."""
    environ = await with_secret_blocks(home, office, os.environ)
    with open_workroom(home, office, environ, clock) as room:
        async with one_at_a_time(room, "check_links") as ours:
            if not ours:
                return LinkRound(skipped=BUSY)
            found = await _round(room, progress)
        await asyncio.to_thread(write_board, room)
        return found


async def _round(room: Workroom, progress: Progress) -> LinkRound:
    office = room.office.slug
    rows = await asyncio.to_thread(public_rows, room)
    before = await asyncio.to_thread(queries.latest_checks, room.ledger, office)
    seen = await asyncio.to_thread(queries.last_clear_looks, room.ledger, office)
    packages = {package.key: package for package in await asyncio.to_thread(queries.packages, room.ledger, office)}
    found = LinkRound()
    async with open_session(room.addresses) as web:

        async def visit(row: PublicationRow) -> None:
            package = packages[PackageKey(*row.key[:3])]
            entry = await _look(room, row, package, web)
            await asyncio.to_thread(room.ledger.append, office, [entry])
            verdict = Verdict(entry.facts["verdict"])
            change = change_of(before.get(row.key[1:]), verdict, str(entry.facts["detail"]))
            seen_last = seen.get(row.key[1:]) or row.published_at
            if verdict == Verdict.UNKNOWN and seen_last and room.clock.now() - instant(seen_last) > UNCLEAR_FOR:
                change = Change.UNCLEAR
            found.links.append(LinkNow(row, package.title, verdict, change, str(entry.facts["detail"])))

        await host_by_host(room, rows, visit, progress)
    found.links.sort(key=lambda link: (link.verdict != Verdict.DEAD, link.change == Change.NONE, link.row.key))
    return found


def change_of(before: CheckRow | None, verdict: Verdict, detail: str) -> Change:
    """What a person must be told of the difference between two looks; not knowing is no change."""
    was = Verdict(before.verdict) if before else Verdict.LIVE
    if verdict == Verdict.DEAD and was != Verdict.DEAD:
        return Change.DIED
    if verdict == Verdict.LIVE_WARN and (was == Verdict.LIVE or (before and was == verdict and before.detail != detail)):
        return Change.ALTERED
    if was == Verdict.DEAD and verdict in (Verdict.LIVE, Verdict.LIVE_WARN):
        return Change.BACK
    return Change.NONE


async def _look(room: Workroom, row: PublicationRow, package: PackageRow, web: WebSession) -> Entry:
    connector = room.connectors.get(row.key.channel)
    grade = connector.limits.grade if connector else row.grade
    if grade == Grade.PUBLIC and connector is not None and connector.limits.assisted:
        seen = await check(web, Expectation(row.url, package.title), room.clock)
        return check_entry(row, seen)
    if grade == Grade.PUBLIC:
        pictures = await asyncio.to_thread(_pictures, room, package)
        seen = await check(web, Expectation(row.url, package.title, row.marker, pictures), room.clock)
        return check_entry(row, seen)
    if connector is None:
        return _told(room, row, Verdict.UNKNOWN, f"kanal {row.key.channel} tidak aktif; periksa sendiri di peramban")
    try:
        look = await asyncio.to_thread(connector.look, link_of(row))
    except ConnectorError as error:
        return _told(room, row, Verdict.UNKNOWN, room.redactor.redact(str(error)))
    except Exception as fault:  # a fault in one connector must not end the round for the others
        logger.exception("%s: kanal tidak dapat ditanya", row.key)
        return _told(room, row, Verdict.UNKNOWN, f"kanal tidak dapat ditanya ({type(fault).__name__})")
    match look.state:
        case "public":
            return _told(room, row, Verdict.LIVE, "")
        case "unknown":
            return _told(room, row, Verdict.UNKNOWN, room.redactor.redact(look.detail) or "platform tidak menjawab dengan jelas")
        case "hidden":
            return _told(room, row, Verdict.DEAD, look.detail or "platform menjawab: tersembunyi dari publik")
        case "gone":
            return _told(room, row, Verdict.DEAD, look.detail or "platform menjawab: sudah tidak ada")


def _pictures(room: Workroom, package: PackageRow) -> tuple[ExpectedImage, ...]:
    """The approved pictures; without the sealed package the title and the mark must do."""
    try:
        return tuple(ExpectedImage(image.sha256, image.name) for image in room.desk.read(package).images)
    except (PackageProblems, OSError) as reason:
        logger.warning("%s: gambar yang disetujui tidak terbaca di gudang (%s)", package.key.package_id, type(reason).__name__)
        return ()


def _told(room: Workroom, row: PublicationRow, verdict: Verdict, detail: str) -> Entry:
    """A look through the platform's own API, as the ledger keeps it."""
    facts = {
        "url": row.url,
        "verdict": str(verdict),
        "status": None,
        "detail": detail,
        "checked_at": stamp(room.clock.now()),
    }
    key = row.key
    return Entry(Kind.CHECK, "looked", key.package_id, key.revision, key.channel, facts, {"asked": "platform"})


async def _report(office: str, found: LinkRound) -> None:
    if found.skipped:
        logger.info("Tautan tidak diperiksa: %s", found.skipped)
        return
    for link in found.needs_person:
        logger.warning("%s %s %s: %s", link.change or "MATI", link.row.key, link.row.url, link.detail)
    if found.links:
        table = [
            {
                "putusan": str(link.verdict),
                "perubahan": str(link.change),
                "judul": link.title,
                "kanal": link.row.key.channel,
                "tautan": link.row.url,
                "catatan": link.detail,
            }
            for link in found.links
        ]
        await acreate_table_artifact(table, key=f"tautan-{office}", description="Setiap tautan pada pemeriksaan ini")
