"""The queue folder: drafts, what was dropped, what is held, what is done. An inbox, never the truth."""

import os
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from content_queue.listing import LONGEST_NAME, REASON, at_work, bad_name, ignored, is_conflict_copy, list_folder, same_elsewhere
from content_queue.notes import Notes, Seen, Stamp, Turn
from content_queue.problems import PackageProblems, Problem
from language.say import later, t
from safety.files import make_folder, sync_directory, write_durably

_HEAD = later("Paket ini ditahan dan BELUM ditayangkan. Yang perlu diperbaiki:")
_NOBODY = Turn()
_FOOT = later(
    "Perbaiki isi paket di folder ini, lalu pindahkan folder paket kembali ke masuk/. Berkas ALASAN.txt boleh dibiarkan."
)


@dataclass(frozen=True)
class Scan:
    """One look at masuk/: what to remember, what was seen of the packages that were looked through, whose turn it was,
    which packages became still, are still moving, are wrong, or were taken out."""

    seen: Notes
    looked: Mapping[str, Seen] = field(default_factory=dict)
    turn: Turn = _NOBODY
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
    return "\r\n".join([t(_HEAD), "", *lines, "", t(_FOOT), ""]).encode("utf-8-sig")


@dataclass(frozen=True)
class QueueFolder:
    """One office's queue below `root`. `settle_seconds`: how long a package must not change to count as still.

    What a scan promises: a name that came, went or now means another folder is noticed by the very next scan, and so is
    every change in a package that is not at rest. Of packages at rest `glances` a scan are looked at from outside (a file
    came, went or was renamed there) and `deep_looks` through all of their files, in turn: up to so many packages nothing
    is put off, beyond that a change is noticed when its turn comes. Nothing goes out on the strength of these looks: the
    bytes are hashed again right before. What a scan remembers only saves looks; without it everything is looked through.
    """

    root: Path
    settle_seconds: float = 10.0
    glances: int = 1000
    deep_looks: int = 100

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

    def why_shut(self) -> str:
        """Which folder can only be read, or not even that, and what the system says of it; "" while all can be worked in."""
        return next(
            (f"{folder} {why}" for folder in (self.root, self.inbox, self.held, self.done) if (why := _why_shut(folder))), ""
        )

    def scan(self, notes: Notes, now: datetime, turn: Turn = _NOBODY) -> Scan:
        """Look at masuk/ once; the class says how closely."""
        found = self._names()
        gone = _gone(notes, found)
        due, turn = self._due(notes, found, turn)
        known = {name: notes.get(name) for name in due}
        twins = _twins(found, notes)
        looked = {name: self._look(name, found[name], known[name], now, twins.get(name, "")) for name in sorted(due)}
        ready = tuple(name for name, new in looked.items() if new.still and not new.problems and not _was_ready(known[name], new))
        refused = {name: new.problems for name, new in looked.items() if new.still and new.problems}
        moving = tuple(name for name, new in looked.items() if not new.still)
        return Scan(notes.after(looked, gone, now), looked, turn, ready, moving, gone, refused)

    def news(self, notes: Notes, now: datetime, turn: Turn = _NOBODY, told: Collection[str] = ()) -> tuple[dict[str, str], Turn]:
        """What a scan would find otherwise than the notes say, as far as so close a look shows; and whose turn it was.

        The names with their fingerprints now, "" for what is gone. `told`: names that something is said to have changed in.
        """
        try:
            found = self._names()
        except OSError:
            found = {}
        due, turn = self._due(notes, found, turn)
        due.update(name for name in told if name in found and not _no_package(name))
        looked = {name: (notes.get(name), self._look(name, found[name], notes.get(name), now)) for name in due}
        news = {name: new.fingerprint for name, (known, new) in looked.items() if known is None or known.differs(new)}
        return dict.fromkeys(_gone(notes, found), "") | news, turn

    def _due(self, notes: Notes, found: Mapping[str, int], turn: Turn) -> tuple[set[str], Turn]:
        """What is to be looked through now: the unknown, the restless, what differs from outside, and whose turn it is."""
        resting = notes.resting
        other = [name for name, inode in found.items() if resting.get(name) != inode and not _no_package(name)]
        glanced = notes.next_at_rest(turn.glanced, self.glances)
        looked = notes.next_at_rest(turn.looked, self.deep_looks)
        due = {name for name in looked if name in found}
        due.update(name for name in other if name not in resting)
        inbox = str(self.inbox)
        outside = (name for name in {*other, *glanced} - due if name in found)
        due.update([name for name in outside if _changed_ns(f"{inbox}/{name}") != notes.changed_at(name)])
        return due, Turn(glanced[-1] if glanced else "", looked[-1] if looked else "")

    def _names(self) -> dict[str, int]:
        with os.scandir(self.inbox) as entries:
            return {entry.name: entry.inode() for entry in entries}

    def _look(self, name: str, inode: int, old: Seen | None, now: datetime, twin: str = "") -> Seen:
        stamp = Stamp(inode, _changed_ns(f"{self.inbox}/{name}"))  # before the files: what changes from here on shows later
        fingerprint, problems, locked = self._measure(name)
        problems += (Problem("name-collision", name, None, {"other": twin}),) if twin else ()
        if old is None or old.fingerprint != fingerprint or locked:
            return Seen(fingerprint, now, stamp, now, False, problems)
        since = min(old.since, now)  # a clock set back must not make a package wait for the old hour
        noticed = min(old.noticed, now) if old.stamp == stamp else now
        still = old.still or now - since >= timedelta(seconds=self.settle_seconds)
        return Seen(fingerprint, since, stamp, noticed, still, problems)

    def _measure(self, name: str) -> tuple[str, tuple[Problem, ...], bool]:
        path = self.inbox / name
        try:
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                return f"{status.st_size} {status.st_mtime_ns}", (Problem("loose-file", name),), False
            if bad_name(name):
                return "bad name", (Problem("bad-name", name),), False
            if len(name) > LONGEST_NAME:
                return "long name", (Problem("long-name", name, None, {"limit": LONGEST_NAME}),), False
            if not stat.S_ISDIR(status.st_mode) and not stat.S_ISLNK(status.st_mode):
                return "special", (Problem("special-file", name),), False
            listing = list_folder(path)
        except PackageProblems as error:
            return "closed", error.problems, False
        except FileNotFoundError:
            return "gone", (), True
        clash = (Problem("conflict-copy", name),) if is_conflict_copy(name) else ()
        return listing.fingerprint, clash + listing.problems, listing.locked

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


def _why_shut(folder: Path) -> str:
    try:
        folder.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return t("tidak dapat dibuka ({why})", why=error.strerror)
    if not os.access(folder, os.R_OK | os.X_OK, effective_ids=True):
        return t("tidak dapat dibuka")
    return "" if os.access(folder, os.W_OK, effective_ids=True) else t("hanya dapat dibaca")


def _no_package(name: str) -> bool:
    return name.startswith(".") or at_work(name) or ignored(name)


def _twins(found: Iterable[str], notes: Notes) -> dict[str, str]:
    """Of names that some systems take for one: the later ones, each with the first, which keeps its place."""
    same: dict[str, list[str]] = {}
    for name in found:
        if not _no_package(name):
            same.setdefault(same_elsewhere(name), []).append(name)
    several = (sorted(names, key=lambda name: (name not in notes.resting, name)) for names in same.values() if len(names) > 1)
    return {later: first for first, *others in several for later in others}


def _changed_ns(path: str) -> int:
    """Differs as soon as the list of files in a folder was changed; 0 if it is no longer there.

    Both times together: a program that copies can set the one that people see, but hardly the other.
    """
    try:
        status = os.lstat(path)
    except OSError:
        return 0
    return status.st_mtime_ns + status.st_ctime_ns


def _gone(notes: Notes, found: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(name for name in (*notes.names, *notes.awake) if name not in found))


def _was_ready(old: Seen | None, new: Seen) -> bool:
    return old is not None and old.still and old.fingerprint == new.fingerprint
