"""One sweep of one office's queue: admit what was dropped, publish what is approved and due, prove it, keep a copy."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from content_queue.package import Package
from flows import clock_guard
from flows.board import write_board
from flows.book import book_failures_told
from flows.copies import keep_missing_copy
from flows.correct import correct
from flows.gate import why_closed
from flows.lateness import is_late
from flows.leases import Held, held, sweep_of
from flows.messages import with_messages
from flows.open_forms import with_forms
from flows.pictures import for_the_website, on_the_website
from flows.prove import prove
from flows.secret_blocks import with_secret_blocks
from flows.shared_limits import why_wait
from flows.side_by_side import Turns, each
from flows.spoken import speak_as
from flows.state_shown import with_state_shown
from flows.wiring import Workroom, open_workroom
from flows.withdraw import take_down_due
from language.say import t
from ledger import queries
from ledger.entries import PackageKey, PublicationKey
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Lease, LeaseLost, LedgerFailure
from links.session import WebSession, open_session
from publishing import intake, timing
from publishing.desk import note
from publishing.events import Event, NotProved
from publishing.reconcile import reconcile
from publishing.standing import standing, to_correct
from publishing.states import State, Step
from publishing.work import NotAllowed
from safety.clock import Clock, SystemClock
from safety.patience import extra_seconds

LATE = timedelta(hours=1)
logger = logging.getLogger(__name__)


@dataclass
class Sweep:
    """What one sweep did, for the summary and the artifact."""

    closed: str = ""
    before: dict[PublicationKey, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    rows: list[PublicationRow] = field(default_factory=list)

    @property
    def changed(self) -> list[PublicationRow]:
        """Publications that stand elsewhere than before this sweep."""
        return [row for row in self.rows if self.before.get(row.key) != row.state]

    @property
    def needs_person(self) -> list[PublicationRow]:
        return [row for row in self.rows if row.state in (State.NEEDS_HUMAN, State.REJECTED, State.DEAD)]

    def counts(self) -> dict[str, int]:
        return {
            "verified": sum(row.state == State.VERIFIED for row in self.rows),
            "held": len(self.held),
            "waiting": len(self.waiting),
            "needs_person": len(self.needs_person),
        }


@flow(name="publish", flow_run_name="publish-{office}", validate_parameters=False)
async def publish(home: str, office: str) -> dict[str, int]:
    """Sweep the queue of one office; a second sweep at the same time leaves quietly."""
    speak_as(home)
    if is_late(LATE):
        logger.info(t("Jadwal ini sudah lewat; sapuan berikutnya yang bekerja."))
        return Sweep().counts()
    return (await publish_office(Path(home), office)).counts()


async def publish_office(home: Path, office: str) -> Sweep:
    """Sweep one office and tell what came of it, within whatever run this is. Raises BookFailed.

    One room for all of it: opening one costs as much as a look at a queue where nothing waits.
    """
    environ = await with_secret_blocks(home, office, os.environ)
    with _opened(home, office, environ, SystemClock()) as room:
        await _report(office, sweep := await _sweep_in(room))
        await with_forms(room)
        await with_messages(room, environ)
    if sweep.changed:
        await with_state_shown(home, office)
    return sweep


async def run_publish(home: Path, office: str) -> dict[str, int]:
    """The publish flow in this very process: what the command line and the watcher call."""
    counts: dict[str, int] = await publish(str(home), office)
    return counts


async def run_sweep(home: Path, office: str, clock: Clock) -> Sweep:
    """The sweep itself, without a word to anybody. Raises BookFailed."""
    environ = await with_secret_blocks(home, office, os.environ)
    with _opened(home, office, environ, clock) as room:
        return await _sweep_in(room)


@contextmanager
def _opened(home: Path, office: str, environ: Mapping[str, str], clock: Clock) -> Iterator[Workroom]:
    with book_failures_told(), open_workroom(home, office, environ, clock) as room:
        yield room


async def _sweep_in(room: Workroom) -> Sweep:
    """Needs the sweep lease of the office; without it nothing is done."""
    office = room.office.slug
    if closed := await why_closed(room.ledger, office, room.settings.path):
        await take_down_due(room)  # a pause holds back what would go out, not what must come down
        return Sweep(closed=closed)
    async with held(room.ledger, sweep_of(office), room.publisher.policy.lease) as lease:
        if lease is None:
            return Sweep(closed=t("sapuan lain sedang berjalan"))
        room = replace(room, ledger=room.ledger.under(lease.lease))
        try:
            if not (closed := await asyncio.to_thread(clock_guard.why_wait, room)):
                closed = await asyncio.to_thread(reconcile, room.publisher, room.desk, room.website, room.broken)
            sweep = Sweep(closed=closed) if closed else await _sweep(room, lease)
            await take_down_due(room)
            await asyncio.to_thread(_show, room)
        except LeaseLost as reason:
            return Sweep(closed=str(reason))
        except intake.QueueShut as reason:
            logger.warning("%s: %s", office, reason)
            await take_down_due(room)  # what must come down needs no folder
            return Sweep(closed=str(reason))
        return sweep


def _show(room: Workroom) -> None:
    """A board that cannot be written takes nothing back of what was done."""
    try:
        write_board(room)
    except OSError as error:
        logger.error(t("Papan belum dapat ditulis: {why}", why=error))  # noqa: TRY400  one line for people


async def _sweep(room: Workroom, lease: Held) -> Sweep:
    taken = await asyncio.to_thread(intake.take_in, room.ledger, room.desk, room.clock)
    wrong = await _wrong_clock(room)
    look = partial(timing.due, wrong_clock=wrong)
    due = await asyncio.to_thread(look, room.ledger, room.desk, room.publisher.policy, room.clock, taken.moving)
    before = {row.key: row.state for row in queries.publications(room.ledger, room.office.slug)}
    sweep = Sweep(held=list(taken.held), waiting=list(taken.waiting), before=before)
    turns = Turns([row.key for row in due])
    closed = asyncio.Event()
    try:
        async with open_session(room.addresses) as web:

            async def carry(place: Workroom, row: PackageRow) -> None:
                try:
                    await lease.confirm()
                    if closed.is_set() or await why_closed(room.ledger, room.office.slug, room.settings.path):
                        closed.set()
                        return
                    sweep.rows += await _one(place, row, taken.fresh.get(row.key), web, turns)
                finally:
                    turns.over(row.key, room.office.channels)

            at_once = min(room.settings.publishing.packages_at_once, len(due))
            places = [room, *(room.beside() for _ in range(at_once - 1))]
            await each(due, [partial(carry, place) for place in places])
    finally:
        turns.close()
    return sweep


async def _wrong_clock(room: Workroom) -> bool:
    """Whether what waits for a time must go on waiting because this computer's clock is plainly wrong; told at each package."""
    office = room.office.slug
    if not await asyncio.to_thread(timing.waits_for_time, room.ledger, office):
        return False
    if wrong := await clock_guard.why_wrong(room):
        logger.warning(t("Paket berjadwal ditahan: {why}", why=wrong))
    await asyncio.to_thread(timing.tell_of_clock, room.ledger, office, wrong)
    return bool(wrong)


async def _one(room: Workroom, row: PackageRow, read: Package | None, web: WebSession, turns: Turns) -> list[PublicationRow]:
    """One package; whatever goes wrong with it is noted for a person and stops no other."""
    rows: list[PublicationRow] = []
    try:
        package = read if read is not None else await asyncio.to_thread(room.desk.read, row)
    except Exception as error:
        why = t("tidak dapat ditayangkan: {why}", why=str(error) or type(error).__name__)
        await asyncio.to_thread(note, room.ledger, row, why)
        return rows
    try:
        if await asyncio.to_thread(timing.may_go, room.ledger, room.desk, package, room.publisher.policy, room.clock):
            rows = await publish_package(room, package, web, turns)
            await asyncio.to_thread(timing.file_away, room.ledger, room.desk, package, room.clock)
        trouble = ""
    except LedgerFailure:
        raise
    except Exception as error:
        trouble = t("terhenti: {kind}: {why}", kind=type(error).__name__, why=room.redactor.redact(str(error))[:300])
        logger.error("%s: %s", package.id, trouble)  # noqa: TRY400  one line for people
    await asyncio.to_thread(note, room.ledger, timing.row_of(room.ledger, package), trouble)
    return rows


async def publish_package(room: Workroom, package: Package, web: WebSession, turns: Turns | None = None) -> list[PublicationRow]:
    """Every channel of one package: the website first, then the others, none delaying another."""
    turns = turns or Turns()
    keys = await asyncio.to_thread(room.publisher.plan, package)
    there = await asyncio.to_thread(standing, room.ledger, PackageKey(package.office, package.id, package.revision))
    mended = await asyncio.to_thread(to_correct, room.ledger, package)
    first = [key for key in keys if key.channel == room.website]
    able = [key for key in keys if key.channel in room.connectors]
    for key in keys:
        if reason := room.broken.get(key.channel):
            logger.warning(t("{publication} belum dapat ditayangkan: {why}", publication=key, why=reason))
    on_site = [row for row in mended if row.key.channel == room.website]
    at_site = await asyncio.to_thread(for_the_website, package, room.connectors) if first or on_site else package
    rows = [await _carry(room, at_site, key, web, "", turns) for key in able if key in first]
    rows += [await correct(room, at_site, row, web, "") for row in on_site]
    site = rows[0] if rows else there.get(room.website or "")
    link = site.url if site is not None and site.state == State.VERIFIED else ""
    if site is not None and link:
        package = await asyncio.to_thread(on_the_website, room.ledger, package, site)
    others = [key for key in able if key not in first]
    over = not first if site is None else site.state == State.EXPIRED  # what waits for its link is over with it
    ready = [key for key in others if link or over or not room.connectors[key.channel].limits.needs_link]
    work = [_carry(room, package, key, web, link, turns) for key in ready]
    work += [correct(room, package, row, web, link) for row in mended if row not in on_site]
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
        rows.append(result)
    return rows


async def _carry(
    room: Workroom, package: Package, key: PublicationKey, web: WebSession, link: str, turns: Turns
) -> PublicationRow:
    lease = await asyncio.to_thread(room.publisher.take, key)
    if lease is None:
        return queries.publication(room.ledger, key)
    sending = False
    try:
        while True:
            outcome = await asyncio.to_thread(room.publisher.outlook, key)
            name = f"{outcome.step}-{key.package_id}-{key.channel}"
            if outcome.step in (Step.STAGE, Step.REVEAL) and (stopped := await asyncio.to_thread(room.publisher.stopped, key)):
                logger.warning("%s: %s", key, stopped)
                return outcome.row
            if outcome.step in (Step.STAGE, Step.REVEAL, Step.FIND):
                if outcome.step == Step.REVEAL:
                    await turns.mine(key)
                    if await _is_held_back(room, key, turns):
                        return outcome.row
                await outward_step(name, partial(_send, room, package, key, lease, link, turns))
            elif outcome.step == Step.PROVE:
                turns.passed(key)
                await outward_step(name, partial(_prove, room, package, outcome.row, lease, web, link))
            else:
                await keep_missing_copy(room, outcome.row, web)
                return outcome.row
    except (NotAllowed, LeaseLost) as reason:
        logger.warning("%s: %s", key, room.redactor.redact(str(reason)))
        return queries.publication(room.ledger, key)
    except asyncio.CancelledError:
        sending = True  # its thread cannot be stopped: the lease must hold until what it sends has arrived or run out
        raise
    finally:
        turns.passed(key)
        if not sending:
            await asyncio.to_thread(room.ledger.release, lease)


async def _is_held_back(room: Workroom, key: PublicationKey, turns: Turns) -> bool:
    """Whether this channel sends no more in this sweep; once one package is refused, no later one goes before it."""
    if key.channel not in turns.shut:
        why = await why_wait(room.settings.fleet.per_minute, room.office.channels[key.channel].type)
        if not why:
            return False
        logger.info("%s: %s", key, why)
        turns.shut.add(key.channel)
    return True


@task(task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False)
async def outward_step(name: str, work: Callable[[], Awaitable[str]]) -> str:  # noqa: ARG001  Prefect names the run by it
    """One package × one channel × one outward step, as `name` says; never retried by Prefect, the ledger decides."""
    return await work()


async def _send(room: Workroom, package: Package, key: PublicationKey, lease: Lease, link: str, turns: Turns) -> str:
    async with turns.files_of(package):
        outcome = await turns.outward(room.publisher.step, package, key, lease, link)
    return f"{key}: {outcome.row.state}"


async def _prove(room: Workroom, package: Package, row: PublicationRow, lease: Lease, web: WebSession, link: str) -> str:
    """Look at the link as the public does. A look that breaks is a look that proved nothing."""
    event: Event
    if package.videos:  # they are read to their last byte, and what was seen must still be ours to enter
        longest = 2 * web.bounds.total_seconds + extra_seconds(sum(video.size for video in package.videos))
        await asyncio.to_thread(room.ledger.renew, lease, room.publisher.policy.lease + longest)
    try:
        event, evidence = await prove(room, package, row, web, link)
    except LedgerFailure:
        raise
    except Exception as error:
        event, evidence = NotProved(t("pemeriksaan terhenti ({error})", error=type(error).__name__)), {}
    after = await asyncio.to_thread(room.publisher.tell, row.key, event, lease, evidence)
    return f"{row.key}: {after.row.state} {after.row.url}"


async def _report(office: str, sweep: Sweep) -> None:
    if sweep.closed:
        logger.info(t("Tidak ada yang ditayangkan: {why}", why=sweep.closed))
        return
    for row in sweep.changed:
        logger.info("%s %s %s %s", row.key, row.state, row.url, row.problem)
    if sweep.changed:
        table = [
            {
                t("paket"): r.key.package_id,
                t("kanal"): r.key.channel,
                t("keadaan"): r.state,
                t("tautan"): r.url,
                t("bukti"): r.grade,
            }
            for r in sweep.changed
        ]
        told = t("Yang ditayangkan pada sapuan ini")
        await acreate_table_artifact(table, key=f"penayangan-{office}", description=told)
