"""After the proof: is there a second public object of one publication? A write may arrive when nobody looks any more."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from connectors.contract import ConnectorError, Found
from flows.looking import Look
from flows.spoken import in_every_language
from flows.wiring import Workroom
from language.say import later, t
from ledger.chain import instant
from ledger.queries import PackageRow, PublicationRow
from links.life import Seen
from links.problems import Verdict

logger = logging.getLogger(__name__)
DOUBLED = "doubled"
WATCHED_FOR = timedelta(days=2)
"""Later writes than this do not arrive; each count costs a platform's reads."""


async def with_count(
    room: Workroom, row: PublicationRow, package: PackageRow, link: str, look: Look, told: dict[str, str] | None
) -> Look:
    """The look, with a warning if more than one public object is this publication; told before, it stays until counted again."""
    open_alarm = told is not None and told.get("what") == DOUBLED
    published = instant(row.published_at or row.verified_at or "")
    fresh = room.clock.now() - published <= WATCHED_FOR
    if look.seen.verdict not in (Verdict.LIVE, Verdict.LIVE_WARN) or not (fresh or open_alarm):
        return look
    found = await _found(room, row, package, link)
    if found is None:
        return _doubled(look, told["why"]) if told is not None and open_alarm else look
    elsewhere = bool(row.remote_id and found.remote_id and found.remote_id != row.remote_id)
    if found.public and (found.count > 1 or elsewhere):
        count = max(found.count, 2)
        if elsewhere and found.url:
            said = later("{n} terbitan publik dari paket ini, yang tercatat: {url}; satu lagi: {other}")
        else:
            said = later("{n} terbitan publik dari paket ini, yang tercatat: {url}")
        values = {"n": count, "url": row.url, "other": found.url}
        return _doubled(look, t(said, **values), in_every_language(said, **values))
    return look


async def _found(room: Workroom, row: PublicationRow, package: PackageRow, link: str) -> Found | None:
    """What the platform holds of this publication; None where it cannot be asked or did not answer."""
    connector = room.connectors.get(row.key.channel)
    if connector is None or not connector.limits.can_find:
        return None
    try:
        sealed = await asyncio.to_thread(room.desk.read, package)
        finding = await asyncio.to_thread(room.publisher.objects, sealed, row.key, link)
        return finding if isinstance(finding, Found) else None
    except ConnectorError as error:
        why = room.redactor.redact(str(error))
        logger.info(t("{publication}: belum dapat dihitung: {why}", publication=row.key, why=why))
    except Exception as fault:  # a package that cannot be read any more, a connector's own fault: the look itself still counts
        logger.warning(t("{publication}: belum dapat dihitung ({error})", publication=row.key, error=type(fault).__name__))
    return None


def _doubled(look: Look, why: str, also: frozenset[str] = frozenset()) -> Look:
    seen = Seen(look.seen.at, Verdict.LIVE_WARN, (*look.seen.codes, DOUBLED))
    every = frozenset(_joined(one, rest) for one in also | {why} for rest in look.also | {look.detail})
    return replace(look, seen=seen, detail=_joined(why, look.detail), also=every)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
