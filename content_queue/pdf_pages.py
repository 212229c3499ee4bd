"""Pictures of the first pages of a package's PDF files, for channels that carry no attachment.

A PDF is drawn once, in a process of its own with bounds on time and memory; what came of it is kept beside the other derivatives
under the digest of the PDF, so that every later reading gives the same bytes.
"""

import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from content_queue.media import Derivative
from content_queue.package import Attachment, Page
from language.say import later, t
from safety.files import write_durably

A_DOCUMENT, IN_ALL = 4, 10
PATIENCE = 30
ALT_LENGTH = 300
_PROGRAM = Path(__file__).with_name("pdf_drawing.py")
_TOLD = "pages.jsonl"
_MOST_TOLD = 2**20
_READABLE = 0.6
_FEWEST_LETTERS = 12

LOCKED = later("terkunci kata sandi. Simpan PDF tanpa kata sandi agar publik dapat membukanya")
DAMAGED = later("tidak terbaca sebagai PDF. Simpan ulang sebagai PDF bila halamannya harus ikut")
HEAVY = later("kosong, atau terlalu berat untuk digambar. Perkecil PDF bila halamannya harus ikut")
_PAGE, _OF = "Halaman", "dari"
"""As articles say it: what is published has no language of the screens."""
_WHY = {"locked": LOCKED, "damaged": DAMAGED}


@dataclass(frozen=True)
class Drawn:
    """The pages of all PDF files in their order, and why one has none, by its name."""

    pages: tuple[Page, ...] = ()
    unseen: tuple[tuple[str, str], ...] = ()


def drawn(attachments: Sequence[Attachment], root: Path) -> Drawn:
    """The first pages of each PDF; whatever is wrong with one, the others are drawn. Raises OSError if the disk refuses."""
    shown = attachments[:IN_ALL]
    most = max(1, min(A_DOCUMENT, IN_ALL // max(1, len(shown))))
    pages: list[Page] = []
    unseen: list[tuple[str, str]] = []
    for attachment, stem in zip(shown, _stems(shown), strict=True):
        record = _record(attachment, root, most)
        found = [_page(attachment, stem, facts, root) for facts in record["pages"]]
        pages += found
        if not found:
            unseen.append((attachment.name, t(_WHY.get(record["why"], HEAVY))))
    return Drawn(tuple(pages), tuple(unseen))


def kept_names(attachments: Iterable[Attachment], root: Path) -> set[str]:
    """The names of the files that were kept of these PDF files."""
    names: set[str] = set()
    for attachment in attachments:
        for place in root.glob(f"{attachment.sha256}.*.json"):
            names.add(place.name)
            names |= {f"{facts['sha256']}.jpg" for facts in (_kept(place, attachment, root) or {"pages": ()})["pages"]}
    return names


def _record(attachment: Attachment, root: Path, most: int) -> dict[str, Any]:
    place = root / f"{attachment.sha256}.{most}.json"
    record = _kept(place, attachment, root)
    if record is None:
        record = _draw(attachment, root, most)
        write_durably(place, json.dumps(record, sort_keys=True).encode(), 0o444)
    return record


def _kept(place: Path, attachment: Attachment, root: Path) -> dict[str, Any] | None:
    """What was kept, if all of it is still there as it was."""
    try:
        record: dict[str, Any] = json.loads(place.read_bytes())
        whole = record["source"] == attachment.sha256 and all(
            hashlib.sha256((root / f"{facts['sha256']}.jpg").read_bytes()).hexdigest() == facts["sha256"]
            for facts in record["pages"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if whole else None


def _draw(attachment: Attachment, root: Path, most: int) -> dict[str, Any]:
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        command = [sys.executable, "-I", str(_PROGRAM), str(attachment.path), aside, str(most)]
        try:
            quiet = subprocess.DEVNULL
            subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, env={}, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            pass  # what was drawn before is good
        told = list(_told(folder))
        source = next((line["source"] for line in told if "source" in line), attachment.sha256)
        if source != attachment.sha256:
            raise OSError(t("{name} berubah ketika digambar", name=attachment.name))
        why = next((line["why"] for line in told if "why" in line), "heavy")
        return {"source": source, "why": why, "pages": [_keep(folder, line, root) for line in told if "number" in line]}


def _told(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every whole line of the program."""
    try:
        with (folder / _TOLD).open("rb") as file:
            lines = file.read(_MOST_TOLD).splitlines(keepends=True)
    except FileNotFoundError:
        return
    for line in lines:
        if line.endswith(b"\n"):
            yield json.loads(line)


def _keep(folder: Path, line: Mapping[str, Any], root: Path) -> dict[str, Any]:
    data = (folder / f"{int(line['number'])}.jpg").read_bytes()
    made = Derivative(data, hashlib.sha256(data).hexdigest(), "image/jpeg", int(line["width"]), int(line["height"]))
    made.store(root)
    return {
        "number": int(line["number"]), "sha256": made.sha256, "width": made.width, "height": made.height, "size": len(data),
        "text": str(line["text"]),
    }  # fmt: skip


def _page(attachment: Attachment, stem: str, facts: Mapping[str, Any], root: Path) -> Page:
    number, sha256 = facts["number"], facts["sha256"]
    return Page(
        f"{stem}-hal-{number}.jpg", root / f"{sha256}.jpg", sha256, "image/jpeg", facts["width"], facts["height"], facts["size"],
        alt=alt_text(attachment.name, number, facts["text"]), document=attachment.name, number=number,
    )  # fmt: skip


def _stems(attachments: Sequence[Attachment]) -> list[str]:
    """A short name for each file, its whole name where two would be called the same."""
    short = [Path(attachment.name).stem for attachment in attachments]
    return [a.name if short.count(stem) > 1 else stem for a, stem in zip(attachments, short, strict=True)]


def alt_text(document: str, number: int, layer: str) -> str:
    """Which page of what it is and how it begins, cut at a word."""
    head, words = f"{_PAGE} {number} {_OF} {document}", _plain(layer)
    if not _readable(words):
        return f"{head} (hasil pindai)"
    whole = f"{head}: {words}"
    if len(whole) <= ALT_LENGTH:
        return whole
    cut = whole[: ALT_LENGTH - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > len(head) + 1 else cut).rstrip(" ,;:.–-") + "…"


def _plain(layer: str) -> str:
    """The words alone: hyphens at the end of a line, controls and whatever nobody sees taken out."""
    joined = re.sub(r"[\u00ad\ufffe\x02]\s*", "", unicodedata.normalize("NFC", layer))
    seen = "".join(c if c.isspace() or unicodedata.category(c)[0] not in "CZ" else " " for c in joined)
    return " ".join(seen.split())


def _readable(words: str) -> bool:
    """Whether it is a text and not what a font without a table of letters gives."""
    letters = sum(c.isalnum() or c.isspace() for c in words)
    return sum(c.isalpha() for c in words) >= _FEWEST_LETTERS and letters >= _READABLE * len(words)
