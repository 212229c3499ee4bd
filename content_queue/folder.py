"""The queue folder: drafts, what was dropped, what is held, what is done. An inbox, never the truth."""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from content_queue.listing import REASON, bad_name, ignored, list_folder
from content_queue.problems import PackageProblems, Problem
from safety.files import make_folder, sync_directory, write_durably

_HEAD = "Paket ini ditahan dan BELUM ditayangkan. Yang perlu diperbaiki:"
_FOOT = "Perbaiki isi paket di folder ini, lalu pindahkan folder paket kembali ke masuk/. Berkas ALASAN.txt boleh dibiarkan."


@dataclass(frozen=True)
class Seen:
    """What was known of one dropped package at the last scan."""

    fingerprint: str
    since: datetime
    looked: datetime
    folder_mtime_ns: int
    still: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Scan:
    """One look at masuk/: what to remember, which packages became still, are still moving, are wrong, or were taken out."""

    seen: Mapping[str, Seen]
    ready: tuple[str, ...] = ()
    moving: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    refused: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)


def _move_folder(source: Path, target: Path) -> bool:
    """False if the name is taken; a rename puts a folder in the place of nothing but an empty one."""
    try:
        source.rename(target)
    except OSError:
        if os.path.lexists(target):
            return False
        raise
    return True


def _move_file(source: Path, target: Path) -> bool:
    """False if the name is taken. It is claimed first, so that the rename overwrites nothing but an empty claim: ours, or
    one that a killed process has left."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644))
    except FileExistsError:
        there = target.lstat()
        if there.st_size or not stat.S_ISREG(there.st_mode):
            return False
    try:
        source.rename(target)
    except BaseException:
        target.unlink()
        raise
    return True


def move_without_overwriting(source: Path, into: Path) -> Path:
    """Rename `source` into the folder `into`; a name that is taken gets a number behind it."""
    make_folder(into)
    move = _move_folder if stat.S_ISDIR(source.lstat().st_mode) else _move_file
    target, number = into / source.name, 2
    while not move(source, target):
        target, number = into / f"{source.name} ({number})", number + 1
    sync_directory(into)
    sync_directory(source.parent)
    return target


def _reason(problems: Iterable[Problem]) -> bytes:
    lines = [f"{number}. {problem.text()}" for number, problem in enumerate(problems, 1)]
    # Notepad shows a text without a byte-order mark and with bare line feeds badly on older office machines.
    return "\r\n".join([_HEAD, "", *lines, "", _FOOT, ""]).encode("utf-8-sig")


@dataclass(frozen=True)
class QueueFolder:
    """One office's queue below `root`. `settle_seconds`: how long a package must not change to count as still."""

    root: Path
    settle_seconds: float = 10.0
    deep_looks: int = 20

    @property
    def drafts(self) -> Path:
        return self.root / "konsep"

    @property
    def inbox(self) -> Path:
        return self.root / "masuk"

    @property
    def held(self) -> Path:
        return self.root / "ditahan"

    @property
    def done(self) -> Path:
        return self.root / "arsip"

    def prepare(self) -> None:
        """Make the four folders where they are missing."""
        for folder in (self.drafts, self.inbox, self.held, self.done):
            make_folder(folder)

    def scan(self, seen: Mapping[str, Seen], now: datetime) -> Scan:
        """Look at masuk/. A still package costs one stat, and `deep_looks` of them a scan are looked through again in turn."""
        found = self._mtimes()
        known = {name: seen[name] for name in found if name in seen}
        due = {name for name, old in known.items() if not old.still or old.folder_mtime_ns != found[name]}
        quiet = sorted((old.looked, name) for name, old in known.items() if name not in due) if self.deep_looks else []
        due.update(name for _, name in quiet[: self.deep_looks])
        due.update(found.keys() - known.keys())
        looked = {name: self._look(name, found[name], known.get(name), now) for name in sorted(due)}
        ready = tuple(
            name for name, new in looked.items() if new.still and not new.problems and not _was_ready(known.get(name), new)
        )
        refused = {name: new.problems for name, new in looked.items() if new.still and new.problems}
        moving = tuple(name for name, new in looked.items() if not new.still)
        gone = tuple(sorted(seen.keys() - found.keys()))
        return Scan({**known, **looked}, ready, moving, gone, refused)

    def _mtimes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        with os.scandir(self.inbox) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")) or ignored(entry.name):
                    continue
                try:
                    found[entry.name] = entry.stat(follow_symlinks=False).st_mtime_ns
                except FileNotFoundError:
                    continue  # taken out while we looked
        return found

    def _look(self, name: str, mtime_ns: int, old: Seen | None, now: datetime) -> Seen:
        fingerprint, problems, locked = self._measure(name)
        if old is None or old.fingerprint != fingerprint or locked:
            return Seen(fingerprint, now, now, mtime_ns, False, problems)
        since = min(old.since, now)  # a clock set back must not make a package wait for the old hour
        still = now - since >= timedelta(seconds=self.settle_seconds)
        return Seen(fingerprint, since, now, mtime_ns, still, problems)

    def _measure(self, name: str) -> tuple[str, tuple[Problem, ...], bool]:
        path = self.inbox / name
        try:
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                return f"{status.st_size} {status.st_mtime_ns}", (Problem("loose-file", name),), False
            if bad_name(name):
                return "bad name", (Problem("bad-name", name),), False
            if not stat.S_ISDIR(status.st_mode) and not stat.S_ISLNK(status.st_mode):
                return "special", (Problem("special-file", name),), False
            listing = list_folder(path)
        except PackageProblems as error:
            return "closed", error.problems, False
        except FileNotFoundError:
            return "gone", (), True
        return listing.fingerprint, listing.problems, listing.locked

    def hold(self, name: str, problems: Iterable[Problem]) -> Path:
        """Move a package from masuk/ to ditahan/ and say why in ALASAN.txt: inside a folder, beside anything else."""
        source, reason = self._dropped(name), _reason(problems)
        inside = stat.S_ISDIR(source.lstat().st_mode)
        if inside:  # before the move: whatever happens then, nothing lies in ditahan/ without its reason
            write_durably(source / REASON, reason)
        target = move_without_overwriting(source, self.held)
        if not inside:
            write_durably(target.with_name(f"{target.name}.{REASON}"), reason)
        return target

    def archive(self, name: str, year: int, month: int) -> Path:
        """Move a package from masuk/ to arsip/YYYY/MM/."""
        return move_without_overwriting(self._dropped(name), self.done / f"{year:04}" / f"{month:02}")

    def _dropped(self, name: str) -> Path:
        if name in ("", ".", "..") or "/" in name or "\0" in name:
            raise ValueError(f"{name!r} is not the name of a package")
        return self.inbox / name


def _was_ready(old: Seen | None, new: Seen) -> bool:
    return old is not None and old.still and old.fingerprint == new.fingerprint
