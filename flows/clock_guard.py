"""Is this computer's clock plainly wrong? Asked before anything is published by the time of day.

Two witnesses: the clock that never jumps (how far the wall clock moved between two looks beside it), and the Date that the
servers of the office's own channels send. A server with a wrong clock of its own accuses nobody while another agrees with us.
"""

import asyncio
import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.channels import is_website
from flows.wiring import Workroom
from language.say import later, t, tn
from links.session import Budget, FetchFailed, WebSession, open_session
from safety.clock import Clock

logger = logging.getLogger(__name__)
PLAINLY = timedelta(minutes=5)
JUMP = timedelta(minutes=1)
MEND = later("setel jam komputer ini (nyalakan penyetelan waktu otomatis); sesudah benar, semuanya berjalan lagi sendiri")
_SECONDS = 10.0


@dataclass(frozen=True)
class Noted:
    """What the last look saw: the distance of the wall clock from the ticks, when it last leapt forward (in ticks), and the
    distance at which a server agreed with it."""

    era: str
    distance: float
    leapt: float | None = None
    agreed: float | None = None


def why_wait(room: Workroom) -> str:
    """Why nothing may be done just now: the clock leapt forward, and what was sent before may seem settled but is not."""
    clock, patience = room.clock, room.publisher.policy.settle_window
    before, distance = _recall(room), _distance(clock)
    if before is None or before.era != clock.era:
        _note(room, Noted(clock.era, distance))
        return ""
    leapt = clock.ticks() if distance - before.distance > JUMP.total_seconds() else before.leapt
    _note(room, Noted(clock.era, distance, leapt, before.agreed))
    left = patience - (clock.ticks() - leapt) if leapt is not None else 0.0
    said = later("jam komputer ini baru saja melompat maju; ditunggu {seconds} detik lagi")
    return t(said, seconds=f"{left:.0f}") if left > 0 else ""


async def why_wrong(room: Workroom) -> str:
    """Why nothing may be published by the time of day, with what to do; "" while the clock seems right.

    It is judged by where the clock stands now: only a sweep notes that, and an idle office has none. What is found here is not
    noted as the `distance`, or the next sweep would not see the leap.
    """
    distance, apart = _distance(room.clock), await distances(room)
    noted = _recall(room)
    if noted and noted.era != room.clock.era:
        noted = None
    if not apart:
        doubt = distance - noted.agreed if noted and noted.agreed is not None else 0.0
        if abs(doubt) <= PLAINLY.total_seconds():
            return ""
        said = later("jam komputer ini berpindah {apart} dan tidak ada situs yang dapat ditanya jamnya; {mend}")
        return t(said, apart=_told(doubt), mend=t(MEND))
    host, least = min(apart.items(), key=lambda one: abs(one[1]))
    if abs(least) > PLAINLY:
        said = later("jam komputer ini {apart} dari jam {host}; {mend}")
        return t(said, apart=_told(least.total_seconds()), host=host, mend=t(MEND))
    if noted:
        _note(room, replace(noted, agreed=distance))
    return ""


async def why_doubted(room: Workroom) -> str:
    """As `why_wrong`, for rounds that come often: servers are asked only once after the computer was started, and whenever its
    clock has moved since one agreed."""
    noted, clock = _recall(room), room.clock
    distance = _distance(clock)
    if noted is None or noted.era != clock.era:
        _note(room, Noted(clock.era, distance))
    elif noted.agreed is not None and abs(distance - noted.agreed) <= PLAINLY.total_seconds():
        return ""
    return await why_wrong(room)


async def distances(room: Workroom) -> dict[str, timedelta]:
    """How far this clock is ahead of each server that says its time, by host; servers that cannot be asked are left out."""
    async with open_session(room.addresses) as web:
        found = await asyncio.gather(*(_ahead_of(web, room.clock, url) for url in _servers(room)))
    return {host: ahead for host, ahead in found if ahead is not None}


def _servers(room: Workroom) -> list[str]:
    urls = []
    for name, channel in room.office.channels.items():
        if not channel.enabled:
            continue
        site = str(getattr(channel, "url", "") or "") if is_website(channel) else ""
        urls.append(site or str(getattr(room.connectors.get(name), "api_url", "") or ""))
    return sorted({f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/" for url in urls if url})


async def _ahead_of(web: WebSession, clock: Clock, url: str) -> tuple[str, timedelta | None]:
    host, asked = urlsplit(url).netloc, clock.now()
    try:  # an address of its own each time: a cache in between would tell an old time
        answer = await web.get(f"{url}?jam={int(asked.timestamp())}", clock, Budget(_SECONDS))
        age = answer.header("Age")
        theirs = parsedate_to_datetime(answer.header("Date")) + timedelta(seconds=int(age) if age.isdecimal() else 0)
        ahead = min(asked - theirs, clock.now() - theirs, key=abs)
    except (FetchFailed, ValueError, TypeError, OverflowError) as error:
        logger.debug(t("{host}: jam tidak terbaca ({error})", host=host, error=type(error).__name__))
        return host, None
    return host, ahead


def _distance(clock: Clock) -> float:
    """How far the wall clock is from the ticks: it stays the same for as long as nobody moves that clock."""
    return clock.now().timestamp() - clock.ticks()


def _told(seconds: float) -> str:
    size = abs(round(seconds))
    hours, minutes = size // 3600, size % 3600 // 60
    if size >= 3600 and seconds > 0:
        return t("{hours} jam {minutes} menit lebih cepat", hours=hours, minutes=minutes)
    if size >= 3600:
        return t("{hours} jam {minutes} menit lebih lambat", hours=hours, minutes=minutes)
    return tn("{n} menit lebih cepat", minutes) if seconds > 0 else tn("{n} menit lebih lambat", minutes)


def _file(room: Workroom) -> Path:
    return room.settings.path / "ledger" / f".jam-{room.office.slug}.json"


def _recall(room: Workroom) -> Noted | None:
    try:
        return Noted(**json.loads(_file(room).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _note(room: Workroom, noted: Noted) -> None:
    """A hint for the next look; lost, it is only missing."""
    try:
        _file(room).write_text(json.dumps(asdict(noted)), encoding="utf-8")
    except OSError as error:
        logger.debug("%s", error)
