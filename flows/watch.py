"""Watches masuk/ of every office and runs the publish flow in this very process as soon as something can go out.

The folder wakes it, and so does the time of what is due; a slow tick finds what neither told. The sweep lease of the
ledger decides between it and a scheduled run; who loses looks again a moment later.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from watchfiles import Change, awatch

from config.filesystem import network_filesystem_of
from config.settings import HomeSettings
from flows.gate import why_closed
from flows.leases import sweep_of
from flows.publish import run_publish
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.chain import instant
from ledger.entries import PackageKey
from ledger.queries import PublicationRow
from ledger.store import Ledger
from publishing.desk import APPROVED, recall
from publishing.states import ENDED, State, Step
from safety.clock import Clock

logger = logging.getLogger(__name__)
TICK = 15.0
SOON = 1.0
CLOSED = 5.0
MOST_PATIENCE = 60.0
_AFTER_SETTLING = timedelta(milliseconds=200)
_DEBOUNCE_MS = 300
_POLL_MS = 2000


@dataclass(frozen=True)
class Look:
    """What stands in an office's folder and ledger at one moment."""

    fingerprint: frozenset[tuple[str, int, int]]
    stuck: bool
    due: datetime | None


@dataclass
class _Memory:
    """What the watcher knows of an office between two rounds."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    swept: frozenset[tuple[str, int, int]] | None = None
    closed: str = ""
    patience: float = SOON


class Watcher:
    """One home's watcher. `publish` is the publish flow; `stopping` ends it between two sweeps, never within one."""

    def __init__(
        self,
        settings: HomeSettings,
        environ: Mapping[str, str],
        clock: Clock,
        publish: Callable[[Path, str], Awaitable[object]] = run_publish,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._clock = clock
        self._publish = publish
        self._memory = {office.slug: _Memory() for office in settings.offices}
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        """Watch until `stop` is called; no fault of one sweep or of the file system ends it."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            for slug, memory in self._memory.items():
                tasks.create_task(self._tend(slug, memory))

    def stop(self) -> None:
        """Let a running sweep end, and begin no other."""
        self.stopping.set()
        for memory in self._memory.values():
            memory.woken.set()

    async def _listen(self) -> None:
        inboxes = {office.slug: self._settings.queue_root(office.slug) / "masuk" for office in self._settings.offices}
        while not self.stopping.is_set():
            try:
                for inbox in inboxes.values():
                    await asyncio.to_thread(inbox.mkdir, parents=True, exist_ok=True)
                far = any(network_filesystem_of(inbox) for inbox in inboxes.values())
                await self._wake_on_changes(inboxes, far)
            except Exception:
                logger.exception("Map masuk tidak dapat dipantau; dicoba lagi")
                await self._pause(self.stopping, TICK)

    async def _wake_on_changes(self, inboxes: Mapping[str, Path], far: bool) -> None:
        changes = awatch(
            *inboxes.values(),
            debounce=_DEBOUNCE_MS,
            step=100,
            stop_event=self.stopping,
            force_polling=far or None,
            poll_delay_ms=_POLL_MS,
            watch_filter=None,
        )
        async for batch in changes:
            for slug, inbox in inboxes.items():
                if any(_concerns(inbox, change) for change in batch):
                    self._memory[slug].woken.set()

    async def _tend(self, slug: str, memory: _Memory) -> None:
        while not self.stopping.is_set():
            memory.woken.clear()
            try:
                wait = await self._round(slug, memory)
            except Exception as error:
                logger.error("Sapuan %s terhenti: %s: %s", slug, type(error).__name__, error)  # noqa: TRY400  one line for people
                logger.debug("Rincian", exc_info=True)
                wait = TICK
            await self._pause(memory.woken, wait)

    async def _pause(self, event: asyncio.Event, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)

    async def _round(self, slug: str, memory: _Memory) -> float:
        """Look, sweep if there is a reason to, and say how long to wait for the next look."""
        seen = await asyncio.to_thread(self._look, slug)
        reason = seen.fingerprint != memory.swept or seen.stuck or _is_due(seen, self._clock)
        if not reason:
            memory.patience = SOON
            return _until(seen, self._clock)
        if closed := await self._gate(slug):
            return self._stay_closed(slug, memory, closed)
        memory.closed = ""
        if not await asyncio.to_thread(self._lease_is_free, slug):
            return SOON
        if seen.fingerprint != memory.swept:
            memory.patience = SOON
        await self._publish(self._settings.path, slug)
        memory.swept = seen.fingerprint  # only now: a sweep that broke off is begun again
        after = await asyncio.to_thread(self._look, slug)
        if after.fingerprint == memory.swept and not after.stuck and not _is_due(after, self._clock):
            memory.patience = SOON
            return _until(after, self._clock)
        wait, memory.patience = memory.patience, min(memory.patience * 1.5, MOST_PATIENCE)
        return wait

    def _stay_closed(self, slug: str, memory: _Memory, closed: str) -> float:
        if closed != memory.closed:
            logger.warning("%s: tidak ada yang ditayangkan: %s", slug, closed)
        memory.closed = closed
        return CLOSED

    async def _gate(self, slug: str) -> str:
        ledger = await asyncio.to_thread(Ledger.open, self._settings.database_url, self._clock)
        try:
            return await why_closed(ledger, slug, self._settings.path, self._environ)
        finally:
            ledger.close()

    def _look(self, slug: str) -> Look:
        with open_workroom(self._settings.path, slug, self._environ, self._clock) as room:
            stuck, settling = _on_the_way_in(room)
            return Look(_fingerprint(room.desk.queue.inbox), stuck, min([*settling, *_due_moments(room)], default=None))

    def _lease_is_free(self, slug: str) -> bool:
        """A sweep that begins from now on sees what was seen here, be it ours or a scheduled one's."""
        with open_workroom(self._settings.path, slug, self._environ, self._clock) as room:
            lease = room.ledger.acquire(sweep_of(slug), SOON)
            if lease is None:
                return False
            room.ledger.release(lease)
            return True


def _concerns(inbox: Path, change: tuple[Change, str]) -> bool:
    return Path(change[1]).is_relative_to(inbox) or Path(change[1]).is_relative_to(inbox.resolve())


def _fingerprint(inbox: Path) -> frozenset[tuple[str, int, int]]:
    """Names, sizes and times below masuk/: cheap, and enough to notice that a sweep may find something new."""
    found: set[tuple[str, int, int]] = set()
    folders = [str(inbox)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    stat, inside = entry.stat(follow_symlinks=False), entry.is_dir(follow_symlinks=False)
                    found.add((entry.path, 0 if inside else stat.st_size, stat.st_mtime_ns))
                    folders += [entry.path] if inside else []
    return frozenset(found)


def _on_the_way_in(room: Workroom) -> tuple[bool, list[datetime]]:
    """Whether a dropped folder needs a look at once (unknown, or stuck), and when those that lie still will have settled."""
    seen = recall(room.desk)
    settle = timedelta(seconds=room.settings.queue.settle_seconds) + _AFTER_SETTLING
    moments: list[datetime] = []
    try:
        folders = [entry.name for entry in room.desk.queue.inbox.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    except OSError:
        return False, []
    for name in folders:
        if name not in seen:
            return True, []
        if not seen[name].still:
            moments.append(seen[name].since + settle)
    now = room.clock.now()
    return any(moment <= now for moment in moments), [moment for moment in moments if moment > now]


def _due_moments(room: Workroom) -> list[datetime]:
    """When approved packages may begin and those under way take their next step; none if only a person can go on."""
    jeda = timedelta(seconds=room.publisher.policy.jeda)
    moments: list[datetime] = []
    under_way: dict[PackageKey, list[PublicationRow]] = {}
    for one in queries.publications(room.ledger, room.office.slug, of_approved=True):
        under_way.setdefault(PackageKey(*one.key[:3]), []).append(one)
    for row in queries.packages(room.ledger, room.office.slug, [APPROVED]):
        rows = under_way.get(row.key, [])
        if rows and any(one.state != State.PLANNED for one in rows):
            for one in rows:
                if State(one.state) not in ENDED and one.key.channel in room.connectors:
                    outlook = room.publisher.outlook(one.key)
                    if outlook.step not in (Step.ASK, Step.DONE):
                        moments.append(outlook.until or room.clock.now())
            continue
        begin = instant(row.approved_at) + jeda if row.approved_at else room.clock.now()
        moments.append(max(begin, instant(row.publish_at)) if row.publish_at else begin)
    return moments


def _is_due(seen: Look, clock: Clock) -> bool:
    return seen.due is not None and seen.due <= clock.now()


def _until(seen: Look, clock: Clock) -> float:
    if seen.due is None:
        return TICK
    return min(TICK, max(0.05, (seen.due - clock.now()).total_seconds()))
