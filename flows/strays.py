"""The nightly look for what late answers left on the office's websites: hidden drafts, and files that nothing shows."""

import asyncio
from datetime import timedelta

from connectors.contract import ConnectorError
from content_queue.problems import PackageProblems
from flows.chores import Level, Note
from flows.wiring import Workroom
from language.say import later, t, tn
from ledger import queries
from ledger.chain import instant
from ledger.queries import PublicationRow
from publishing.states import State
from publishing.strays import Swept, sweep_strays, unused_files

CHORE = later("sisa di situs")
YOUNGEST = timedelta(days=1)
OLDEST = timedelta(days=4)
"""A draft comes late by minutes: three nights of looking are enough."""
TOUCHED = later(
    "{package} {channel}: naskah {names} membawa tanda paket ini tetapi tidak dibuang sendiri "
    "(sudah diubah orang, atau tanpa tempat sampah); hapus bila tidak perlu"
)
_NAMED = 5


async def site_leftovers(room: Workroom) -> list[Note]:
    """Drafts that arrived late are moved to the site's trash; files that no publication shows are named, never touched."""
    if (await asyncio.to_thread(queries.pause, room.ledger, room.office.slug)).paused:
        return []
    rows = await asyncio.to_thread(queries.publications, room.ledger, room.office.slug)
    notes, discarded = [], 0
    for row in rows:
        if not _is_of_these_days(room, row):
            continue
        try:
            swept = await asyncio.to_thread(_sweep, room, row)
        except (ConnectorError, PackageProblems, OSError) as reason:
            told = room.redactor.redact(str(reason)) or type(reason).__name__
            said = later("{package} {channel} belum dapat dilihat: {why}")
            text = t(said, package=row.key.package_id, channel=row.key.channel, why=told)
            notes.append(Note(t(CHORE), Level.WARN, text))
            continue
        discarded += len(swept.discarded)
        if swept.left:
            told = t(TOUCHED, package=row.key.package_id, channel=row.key.channel, names=", ".join(swept.left))
            notes.append(Note(t(CHORE), Level.WARN, told))
    notes += [_files(channel, files) for channel, files in unused_files(rows).items()]
    if discarded:
        told = tn("{n} naskah tersembunyi yang datang terlambat dipindah ke tempat sampah situs", discarded)
        notes.append(Note(t(CHORE), Level.GOOD, told))
    return notes or [Note(t(CHORE), Level.GOOD, t("tidak ada"))]


def _is_of_these_days(room: Workroom, row: PublicationRow) -> bool:
    connector = room.connectors.get(row.key.channel)
    if row.state != State.VERIFIED or row.verified_at is None or connector is None or not connector.limits.hidden_stage:
        return False
    return YOUNGEST <= room.clock.now() - instant(row.verified_at) <= OLDEST


def _sweep(room: Workroom, row: PublicationRow) -> Swept:
    package = queries.package(room.ledger, row.shown_key)
    return sweep_strays(room.publisher, room.desk.read(package, make_films=False), row, "")


def _files(channel: str, files: list[str]) -> Note:
    named, more = ", ".join(files[:_NAMED]), len(files) - _NAMED
    told = t("{names} dan {n} lagi", names=named, n=more) if more > 0 else named
    text = tn("{channel}: {n} berkas terunggah tidak dipakai terbitan mana pun: {names}", len(files), channel=channel, names=told)
    return Note(t(CHORE), Level.WARN, text)
