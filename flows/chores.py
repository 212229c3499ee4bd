"""The chores of a night, one function each: what was found, in a sentence, and whether a person is needed."""

import asyncio
import fnmatch
import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from config.settings import SettingsError, load_home
from content_queue.pdf_pages import kept_names
from content_queue.problems import PackageProblems
from content_queue.read import read
from flows import clock_guard
from flows.copies import keep_copy, keep_social_copy
from flows.findings import all_told
from flows.reading_evidence import DamagedMonth, pack_months
from flows.spoken import Said
from flows.wiring import Workroom
from language.say import later, t, tn
from ledger import queries
from ledger.chain import instant
from ledger.queries import PublicationRow
from ledger.store import LedgerFailure
from ledger.verify import Checkpoint, verify, verify_since
from links.copy import Copy
from links.problems import problem
from links.session import WebSession, open_session
from publishing.desk import APPROVED, AWAITING, LATE
from publishing.notebook import notes_of_no_office
from publishing.states import State
from safety.files import write_durably

logger = logging.getLogger(__name__)
DAY = timedelta(days=1)
DERIVATIVES_KEPT = 30 * DAY
SKEW = timedelta(seconds=120)
BACKUP_EVERY = 7 * DAY
COPY_PATIENCE = 3 * DAY
FULL_EVERY = 7 * DAY
GIB = 2**30
_HALF_DONE = {
    "gudang": (".*.part", ".menyegel-*"),
    "ledger": (".*.part",),
    "laporan": (".*.part",),
    "cadangan": (".*.part", ".cadangan-*"),
    "kit": (".*-*",),
    "salinan": (".*.part", ".[0-9]*T[0-9]*.*"),
}
_IN_PACKAGES = ("*/.disposisi.yaml.*.part", "*/.ALASAN.txt.*.part")


class Level(Said):
    """How a chore ended; the value is the word that a person reads."""

    GOOD = later("baik")
    WARN = later("perhatikan")
    PERSON = later("PERLU ORANG")


@dataclass(frozen=True)
class Note:
    """What one chore found."""

    chore: str
    level: Level
    text: str


async def leftovers(room: Workroom) -> list[Note]:
    """Half-done files of processes that died, and notes of offices that are no more; nothing of people's own folders."""
    removed = await asyncio.to_thread(lambda: [_remove(path) for path in list(_half_done(room))])
    told = tn("{n} sisa dibuang", len(removed)) if removed else t("tidak ada sisa")
    return [Note(t("sisa berkas"), Level.GOOD, told)]


def _half_done(room: Workroom) -> Iterator[Path]:
    limit = (room.clock.now() - DAY).timestamp()
    for name, patterns in _HALF_DONE.items() if room.settings.is_first(room.office.slug) else ():
        for path in sorted((room.settings.path / name).rglob(".*")):
            if any(fnmatch.fnmatch(path.name, one) for one in patterns) and path.lstat().st_mtime < limit:
                yield path
    queue = room.desk.queue
    for folder, pattern in ((queue.root, ".papan.html.*.part"), *product((queue.inbox, queue.held), _IN_PACKAGES)):
        yield from (path for path in sorted(folder.glob(pattern)) if path.lstat().st_mtime < limit)
    yield from notes_of_no_office(room.settings.store, room.settings.slugs)


def _remove(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return path


async def derivatives(room: Workroom) -> list[Note]:
    """Pictures and films made for publication that nothing on its way needs; they are made again whenever they are missing."""
    if not room.settings.is_first(room.office.slug):
        return []
    try:
        count = await asyncio.to_thread(_drop_derivatives, room)
    except SettingsError:  # what an office needs whose file is broken is not known
        told = t("ditunda: ada berkas satuan kerja yang keliru; lihat `tayang doctor`")
        return [Note(t("gambar turunan"), Level.WARN, told)]
    told = tn("{n} gambar turunan lama dibuang", count) if count else t("tidak ada yang lama")
    return [Note(t("gambar turunan"), Level.GOOD, told)]


def _drop_derivatives(room: Workroom) -> int:
    limit = (room.clock.now() - DERIVATIVES_KEPT).timestamp()
    place = room.desk.derivatives
    old = {path.name: path for path in place.glob("*.*") if path.is_file() and path.stat().st_mtime < limit}
    for name in _in_use(room) if old else ():
        old.pop(name, None)
    for file in old.values():
        file.unlink(missing_ok=True)
    return len(old)


def _in_use(room: Workroom) -> set[str]:
    """The names of the derivatives that packages on their way need, of every office of the home."""
    names: set[str] = set()
    with TemporaryDirectory() as aside:
        for office in load_home(room.settings.path, os.environ).offices:
            for row in queries.packages(room.ledger, office.slug, [AWAITING, APPROVED, LATE]):
                sealed, key = room.settings.store / row.digest, row.key
                try:
                    asked = (sealed, office.slug, key.package_id, key.revision, office.zone, Path(aside))
                    package = read(*asked, make_films=False)
                except (PackageProblems, OSError):
                    continue
                names |= {image.path.name for image in package.images} | {video.path.name for video in package.videos}
                names |= kept_names(package.attachments, room.desk.derivatives)
    return names


async def excerpts(room: Workroom) -> list[Note]:
    """Excerpts of pages from months that are over take a tenth of their room, packed; none is ever dropped."""
    today = room.clock.now().astimezone(room.office.zone).date()
    try:
        packed = await asyncio.to_thread(pack_months, room.settings.store, room.office.slug, today)
    except DamagedMonth as damaged:
        said = later("berkas kutipan {file} rusak; pulihkan dari cadangan dengan nama yang sama, yang lain tetap tersimpan")
        return [Note(t("kutipan bacaan"), Level.PERSON, t(said, file=damaged))]
    told = tn("{n} bulan dipadatkan", packed) if packed else t("tidak ada yang perlu dipadatkan")
    return [Note(t("kutipan bacaan"), Level.GOOD, told)]


async def disk(room: Workroom) -> list[Note]:
    """Room on the disk that the home lies on."""
    return [disk_note((await asyncio.to_thread(shutil.disk_usage, room.settings.path)).free)]


def disk_note(free: int) -> Note:
    """Below 1 GiB a person is needed, below 5 GiB it is told."""
    level = Level.PERSON if free < GIB else Level.WARN if free < 5 * GIB else Level.GOOD
    size = f"{free / GIB:.1f}"
    if level == Level.GOOD:
        return Note(t("cakram"), level, t("sisa {size} GB", size=size))
    return Note(t("cakram"), level, t("sisa {size} GB; kosongkan sebelum penuh", size=size))


async def book(room: Workroom) -> list[Note]:
    """The chain since the last night; once a week, and whenever there is doubt, the whole book."""
    faults, whole = await asyncio.to_thread(_verify, room)
    if faults:
        said = later("{fault}; jangan dilanjutkan, lihat cadangan")
        return [Note(t("buku catatan"), Level.PERSON, t(said, fault=fault)) for fault in faults]
    told = t("utuh, diperiksa seluruhnya") if whole else t("utuh sejak pemeriksaan terakhir")
    return [Note(t("buku catatan"), Level.GOOD, told)]


def _verify(room: Workroom) -> tuple[list[str], bool]:
    office, notes = room.office.slug, room.settings.path / "ledger" / f".diperiksa-{room.office.slug}.json"
    now = room.clock.now()
    try:
        said = json.loads(notes.read_text(encoding="utf-8"))
        known, full_at = Checkpoint(int(said["seq"]), str(said["hash"])), datetime.fromisoformat(said["full_at"])
    except (OSError, ValueError, KeyError, TypeError):
        known, full_at = Checkpoint.start(), now - FULL_EVERY
    whole = now - full_at >= FULL_EVERY
    for _ in range(3):  # an entry that is written while we walk looks like a fault once; a real one stays
        faults, reached = verify_since(room.ledger, office, Checkpoint.start() if whole else known)
        faults = faults or (verify(room.ledger, office) if whole else [])
        if not faults:
            break
    if not faults:
        told = {"seq": reached.seq, "hash": reached.hash, "full_at": (now if whole else full_at).isoformat()}
        write_durably(notes, json.dumps(told).encode(), 0o600)
    return [fault.what for fault in faults], whole


async def clock(room: Workroom) -> list[Note]:
    """The clock of this machine against the Date that the servers of the office's channels send."""
    if not room.connectors:
        return []
    apart = await clock_guard.distances(room)
    if not apart:
        return [Note(t("jam"), Level.WARN, t("tidak dapat dibandingkan: tidak ada situs yang menyebut jamnya"))]
    host, least = min(apart.items(), key=lambda one: abs(one[1]))
    if abs(least) > SKEW:
        said = later("jam komputer ini berbeda {seconds} detik dari {host}; nyalakan penyetelan waktu otomatis")
        return [Note(t("jam"), Level.PERSON, t(said, seconds=int(abs(least).total_seconds()), host=host))]
    return [Note(t("jam"), Level.GOOD, t("sama dengan jam situs"))]


async def copies(room: Workroom) -> list[Note]:
    """Proved publications whose offline copy is not there are copied now."""
    known = await asyncio.to_thread(queries.latest_copies, room.ledger, room.office.slug)
    notes, made = [], 0
    async with open_session(room.addresses) as web:
        for row in await asyncio.to_thread(queries.publications, room.ledger, room.office.slug, states=[State.VERIFIED]):
            connector = room.connectors.get(row.key.channel)
            if connector is None or not row.url:
                continue
            walled = connector.limits.walls_off_bots
            if _is_there(room, known.get(row.key[1:]), social=walled):
                continue
            copied = await _copied(room, row, web, walled=walled)
            made += copied.path is not None
            if copied.path is None:
                old = row.verified_at is not None and room.clock.now() - instant(row.verified_at) > COPY_PATIENCE
                level = Level.PERSON if old else Level.WARN
                said = later("{package} {channel} belum tersimpan: {why}")
                text = t(said, package=row.key.package_id, channel=row.key.channel, why=all_told(copied.problems))
                notes.append(Note(t("salinan"), level, text))
    if made or not notes:
        notes.append(Note(t("salinan"), Level.GOOD, tn("{n} salinan yang kurang disimpan", made) if made else t("lengkap")))
    return notes


async def _copied(room: Workroom, row: PublicationRow, web: WebSession, *, walled: bool) -> Copy:
    """One copy, or why there is none: no page, whatever stands on it, keeps the others from theirs."""
    try:
        return await (keep_social_copy(room, row) if walled else keep_copy(room, row, web))
    except LedgerFailure:
        raise
    except Exception as error:
        logger.exception("%s", row.key)
        return Copy(row.url, room.clock.now(), problems=(problem("copy_failed", reason=type(error).__name__),))


def _is_there(room: Workroom, path: str | None, *, social: bool) -> bool:
    names = ("salinan.html", "kiriman.json" if social else "post.warc.gz")
    return path is not None and all((room.settings.path / path / name).is_file() for name in names)


async def backup(room: Workroom) -> list[Note]:
    """How old the newest backup is; a home that has published nothing yet has nothing to lose."""
    last = await asyncio.to_thread(queries.last_backup, room.ledger, room.office.slug)
    if last is None and not await asyncio.to_thread(queries.packages, room.ledger, room.office.slug):
        return []
    return [backup_note(instant(last) if last else None, room.clock.now(), room.settings.practice.enabled)]


def backup_note(last: datetime | None, now: datetime, practice: bool) -> Note:
    """Older than a week needs a person, in practice only a word."""
    day = f"{last:%Y-%m-%d}" if last else ""
    if last is not None and now - last <= BACKUP_EVERY:
        return Note(t("cadangan"), Level.GOOD, t("terakhir {day}", day=day))
    if last is not None:
        told = tn("terakhir {day}, {n} hari yang lalu; jalankan `tayang backup` ke luar komputer ini", (now - last).days, day=day)
    else:
        told = t("belum pernah dibuat; jalankan `tayang backup` ke luar komputer ini")
    return Note(t("cadangan"), Level.WARN if practice else Level.PERSON, told)
