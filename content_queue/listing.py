"""What lies in a dropped folder, looked at without following anything that points elsewhere."""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content_queue.problems import PackageProblems, Problem

SHEET = "disposisi.yaml"
EVIDENCE = "disposisi"
"""The folder of the signed PDF files that the sheet's sign-offs name; like the sheet it is no content."""
REASON = "ALASAN.txt"
MEND = "CATATAN-PERBAIKAN.txt"
PREVIEW = ".PRATINJAU.html"
MAX_FILES = 200
MAX_DEPTH = 2
_IGNORED = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})
_UNFINISHED = re.compile(rf"\.({re.escape(REASON)}|{re.escape(MEND)}|{re.escape(SHEET)})\.\d+\.part")
_UNFINISHED_EVIDENCE = re.compile(rf"{re.escape(EVIDENCE)}/\..*\.\d+\.part")
_CONFLICT = re.compile(r"\(conflicted copy|\(.*['’]s conflicted copy|\.sync-conflict-|\(salinan bentrok", re.IGNORECASE)
_AT_WORK = re.compile(r"~\$.*|\.~lock\..*#|(\.syncthing\.|~syncthing~).*\.tmp|~WR[A-Z]\d+\.tmp", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One file: its relative name as the disk spells it, in NFC, and what was measured."""

    raw: str
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Listing:
    """The files of a folder, everything wrong with them, and whether a program is at work on one of them."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    locked: bool

    @property
    def fingerprint(self) -> str:
        """Changes whenever a name, a size or a modification time changes."""
        lines = sorted(f"{e.raw}\0{e.size}\0{e.mtime_ns}" for e in self.entries)
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def ignored(relative: str) -> bool:
    """Files that systems and tayang itself leave behind; they are no part of a package."""
    name = relative.rpartition("/")[2]
    ours = relative in (REASON, MEND) or name.endswith(PREVIEW) or _UNFINISHED.fullmatch(relative)
    ours = ours or _UNFINISHED_EVIDENCE.fullmatch(relative)
    return bool(ours) or name.lower() in _IGNORED or name.startswith("._")


def about_content(relative: str) -> bool:
    """The sheet, and the signed PDF files beside it: they say who approved the content, and are none of it."""
    return relative == SHEET or relative.startswith(f"{EVIDENCE}/")


def at_work(name: str) -> bool:
    """The file that Word, LibreOffice or Syncthing keeps beside one that it has open or is still fetching."""
    return _AT_WORK.fullmatch(name.rpartition("/")[2]) is not None


def is_conflict_copy(name: str) -> bool:
    """Whether a sync program made it because two people had changed the same at the same time."""
    return _CONFLICT.search(name) is not None


def same_elsewhere(name: str) -> str:
    """Equal for names that differ in letter case or Unicode normalisation only: to some systems they are one name."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


LONGEST_NAME = 200
"""Letters of a package's name: what the ledger keeps of it, in every database."""


def bad_name(name: str) -> bool:
    """Whether a name holds what cannot be written or seen: control and invisible characters, bytes that are no text."""
    return "\\" in name or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name)


def _kind_problem(name: str, status: os.stat_result) -> Problem | None:
    if stat.S_ISLNK(status.st_mode):
        return Problem("link-file", name)
    if not stat.S_ISREG(status.st_mode):
        return Problem("special-file", name)
    if status.st_nlink > 1:
        return Problem("hard-link", name)
    return None


def _walk(top: int, prefix: str, depth: int) -> Iterator[tuple[str, os.stat_result | None]]:
    with os.scandir(top) as found:
        for entry in sorted(found, key=lambda e: e.name):
            relative = prefix + entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # taken away while we looked: the next fingerprint differs
            if not stat.S_ISDIR(status.st_mode):
                yield relative, status
            elif depth >= MAX_DEPTH:
                yield relative, None
            else:
                child = os.open(entry.name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
                try:
                    yield from _walk(child, relative + "/", depth + 1)
                finally:
                    os.close(child)


def _collisions(entries: list[Entry]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in entries:
        other = first.setdefault(same_elsewhere(entry.name), entry.raw)
        if other != entry.raw:
            yield Problem("name-collision", entry.name, None, {"other": other})


def list_at(descriptor: int, where: str) -> Listing:
    """The files below an open folder. Reads names and sizes only; opens no file."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    locked = False
    try:
        for raw, status in _walk(descriptor, "", 1):
            name = unicodedata.normalize("NFC", raw)
            if at_work(name):
                locked = True
                continue
            if ignored(name):
                continue
            if len(entries) + len(problems) >= MAX_FILES:
                problems.append(Problem("too-many-files", where, None, {"limit": MAX_FILES}))
                break
            problem = Problem("too-deep", name) if status is None else _kind_problem(name, status)
            if status is None or problem is not None:
                problems += [problem] if problem else []
                continue
            entries.append(Entry(raw, name, status.st_size, status.st_mtime_ns))
            problems += [Problem("bad-name", name)] if bad_name(name) else []
            problems += [Problem("conflict-copy", name)] if is_conflict_copy(name) else []
    except OSError as error:
        problems.append(Problem("not-readable", where, None, {"detail": error.strerror or "OSError"}))
    return Listing(tuple(entries), tuple(problems) + tuple(_collisions(entries)), locked)


def open_folder(folder: Path) -> int:
    """A descriptor of the folder itself; raises PackageProblems if it is a link, no folder, or closed to us."""
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        code = "link-file" if folder.is_symlink() else "not-readable"
        raise PackageProblems([Problem(code, folder.name, None, {"detail": getattr(error, "strerror", "")})]) from error


def list_folder(folder: Path) -> Listing:
    """The files of `folder`; raises PackageProblems only if the folder itself cannot be opened."""
    descriptor = open_folder(folder)
    try:
        return list_at(descriptor, folder.name)
    finally:
        os.close(descriptor)


def fingerprint(folder: Path) -> str:
    """Names, sizes and times of the files in `folder`; raises PackageProblems for anything that is not an ordinary file."""
    listing = list_folder(folder)
    if listing.problems:
        raise PackageProblems(listing.problems)
    return listing.fingerprint
