"""The other jobs of a shard's offices, once: links, readers, recaps, housekeeping. What breaks off at one office is told, and the
others are done all the same."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from config.settings import HomeSettings, load_offices
from flows.check_links import check_office, is_any_link_due
from flows.count_readers import count_office
from flows.deployments import first_minute
from flows.housekeeping import keep_office
from flows.lateness import LATE, is_late
from flows.monthly_recap import LATE as LATE_RECAP
from flows.monthly_recap import recap_office
from flows.offices_beside import OfficesBeside
from flows.shards import offices_of
from flows.spoken import speak_as
from flows.switches import keep_switches
from language.say import t
from ledger.engine import secrets_in
from ledger.store import Ledger
from safety.clock import Clock, SystemClock
from safety.redaction import hide_in_logs

logger = logging.getLogger(__name__)
WORK: dict[str, Callable[[Path, str], Awaitable[object]]] = {
    "check_links": check_office,
    "count_readers": count_office,
    "monthly_recap": recap_office,
    "housekeeping": keep_office,
}
Worth = Callable[[HomeSettings, Sequence[str], str, datetime], Sequence[str]]
HALF_HOUR, TURNS = timedelta(minutes=30), 6
_AGAIN = 5.0


@flow(name="shard_round", flow_run_name="{job}-{shard}", validate_parameters=False)
async def shard_round(home: str, shard: str, job: str, of: int = 0) -> dict[str, int] | State[Any]:
    """Do one job for every office of a shard. `of`: how many shards a time zone has, 0: as many as the settings say now."""
    speak_as(home)
    if is_late(LATE_RECAP if job == "monthly_recap" else LATE):
        logger.info(t("Jadwal ini sudah lewat; putaran berikutnya yang bekerja."))
        return {"done": 0, "broken_off": 0}
    await keep_switches(home, shard, of)  # here too: where the sweeps of a shard are paused, none of their runs begins
    ended = await run_round(Path(home), shard, SystemClock(), WORK[job], WORTH.get(job, every_office), of)
    counts = {"done": sum(ended.values()), "broken_off": sum(not well for well in ended.values())}
    if not counts["broken_off"]:
        return counts
    broken = ", ".join(sorted(slug for slug, well in ended.items() if not well))
    if not counts["done"]:
        raise RuntimeError(t("{job} terhenti di setiap satuan kerja: {offices}", job=job, offices=broken))
    return Completed(name=t("Sebagian"), message=t("terhenti di {offices}", offices=broken))


def every_office(_settings: HomeSettings, offices: Sequence[str], _shard: str, _now: datetime) -> Sequence[str]:
    """What has to be done everywhere."""
    return offices


def with_links_due(settings: HomeSettings, offices: Sequence[str], shard: str, now: datetime) -> Sequence[str]:
    """The offices with a link that is due, and a sixth of the others, for what a round does beside looking: the board, the
    answer whether all is well, pictures of copies."""
    each = HALF_HOUR.total_seconds()
    begun = now.timestamp() - 60 * first_minute(shard, int(each // 60))  # a round that begins late still has its own turn
    turn = begun // each % TURNS
    hide_in_logs(secrets_in(settings.database_url))
    ledger = Ledger.open(settings.database_url, SystemClock())
    try:
        return [slug for slug in offices if crc32(slug.encode()) % TURNS == turn or _may_be_due(ledger, slug, now)]
    finally:
        ledger.close()


def _may_be_due(ledger: Ledger, slug: str, now: datetime) -> bool:
    """What cannot be read of one office keeps no other from its round; its own tells why."""
    try:
        return is_any_link_due(ledger, slug, now)
    except Exception:
        logger.exception("%s", slug)
        return True


WORTH = {"check_links": with_links_due}
"""Which offices a round is worth its cost for, where it is not all of them."""


async def run_round(
    home: Path,
    shard: str,
    clock: Clock,
    work: Callable[[Path, str], Awaitable[object]],
    worth: Worth = every_office,
    of: int = 0,
) -> dict[str, bool]:
    """The offices of the shard, and whether the work went well there; one whose file is broken did not."""
    settings, _ = await asyncio.to_thread(load_offices, home, os.environ, ())
    beside = OfficesBeside(lambda slug: work(home, slug), settings.fleet.offices_at_once, clock)
    ended: dict[str, bool] = {}
    waiting = list(await asyncio.to_thread(worth, settings, offices_of(settings, shard, of), shard, clock.now()))
    while waiting or beside.under_way:
        while waiting and not beside.room_in:
            beside.begin(waiting.pop(0))
        ended |= await beside.wait(beside.room_in or _AGAIN)
    return ended
