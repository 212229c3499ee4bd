"""Keep a public page as it was: the archive for proof, one file for people, a manifest that notices every change."""

import asyncio
import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from links.additions import judge
from links.check import MOST_HOPS, Expectation, shows_something_else
from links.kept_films import KeptFilms, fetch_films
from links.offline import css_addresses, requisites, single_file
from links.page import parse
from links.problems import Problem, problem
from links.session import Answer, Budget, FetchFailed, WebSession
from links.wacz import broken, wacz
from links.warc import Kept, archive, damaged
from safety.clock import Clock
from safety.files import make_folder, sha256_of, sync_directory, write_durably, write_stream
from safety.home_key import HomeKey

PAGE_CAP = 8 * 1024 * 1024
FILE_CAP = 25 * 1024 * 1024
TOTAL_CAP = 80 * 1024 * 1024
FILMS_IN_ARCHIVE = 32 * 1024 * 1024
MOST_FILES = 300
KEEP_SECONDS = 180.0
_PIECE = 1024 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FILES = ("post.warc.gz", "salinan.html")
_SOCIAL = ("kiriman.json", "salinan.html")


@dataclass(frozen=True)
class Missing:
    """A requisite that is not in the copy, and why."""

    url: str
    reason: str


@dataclass(frozen=True)
class Copy:
    """What was kept. `path` is None when there was nothing to keep; `problems` then say why."""

    url: str
    captured_at: datetime
    path: Path | None = None
    final_url: str = ""
    manifest_sha256: str = ""
    page_sha256: str = ""
    missing: tuple[Missing, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class _Haul:
    """What has come in so far, and how much room is left."""

    budget: Budget
    room: int = TOTAL_CAP
    answers: list[Answer] = field(default_factory=list)
    found: dict[str, Answer] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)


File = bytes | Path
"""A file of a copy: its bytes, or where it lies and is taken from."""


@dataclass(frozen=True)
class Terms:
    """How copies are kept here: the key that signs them, and what their manifest says of pictures that come later or never."""

    key: HomeKey | None = None
    views: str = ""


_PLAIN = Terms()


async def keep(
    session: WebSession,
    url: str,
    dest: Path,
    clock: Clock,
    beside: Mapping[str, bytes] | None = None,
    terms: Terms = _PLAIN,
    expected: Expectation | None = None,
) -> Copy:
    """Fetch the page with its requisites and put the copy at `dest` whole, or not at all; an older copy is never replaced.

    `expected`: what the page must show; a wall, an error or somebody else's page is not kept in its place.
    `beside` are files that are kept with the page: the approved source. Films lie beside the archive; small ones are in it too.
    """
    at = clock.now()
    if await asyncio.to_thread(dest.exists):
        return Copy(url, at, problems=(problem("copy_exists", path=dest),))
    haul = _Haul(Budget(KEEP_SECONDS))
    try:
        page = await _fetch(session, url, haul, clock, PAGE_CAP)
    except FetchFailed as failure:
        return Copy(url, at, problems=(problem(failure.code, reason=failure.reason, hops=MOST_HOPS),))
    if page.status != 200 or page.cut or not page.body.strip():
        return Copy(url, at, final_url=page.url, problems=(_why_not(page),))
    if expected and (why := await asyncio.to_thread(shows_something_else, expected, page)):
        return Copy(url, at, final_url=page.url, problems=why)
    await _gather(session, page, haul, clock)
    addresses = await asyncio.to_thread(_film_addresses, page)
    await asyncio.to_thread(make_folder, dest.parent)
    with tempfile.TemporaryDirectory(prefix=f".{dest.name}.film-", dir=dest.parent) as work:
        films = await fetch_films(session, addresses, Path(work), clock)
        haul.missing += [Missing(address, why) for address, why in films.missing.items()]
        return await asyncio.to_thread(_write, url, page, haul, films, dest, at, beside or {}, terms)


def _charset(page: Answer) -> str | None:
    return page.header("Content-Type").lower().partition("charset=")[2].split(";")[0].strip("\"' ") or None


def _film_addresses(page: Answer) -> tuple[str, ...]:
    return parse(page.body, page.url, _charset(page)).films


def _why_not(page: Answer) -> Problem:
    if page.status in (404, 410):
        return problem("not_found", status=page.status)
    if page.status != 200:
        return problem("odd_status", status=page.status)
    return problem("truncated" if page.cut else "empty")


async def _fetch(session: WebSession, url: str, haul: _Haul, clock: Clock, cap: int) -> Answer:
    """Follow up to eight redirects; every answer on the way goes into the archive."""
    for _ in range(MOST_HOPS + 1):
        answer = await session.get(url, clock, haul.budget, min(cap, haul.room))
        size = max(len(answer.wire), len(answer.body))
        if size > haul.room:
            raise FetchFailed("limit")  # fetches run side by side; the room is given to the first to arrive
        haul.answers.append(answer)
        haul.room -= size
        if answer.status not in _REDIRECTS or not answer.header("Location"):
            return answer
        try:
            url = urljoin(url, answer.header("Location"))
        except ValueError as error:
            raise FetchFailed("unreachable", "Location") from error
    raise FetchFailed("too_many_redirects")


async def _gather(session: WebSession, page: Answer, haul: _Haul, clock: Clock) -> None:
    """Fetch what the page needs, and what its style sheets need, wave by wave."""
    # In a thread of its own: a page may be megabytes of markup, and other looks go on meanwhile.
    wave, seen = await asyncio.to_thread(requisites, page.body, page.url), set[str]()
    while wave := [address for address in dict.fromkeys(wave) if address not in seen]:
        seen.update(wave)
        came = await asyncio.gather(*(_requisite(session, address, haul, clock) for address in wave))
        sheets = [answer for answer in came if answer and answer.media_type == "text/css"]
        told = [await asyncio.to_thread(css_addresses, sheet.body.decode("utf-8", "replace"), sheet.url) for sheet in sheets]
        wave = [found for addresses in told for found in addresses]


async def _requisite(session: WebSession, url: str, haul: _Haul, clock: Clock) -> Answer | None:
    if len(haul.answers) >= MOST_FILES or haul.room <= 0:
        haul.missing.append(Missing(url, "limit"))
        return None
    try:
        answer = await _fetch(session, url, haul, clock, FILE_CAP)
    except FetchFailed as failure:
        haul.missing.append(Missing(url, failure.code))
        return None
    if answer.status != 200 or answer.cut:
        haul.missing.append(Missing(url, answer.cut or str(answer.status)))
        return None
    haul.found[url] = answer
    return answer


def _write(
    url: str,
    page: Answer,
    haul: _Haul,
    films: KeptFilms,
    dest: Path,
    at: datetime,
    beside: Mapping[str, bytes],
    terms: Terms,
) -> Copy:
    page_sha256 = hashlib.sha256(page.body).hexdigest()
    charset = _charset(page)
    missing = tuple(sorted(haul.missing, key=lambda entry: entry.url))
    small = films.small(min(FILMS_IN_ARCHIVE, haul.room))
    warc = archive(haul.answers, at, (Kept(address, mime, place.read_bytes()) for address, mime, place in small))
    files: dict[str, File] = {
        "post.warc.gz": warc,
        "post.wacz": wacz(warc, page.url, parse(page.body, page.url, charset).title, at, terms.key),
        "salinan.html": single_file(page, haul.found, at, page_sha256, charset, films.names),
        **{path.name: path for path in films.files.values()},
        **beside,
    }
    told = {
        "url": url,
        "final_url": page.url,
        "captured_at": at.isoformat(),
        "page_sha256": page_sha256,
        "missing": [{"url": entry.url, "reason": entry.reason} for entry in missing],
        **said_of(terms),
    }
    return Copy(url, at, dest, page.url, settle(dest, files, told), page_sha256, missing)


def said_of(terms: Terms) -> dict[str, str]:
    """What a manifest says of the terms on which its copy was kept."""
    signed = {"signed_by": terms.key.fingerprint} if terms.key else {}
    return signed | ({"views": terms.views} if terms.views else {})


def settle(dest: Path, files: Mapping[str, File], told: Mapping[str, object]) -> str:
    """Write everything beside `dest`, then move it into place in one step; the digest of its manifest."""
    make_folder(dest.parent)
    beside = Path(tempfile.mkdtemp(prefix=f".{dest.name}.", dir=dest.parent))
    try:
        for name, body in files.items():
            _put(beside / name, body)
        manifest = {**told, "files": {name: sha256_of(beside / name) for name in files}}
        write_durably(beside / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True).encode())
        digest = sha256_of(beside / "manifest.json")
        beside.chmod(0o755)
        beside.rename(dest)
        sync_directory(dest.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return digest


def _put(place: Path, body: File) -> None:
    if isinstance(body, bytes):
        write_durably(place, body)
        return
    with body.open("rb") as file:
        write_stream(place, iter(lambda: file.read(_PIECE), b""))


def verify_copy(
    dest: Path, manifest_sha256: str = "", added: Mapping[str, str] | None = None, keys: Collection[str] = ()
) -> list[Problem]:
    """What changed since the copy was kept; with the ledger's digest of the manifest a rewritten manifest is noticed too.

    `added` are the ledger's digests of the lists of later additions; without it those that are there need only agree with
    themselves. `keys` are the fingerprints of keys that this home has signed with: a signature by another is a forgery.
    """
    try:
        raw = (dest / "manifest.json").read_bytes()
        manifest = json.loads(raw)
        files = dict(manifest["files"])
        present = {entry.name for entry in dest.iterdir()} - {"manifest.json"}
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [problem("copy_unreadable", reason=type(error).__name__)]
    found: list[Problem] = []
    if manifest_sha256 and hashlib.sha256(raw).hexdigest() != manifest_sha256:
        found.append(problem("copy_file_changed", name="manifest.json"))
    told = list(judge(dest, raw, present, added))
    found += [one for one in told if isinstance(one, Problem)]
    present -= {one for one in told if isinstance(one, str)}
    expected = {*(_SOCIAL if manifest.get("kind") == "social" else _FILES), *files}
    found += [problem("copy_file_missing", name=name) for name in sorted(expected - present)]
    found += [problem("copy_file_extra", name=name) for name in sorted(present - expected)]
    kept = sorted(expected & present)
    found += [problem("copy_file_changed", name=name) for name in kept if _digest(dest / name) != files.get(name)]
    if "post.warc.gz" in kept:
        found += [problem("copy_digest", url=url) for url in damaged(dest / "post.warc.gz")]
    if {"post.warc.gz", "post.wacz"} <= set(kept) and (what := _broken(dest, str(manifest.get("signed_by", "")), keys)):
        found.append(problem("copy_wacz", what=what))
    return found


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _broken(dest: Path, signed_by: str, keys: Collection[str]) -> str:
    try:
        signed = frozenset(keys) or frozenset({signed_by} - {""})
        return broken((dest / "post.wacz").read_bytes(), (dest / "post.warc.gz").read_bytes(), signed, must=bool(signed_by))
    except OSError as error:
        return type(error).__name__
