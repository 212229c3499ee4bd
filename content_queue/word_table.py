"""The rows of a table in a Word file as a reader sees them, whatever Word or LibreOffice wrote around their words."""

from collections.abc import Iterator
from typing import Any, NamedTuple

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_MAIN}{name}": text for name, text in (("br", "\n"), ("cr", "\n"), ("tab", " "), ("noBreakHyphen", "-"))}
_HIDDEN = frozenset({_FALLBACK, f"{_MAIN}del", f"{_MAIN}moveFrom", f"{_MAIN}tbl", f"{_MAIN}pPr", f"{_MAIN}rPr"})
_WRAPPERS = frozenset({f"{_MAIN}sdt", f"{_MAIN}sdtContent", f"{_MAIN}ins", f"{_MAIN}moveTo", f"{_MAIN}customXml"})


class Cell(NamedTuple):
    """One cell: its words, and whether it is the cell above, going on; of cells that are merged side by side there is one."""

    text: str
    goes_on: bool = False
    spans: int = 1


class Row(NamedTuple):
    """One row, counted from 1 as a reader counts."""

    number: int
    cells: tuple[Cell, ...]


def is_table(element: Any) -> bool:
    """Whether an element is a table, or a form field that begins with one."""
    return first_table(element) is not None


def first_table(element: Any) -> Any:
    """The table that an element is or begins with, through fields and tracked changes; None if it begins with anything else."""
    if element.tag == f"{_MAIN}tbl":
        return element
    if element.tag not in _WRAPPERS:
        return None
    shown = next((one for one in element if one.tag in _WRAPPERS or one.tag == f"{_MAIN}tbl" or words_of(one).strip()), None)
    return None if shown is None else first_table(shown)


def rows_of(table: Any) -> list[Row]:
    """The rows of a table, those that a tracked change took away left out."""
    rows = [row for row in _inside(table, "tr") if row.find(f"{_MAIN}trPr/{_MAIN}del") is None]
    return [Row(number, tuple(map(_cell, _inside(row, "tc")))) for number, row in enumerate(rows, 1)]


def _inside(element: Any, name: str) -> Iterator[Any]:
    """The children of this name, those within fields and tracked changes too."""
    for child in element:
        if child.tag == f"{_MAIN}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _cell(cell: Any) -> Cell:
    spans, merged = cell.find(f"{_MAIN}tcPr/{_MAIN}gridSpan"), cell.find(f"{_MAIN}tcPr/{_MAIN}vMerge")
    goes_on = merged is not None and merged.get(f"{_MAIN}val", "continue") == "continue"
    wide = "1" if spans is None else spans.get(f"{_MAIN}val", "1")
    return Cell(words_of(cell).strip(), goes_on, int(wide) if wide.isdecimal() and len(wide) < 4 else 1)


def words_of(element: Any) -> str:
    """What is read in an element, a line for each paragraph: fields and tracked insertions too, deletions not."""
    return "".join(_words(element)).strip("\n")


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_MAIN}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _HIDDEN:
            yield from _words(child)
            if child.tag == f"{_MAIN}p":
                yield "\n"
