"""What a page said when its readers were read: an excerpt a line in gudang/bacaan/, named in the ledger by its digest.

A file a day; once a month is over and another one has passed, its days become one packed file: MONTH.jsonl.xz in place of MONTH/.
"""

import hashlib
import html
import json
import lzma
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.backup import version
from links.session import Answer
from readership.page import PageReading
from safety.files import make_folder, sync_directory, write_durably

FOLDER = "bacaan"
_AROUND = 160
"""So many characters of the page on both sides of the number."""
_TAG = re.compile(r"<[^<>]*>")
_STRUCTURED = r"(?:userInteractionCount|interactionCount|UserPageVisits|UserPageViews)[^<>{{}}]{{0,60}}?{raw}"


class DamagedMonth(Exception):
    """A packed month cannot be read; it is left as it is. Its argument is the file."""


@dataclass(frozen=True)
class Seen:
    """What one reading rests on. `age`: how old the answer was in somebody's cache, as its header says; `raw_text`: the place
    that was read; `page_sha256`: of the whole answer."""

    url: str
    status: int
    age: str
    raw_text: str
    excerpt: str
    page_sha256: str


def seen_on(answer: Answer, page: str, shown: PageReading) -> Seen:
    """The place that a reading was taken from, with what stands around it."""
    digest = hashlib.sha256(answer.body).hexdigest()
    return Seen(answer.url, answer.status, answer.header("Age")[:20], shown.raw_text, _excerpt(page, shown), digest)


class EvidenceBook:
    """Where the excerpts of an office are kept: a file a day, only ever added to."""

    def __init__(self, store: Path, office: str) -> None:
        self._store, self._office, self._lock = store, office, threading.Lock()
        self._extractor = f"tayang {version()}"

    def keep(self, day: date, seen: Seen) -> dict[str, Any]:
        """Write the excerpt down; what the ledger says of it."""
        line = json.dumps(asdict(seen), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        place = f"{FOLDER}/{self._office}/{day:%Y}/{day:%m}/{day}.jsonl"
        with self._lock:
            _add(self._store / place, line)
        said: dict[str, Any] = {
            "raw_text": seen.raw_text,
            "status": seen.status,
            "age": seen.age,
            "page_sha256": seen.page_sha256,
        }
        said["extractor"] = self._extractor
        return {**said, "path": place, "sha256": hashlib.sha256(line).hexdigest()}


def kept_excerpts(store: Path, evidence: Iterable[Mapping[str, Any]]) -> Iterator[Seen | None]:
    """For each the excerpt that a ledger entry names; None where it is not there, or is not what it was."""
    place, known = Path(), dict[str, bytes]()
    for said in evidence:
        if (lies := _place(store / said["path"])) != place:
            place, known = lies, {hashlib.sha256(line).hexdigest(): line for line in _lines(lies)}
        found = known.get(said["sha256"])
        yield Seen(**json.loads(found)) if found is not None else None


def pack_months(store: Path, office: str, today: date) -> int:
    """Pack every month before the last one, line by line as it was; how many months. What a killed packer left is taken in.

    Raises DamagedMonth where the packed file of such a month cannot be read.
    """
    last = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    months = sorted((store / FOLDER / office).glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]"))
    over = [month for month in months if (int(month.parent.name), int(month.name)) < last]
    for month in over:
        _pack(month)
    return len(over)


def _pack(month: Path) -> None:
    days, archive = sorted(month.glob("*.jsonl")), _archive(month)
    try:
        before = lzma.decompress(archive.read_bytes()).splitlines() if archive.exists() else []
    except lzma.LZMAError:
        raise DamagedMonth(archive) from None
    lines = dict.fromkeys([*before, *(line for day in days for line in day.read_bytes().splitlines())])
    write_durably(archive, lzma.compress(b"".join(line + b"\n" for line in lines)))
    for day in days:
        day.unlink()
    month.rmdir()


def _archive(month: Path) -> Path:
    return month.with_name(f"{month.name}.jsonl.xz")


def _place(day: Path) -> Path:
    return day if day.exists() else _archive(day.parent)


def _lines(place: Path) -> list[bytes]:
    try:
        held = place.read_bytes()
        return (lzma.decompress(held) if place.suffix == ".xz" else held).splitlines()
    except (OSError, lzma.LZMAError):
        return []


def _add(place: Path, line: bytes) -> None:
    """One more line that outlives a power cut; a line that a killed writer left half done stays on its own."""
    make_folder(place.parent)
    new = not place.exists()
    with place.open("ab+") as file:
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync_directory(place.parent)


def _excerpt(page: str, shown: PageReading) -> str:
    raw = " ".join(shown.raw_text.split())
    if not raw:
        return ""
    if shown.source == "jsonld" and (found := re.search(_STRUCTURED.format(raw=re.escape(raw)), page)):
        return " ".join(page[max(0, found.start() - _AROUND) : found.end() + _AROUND].split())
    words = " ".join(html.unescape(_TAG.sub(" ", page)).split())
    at = words.find(raw)
    return words[max(0, at - _AROUND) : at + len(raw) + _AROUND] if at >= 0 else ""
