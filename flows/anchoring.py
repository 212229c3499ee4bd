"""The nightly chore that closes the book of the day: its root is made, signed, and stamped by a server outside."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from config.settings import HomeSettings
from connectors import http
from connectors.contract import ConnectorError
from flows.chores import Level, Note
from flows.keys import key_of, pinned_roots
from flows.wiring import Workroom
from ledger import anchors
from ledger.anchor_check import check_anchors
from ledger.anchors import Anchor
from links import timestamps
from links.timestamps import NotProved
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.home_key import KeyUnusable
from safety.redaction import Redactor

CHORE = "akar harian"
PATIENCE = 60.0
BACK = timedelta(days=60)
MOST = 10


async def daily_root(room: Workroom) -> list[Note]:
    """Make today's root where there is something new and the older ones hold, and have stamped what has no stamp yet."""
    return await asyncio.to_thread(_daily_root, room)


def _daily_root(room: Workroom) -> list[Note]:
    if faults := check_anchors(room.ledger, room.office.slug, None).faults:
        return [Note(CHORE, Level.PERSON, f"{fault}; jangan dilanjutkan, lihat cadangan") for fault in faults]
    try:
        made = anchors.anchor_day(room.ledger, key_of(room.settings))
    except KeyUnusable as fault:
        return [Note(CHORE, Level.PERSON, str(fault))]
    notes = [Note(CHORE, Level.GOOD, f"akar {made.day} dibuat" if made else "tidak ada yang baru")]
    if not room.settings.archive.timestamp_url:
        return notes
    return [*notes, _stamp_all(room)]


def _stamp_all(room: Workroom) -> Note:
    """Old roots first; a server that gives no stamp is asked again the next night, about the same root."""
    settings = room.settings
    roots = pinned_roots(settings)
    if roots is None:
        place = settings.path / Path(settings.archive.timestamp_ca)
        return Note(CHORE, Level.PERSON, f"sertifikat induk {place} tidak terbaca; tanpa itu tanda waktu tidak dapat diperiksa")
    since = f"{room.clock.now() - BACK:%Y-%m-%d}"
    waiting = anchors.unstamped(room.ledger, since)[:MOST]
    send = sender(settings, room.clock)
    for number, anchor in enumerate(waiting):
        if trouble := _stamp(room, anchor, send, roots):
            anchors.keep_trouble(room.ledger, anchor, trouble)
            left = len(waiting) - number
            return Note(CHORE, Level.WARN, f"{left} akar belum bertanda waktu: {trouble}; dicoba lagi besok")
    return Note(CHORE, Level.GOOD, f"{len(waiting)} akar diberi tanda waktu" if waiting else "semua akar bertanda waktu")


def _stamp(room: Workroom, anchor: Anchor, send: Callable[[bytes], bytes], roots: bytes) -> str:
    """Why this root has no stamp; "" once it has."""
    try:
        got = timestamps.ask(anchor.statement, send, roots)
    except (NotProved, ConnectorError) as error:
        return str(error).partition(" Periksa alamat")[0].rstrip(". ")
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
            raise NotProved(f"server tanda waktu menjawab {answer.status_code}")
        return bytes(answer.content)

    return send
