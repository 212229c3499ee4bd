"""The nightly round through the house: remove what is left over, look at what will break soon, tell a person in time."""

import asyncio
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact

from config.settings import load_offices
from flows import anchoring, chores, fleet, last_round, sop_reminder, strays, views, wayback
from flows.alongside import alongside
from flows.board import write_board
from flows.chores import Level, Note
from flows.lateness import is_late
from flows.renewing import accounts
from flows.rounds import NotOurTurn, one_at_a_time
from flows.secret_blocks import with_secret_blocks
from flows.signing_keys import CHORE, signing_keys
from flows.spoken import speak_as
from flows.wiring import Workroom, open_workroom
from language.say import later, t
from safety.clock import Clock, SystemClock

CHORES = {
    later("sisa berkas"): chores.leftovers,
    later("gambar turunan"): chores.derivatives,
    later("kutipan bacaan"): chores.excerpts,
    later("kanal"): accounts,
    CHORE: signing_keys,
    strays.CHORE: strays.site_leftovers,
    sop_reminder.CHORE: sop_reminder.late_steps,
    later("cakram"): chores.disk,
    later("buku catatan"): chores.book,
    later("jam"): chores.clock,
    later("salinan"): chores.copies,
    views.CHORE: views.missing_views,
    wayback.CHORE: wayback.offered,
    anchoring.CHORE: anchoring.daily_root,
    later("cadangan"): chores.backup,
}
_TROUBLE = later("Halaman semua satuan kerja belum dapat ditulis: {kind}: {why}")
logger = logging.getLogger(__name__)


@dataclass
class Housekeeping:
    """What one round through the house found."""

    skipped: str = ""
    notes: list[Note] = field(default_factory=list)

    @property
    def needs_person(self) -> list[Note]:
        return [note for note in self.notes if note.level == Level.PERSON]

    def counts(self) -> dict[str, int]:
        return {level.name.lower(): sum(note.level == level for note in self.notes) for level in Level}


@flow(name="housekeeping", flow_run_name="housekeeping-{office}", validate_parameters=False)
async def housekeeping(home: str, office: str) -> dict[str, int]:
    """Do every chore of one office once."""
    speak_as(home)
    if is_late():
        logger.info(t("Jadwal ini sudah lewat; perawatan berikutnya yang bekerja."))
        return Housekeeping().counts()
    return (await keep_office(Path(home), office)).counts()


async def keep_office(home: Path, office: str) -> Housekeeping:
    """Do one office's chores and tell what they found, within whatever run this is."""
    found = await run_housekeeping(home, office, SystemClock())
    await _report(office, found)
    return found


async def run_housekeeping(home: Path, office: str, clock: Clock) -> Housekeeping:
    """The round itself; a second one at the same time leaves quietly."""
    environ = await with_secret_blocks(home, office, os.environ)
    with open_workroom(home, office, environ, clock) as room:
        try:
            async with one_at_a_time(room, "housekeeping"):
                found = Housekeeping(notes=[note for name in CHORES for note in await _do(room, name)])
        except NotOurTurn as reason:
            return Housekeeping(skipped=str(reason))
        await asyncio.to_thread(last_round.keep, room, found.notes)
        await asyncio.to_thread(_show_every_office, room)
        await asyncio.to_thread(write_board, room)
    found.notes.sort(key=lambda note: [Level.PERSON, Level.WARN, Level.GOOD].index(note.level))
    return found


def _show_every_office(room: Workroom) -> None:
    """The page of all offices, once a night: the round of the home's first office writes it."""
    if len(room.settings.slugs) > 1 and room.settings.is_first(room.office.slug):
        with alongside(_TROUBLE, room.office.slug):
            settings, broken = load_offices(room.settings.path, os.environ)
            fleet.write_fleet(settings, fleet.survey(settings, room.ledger, room.clock.now(), os.environ, broken))


async def _do(room: Workroom, name: str) -> list[Note]:
    """One chore; whatever goes wrong in it is told, and the others are done all the same."""
    try:
        return await CHORES[name](room)
    except Exception as fault:
        logger.exception(t("{chore}: perawatan terhenti", chore=t(name)))
        told = t("perawatan terhenti ({error}); lihat log, laporkan kepada pengelola", error=type(fault).__name__)
        return [Note(t(name), Level.PERSON, told)]


async def _report(office: str, found: Housekeeping) -> None:
    if found.skipped:
        logger.info(t("Tidak dirawat: {why}", why=found.skipped))
        return
    for note in found.notes:
        if note.level != Level.GOOD:
            logger.warning("%s %s: %s", note.level, note.chore, note.text)
    rows = [f"| {_cell(note.chore)} | {note.level} | {_cell(note.text)} |" for note in found.notes]
    page = "\n".join([t("| Urusan | Keadaan | Catatan |"), "| --- | --- | --- |", *rows])
    await acreate_markdown_artifact(page, key=f"perawatan-{office}", description=t("Perawatan rumah tayang malam ini"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
