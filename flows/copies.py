"""Keeps an offline copy of what is public, with the approved source beside it, and enters it in the ledger."""

import asyncio
import logging
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from connectors.contract import ConnectorError, Grade, Rendering
from connectors.overheard import overhearing
from content_queue.film import is_film
from content_queue.problems import PackageProblems
from flows.findings import told
from flows.keys import key_of
from flows.wiring import Workroom
from language.say import t
from ledger import queries
from ledger.anchors import enter_key
from ledger.chain import stamp
from ledger.entries import Entry, Kind, PublicationKey
from ledger.queries import PackageRow, PublicationRow
from ledger.store import LedgerFailure
from links.check import Expectation
from links.copy import Copy, Terms, keep, said_of
from links.problems import problem
from links.session import WebSession
from links.social import Medium, SentPost, keep_social
from links.views import NO_BROWSER, find_browser
from links.wacz import stored
from publishing.rows import link_of
from publishing.states import State
from safety.files import sha256_of
from safety.home_key import KeyUnusable

logger = logging.getLogger(__name__)
SOURCE = "naskah-disetujui.zip"
FILMS = "SIDIK-FILM.txt"
_MOST_SOURCE = 200 * 1024 * 1024


async def keep_copy(room: Workroom, row: PublicationRow, web: WebSession) -> Copy:
    """Keep an offline copy of what the public sees and enter it; `path` is None where that failed."""
    source = await asyncio.to_thread(approved_source, room, row)
    terms = await asyncio.to_thread(_terms, room)
    expected = await asyncio.to_thread(_expected, room, row)
    copied = await keep(web, row.url, _place(room, row.key), room.clock, source, terms, expected)
    await _enter(room, row.key, copied)
    return copied


async def keep_social_copy(room: Workroom, row: PublicationRow) -> Copy:
    """Keep what was sent to a platform that shows its pages to no robot, and what its API says of it; enter it."""
    source = await asyncio.to_thread(approved_source, room, row)
    try:
        post, answer = await asyncio.to_thread(_sent, room, row)
    except (ConnectorError, PackageProblems, OSError) as error:
        reason = room.redactor.redact(str(error))
        return Copy(row.url, room.clock.now(), problems=(problem("copy_unreadable", reason=reason),))
    said = said_of(Terms(views=views_to_come(room)))
    copied = await asyncio.to_thread(keep_social, post, answer, _place(room, row.key), room.clock.now(), source, said)
    await _enter(room, row.key, copied)
    return copied


def _terms(room: Workroom) -> Terms:
    """A copy is kept without a signature rather than not at all: why there is none is told by the nightly round."""
    try:
        key = key_of(room.settings)
    except KeyUnusable as fault:
        logger.error(t("salinan tidak ditandatangani: {why}", why=fault))  # noqa: TRY400  one line for people
        return Terms(views=views_to_come(room))
    enter_key(room.ledger, room.office.slug, key)
    return Terms(key, views_to_come(room))


def views_to_come(room: Workroom) -> str:
    """What a manifest says of pictures of the page when the copy is kept: they come later, or why they do not."""
    if room.settings.archive.chromium == "off":
        return t("tidak dibuat: chromium = off")
    return t("menyusul") if find_browser() else t("tidak dibuat: {why}", why=t(NO_BROWSER))


def approved_source(room: Workroom, row: PublicationRow) -> dict[str, bytes]:
    """The sealed bytes of the package in one zip, under its name; nothing where the store no longer holds them.

    Of its films only the digests: the film itself lies beside the copy as the public gets it, and sealed in the store.
    """
    package = _package(room, row)
    folder = room.desk.store / package.digest
    every = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    films = [path for path in every if path.parent.name == "media" and is_film(path)]
    files = [path for path in every if path not in films]
    if not files or sum(path.stat().st_size for path in files) > _MOST_SOURCE:
        return {}
    members = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    if films:
        digests = "".join(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in films)
        members[FILMS] = digests.encode()
    return {SOURCE: stored(members)}


def _expected(room: Workroom, row: PublicationRow) -> Expectation | None:
    """What the public sees there; a platform's own page tells robots what it likes."""
    limits = room.connectors[row.key.channel].limits
    if limits.grade != Grade.PUBLIC:
        return None
    return Expectation(row.url, _package(room, row).title, "" if limits.assisted else row.marker)


def _package(room: Workroom, row: PublicationRow) -> PackageRow:
    return queries.package(room.ledger, row.shown_key)


def _sent(room: Workroom, row: PublicationRow) -> tuple[SentPost, dict[str, Any]]:
    connector = room.connectors[row.key.channel]
    package = room.desk.read(_package(room, row))
    rendering: Rendering = connector.preview(package, _website_link(room, row))
    media = tuple(Medium(image.name, image.mime, image.path.read_bytes(), image.alt) for image in rendering.images)
    media += tuple(Medium(video.name, video.mime, video.path, video.alt) for video in rendering.videos)
    post = SentPost(rendering.platform, row.url, row.remote_id, rendering.title or package.title, rendering.text, media)
    with overhearing() as heard:
        try:
            seen = connector.look(link_of(row))
            answer = asdict(replace(seen, detail=room.redactor.redact(seen.detail)))
        except ConnectorError as error:
            answer = {"state": "unknown", "detail": room.redactor.redact(str(error))}
    word_for_word = [asdict(one) for one in heard]
    return post, answer | {"same_as_sent": rendering.digest == row.payload_digest, "word_for_word": word_for_word}


def _website_link(room: Workroom, row: PublicationRow) -> str:
    rows = queries.publications(room.ledger, row.key.office)
    same = [other.url for other in rows if other.key.package_id == row.key.package_id and other.key.channel == room.website]
    return next((url for url in reversed(same) if url), "")


def _place(room: Workroom, key: PublicationKey) -> Path:
    day = room.clock.now().astimezone(room.office.zone)
    return room.settings.copies / key.office / f"{day:%Y}" / f"{day:%m}" / key.package_id / key.channel / f"{day:%Y%m%dT%H%M%S}"


async def _enter(room: Workroom, key: PublicationKey, copied: Copy) -> None:
    if copied.path is None:
        return
    facts = {
        "path": str(copied.path.relative_to(room.settings.path)),
        "manifest_sha256": copied.manifest_sha256,
        "missing": len(copied.missing),
        "made_at": stamp(copied.captured_at),
    }
    evidence = {"page_sha256": copied.page_sha256, "missing": [one.url for one in copied.missing]}
    entry = Entry(Kind.COPY, "kept", key.package_id, key.revision, key.channel, facts, evidence)
    await asyncio.to_thread(room.ledger.append, key.office, [entry])


async def keep_missing_copy(room: Workroom, row: PublicationRow, web: WebSession) -> None:
    """Keep a copy of what is proved, unless there is one: a killed sweep may have ended just before it."""
    if row.state != State.VERIFIED:
        return
    kept = await asyncio.to_thread(queries.latest_copies, room.ledger, row.key.office, [row.key.package_id])
    if row.key[1:] not in kept:
        await keep_fresh_copy(room, row, web)


async def keep_fresh_copy(room: Workroom, row: PublicationRow, web: WebSession) -> None:
    """Keep a copy of what is proved as it looks now; one that cannot be kept is said, and takes nothing back."""
    walled = room.connectors[row.key.channel].limits.walls_off_bots
    try:
        copied = await (keep_social_copy(room, row) if walled else keep_copy(room, row, web))
    except LedgerFailure:
        raise
    except Exception as error:  # what is public is public; only its copy is missing still
        why = room.redactor.redact(str(error))
        logger.error(t("{publication}: salinan belum tersimpan: {why}", publication=row.key, why=why))  # noqa: TRY400  one line for people
        return
    for fault in copied.problems:
        logger.warning(t("{publication}: salinan belum tersimpan: {why}", publication=row.key, why=told(fault)))
