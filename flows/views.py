"""Adds to kept copies what they look like, a few at a time and after everything else; a copy never waits for its picture."""

import asyncio
import errno
import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from flows.chores import Level, Note
from flows.findings import told as said_of
from flows.rounds import NotOurTurn, one_at_a_time
from flows.wiring import Workroom
from language.say import later, t
from ledger import link_queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.link_queries import Addition, CopyRow
from links.additions import add, clear_half_done
from links.copy import verify_copy
from links.problems import Problem, problem
from links.views import NAMES, NO_BROWSER, Views, draw, find_browser

logger = logging.getLogger(__name__)
CHORE = later("gambar salinan")
WHAT = "tampilan"
AT_NIGHT, IN_A_ROUND = 40, 3
TRIES, IN_VAIN = 3, 2
AGAIN = timedelta(hours=20)
ROUND = "additions"
PAGE = "salinan.html"
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


async def missing_views(room: Workroom) -> list[Note]:
    """The nightly chore: the newest copies first, as many as a night allows."""
    if room.settings.archive.chromium == "off":
        return [Note(t(CHORE), Level.GOOD, t("tidak dibuat: chromium = off"))]
    if not find_browser():
        return [Note(t(CHORE), Level.GOOD, t(NO_BROWSER))]
    try:
        async with one_at_a_time(room, ROUND):
            made, failed = await add_views(room, AT_NIGHT)
    except NotOurTurn as reason:
        return [Note(t(CHORE), Level.GOOD, str(reason))]
    left = len(await asyncio.to_thread(_waiting, room))
    told = [t("{n} dibuat", n=made)]
    told += [t("{n} gagal (dicoba lagi, paling banyak {most} kali)", n=failed, most=TRIES)] if failed else []
    told += [t("{n} menyusul", n=left)] if left else []
    return [Note(t(CHORE), Level.WARN if failed else Level.GOOD, ", ".join(told))]


async def add_views(room: Workroom, most: int) -> tuple[int, int]:
    """Draw what is missing, at most so many: how many came and how many did not. A browser that fails twice in a row is left
    alone for this time, and so is a disk that takes nothing."""
    program = find_browser() if room.settings.archive.chromium == "auto" else ""
    if not program:
        return 0, 0
    came = failed = in_a_row = 0
    for copy, tries in (await asyncio.to_thread(_waiting, room))[:most]:
        try:
            good = await asyncio.to_thread(_add, room, program, copy, tries)
        except _Unwritten as error:
            failed += 1
            _tell(copy, str(error))
            if error.everywhere:
                break
            continue
        came, failed, in_a_row = came + good, failed + (not good), 0 if good else in_a_row + 1
        if in_a_row == IN_VAIN:
            break
    return came, failed


def _waiting(room: Workroom) -> list[tuple[CopyRow, int]]:
    """The newest copy of each publication that has no picture yet, newest first, with the tries that were in vain."""
    every = link_queries.additions(room.ledger, room.office.slug)
    newest = {(copy.package_id, copy.revision, copy.channel): copy for copy in link_queries.copies(room.ledger, room.office.slug)}
    found = []
    for copy in sorted(newest.values(), key=lambda copy: copy.made_at, reverse=True):
        tries = [one for one in every.get(copy.path, []) if one.what == WHAT]
        done = any(not one.trouble for one in tries)
        rested = not tries or room.clock.now() - instant(tries[-1].at) >= AGAIN
        if not done and rested and len(tries) < TRIES and (room.settings.path / copy.path / PAGE).is_file():
            found.append((copy, len(tries)))
    return found


def _add(room: Workroom, program: str, copy: CopyRow, tries: int) -> bool:
    """One copy, and what became of it in the ledger; whatever somebody made of it, it keeps no other from its picture.

    Raises _Unwritten, which uses up no try: the copy is whole and the browser came.
    """
    place = room.settings.path / copy.path
    known = link_queries.lists_by_copy(room.ledger, room.office.slug).get(copy.path, {})
    if damage := _damage(place, copy, known):
        tried = _Tried(trouble=t("salinan tidak utuh: {why}", why=said_of(damage)))
    else:
        tried = _try(room, program, place, tries, known)
    _enter(room, copy, tried)
    return not tried.trouble


def _damage(place: Path, copy: CopyRow, known: Mapping[str, str]) -> Problem | None:
    """Only a whole copy gets a picture: what was changed since is not what was kept."""
    try:
        clear_half_done(place, NAMES, known)
        return next(iter(verify_copy(place, copy.manifest_sha256, known)), None)
    except Exception as fault:
        logger.exception("%s", copy.path)
        return problem("copy_unreadable", reason=type(fault).__name__)


def _try(room: Workroom, program: str, place: Path, tries: int, known: Collection[str]) -> "_Tried":
    try:
        seen = draw(program, place / PAGE, room.clock)
        trouble = "; ".join(dict.fromkeys(seen.missing.values())) if not seen.files else ""
        if not seen.files and tries:
            return _Tried(trouble=trouble)
        with _writing(place, known):
            list_ = add(place, seen.files, seen.missing, _told(seen), room.clock.now())
    except _Unwritten:
        raise
    except Exception as fault:
        logger.exception("%s", place)
        return _Tried(trouble=said_of(problem("copy_failed", reason=type(fault).__name__)))
    return _Tried(list_.name, list_.sha256, trouble)


class _Unwritten(Exception):
    """The disk, or this folder alone, took no picture. `everywhere`: the next copy would fare no better."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.strerror or type(error).__name__)
        self.everywhere = error.errno in _OF_THE_DISK


@contextmanager
def _writing(place: Path, known: Collection[str]) -> Iterator[None]:
    """A write that fails leaves nothing behind that would make a whole copy look changed."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        with suppress(OSError):
            clear_half_done(place, NAMES, known)
        raise _Unwritten(error) from error


class _Tried:
    """What one try left behind."""

    def __init__(self, name: str = "", sha256: str = "", trouble: str = "") -> None:
        self.name, self.sha256, self.trouble = name, sha256, trouble


def _told(seen: Views) -> dict[str, str]:
    return {"what": WHAT, "from": PAGE, "software": seen.software}


def _enter(room: Workroom, copy: CopyRow, tried: _Tried) -> None:
    at = stamp(room.clock.now())
    facts = vars(Addition(copy.path, WHAT, tried.name, tried.sha256, at, tried.trouble))
    entry = Entry(Kind.ADDITION, "failed" if tried.trouble else "added", copy.package_id, copy.revision, copy.channel, facts)
    room.ledger.append(room.office.slug, [entry])
    if tried.trouble:
        _tell(copy, tried.trouble)


def _tell(copy: CopyRow, why: str) -> None:
    logger.warning(t(later("{copy}: gambar halaman belum dibuat: {why}"), copy=Path(copy.path).parent, why=why))
