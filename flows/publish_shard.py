"""One run sweeps the offices of a shard that have something to do, side by side, and goes on looking until the next run does.

A process costs seconds before it does anything, and an office's sweep a tenth of one: so there is a process for each shard and
not for each office, and a look at a shard where nothing waits costs next to nothing. Two runs of one shard, on whatever
machines, do no harm: the sweep lease of the ledger decides about every office.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.runtime import deployment

from config.settings import HomeSettings, SettingsError, load_offices
from flows.deployments import SWEEP_MINUTES, first_minute
from flows.lateness import is_late
from flows.lookout import Lookout, Waiting
from flows.offices_beside import PATIENCE, OfficesBeside
from flows.publish import publish_office
from flows.shards import as_they_are, offices_of
from flows.spoken import speak_as
from flows.switches import keep_switches
from language.say import later, t
from ledger.engine import secrets_in
from ledger.store import Ledger
from safety.clock import Clock, SystemClock
from safety.redaction import hide_in_logs

logger = logging.getLogger(__name__)
EACH = timedelta(minutes=SWEEP_MINUTES)
"""From one run to the next; what begins later than that has one that comes in its place. Longer ones cost less, for a process
costs seconds before it does anything; when one dies, Prefect begins another (flows.dead_runs)."""
BEFORE, TOO_SHORT = 15.0, 300.0
"""Seconds before the next run begins that this one stops to look; and what is not worth a run of its own."""
LOOK = 10.0
CLOSED = 30.0
NOT_YET = later("Pecahan {name} belum menyapu: {why}")
SOON, MOST_PATIENCE = 2.0, 300.0
Sweep = Callable[[Path, str], Awaitable[object]]


@flow(name="publish_shard", flow_run_name="publish-{shard}", validate_parameters=False)
async def publish_shard(home: str, shard: str, of: int = 0) -> dict[str, int]:
    """Sweep the offices of one shard, each as soon as it has something to do. `of`: how many shards a time zone has, 0: as many
    as the settings say now."""
    speak_as(home)
    if is_late(EACH):
        logger.info(t("Jadwal ini sudah lewat; sapuan berikutnya yang bekerja."))
        return {"sweeps": 0, "broken_off": 0}
    clock = SystemClock()
    noting = asyncio.create_task(keep_switches(home, shard, of))
    counts = await run_shard(Path(home), shard, clock, seconds_to_look(shard, clock.now()), of=of)
    await noting
    return counts


def seconds_to_look(shard: str, now: datetime) -> float:
    """Until just before the next run of the timetable, whenever this one began and whoever began it: runs that end at any other
    time would leave the shard to nobody where the timetable's own was turned away because of them."""
    each = EACH.total_seconds()
    since = (now.timestamp() - 60 * first_minute(shard, SWEEP_MINUTES)) % each
    left = each - BEFORE - since
    return left if left >= TOO_SHORT else left + each


async def run_shard(
    home: Path,
    shard: str,
    clock: Clock,
    lasts: float,
    sweep: Sweep = publish_office,
    patience: float = PATIENCE,
    of: int = 0,
) -> dict[str, int]:
    """The same within whatever run this is; sweeps that are under way at its end are waited for, none is begun any more."""
    ends = clock.ticks() + lasts
    settings = await _home(home, shard, clock, ends)
    closed: set[str] = set()

    async def one(slug: str) -> None:
        swept = await sweep(settings.path, slug)
        if getattr(swept, "closed", ""):
            closed.add(slug)

    beside = OfficesBeside(one, settings.fleet.offices_at_once, clock, patience)
    return await _Shard(settings.path, shard, of, clock, beside, closed).work(ends)


async def _home(home: Path, shard: str, clock: Clock, ends: float) -> HomeSettings:
    """The home without its offices; while its file is broken or out of reach, asked again until this run is over."""
    told = ""
    while True:
        try:
            return (await asyncio.to_thread(load_offices, home, os.environ, ()))[0]
        except (SettingsError, OSError) as error:
            if clock.ticks() + LOOK > ends:
                raise
            if told != str(error):
                logger.warning(t(NOT_YET, name=shard, why=error))
            told = str(error)
            await asyncio.sleep(LOOK)


@dataclass
class _Rest:
    """How long an office that was swept at `swept` is left alone; a moment only, once there is something new to do."""

    seen: Hashable
    swept: float
    patience: float = SOON


class _Shard:
    """`closed`: offices whose last sweep could do nothing, told by the sweeps themselves."""

    def __init__(self, home: Path, name: str, of: int, clock: Clock, beside: OfficesBeside, closed: set[str]) -> None:
        self._home, self._name, self._of = home, name, of
        self._clock, self._beside, self._closed = clock, beside, closed
        self._slugs: tuple[str, ...] = ()
        self._files: object = None
        self._ledger: Ledger | None = None
        self._lookout: Lookout | None = None
        self._rests: dict[str, _Rest] = {}
        self._told = ""
        self._counts = {"sweeps": 0, "broken_off": 0}

    async def work(self, ends: float) -> dict[str, int]:
        try:
            while (left := ends - self._clock.ticks()) > 0 or self._beside.under_way:
                if left > 0:
                    await self._begin_what_waits()
                ended = await self._beside.wait(min(self._beside.room_in or LOOK, max(left, SOON)))
                self._counts["sweeps"] += len(ended)
                self._counts["broken_off"] += sum(not well for well in ended.values())
                for slug in ended:
                    self._rests[slug].swept = self._clock.ticks()
                    if slug in self._closed:  # a switch is off, or another run is at work there
                        self._rests[slug].patience = max(CLOSED, self._rests[slug].patience)
                self._closed.difference_update(ended)
        finally:
            if self._ledger is not None:
                self._ledger.close()
        return self._counts

    async def _begin_what_waits(self) -> None:
        try:
            found = await asyncio.to_thread(self._look)
        except Exception as error:  # mended or back again, the next look finds it so; a run that ended would look no more
            self._tell(f"{type(error).__name__}: {error}")
            return
        ready = [slug for slug, waiting in found.items() if self._may_begin(slug, waiting.seen)]
        if ready and (why := await _switched_off()):
            self._tell(why)
            return
        for slug in sorted(ready, key=lambda slug: (found[slug].since, self._last_swept(slug))):
            if self._beside.room_in:
                return
            rest, seen = self._rests.get(slug), found[slug].seen
            patience = SOON if rest is None or rest.seen != seen else min(rest.patience * 1.5, MOST_PATIENCE)
            self._rests[slug] = _Rest(seen, 0.0, patience)
            if self._lookout is not None:
                self._lookout.takes_its_turn(slug)
            self._beside.begin(slug)

    def _last_swept(self, slug: str) -> float:
        return self._rests[slug].swept if slug in self._rests else 0.0

    def _look(self) -> dict[str, Waiting]:
        found = self._current().look(self._beside.under_way)
        for slug in [slug for slug in self._rests if slug not in found and slug not in self._beside.under_way]:
            del self._rests[slug]
        return found

    def _may_begin(self, slug: str, seen: Hashable) -> bool:
        rest = self._rests.get(slug)
        return rest is None or self._clock.ticks() - rest.swept >= (SOON if rest.seen != seen else rest.patience)

    def _current(self) -> Lookout:
        """Made anew as soon as a settings file of the home is another one."""
        if self._lookout is None or self._files != as_they_are(self._home, self._slugs):
            settings = load_offices(self._home, os.environ, ())[0]
            files = as_they_are(self._home, settings.slugs)
            settings, broken = load_offices(self._home, os.environ, offices_of(settings, self._name, self._of))
            hide_in_logs(secrets_in(settings.database_url))
            for problem in broken:
                logger.error("%s", problem)
            if self._ledger is None:
                self._ledger = Ledger.open(settings.database_url, self._clock)
            self._lookout, self._slugs, self._files = Lookout(settings, self._ledger, self._clock), settings.slugs, files
        return self._lookout

    def _tell(self, trouble: str) -> None:
        if trouble != self._told:
            logger.warning(t(NOT_YET, name=self._name, why=trouble))
        self._told = trouble


async def _switched_off() -> str:
    """Why this shard may begin nothing: its own deployment is paused, or that cannot be read. Each office's own switch is asked
    by its sweep."""
    own: str | None = deployment.id
    if own is None:
        return ""
    try:
        async with get_client() as client:
            return t("dijeda di Prefect") if (await client.read_deployment(UUID(own))).paused else ""
    except Exception as error:  # whatever keeps the switch from being read shuts the gate
        return t("sakelar jeda di Prefect tidak terbaca ({error})", error=type(error).__name__)
