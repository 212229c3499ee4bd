"""The disposition sheet on paper: what a package is, how far it came, and the place where the next person answers. As PDF."""

from dataclasses import dataclass
from datetime import datetime

import pypdfium2

from content_queue.paper_line import holds_line
from content_queue.sheet import Decision
from language.say import OWN, later, t
from reports.model import Letterhead, Signer
from reports.paper_code import qr_svg, rows_of
from reports.typst_page import printed
from reports.words import PRACTICE, long_date

TITLE = "LEMBAR DISPOSISI"
BLANK = "………………………………"
STEP_COLUMNS = ("No", "Kegiatan", "Pelaksana", "Jawaban", "Oleh dan tanggal", "Catatan")
FILE_COLUMNS = ("No", "Berkas", "Ukuran", "SHA-256 (awal)")
FILES = "Isi paket"
STEPS = "Langkah SOP"
ASKED = "Jawaban langkah {nr}: {activity}"
NOTES = "Catatan:"
_ABOUT = "Baris ini menyebut satuan kerja, paket, langkah, jawaban dan sidik isi yang ditandatangani. "
_BY_HAND = "Jangan dicoret atau ditutup. Sesudah ditandatangani: pindai lembar ini dan catat jawabannya dengan --scan."
_AS_PDF = "Tandatangani berkas PDF ini secara elektronik tanpa mengubah isinya, lalu catat dengan --pdf."
_LONGEST_WORD = 18


class Unprintable(Exception):
    """The line would not stand on the paper as it is; the sentence says what to change."""


@dataclass(frozen=True)
class StepLine:
    """One step of the procedure as it stands: who is to do it, and what was answered by whom and when. `here`: this sheet's."""

    nr: int
    activity: str
    actor: str
    answer: str = ""
    by: str = ""
    note: str = ""
    here: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return (str(self.nr), self.activity, self.actor, self.answer, self.by, self.note)


@dataclass(frozen=True)
class PaperFile:
    """One file of the package: its name, size in words, and the begin of its SHA-256."""

    name: str
    size: str
    digest: str


@dataclass(frozen=True)
class Disposition:
    """What a printed disposition sheet says. `at` is the office's own time; `decision` None: to be ticked by hand.

    `otherwise` is what a "Tidak" leads to. `signer` without a name: left to be filled in. `line` is the line of
    `content_queue.paper_line`.
    """

    letterhead: Letterhead
    package: str
    title: str
    head: tuple[tuple[str, str], ...]
    files: tuple[PaperFile, ...]
    steps: tuple[StepLine, ...]
    step: int
    activity: str
    otherwise: str
    signer: Signer
    at: datetime
    line: str
    decision: Decision | None = None
    paper: str = "A4"
    practice: bool = False

    @property
    def date(self) -> str:
        """Place and day of the signature; by hand the day is written when it is signed."""
        day = BLANK if self.decision is None else long_date(self.at, OWN)
        return f"{self.letterhead.city}, {day}"

    @property
    def about(self) -> str:
        """What the line is for, and what to do with the sheet."""
        return _ABOUT + (_BY_HAND if self.decision is None else _AS_PDF)

    @property
    def foot(self) -> str:
        return f"{TITLE.capitalize()} {self.package}, langkah {self.step}"

    @property
    def file_rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple((str(no), file.name, file.size, file.digest) for no, file in enumerate(self.files, 1))


def disposition_pdf(sheet: Disposition) -> bytes:
    """The sheet as PDF bytes."""
    told = {
        "title": TITLE,
        "paper": sheet.paper,
        "lines": sheet.letterhead.lines,
        "address": sheet.letterhead.address,
        "practice": PRACTICE if sheet.practice else "",
        "head": [(name, _breakable(value)) for name, value in sheet.head],
        "files_word": FILES,
        "file_columns": FILE_COLUMNS,
        "files": [tuple(map(_breakable, row)) for row in sheet.file_rows],
        "steps_word": STEPS,
        "step_columns": STEP_COLUMNS,
        "steps": [{"cells": tuple(map(_breakable, line.cells)), "here": line.here} for line in sheet.steps],
        "asked": ASKED.format(nr=sheet.step, activity=sheet.activity),
        "boxes": [("Ya", sheet.decision is Decision.YES), (f"Tidak{sheet.otherwise}", sheet.decision is Decision.NO)],
        "notes": NOTES,
        "date": sheet.date,
        "role": sheet.signer.role or f"Jabatan: {BLANK}",
        "name": sheet.signer.name or BLANK,
        "number": sheet.signer.number or ("" if sheet.signer.name else "NIP"),
        "qr": qr_svg(sheet.line),
        "rows": rows_of(sheet.line),
        "about": sheet.about,
        "foot": _breakable(sheet.foot),
        "plain_title": f"{TITLE} – {sheet.title}",
    }
    made = printed("disposition.typ", told, sheet.at)
    if not _found_again(made, sheet.line):
        said = later("nama map {name} memuat huruf yang tidak dapat dicetak; beri map itu nama dengan huruf biasa")
        raise Unprintable(t(said, name=sheet.package))
    return made


def _found_again(data: bytes, line: str) -> bool:
    """Whether a page holds the line as it will be looked for; a letter that no type has would be lost without a word."""
    with pypdfium2.PdfDocument(data) as document:
        return any(holds_line(page.get_textpage().get_text_range(), line) for page in document)


def _breakable(text: str) -> str:
    """The text with places to break in words that no column holds; for what is only looked at."""
    return " ".join(_broken(word) for word in text.split(" "))


def _broken(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    return "\u200b".join(word[at : at + _LONGEST_WORD // 2] for at in range(0, len(word), _LONGEST_WORD // 2))
