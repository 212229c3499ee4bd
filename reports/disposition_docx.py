"""The disposition sheet as a Word document: the same words, places and code as the PDF."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from content_queue.sheet import Decision
from reports.disposition import ASKED, BLANK, FILE_COLUMNS, FILES, NOTES, STEP_COLUMNS, STEPS, TITLE, Disposition
from reports.paper_code import qr_png, rows_of
from reports.recap_docx import double_rule, same_bytes
from reports.words import PRACTICE

_TYPE = "Courier New"
_WIDTH = 170
_HEAD_WIDTHS = (30, 5, 135)
_FILE_WIDTHS = (10, 106, 22, 32)
_STEP_WIDTHS = (9, 45, 32, 20, 40, 24)
_SHADE = "E1E1E1"


def disposition_docx(sheet: Disposition) -> bytes:
    """The sheet as DOCX bytes, the same for the same sheet."""
    document = Document()
    _page(document, sheet)
    _head(document, sheet)
    if sheet.files:
        _title(document, FILES)
        _table(document, FILE_COLUMNS, sheet.file_rows, _FILE_WIDTHS)
    _title(document, STEPS)
    here = [at for at, step in enumerate(sheet.steps) if step.here]
    _table(document, STEP_COLUMNS, [step.cells for step in sheet.steps], _STEP_WIDTHS, here)
    together = _one_page(document)
    _answer(together, sheet)
    _code(together, sheet)
    properties = document.core_properties
    properties.title, properties.author = _visible(f"{TITLE} – {sheet.title}"), _visible(sheet.letterhead.lines[-1])
    properties.created = properties.modified = sheet.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return same_bytes(document)


def _page(document: Doc, sheet: Disposition) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(215), Mm(330)) if sheet.paper == "F4" else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(13)
    section.footer_distance = Mm(8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10)
    style.paragraph_format.space_after = Pt(1)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{_visible(sheet.foot)} – halaman ").font.size = Pt(8)
    _field(foot, "PAGE")
    foot.add_run(" dari ").font.size = Pt(8)
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = name
        run._r.append(part)


def _head(document: Doc, sheet: Disposition) -> None:
    for line in sheet.letterhead.lines:
        _centred(document, line, 13)
    double_rule(_centred(document, sheet.letterhead.address, 9, bold=False))
    if sheet.practice:
        _centred(document, PRACTICE, 12)
    _centred(document, TITLE, 13)
    table = _empty(document, 0, _HEAD_WIDTHS)
    for name, value in sheet.head:
        for cell, text, width in zip(table.add_row().cells, (name, ":", value), _HEAD_WIDTHS, strict=True):
            cell.text, cell.width = _visible(text), Mm(width)


def _title(document: Doc, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(text).bold = True


def _table(
    document: Doc, columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], strong: Sequence[int] = ()
) -> None:
    """A ruled table whose head is repeated on each page and whose rows stay whole."""
    table = _empty(document, 1, widths)
    table.style = "Table Grid"
    _mark(table.rows[0]._tr, "w:tblHeader")
    _fill(table.rows[0].cells, columns, widths, bold=True)
    for at, texts in enumerate(rows):
        row = table.add_row()
        _mark(row._tr, "w:cantSplit")
        _fill(row.cells, texts, widths, bold=at in strong)
        if at in strong:
            for cell in row.cells:
                _shade(cell)


def _empty(document: Doc, rows: int, widths: Sequence[int]) -> Any:
    """A table of these widths; Word goes by its cells, other programs by its columns."""
    return _of_widths(document.add_table(rows, len(widths)), widths)


def _of_widths(table: Any, widths: Sequence[int]) -> Any:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _fill(cells: Sequence[_Cell], texts: Sequence[str], widths: Sequence[int], *, bold: bool) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(_visible(text))
        run.bold, run.font.size = bold, Pt(8)


def _mark(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _one_page(document: Doc) -> _Cell:
    """A place that no page break comes into: what is signed, the signature and the line that says so stay together."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)  # two tables that touch are one to some programs
    table = _empty(document, 1, (_WIDTH,))
    _mark(table.rows[0]._tr, "w:cantSplit")
    place: _Cell = table.cell(0, 0)
    return place


def _answer(place: _Cell, sheet: Disposition) -> None:
    title = place.paragraphs[0]
    title.paragraph_format.space_before = Pt(8)
    title.add_run(ASKED.format(nr=sheet.step, activity=_visible(sheet.activity))).bold = True
    left, right = _side_by_side(place, (100, 70))
    boxes = (("Ya", Decision.YES), (f"Tidak{sheet.otherwise}", Decision.NO))
    ticked = [f"{'☒' if sheet.decision is answer else '☐'}  {text}" for text, answer in boxes]
    _lines(left, [*ticked, NOTES, *("", BLANK * 2) * 2])
    signer = sheet.signer
    number = signer.number or ("" if signer.name else "NIP")
    _lines(right, [sheet.date, signer.role or f"Jabatan: {BLANK}", "", "", "", signer.name or BLANK, number])
    for run in right.paragraphs[-2].runs:
        run.bold = run.underline = True


def _code(place: _Cell, sheet: Disposition) -> None:
    double_rule(place.add_paragraph())
    left, right = _side_by_side(place, (34, 136))
    left.paragraphs[0].add_run().add_picture(BytesIO(qr_png(sheet.line)), width=Mm(30), height=Mm(30))
    line = right.paragraphs[0]
    for at, row in enumerate(rows_of(sheet.line)):
        if at:
            line.add_run().add_break()
        run = line.add_run(row)
        run.font.name, run.font.size, run.font.no_proof = _TYPE, Pt(7), True
    right.add_paragraph().add_run(sheet.about).font.size = Pt(8)


def _side_by_side(place: _Cell, widths: Sequence[int]) -> tuple[_Cell, _Cell]:
    """Two cells without a rule."""
    table = _of_widths(place.add_table(1, len(widths)), widths)
    first, second = table.rows[0].cells
    for cell, width in zip((first, second), widths, strict=True):
        cell.width = Mm(width)
    return first, second


def _lines(cell: _Cell, texts: Iterable[str]) -> None:
    """Write lines into a cell, the first into the empty paragraph that every cell has."""
    for text, paragraph in zip(texts, _paragraphs(cell), strict=False):
        paragraph.add_run(_visible(text))


def _paragraphs(cell: _Cell) -> Iterator[Paragraph]:
    if len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs:
        yield cell.paragraphs[0]
    while True:
        yield cell.add_paragraph()


def _centred(document: Doc, text: str, size: int, *, bold: bool = True) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_visible(text))
    run.bold, run.font.size = bold, Pt(size)
    return paragraph


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
