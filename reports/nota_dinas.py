"""The nota dinas with which a publication is proposed: one page on the office's head of letter, as PDF and as Word document."""

from dataclasses import dataclass
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from language.say import OWN
from reports.model import Letterhead, Signer
from reports.recap_docx import double_rule, same_bytes
from reports.typst_page import printed
from reports.words import PRACTICE, long_date

TITLE = "NOTA DINAS"
_PLEASE = "Mohon pemeriksaan atas kebutuhan ini; apabila disetujui, isinya kami ajukan untuk diperiksa sebelum ditayangkan."
BLANK = "…………………………"
"""Left to be filled in by hand."""


@dataclass(frozen=True)
class NotaDinas:
    """What a nota dinas says. `at` is the office's own time; `number` empty: left to be filled in."""

    letterhead: Letterhead
    to: str
    sender: Signer
    at: datetime
    title: str
    kind: str
    need: str
    channels: tuple[str, ...]
    package: str
    number: str = ""
    paper: str = "A4"
    practice: bool = False

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """The lines between title and text."""
        return (
            ("Nomor", self.number or BLANK),
            ("Yth.", self.to),
            ("Dari", self.sender.role),
            ("Tanggal", long_date(self.at, OWN)),
            ("Sifat", "Biasa"),
            ("Lampiran", "–"),
            ("Hal", f"Permintaan publikasi: {self.title}"),
        )

    @property
    def text(self) -> tuple[str, ...]:
        """The paragraphs."""
        return (
            f"Bersama ini kami mengusulkan publikasi {self.kind} “{self.title}” melalui {_listed(self.channels)}.",
            f"Kebutuhan publikasi: {self.need or BLANK}",
            f"Bahan publikasi disusun dalam map {self.package}. {_PLEASE}",
            "Demikian disampaikan, atas perhatian dan perkenannya kami ucapkan terima kasih.",
        )


def _listed(names: tuple[str, ...]) -> str:
    if len(names) < 3:
        return " dan ".join(names)
    return ", ".join(names[:-1]) + f", dan {names[-1]}"


def nota_dinas_pdf(nota: NotaDinas) -> bytes:
    """The nota dinas as PDF bytes."""
    told = {
        "title": TITLE,
        "paper": nota.paper,
        "lines": nota.letterhead.lines,
        "address": nota.letterhead.address,
        "practice": PRACTICE if nota.practice else "",
        "head": nota.head,
        "text": nota.text,
        "role": nota.sender.role,
        "name": nota.sender.name,
        "number": nota.sender.number,
    }
    return printed("nota_dinas.typ", told, nota.at)


def nota_dinas_docx(nota: NotaDinas) -> bytes:
    """The nota dinas as DOCX bytes, to be completed in Word."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(215), Mm(330)) if nota.paper == "F4" else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(25)
    document.styles["Normal"].font.size = Pt(11)
    for line in nota.letterhead.lines:
        _centred(document, line, 13)
    double_rule(_centred(document, nota.letterhead.address, 9, bold=False))
    if nota.practice:
        _centred(document, PRACTICE, 12)
    _centred(document, TITLE, 13)
    table = document.add_table(0, 3)
    table.autofit = False
    for name, value in nota.head:
        for cell, text, width in zip(table.add_row().cells, (name, ":", value), (25, 5, 130), strict=True):
            cell.text, cell.width = _visible(text), Mm(width)
    document.add_paragraph()
    for text in nota.text:
        document.add_paragraph(_visible(text))
    for text in ("", nota.sender.role, "", "", "", nota.sender.name, nota.sender.number):
        document.add_paragraph(_visible(text)).paragraph_format.left_indent = Mm(95)
    properties = document.core_properties
    properties.title, properties.author = f"{TITLE} – {_visible(nota.title)}", _visible(nota.sender.role)
    properties.created = properties.modified = nota.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return same_bytes(document)


def _centred(document: Doc, text: str, size: int, *, bold: bool = True) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_visible(text))
    run.bold, run.font.size = bold, Pt(size)
    return paragraph


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
