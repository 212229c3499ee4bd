"""The nightly chore that closes the book of the day: its root is made, signed, and stamped by a server outside."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from config.settings import HomeSettings
from connectors import http
from connectors.contract import ConnectorError, NeedsHuman
from flows.chores import Level, Note
from flows.keys import key_of, pinned_roots
from flows.wiring import Workroom
from language.say import later, t, tn
from ledger import anchors
from ledger.anchor_check import check_anchors
from ledger.anchors import Anchor
from links import timestamps
from links.timestamps import NotProved
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.home_key import KeyUnusable
from safety.redaction import Redactor

CHORE = later("akar harian")
PATIENCE = 60.0
BACK = timedelta(days=60)
MOST = 10


async def daily_root(room: Workroom) -> list[Note]:
    """Make today's root where there is something new and the older ones hold, and have stamped what has no stamp yet."""
    return await asyncio.to_thread(_daily_root, room)


def _daily_root(room: Workroom) -> list[Note]:
    if faults := check_anchors(room.ledger, room.office.slug, None).faults:
        return [Note(t(CHORE), Level.PERSON, t("{fault}; jangan dilanjutkan, lihat cadangan", fault=fault)) for fault in faults]
    try:
        made = anchors.anchor_day(room.ledger, key_of(room.settings))
    except KeyUnusable as fault:
        return [Note(t(CHORE), Level.PERSON, str(fault))]
    notes = [Note(t(CHORE), Level.GOOD, t("akar {day} dibuat", day=made.day) if made else t("tidak ada yang baru"))]
    if not room.settings.archive.timestamp_url:
        return notes
    return [*notes, _stamp_all(room)]


def _stamp_all(room: Workroom) -> Note:
    """Old roots first; a server that gives no stamp is asked again the next night, about the same root."""
    settings = room.settings
    roots = pinned_roots(settings)
    if roots is None:
        place = settings.path / Path(settings.archive.timestamp_ca)
        told = t("sertifikat induk {place} tidak terbaca; tanpa itu tanda waktu tidak dapat diperiksa", place=place)
        return Note(t(CHORE), Level.PERSON, told)
    since = f"{room.clock.now() - BACK:%Y-%m-%d}"
    waiting = anchors.unstamped(room.ledger, since)[:MOST]
    send = sender(settings, room.clock)
    for number, anchor in enumerate(waiting):
        if trouble := _stamp(room, anchor, send, roots):
            anchors.keep_trouble(room.ledger, anchor, trouble)
            told = tn("{n} akar belum bertanda waktu: {trouble}; dicoba lagi besok", len(waiting) - number, trouble=trouble)
            return Note(t(CHORE), Level.WARN, told)
    told = tn("{n} akar diberi tanda waktu", len(waiting)) if waiting else t("semua akar bertanda waktu")
    return Note(t(CHORE), Level.GOOD, told)


def _stamp(room: Workroom, anchor: Anchor, send: Callable[[bytes], bytes], roots: bytes) -> str:
    """Why this root has no stamp; "" once it has."""
    try:
        got = timestamps.ask(anchor.statement, send, roots)
    except NeedsHuman as error:  # its last sentence speaks of a channel's address, and this is none
        told = str(error)
        return (told.rpartition(". ")[0] or told).rstrip(". ")
    except (NotProved, ConnectorError) as error:
        return str(error).rstrip(". ")
    anchors.keep_stamp(room.ledger, anchor, got, room.settings.archive.timestamp_url, room.settings.slugs)
    return ""


def sender(settings: HomeSettings, clock: Clock) -> Callable[[bytes], bytes]:
    """Carries a request to the home's time stamp server, under the policy of addresses that holds for everything."""
    session = http.session(
        AddressPolicy(frozenset(settings.links.allow_hosts)),
        Redactor([]),
        http.Timeouts(total=PATIENCE),
        clock,
        timestamps.MOST_BYTES,
    )

    def send(request: bytes) -> bytes:
        answer = session.post(settings.archive.timestamp_url, data=request, headers={"Content-Type": timestamps.QUERY})
        if answer.status_code != 200:
            raise NotProved(t("server tanda waktu menjawab {status}", status=answer.status_code))
        return bytes(answer.content)

    return send
