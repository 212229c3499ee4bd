"""Tables in a Word document that keep to the page: written as XML, with widths of their own."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

_LETTER, _TITLE = 1.9, 90
"""The width of a letter in millimetres, and the most letters that a column is made wide for."""
_GRID = "Table Grid"


def table_before(document: Doc, at: Paragraph, rows: int, columns: int) -> Any:
    """A new table in the grid of the template, if it has one, before this paragraph."""
    table = document.add_table(rows, columns)
    if _GRID in [style.name for style in document.styles]:
        table.style = _GRID
    at._p.addprevious(table._tbl)
    return table


def lay(table: Any, columns: list[str], lines: list[tuple[str, ...]], right: tuple[int, ...]) -> None:
    """Write heading and lines straight into the table's XML: a cell at a time through the library takes minutes."""
    for cell, name in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    _mark_row(table.rows[0]._tr, "w:tblHeader")
    _mark_row(table.rows[0]._tr, "w:cantSplit")
    for line in lines:
        row = OxmlElement("w:tr")
        _mark_row(row, "w:cantSplit")
        for column, text in enumerate(line):
            row.append(_cell(text, column in right))
        table._tbl.append(row)


def fit(table: Any, widths: Sequence[float], room: float) -> None:
    """Give the columns these widths in millimetres, all of them narrower where the page is."""
    scale = min(1.0, room / sum(widths))
    table.autofit = False
    for column, width in enumerate(widths):
        table.columns[column].width = Mm(width * scale)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width * scale)


def needed(lines: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """What each column of a small table needs for its longest line, up to the length of a title, in millimetres."""
    return tuple(6 + _LETTER * min(max(map(len, column)), _TITLE) for column in zip(*lines, strict=True))


def room_of(document: Doc) -> float:
    """The millimetres between the margins of the page that the tables stand on."""
    page = document.sections[-1]
    across = (page.page_width or Mm(297)) - (page.left_margin or 0) - (page.right_margin or 0)
    return across / Mm(1)


def _mark_row(row: Any, name: str) -> None:
    properties = row.find(qn("w:trPr"))
    if properties is None:
        properties = OxmlElement("w:trPr")
        row.insert(0, properties)
    properties.append(OxmlElement(name))


def _cell(text: str, right: bool) -> Any:
    cell, paragraph, run, words = (OxmlElement(name) for name in ("w:tc", "w:p", "w:r", "w:t"))
    if right:
        properties, alignment = OxmlElement("w:pPr"), OxmlElement("w:jc")
        alignment.set(qn("w:val"), "right")
        properties.append(alignment)
        paragraph.append(properties)
    words.text = "".join(char for char in text if char.isprintable() or char == " ")
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    paragraph.append(run)
    cell.append(paragraph)
    return cell
