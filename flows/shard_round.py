"""The other jobs of a shard's offices, once: links, readers, recaps, housekeeping. What breaks off at one office is told, and the
others are done all the same."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from config.settings import load_offices
from flows.check_links import check_office
from flows.count_readers import count_office
from flows.housekeeping import keep_office
from flows.lateness import LATE, is_late
from flows.monthly_recap import LATE as LATE_RECAP
from flows.monthly_recap import recap_office
from flows.offices_beside import OfficesBeside
from flows.shards import offices_of
from flows.spoken import speak_as
from language.say import t
from safety.clock import Clock, SystemClock

logger = logging.getLogger(__name__)
WORK: dict[str, Callable[[Path, str], Awaitable[object]]] = {
    "check_links": check_office,
    "count_readers": count_office,
    "monthly_recap": recap_office,
    "housekeeping": keep_office,
}
_AGAIN = 5.0


@flow(name="shard_round", flow_run_name="{job}-{shard}", validate_parameters=False)
async def shard_round(home: str, shard: str, job: str) -> dict[str, int] | State[Any]:
    """Do one job for every office of a shard."""
    speak_as(home)
    if is_late(LATE_RECAP if job == "monthly_recap" else LATE):
        logger.info(t("Jadwal ini sudah lewat; putaran berikutnya yang bekerja."))
        return {"done": 0, "broken_off": 0}
    ended = await run_round(Path(home), shard, SystemClock(), WORK[job])
    counts = {"done": sum(ended.values()), "broken_off": sum(not well for well in ended.values())}
    if not counts["broken_off"]:
        return counts
    broken = ", ".join(sorted(slug for slug, well in ended.items() if not well))
    if not counts["done"]:
        raise RuntimeError(t("{job} terhenti di setiap satuan kerja: {offices}", job=job, offices=broken))
    return Completed(name=t("Sebagian"), message=t("terhenti di {offices}", offices=broken))


async def run_round(home: Path, shard: str, clock: Clock, work: Callable[[Path, str], Awaitable[object]]) -> dict[str, bool]:
    """The offices of the shard, and whether the work went well there; one whose file is broken did not."""
    settings, _ = await asyncio.to_thread(load_offices, home, os.environ, ())
    beside = OfficesBeside(lambda slug: work(home, slug), settings.fleet.offices_at_once, clock)
    ended: dict[str, bool] = {}
    waiting = list(offices_of(settings, shard))
    while waiting or beside.under_way:
        while waiting and not beside.room_in:
            beside.begin(waiting.pop(0))
        ended |= await beside.wait(beside.room_in or _AGAIN)
    return ended
