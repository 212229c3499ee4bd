"""One file that holds a home: made while it works, checked whenever somebody wants to know, never with a secret in it."""

import hashlib
import json
import os
import stat
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from config.credentials import SECRET_FILE
from config.list_columns import FOLDER as LIST_COLUMNS
from config.office_peek import peeks
from config.secrets_by_line import tells_a_secret
from config.settings import FOLDERS, HomeSettings
from config.working_hours import FILE as WORKING_DAYS
from content_queue.problems import printable
from flows.deployments import CHECKOUT
from language.say import later, t
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.snapshot import Heads, SnapshotError, copy, dump, is_sqlite, prove
from ledger.store import Ledger
from publishing.notebook import is_made_again
from safety.clock import Clock
from safety.files import sha256_of, sync_directory

FORMAT = 1
MANIFEST = "CADANGAN.json"
README = "BACA-SAYA.txt"
INSIDE = "rumah/"
BOOK = "ledger/ledger.db"
DUMP = "ledger/ledger.pgdump"
_BOOKS = {PurePosixPath(name).name: name for name in (BOOK, DUMP)}
FOLDER = "cadangan"
ALWAYS_KEPT_OF_COPIES = ("manifest.json", "tambahan-*.json", "tangkapan-layar-*")
_NEVER = (SECRET_FILE, "ledger", "prefect")
"""Where secrets and keys lie: nothing there goes along, whatever a setting names."""
_CHUNK = 1024 * 1024
_LONGEST_SETTINGS = 1024 * 1024
_README = later("""Cadangan rumah tayang, dibuat {made_at} dengan tayang {version}.

Memeriksa:     tayang backup --check BERKAS-INI
Memulihkan:    tayang restore BERKAS-INI MAP-KOSONG

Di dalamnya tidak ada rahasia.env: kata sandi dan token disimpan terpisah dan diisi lagi sesudah dipulihkan.
""")


class BackupError(Exception):
    """The backup could not be made or is not good. Says why, in sentences for a person."""


@dataclass(frozen=True)
class Backup:
    """A backup file as its manifest describes it."""

    file: Path
    made_at: str
    version: str
    heads: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, Mapping[str, Any]]
    folders: tuple[str, ...]
    skipped: tuple[str, ...]
    with_copies: bool

    @property
    def size(self) -> int:
        """The bytes of everything in it, unpacked."""
        return sum(int(entry["size"]) for entry in self.files.values())


def version() -> str:
    """The version of this checkout."""
    return str(tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def default_file(settings: HomeSettings, clock: Clock) -> Path:
    """Where a backup goes when nobody says where: into the home itself, from where it must be carried away."""
    zone = settings.offices[0].zone if settings.offices else None
    return settings.path / FOLDER / f"tayang-{clock.now().astimezone(zone):%Y%m%d-%H%M%S}.zip"


def make_backup(
    settings: HomeSettings, dest: Path, environ: Mapping[str, str], clock: Clock, *, with_copies: bool = False
) -> Backup:
    """Write the home into `dest`, whole or not at all, while it works; `settings` may lack offices whose files are broken, the
    backup lacks nothing of them but a template of their own. A file of an office that tells a secret is left out and named in
    `skipped`, like all that is no file or cannot be read. Raises BackupError, OSError."""
    if dest.exists():
        raise BackupError(t("{file} sudah ada dan tidak akan ditimpa; pilih nama lain", file=dest))
    dest.parent.mkdir(parents=True, exist_ok=True)
    beside = dest.with_name(f".{dest.name}.{os.getpid()}.part")
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # people's names are in it
    try:
        with os.fdopen(descriptor, "w+b") as out, tempfile.TemporaryDirectory(dir=dest.parent, prefix=".cadangan-") as work:
            _write(settings, out, Path(work), environ, clock, with_copies)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(dest)
    except SnapshotError as error:
        beside.unlink(missing_ok=True)
        raise BackupError(str(error)) from None
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_directory(dest.parent)
    made = read_manifest(dest)
    _enter(settings, made, clock)
    return made


def _enter(settings: HomeSettings, made: Backup, clock: Clock) -> None:
    """The book says when it was last backed up, and what the file's digest is."""
    facts = {"backup_at": made.made_at, "sha256": sha256_of(made.file), "with_copies": made.with_copies}
    evidence = {"name": printable(made.file.name)}
    ledger = Ledger.open(settings.database_url, clock)
    try:
        for slug in settings.slugs:
            ledger.append(slug, [Entry(Kind.BACKUP, "made", facts=facts, evidence=evidence)])
    finally:
        ledger.close()


def _write(settings: HomeSettings, out: Any, work: Path, environ: Mapping[str, str], clock: Clock, with_copies: bool) -> None:
    """The book first: what it names is never taken out of the store, so the files copied after it hold all of it."""
    made_at = stamp(clock.now())
    book, ends = _book(settings, work, environ, clock)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "tayang": version(),
        "made_at": made_at,
        "heads": ends,
        "with_copies": with_copies,
        "files": {},
        "folders": [],
        "skipped": [],
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        archive.writestr(README, t(_README, made_at=made_at, version=manifest["tayang"]).replace("\n", "\r\n"))
        manifest["files"][_BOOKS[book.name]] = _add(archive, book, _BOOKS[book.name])
        for path, name in sorted(set(_home_files(settings, with_copies)), key=lambda pair: pair[1]):
            mode = path.lstat().st_mode if os.path.lexists(path) else 0
            if not _is_inside(name):
                manifest["skipped"].append(printable(name))
            elif stat.S_ISDIR(mode):
                manifest["folders"].append(name)
            elif stat.S_ISREG(mode):
                try:
                    if _tells_a_secret(path, name):
                        manifest["skipped"].append(name)
                        continue
                    manifest["files"][name] = _add(archive, path, name)
                except FileNotFoundError:
                    continue  # taken away while we looked: then it is not part of the home any more
                except PermissionError:
                    manifest["skipped"].append(name)
            else:
                manifest["skipped"].append(name)
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))


def _book(settings: HomeSettings, work: Path, environ: Mapping[str, str], clock: Clock) -> tuple[Path, Heads]:
    """The copy of the book, proved, and where its chains end."""
    if is_sqlite(settings.database_url):
        file = work / PurePosixPath(BOOK).name
        return file, copy(settings.database_url, file, clock)
    file = work / PurePosixPath(DUMP).name
    return file, dump(settings.database_url, file, environ, clock)


def _home_files(settings: HomeSettings, with_copies: bool) -> Iterator[tuple[Path, str]]:
    """Every file and folder of the home that a backup holds, with its name in the home."""
    home = settings.path
    yield home / "tayang.toml", "tayang.toml"
    if (home / WORKING_DAYS).is_file():
        yield home / WORKING_DAYS, WORKING_DAYS
    for folder in ("offices", LIST_COLUMNS):
        yield from _below(home, home / folder)
    for template in {office.report.template for office in settings.offices}:
        name = PurePosixPath(template).as_posix()
        if name.partition("/")[0] not in _NEVER and (home / template).is_file():
            yield home / template, name
    for place, name in _below(home, settings.store):
        below = PurePosixPath(name).parts[1:]
        if not below or not is_made_again(below[0]):
            yield place, name
    for place in _queue_roots(settings):
        for folder in FOLDERS:
            yield from _below(home, place / folder)
    for place, name in _below(home, settings.copies):
        if with_copies or (place.is_file() and any(PurePosixPath(name).match(one) for one in ALWAYS_KEPT_OF_COPIES)):
            yield place, name
    for place in (settings.reports, home / "kit"):
        yield from _below(home, place)


def _tells_a_secret(path: Path, name: str) -> bool:
    """Whether a secret itself stands in a file of an office, where only its name should: in its settings, or in the copy of
    them that an editor left beside. What is as long as no settings are is not read for it."""
    if not name.startswith("offices/") or path.stat().st_size > _LONGEST_SETTINGS:
        return False
    return tells_a_secret(path.read_text("utf-8", errors="replace"))


def _queue_roots(settings: HomeSettings) -> set[Path]:
    """Where the queues of all offices lie; of one whose file is broken, as far as it can be read."""
    told = {one.folder for one in peeks(settings.path / "offices", settings.slugs).values() if one.folder}
    inside = {folder for folder in told if not Path(folder).is_absolute() and ".." not in Path(folder).parts}
    return {settings.path / folder for folder in inside | {office.folder for office in settings.offices}}


def _below(home: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """The folder and everything in it; links are named and not followed, and so are folders whose names no backup can hold."""
    if not folder.is_dir():
        return
    yield folder, folder.relative_to(home).as_posix()
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _is_half_done(name)]
        for entry in (*folders, *(name for name in files if not _is_half_done(name))):
            place = Path(here) / entry
            yield place, place.relative_to(home).as_posix()
        folders[:] = [name for name in folders if _is_inside(name)]


def _is_half_done(name: str) -> bool:
    """What tayang itself is writing at this moment."""
    return name.startswith((".menyegel-", ".cadangan-")) or (name.startswith(".") and name.endswith(".part"))


def _add(archive: zipfile.ZipFile, source: Path, name: str) -> dict[str, Any]:
    """Copy one file as it is now; what is told of it is told of exactly the bytes that were written."""
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        info = zipfile.ZipInfo(INSIDE + name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        digest, size = hashlib.sha256(), 0
        with archive.open(info, "w", force_zip64=True) as into:
            while chunk := file.read(_CHUNK):
                into.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    mode, mtime = stat.S_IMODE(status.st_mode), status.st_mtime_ns
    return {"sha256": digest.hexdigest(), "size": size, "mode": mode, "mtime_ns": str(mtime)}


def read_manifest(file: Path) -> Backup:
    """What a backup says of itself; raises BackupError if it is none, or one of a newer tayang."""
    try:
        with zipfile.ZipFile(file) as archive:
            said = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            why = later("{file} dibuat tayang {version} dengan bentuk yang belum dikenal versi ini")
            raise BackupError(t(why, file=file, version=said["tayang"]))
        instant(said["made_at"])
        names = {*said["files"], *said["folders"]}
        if unsafe := [name for name in names if not _is_inside(name)]:
            raise BackupError(t("{file} memuat nama yang tidak boleh: {name}", file=file, name=unsafe[0]))
        return Backup(
            file=file,
            made_at=said["made_at"],
            version=said["tayang"],
            heads=said["heads"],
            files=said["files"],
            folders=tuple(said["folders"]),
            skipped=tuple(said["skipped"]),
            with_copies=said["with_copies"],
        )
    except FileNotFoundError:
        raise BackupError(t("{file} tidak ada", file=file)) from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        why = later("{file} bukan cadangan tayang yang utuh ({error}); pakai cadangan lain")
        raise BackupError(t(why, file=file, error=type(error).__name__)) from None


def _is_inside(name: str) -> bool:
    """Whether a name can stand in a backup: it leads nowhere else on any system, and is text."""
    parts = PurePosixPath(name).parts
    leads_away = name.startswith("/") or ".." in parts or "\\" in name or "\0" in name
    return bool(parts) and not leads_away and printable(name) == name


def check_backup(file: Path, clock: Clock) -> Backup:
    """Read a backup to its last byte, its book included; raises BackupError naming everything that is not as it was."""
    made = read_manifest(file)
    problems: list[str] = []
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(prefix="tayang-") as work:
        wanted = {INSIDE + name for name in made.files} | {MANIFEST, README}
        present = archive.namelist()
        problems += [t("{name} tidak dikenal", name=name) for name in sorted(set(present) - wanted)]
        twice = sorted({name for name in present if present.count(name) > 1})
        problems += [t("{name} ada dua kali", name=name) for name in twice]
        for name, told in made.files.items():
            into = Path(work) / "ledger.db" if name == BOOK else None
            if _digest_inside(archive, name, into) != told["sha256"]:
                problems.append(t("{name} hilang atau berubah", name=name))
        if not problems and BOOK in made.files:
            problems += _book_problems(Path(work) / "ledger.db", made, clock)
    if problems:
        raise BackupError(t("{file} tidak utuh: {faults}", file=file, faults="; ".join(problems)))
    return made


def _book_problems(book: Path, made: Backup, clock: Clock) -> list[str]:
    try:
        return [] if prove(book, clock) == made.heads else [t("buku catatan tidak berakhir di tempat yang tercatat")]
    except SnapshotError as error:
        return [str(error)]


def _digest_inside(archive: zipfile.ZipFile, name: str, into: Path | None) -> str:
    """The digest of one file of the archive, which is also written out where `into` says so; empty if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with archive.open(INSIDE + name) as file, (into or Path(os.devnull)).open("wb") as out:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError):
        return ""
    return digest.hexdigest()
