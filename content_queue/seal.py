"""Sealing: the dropped bytes are copied into the store under their digest and never change again."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import rfc8785

from content_queue.film import may_be_film
from content_queue.listing import EVIDENCE, Entry, Listing, about_content, list_at, list_folder, open_folder
from content_queue.problems import PackageProblems, Problem, fail
from safety.files import make_folder, sync_directory

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_PACKAGE_BYTES = 500 * 1024 * 1024
"""A film may take all of it; every other file no more than `MAX_FILE_BYTES`."""
MAX_EVIDENCE = 60
"""Signed PDF files that may lie beside a sheet."""
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Sealed:
    """What was sealed: the digest over all files, where they lie, and the digest of each."""

    digest: str
    path: Path
    files: Mapping[str, str]


def digest_of(files: Mapping[str, str]) -> str:
    """Hex SHA-256 over the canonical JSON of {relative NFC name: hex SHA-256}."""
    return hashlib.sha256(rfc8785.dumps(dict(files))).hexdigest()


def _check(listing: Listing, where: str) -> None:
    problems = list(listing.problems)
    problems += [
        Problem("file-too-large", e.name, None, {"limit": MAX_FILE_BYTES})
        for e in listing.entries
        if e.size > MAX_FILE_BYTES and not may_be_film(e.name)
    ]
    if sum(entry.size for entry in listing.entries) > MAX_PACKAGE_BYTES:
        problems.append(Problem("package-too-large", where, None, {"limit": MAX_PACKAGE_BYTES}))
    problems += _misplaced(listing)
    if listing.locked:
        problems.append(Problem("still-changing", where))
    if problems:
        raise PackageProblems(problems)


def _misplaced(listing: Listing) -> Iterator[Problem]:
    """Nothing but a few signed PDF files has its place beside the sheet."""
    beside = [entry for entry in listing.entries if entry.name.startswith(f"{EVIDENCE}/")]
    yield from (Problem("unexpected-file", entry.name) for entry in beside if not entry.name.lower().endswith(".pdf"))
    if len(beside) > MAX_EVIDENCE:
        yield Problem("too-many-files", EVIDENCE, None, {"limit": MAX_EVIDENCE})


def _open_inside(top: int, raw: str) -> int:
    """Open a file below `top` without following a link at any step and without waiting on a FIFO."""
    folder, _, name = raw.rpartition("/")
    parent = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
    finally:
        os.close(parent)


def _same(status: os.stat_result, entry: Entry) -> bool:
    ordinary = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return ordinary and (status.st_size, status.st_mtime_ns) == (entry.size, entry.mtime_ns)


def ordinary_file(place: Path) -> bool:
    """A file of its own within the limits: a link may lead out of the folder, and a pipe never ends."""
    try:
        status = place.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= MAX_FILE_BYTES


def _copy(top: int, entry: Entry, target: Path) -> str:
    source = _open_inside(top, entry.raw)
    try:
        if not _same(os.fstat(source), entry):
            raise fail("still-changing", entry.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        hasher = hashlib.sha256()
        left = entry.size
        with target.open("xb") as out:
            while left > 0 and (chunk := os.read(source, min(_CHUNK, left))):
                hasher.update(chunk)
                out.write(chunk)
                left -= len(chunk)
            out.flush()
            os.fsync(out.fileno())
        if left or not _same(os.fstat(source), entry):
            raise fail("still-changing", entry.name)
        target.chmod(0o444)
        return hasher.hexdigest()
    finally:
        os.close(source)


def _copy_all(top: int, where: str, target: Path) -> dict[str, str]:
    listing = list_at(top, where)
    _check(listing, where)
    files = {entry.name: _copy(top, entry, target / entry.name) for entry in listing.entries if not about_content(entry.name)}
    after = list_at(top, where)
    if after.fingerprint != listing.fingerprint or after.problems or after.locked:
        raise fail("still-changing", where)
    if not files:
        raise fail("no-manuscript", where)
    return files


def hashes(sealed_path: Path) -> dict[str, str]:
    """The digest of every file that now lies in a folder, apart from the disposition sheet and what lies beside it."""
    listing = list_folder(sealed_path)
    if listing.problems:
        raise PackageProblems(listing.problems)
    found = {}
    for entry in listing.entries:
        if about_content(entry.name):
            continue
        with (sealed_path / entry.raw).open("rb") as file:
            found[entry.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def intact(sealed_path: Path, digest: str) -> bool:
    """Whether the stored bytes still are what was sealed."""
    try:
        return digest_of(hashes(sealed_path)) == digest
    except (PackageProblems, OSError):
        return False


def _aside(path: Path) -> None:
    number = 1
    while (target := path.with_name(f"{path.name}.rusak-{number}")).exists():
        number += 1
    path.rename(target)


def _move_in(workspace: Path, final: Path, digest: str) -> None:
    for directory in {path.parent for path in workspace.rglob("*")} | {workspace}:
        sync_directory(directory)
    if final.exists() and not intact(final, digest):
        _aside(final)
    if not final.exists():
        workspace.rename(final)
    sync_directory(final.parent)


def seal(folder: Path, store_root: Path) -> Sealed:
    """Copy the bytes of `folder` durably into `store_root/<digest>`; the same bytes are stored once. Raises PackageProblems."""
    make_folder(store_root)
    top = open_folder(folder)
    workspace = Path(tempfile.mkdtemp(prefix=".menyegel-", dir=store_root))
    try:
        files = _copy_all(top, folder.name, workspace)
        digest = digest_of(files)
        workspace.chmod(0o755)
        _move_in(workspace, store_root / digest, digest)
        return Sealed(digest, store_root / digest, files)
    except FileNotFoundError as error:
        raise fail("still-changing", folder.name) from error
    except OSError as error:
        if error.filename is None or str(store_root) in str(error.filename):
            raise
        raise fail("not-readable", folder.name, detail=error.strerror) from error
    finally:
        os.close(top)
        shutil.rmtree(workspace, ignore_errors=True)
