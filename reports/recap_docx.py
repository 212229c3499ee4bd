"""The month as a Word document: from the office's own template where it has one, else from one that is made here.

A template is any .docx with places in double braces, each alone or within a line: {{kop}} {{alamat}} {{judul}}
{{satuan_kerja}} {{periode}} {{versi}} {{kota}} {{tanggal}} {{jabatan}} {{penanda_tangan}} {{nip}} {{praktik}}; and, alone in a
paragraph, {{angka}} (the figures), {{tabel}}, {{rincian}} (the small tables) and {{catatan}}.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC
from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from language.say import t
from reports.docx_tables import fit, lay, needed, room_of, table_before
from reports.model import MonthData
from reports.say import Words, cards

_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_FIXED = (1980, 1, 1, 0, 0, 0)
_WIDTHS = (13, 24, 64, 22, 20, 20, 18, 22, 22, 22, 24)


class BadTemplate(Exception):
    """The office's template cannot be used; the sentence says what to mend."""


def recap_docx(data: MonthData, template: bytes | None = None) -> bytes:
    """The recap as DOCX bytes, the same for the same month and template. Raises BadTemplate."""
    say = Words(data.language)
    document = _opened(template) if template is not None else _default(data)
    texts = _texts(data, say)
    blocks: dict[str, Callable[[Doc, Paragraph], None]] = {
        "angka": lambda doc, at: _write_cards(doc, at, data, say),
        "tabel": lambda doc, at: _write_rows(doc, at, data, say),
        "rincian": lambda doc, at: _write_sections(doc, at, data, say),
        "catatan": lambda _, at: _write_remarks(at, data, say),
    }
    written = {name for paragraph in list(_paragraphs(document)) for name in _fill(document, paragraph, texts, blocks)}
    if "tabel" not in written:
        raise BadTemplate(t("templat rekapitulasi tidak memuat {place} dalam satu paragraf tersendiri", place="{{tabel}}"))
    properties = document.core_properties
    properties.title = f"{say.TITLE} – {say.period(data)}"
    properties.author = data.office_name
    properties.created = properties.modified = data.cutoff.astimezone(UTC).replace(tzinfo=None)
    return same_bytes(document)


def _texts(data: MonthData, say: Words) -> dict[str, str]:
    return {
        "kop": "\n".join(data.letterhead.lines),
        "alamat": data.letterhead.address,
        "judul": say.TITLE,
        "satuan_kerja": data.office_name,
        "periode": say.period(data),
        "versi": say.edition(data),
        "kota": data.letterhead.city,
        "tanggal": say.long_date(data.cutoff),
        "jabatan": data.signer.role,
        "penanda_tangan": data.signer.name,
        "nip": data.signer.number,
        "praktik": say.PRACTICE if data.practice else "",
    }


def _opened(template: bytes) -> Doc:
    try:
        return Document(BytesIO(template))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        broken = t("templat rekapitulasi bukan berkas .docx yang utuh; simpan ulang dari Word atau LibreOffice")
        raise BadTemplate(broken) from None


def _default(data: MonthData) -> Doc:
    document = Document()
    document.styles["Normal"].font.size = Pt(9)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(330), Mm(215)) if data.paper == "F4" else (Mm(297), Mm(210))
    section.left_margin = section.right_margin = Mm(13)
    section.top_margin = section.bottom_margin = Mm(14)
    for text, bold, size in (
        ("{{kop}}", True, 13), ("{{alamat}}", False, 9), ("{{praktik}}", True, 12), ("{{judul}}", True, 12),
        ("{{satuan_kerja}} – {{periode}}", True, 10), ("{{versi}}", False, 9),
    ):  # fmt: skip
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(size)
        if text == "{{alamat}}":
            double_rule(paragraph)
    for place in ("{{angka}}", "{{tabel}}", "{{rincian}}", "{{catatan}}"):
        document.add_paragraph(place)
    _signature(document)
    return document


def _signature(document: Doc) -> None:
    lines = ("{{kota}}, {{tanggal}}", "{{jabatan}}", "", "", "", "{{penanda_tangan}}", "{{nip}}")
    for at, text in enumerate(lines):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(190)
        paragraph.paragraph_format.keep_with_next = at < len(lines) - 1
        run = paragraph.add_run(text)
        run.bold = run.underline = text == "{{penanda_tangan}}"


def double_rule(paragraph: Paragraph) -> None:
    """The line below a head of letter."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _paragraphs(document: Doc) -> Iterator[Paragraph]:
    """Every paragraph of the body, of tables in it, and of the page's head and foot."""
    yield from document.paragraphs
    for table in document.tables:
        yield from _in_table(table)
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from part.paragraphs
            for table in part.tables:
                yield from _in_table(table)


def _in_table(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs


def _fill(
    document: Doc, paragraph: Paragraph, texts: dict[str, str], blocks: dict[str, Callable[[Doc, Paragraph], None]]
) -> list[str]:
    """Put what belongs there into the places of one paragraph; the names of those that were filled."""
    names = _PLACE.findall(paragraph.text)
    unknown = [name for name in names if name not in texts and name not in blocks]
    if unknown:
        raise BadTemplate(t("templat rekapitulasi memuat tempat yang tidak dikenal: {place}", place="{{" + unknown[0] + "}}"))
    alone = _PLACE.fullmatch(paragraph.text.strip())
    if alone and alone.group(1) in blocks:
        blocks[alone.group(1)](document, paragraph)
        paragraph._p.getparent().remove(paragraph._p)
        return names
    if names:
        _replace(paragraph, texts)
    return [name for name in names if name in texts]


def _replace(paragraph: Paragraph, texts: dict[str, str]) -> None:
    """Word splits a line into runs wherever it likes: the first run gets the whole text and keeps its look."""
    first, *rest = paragraph.runs
    first.text = _PLACE.sub(lambda place: texts.get(place.group(1), ""), paragraph.text)
    for run in rest:
        run._r.getparent().remove(run._r)
    if not first.text.strip():
        paragraph._p.getparent().remove(paragraph._p)


def _write_cards(document: Doc, at: Paragraph, data: MonthData, say: Words) -> None:
    told = cards(data, say)
    half = (len(told) + 1) // 2
    table = table_before(document, at, 2, half)
    for index, (name, value) in enumerate(told):
        cell = table.cell(index // half, index % half)
        cell.text = name
        cell.add_paragraph().add_run(value).bold = True
    _gap(at)


def _write_rows(document: Doc, at: Paragraph, data: MonthData, say: Words) -> None:
    columns = [name for name in say.COLUMNS if name != say.LINK]
    table = table_before(document, at, 1, len(columns))
    lines = [
        (str(row.no), row.published_at, row.title, row.channel, row.category, row.grade, row.copy,
         say.number(row.readers_total), say.number(row.readers_gained), row.source, row.note)
        for row in data.rows
    ]  # fmt: skip
    totals = (say.number(data.readers_total.value), say.number(data.readers_gained.value))
    lay(table, columns, [*lines, ("", "", say.total(data), "", "", "", "", *totals, "", "")], (7, 8))
    fit(table, _WIDTHS, room_of(document))
    _gap(at)


def _write_sections(document: Doc, at: Paragraph, data: MonthData, say: Words) -> None:
    for section in data.sections:
        title = at.insert_paragraph_before()
        title.paragraph_format.keep_with_next = True
        title.add_run(section.title).bold = True
        table = table_before(document, at, 1, len(section.columns))
        counts = [i for i in range(len(section.columns)) if all(not isinstance(row[i], str) for row in section.rows)]
        lines = [tuple(say.cell(cell) for cell in row) for row in section.rows]
        lay(table, list(section.columns), lines, tuple(counts))
        fit(table, needed([section.columns, *lines]), room_of(document))
        if section.note:
            at.insert_paragraph_before(section.note)
        _gap(at)


def _write_remarks(at: Paragraph, data: MonthData, say: Words) -> None:
    lines = say.remarks(data)
    if lines:
        at.insert_paragraph_before().add_run(say.t("Catatan")).bold = True
    for no, line in enumerate(lines, start=1):
        at.insert_paragraph_before(f"{no}. {line}")


def _gap(at: Paragraph) -> None:
    at.insert_paragraph_before()


def same_bytes(document: Doc) -> bytes:
    """The document's package with every date of the archive fixed."""
    held, fixed = BytesIO(), BytesIO()
    document.save(held)
    with zipfile.ZipFile(held) as made, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in made.namelist():
            packed.writestr(zipfile.ZipInfo(name, _FIXED), made.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
