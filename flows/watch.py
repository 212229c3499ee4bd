"""Watches masuk/ of every office and runs the publish flow in this very process as soon as something can go out.

The folder wakes it, and so does the time of what is due; a slow tick finds what neither told. The sweep lease of the
ledger decides between it and a scheduled run; who loses looks again a moment later.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from watchfiles import Change, awatch

from config.filesystem import network_filesystem_of
from config.settings import HomeSettings
from content_queue.notes import Notes, Turn
from flows.alongside import alongside
from flows.gate import why_closed
from flows.leases import sweep_of
from flows.messages import with_messages_of
from flows.open_forms import with_forms_of
from flows.publish import run_publish
from flows.wiring import Workroom, open_workroom
from language.say import later, t
from ledger import correction_queries, queries
from ledger.chain import instant, stamp
from ledger.entries import PackageKey
from ledger.queries import PublicationRow
from ledger.store import Ledger
from publishing.desk import APPROVED
from publishing.notebook import look_again, recall
from publishing.states import ENDED, State, Step
from safety.clock import Clock

logger = logging.getLogger(__name__)
_TROUBLE = later("Sapuan {office} terhenti: {kind}: {why}")
TICK = 15.0
SOON = 1.0
CLOSED = 5.0
MOST_PATIENCE = 60.0
FORMS_EVERY = timedelta(seconds=5)
MESSAGES_EVERY = timedelta(minutes=1)
_AFTER_SETTLING = timedelta(milliseconds=200)
_DEBOUNCE_MS = 300
_POLL_MS = 2000


@dataclass(frozen=True)
class Look:
    """What stands in an office's folder and ledger at one moment. `news`: dropped packages that the last scan saw otherwise."""

    news: Mapping[str, str]
    stuck: bool
    due: datetime | None


@dataclass
class _Memory:
    """What the watcher knows of an office between two rounds."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    told: set[str] = field(default_factory=set)
    turn: Turn = field(default_factory=Turn)
    swept: Mapping[str, str] | None = None
    closed: str = ""
    patience: float = SOON
    forms: datetime | None = None
    messages: datetime | None = None


class Watcher:
    """One home's watcher. `publish` is the publish flow, `forms` sees to the forms that people are asked by, `messages` to what
    people are told; `stopping` ends it between two sweeps, never within one."""

    def __init__(
        self,
        settings: HomeSettings,
        environ: Mapping[str, str],
        clock: Clock,
        publish: Callable[[Path, str], Awaitable[object]] = run_publish,
        forms: Callable[[Path, str], Awaitable[object]] = with_forms_of,
        messages: Callable[[Path, str], Awaitable[object]] = with_messages_of,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._clock = clock
        self._publish = publish
        self._forms = forms
        self._messages = messages
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
                logger.exception(t("Map masuk tidak dapat dipantau; dicoba lagi"))
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
                    self._memory[slug].told |= {name for _, path in batch if (name := _package_in(inbox, path))}
                    self._memory[slug].woken.set()

    async def _tend(self, slug: str, memory: _Memory) -> None:
        while not self.stopping.is_set():
            memory.woken.clear()
            wait = TICK
            with alongside(_TROUBLE, slug):
                wait = await self._round(slug, memory)
                await self._see_to_forms(slug, memory)
                await self._see_to_messages(slug, memory)
            await self._pause(memory.woken, wait)

    async def _see_to_forms(self, slug: str, memory: _Memory) -> None:
        """A sweep does so itself; this is for what people sign in konsep/ and for days that have come."""
        now = self._clock.now()
        if memory.forms is None or not timedelta() <= now - memory.forms < FORMS_EVERY:
            memory.forms = now
            await self._forms(self._settings.path, slug)

    async def _see_to_messages(self, slug: str, memory: _Memory) -> None:
        """For what becomes late or is due to be told without any sweep."""
        now = self._clock.now()
        if memory.messages is None or not timedelta() <= now - memory.messages < MESSAGES_EVERY:
            memory.messages = now
            await self._messages(self._settings.path, slug)

    async def _pause(self, event: asyncio.Event, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)

    async def _round(self, slug: str, memory: _Memory) -> float:
        """Look, sweep if there is a reason to, and say how long to wait for the next look."""
        seen = await self._look_again(slug, memory)
        if not (memory.swept is None or seen.news or seen.stuck or _is_due(seen, self._clock)):
            memory.patience = SOON
            return _until(seen, self._clock)
        if closed := await self._gate(slug):
            return self._stay_closed(slug, memory, closed)
        memory.closed = ""
        if not await asyncio.to_thread(self._may_sweep, slug, seen.news):
            return SOON
        if seen.news != memory.swept:
            memory.patience = SOON
        memory.told -= seen.news.keys()
        await self._publish(self._settings.path, slug)
        memory.swept = seen.news  # only now: a sweep that broke off is begun again
        after = await self._look_again(slug, memory)
        if not after.news and not after.stuck and not _is_due(after, self._clock):
            memory.patience = SOON
            return _until(after, self._clock)
        wait, memory.patience = memory.patience, min(memory.patience * 1.5, MOST_PATIENCE)
        return wait

    def _stay_closed(self, slug: str, memory: _Memory, closed: str) -> float:
        if closed != memory.closed:
            logger.warning(t("{office}: tidak ada yang ditayangkan: {why}", office=slug, why=closed))
        memory.closed = closed
        return CLOSED

    async def _gate(self, slug: str) -> str:
        ledger = await asyncio.to_thread(Ledger.open, self._settings.database_url, self._clock)
        try:
            return await why_closed(ledger, slug, self._settings.path, self._environ)
        finally:
            ledger.close()

    async def _look_again(self, slug: str, memory: _Memory) -> Look:
        """What is found stays told until it is swept: neither a fault nor a closed gate makes us forget it."""
        told, memory.told = memory.told, set()
        try:
            seen = await asyncio.to_thread(self._look, slug, told)
        except Exception:
            memory.told |= told
            raise
        memory.told |= seen.news.keys()
        return seen

    def _look(self, slug: str, told: Collection[str] = ()) -> Look:
        """As close as a scan's, and through every package that something is said to have changed in."""
        memory = self._memory[slug]
        with open_workroom(self._settings.path, slug, self._environ, self._clock) as room:
            notes = recall(room.desk)
            news, memory.turn = room.desk.queue.news(notes, self._clock.now(), memory.turn, told)
            stuck, settling = _on_the_way_in(room, notes)
            return Look(news, stuck, min([*settling, *_due_moments(room)], default=None))

    def _may_sweep(self, slug: str, news: Collection[str]) -> bool:
        """A sweep that begins from now on sees what was seen here, be it ours or a scheduled one's."""
        with open_workroom(self._settings.path, slug, self._environ, self._clock) as room:
            lease = room.ledger.acquire(sweep_of(slug), SOON)
            if lease is None:
                return False
            look_again(room.desk, news)
            room.ledger.release(lease)
            return True


def _concerns(inbox: Path, change: tuple[Change, str]) -> bool:
    return Path(change[1]).is_relative_to(inbox) or Path(change[1]).is_relative_to(inbox.resolve())


def _package_in(inbox: Path, path: str) -> str:
    """The dropped package that a changed path lies in, or is; empty outside of masuk/."""
    for place in (inbox, inbox.resolve()):
        if Path(path).is_relative_to(place):
            return next(iter(Path(path).relative_to(place).parts), "")
    return ""


def _on_the_way_in(room: Workroom, notes: Notes) -> tuple[bool, list[datetime]]:
    """Whether a dropped package has settled and waits for a scan, and when those that lie still will have settled."""
    settle = timedelta(seconds=room.settings.queue.settle_seconds) + _AFTER_SETTLING
    moments = [seen.since + settle for seen in notes.awake.values() if not seen.still]
    now = room.clock.now()
    return any(moment <= now for moment in moments), [moment for moment in moments if moment > now]


def _due_moments(room: Workroom) -> list[datetime]:
    """When approved packages may begin and those under way take their next step; none if only a person can go on.

    What is planned for later than the next ticks is left to them: many may wait for their hour.
    """
    soon = stamp(room.clock.now() + timedelta(seconds=2 * TICK))
    jeda = timedelta(seconds=room.publisher.policy.jeda)
    moments: list[datetime] = []
    under_way: dict[PackageKey, list[PublicationRow]] = {}
    for one in queries.publications(room.ledger, room.office.slug, of_approved=True):
        under_way.setdefault(PackageKey(*one.key[:3]), []).append(one)
    for row in queries.packages(room.ledger, room.office.slug, [APPROVED], planned_by=soon):
        rows = under_way.get(row.key, [])
        if mends := correction_queries.corrections_to(room.ledger, row.key):
            moments += [instant(one.retry_at) for one in mends if one.retry_at]
        if mends or any(one.state != State.PLANNED for one in rows):
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
