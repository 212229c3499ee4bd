"""How often was each publication read? One dated reading each, with its source and how sure it is; unknown is never 0."""

import asyncio
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from prefect import flow
from prefect.artifacts import acreate_table_artifact

from config.taught import taught_places
from connectors.contract import Connector, ConnectorError, ReaderCount
from flows.board import write_board
from flows.lateness import is_late
from flows.manners import host_by_host
from flows.progress import Progress, untold
from flows.progress_bar import on_the_board
from flows.reader_pages import page_behind, text_of
from flows.reader_sources import Counters, counters_of
from flows.reading_evidence import EvidenceBook, Seen, seen_on
from flows.rounds import NotOurTurn, lies_on_platform, one_at_a_time, public_rows
from flows.secret_blocks import with_secret_blocks
from flows.spoken import speak_as
from flows.wiring import Workroom, open_workroom
from language.say import later, t
from ledger import queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.queries import PublicationRow
from ledger.reader_events import source_changes
from links.page import parse
from links.session import Answer, WebSession, open_session
from publishing.rows import link_of
from readership.page import DOUBTFUL, read_page
from readership.sources import Asked
from safety.clock import Clock, SystemClock

PAGE_SOURCES = frozenset({"page", "jsonld", "selector", "text"})
_PAGE_METRIC = "dibaca"
BY_HAND = later("selama ini diisi orang; halaman publiknya dibaca sesudah `tayang readers event source-change`")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """One reading as it was entered. `value` None: unknown, and `reason` says why."""

    row: PublicationRow
    title: str
    value: int | None
    source: str
    metric: str
    confidence: float
    reason: str
    low: int | None = None
    high: int | None = None
    others: Mapping[str, int | None] = field(default_factory=dict)
    seen: Seen | None = None

    def entry(self, room: Workroom, book: EvidenceBook | None = None) -> Entry:
        """The reading as the ledger keeps it, dated also in the office's own day; what a page showed goes into the book first."""
        now = room.clock.now()
        facts = {
            "source": self.source,
            "metric": self.metric,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "confidence": round(self.confidence, 3),
            "reason": self.reason,
            "observed_at": stamp(now),
            "local_date": f"{now.astimezone(room.office.zone):%Y-%m-%d}",
        }
        key = self.row.key
        evidence: dict[str, Any] = {"others": dict(self.others)}
        if self.seen and book:
            try:
                evidence |= book.keep(now.astimezone(room.office.zone).date(), self.seen)
            except OSError as error:  # a reading without its excerpt is worth more than none
                said = later("{publication}: kutipan halaman tidak tersimpan: {why}")
                logger.warning(t(said, publication=self.row.key, why=error.strerror))
        return Entry(Kind.READING, "read", key.package_id, key.revision, key.channel, facts, evidence)


@dataclass
class ReaderRound:
    """What one round of counting found."""

    skipped: str = ""
    readings: list[Reading] = field(default_factory=list)

    @property
    def needs_person(self) -> list[Reading]:
        """Counts that are not known, and those that a person should compare with the page."""
        return [reading for reading in self.readings if reading.value is None or reading.confidence < DOUBTFUL]

    def counts(self) -> dict[str, int]:
        unknown = sum(reading.value is None for reading in self.readings)
        doubtful = sum(reading.value is not None and reading.confidence < DOUBTFUL for reading in self.readings)
        return {"read": len(self.readings) - unknown, "unknown": unknown, "doubtful": doubtful}


@flow(name="count_readers", flow_run_name="count-readers-{office}", validate_parameters=False)
async def count_readers(home: str, office: str) -> dict[str, int]:
    """Count the readers of every live publication of one office."""
    speak_as(home)
    if is_late():
        logger.info(t("Jadwal ini sudah lewat; penghitungan berikutnya yang bekerja."))
        return ReaderRound().counts()
    return (await count_office(Path(home), office)).counts()


async def count_office(home: Path, office: str) -> ReaderRound:
    """Count one office's readers and tell what was counted, within whatever run this is."""
    progress = await on_the_board(f"penghitungan-{office}", t("Terbitan yang sudah dihitung"))
    found = await run_count_readers(home, office, SystemClock(), progress)
    await _report(office, found)
    return found


async def run_count_readers(home: Path, office: str, clock: Clock, progress: Progress = untold) -> ReaderRound:
    """The round itself; a second one at the same time leaves quietly."""
    environ = await with_secret_blocks(home, office, os.environ)
    with open_workroom(home, office, environ, clock) as room:
        try:
            async with one_at_a_time(room, "count_readers"):
                found = await _round(room, counters_of(room, environ), progress)
        except NotOurTurn as reason:
            return ReaderRound(skipped=str(reason))
        await asyncio.to_thread(write_board, room)
        return found


@dataclass(frozen=True)
class _Means:
    """What one round reads with: the office's room, its declared sources, the taught places and the web."""

    room: Workroom
    counters: Counters
    places: Mapping[str, str]
    web: WebSession


async def _round(room: Workroom, counters: Counters, progress: Progress) -> ReaderRound:
    office = room.office.slug
    rows = await asyncio.to_thread(public_rows, room)
    packages = await asyncio.to_thread(queries.packages, room.ledger, office)
    titles = {tuple(package.key): package.title for package in packages}
    earlier = await asyncio.to_thread(queries.newest_counts, room.ledger, office)  # a number that a person adds ends no counting
    changes = await asyncio.to_thread(source_changes, room.ledger, office)
    places = {host: place.selector for host, place in taught_places(room.settings.path, office).items()}
    found, book = ReaderRound(), EvidenceBook(room.settings.store, office)
    async with open_session(room.addresses) as web:
        means = _Means(room, counters, places, web)

        async def visit(row: PublicationRow) -> None:
            known = earlier.get(row.key[1:])
            bound = known is not None and not any(change.frees(row.key, known.observed_at) for change in changes)
            reading = await _read(means, row, titles[tuple(row.shown_key)], known.source if known and bound else "")
            await asyncio.to_thread(_enter, room, book, reading)
            found.readings.append(reading)

        await host_by_host(room, rows, visit, progress, partial(lies_on_platform, room))
    found.readings.sort(key=lambda reading: reading.row.key)
    return found


def _enter(room: Workroom, book: EvidenceBook, reading: Reading) -> None:
    room.ledger.append(room.office.slug, [reading.entry(room, book)])


async def _read(means: _Means, row: PublicationRow, title: str, counted_by: str) -> Reading:
    """The source that the office declared, else the platform's own count, else what the page shows. One counter stays one
    counter: a publication that was counted by its platform is not counted by its page on a day on which the platform is
    silent, nor the other way round."""
    room = means.room
    declared = await _by_declared_source(means, row, title)
    if declared is not None:
        return declared
    connector = room.connectors.get(row.key.channel)
    if connector is not None and connector.limits.can_count_readers:
        if counted_by in PAGE_SOURCES and connector.limits.website:
            return await _by_page(means, row, title)
        counted = await asyncio.to_thread(_by_platform, room, row, title, connector)
        if counted_by == queries.TYPED and counted.source in PAGE_SOURCES:
            return replace(counted, value=None, confidence=0.0, reason=t(BY_HAND), low=None, high=None)
        if counted.value is not None or counted_by not in ("", queries.TYPED) or not connector.limits.website:
            return counted
        shown = await _by_page(means, row, title)
        return shown if shown.value is not None else counted
    if connector is not None and not connector.limits.website:
        metric = connector.limits.reader_metric or _PAGE_METRIC
        return Reading(row, title, None, "none", metric, 0.0, t("platform ini tidak memberitahukan jumlah pembaca"))
    if connector is None and row.grade != "public":
        return Reading(row, title, None, "none", _PAGE_METRIC, 0.0, t("kanal {channel} tidak aktif", channel=row.key.channel))
    return await _by_page(means, row, title)


async def _by_declared_source(means: _Means, row: PublicationRow, title: str) -> Reading | None:
    """What the office's analytics says of this publication; None where the office declared none for its channel."""
    room, channel = means.room, row.key.channel
    if reason := means.counters.broken.get(channel):
        return Reading(row, title, None, room.office.readers[channel].type, _PAGE_METRIC, 0.0, reason)
    source = means.counters.sources.get(channel)
    if source is None:
        return None
    zone, now = room.office.zone, room.clock.now()
    since = instant(row.published_at or stamp(now)).astimezone(zone).date()
    asked = Asked(row.url, row.remote_id, since, now.astimezone(zone).date(), str(zone))
    return _counted(room, row, title, await asyncio.to_thread(source.read, asked))


def _by_platform(room: Workroom, row: PublicationRow, title: str, connector: Connector) -> Reading:
    try:
        count = connector.readers(link_of(row))
    except ConnectorError as error:
        metric = connector.limits.reader_metric
        return Reading(row, title, None, "api", metric, 0.0, room.redactor.redact(str(error)))
    except Exception as fault:  # a fault in one connector must not end the round for the others
        logger.exception(t("{publication}: pembaca tidak dapat ditanyakan", publication=row.key))
        metric = connector.limits.reader_metric
        why = t("kanal tidak dapat ditanya ({error})", error=type(fault).__name__)
        return Reading(row, title, None, "api", metric, 0.0, why)
    return _counted(room, row, title, count)


def _counted(room: Workroom, row: PublicationRow, title: str, count: ReaderCount) -> Reading:
    reason = room.redactor.redact(count.reason)
    if count.value is None and not reason:
        reason = t("platform tidak melaporkan jumlah pembaca")
    low, high = (count.value, count.value) if count.low is None else (count.low, count.high)
    return Reading(row, title, count.value, count.source, count.metric, count.confidence, reason, low, high, count.others)


async def _by_page(means: _Means, row: PublicationRow, title: str) -> Reading:
    answer, reason = await page_behind(means.web, row.url, means.room.clock)
    if answer is None:
        return Reading(row, title, None, "page", _PAGE_METRIC, 0.0, reason)
    return await asyncio.to_thread(_shown, row, title, answer, means.places.get(urlsplit(row.url).netloc.lower(), ""))


def _shown(row: PublicationRow, title: str, answer: Answer, selector: str = "") -> Reading:
    """What the page shows, if it is our page at all."""
    try:
        headed = parse(answer.body, answer.url).heads(title)
        ours = headed or row.marker.encode() in answer.body
        page = text_of(answer)
        shown = read_page(page, selector or None, title if headed else "")
    except (ValueError, RecursionError, LookupError) as error:
        why = t("halaman tidak dapat diurai ({error})", error=type(error).__name__)
        return Reading(row, title, None, "page", _PAGE_METRIC, 0.0, why)
    if not ours:
        return Reading(row, title, None, "page", _PAGE_METRIC, 0.0, t("halaman pada tautan ini bukan terbitan kita lagi"))
    source = shown.source or ("selector" if selector else "page")
    seen, sure = seen_on(answer, page, shown), shown.confidence
    return Reading(row, title, shown.value, source, _PAGE_METRIC, sure, shown.reason, shown.low, shown.high, seen=seen)


async def _report(office: str, found: ReaderRound) -> None:
    if found.skipped:
        logger.info(t("Pembaca tidak dihitung: {why}", why=found.skipped))
        return
    for reading in found.needs_person:
        said = later("{publication}: pembaca belum diketahui pasti: {why}")
        logger.warning(t(said, publication=reading.row.key, why=reading.reason))
    if found.readings:
        table: list[dict[str, Any]] = [
            {
                t("judul"): reading.title,
                t("kanal"): reading.row.key.channel,
                t("pembaca"): "–" if reading.value is None else reading.value,
                t("ukuran"): reading.metric,
                t("sumber"): reading.source,
                t("keyakinan"): round(reading.confidence, 2),
                t("catatan"): reading.reason,
                t("tautan"): reading.row.url,
            }
            for reading in found.readings
        ]
        told = t("Jumlah pembaca pada penghitungan ini")
        await acreate_table_artifact(table, key=f"pembaca-{office}", description=told)
