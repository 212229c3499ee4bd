"""What lies in masuk/ and ditahan/, for the board: names, and why something is held.

The cards hold text alone: of a name whose bytes are none, neither a message nor an entry of the ledger can be made."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from content_queue.listing import REASON, at_work, ignored
from content_queue.problems import printable
from language.say import later, t
from reports.board import ArrivingCard, HeldCard

_REASON_BYTES = 20_000
_MARKS = 3


def names(folder: Path) -> list[str]:
    """What a person put into a folder, and not what systems leave behind; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for entry in entries if not entry.name.startswith((".", "~$"))]
            return sorted(name for name in found if not ignored(name))
    except OSError:
        return []


def arriving_cards(inbox: Path, arriving: Collection[str], not_held: Mapping[str, tuple[str, ...]]) -> Iterator[ArrivingCard]:
    """What lies in masuk/ and is not sealed, each with what it waits for. `not_held`: what is wrong with those that should lie in
    ditahan/ and cannot be moved there."""
    for name in arriving:
        reasons = not_held.get(name, ())
        yield ArrivingCard(printable(name), "; ".join([*_opened(inbox / name), *_stuck(reasons)]), reasons)


def _stuck(reasons: Collection[str]) -> Iterator[str]:
    if reasons:
        said = later(
            "tidak dapat dipindahkan ke ditahan/: beri akun yang menjalankan tayang hak menulis di dalam map ini. "
            "Yang perlu diperbaiki: {reasons}"
        )
        yield t(said, reasons=" ".join(reasons))


def _opened(folder: Path) -> Iterator[str]:
    """What programs have left to say that they are at work there."""
    try:
        marks = sorted(path.name for path in folder.rglob("*") if at_work(path.relative_to(folder).as_posix()))
    except OSError:
        return
    for mark in marks[:_MARKS]:
        yield t("sedang dibuka di program lain ({mark}); tutup berkasnya di semua komputer", mark=printable(mark))


def held_cards(folder: Path, root: Path) -> Iterator[HeldCard]:
    """What lies in ditahan/: folders with their reason inside, loose files with it beside."""
    for name in names(folder):
        if name.endswith(f".{REASON}"):
            continue
        path = folder / name
        reason = path / REASON if path.is_dir() and not path.is_symlink() else path.with_name(f"{name}.{REASON}")
        yield HeldCard(printable(name), printable(str(path.relative_to(root))), _reasons(reason))


def _reasons(path: Path) -> tuple[str, ...]:
    """The numbered lines of ALASAN.txt, without their numbers."""
    try:
        with path.open("rb") as file:
            text = file.read(_REASON_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return ()
    lines = [line.strip().partition(". ") for line in text.splitlines()]
    return tuple(rest for number_, dot, rest in lines if dot and number_.isdigit())
