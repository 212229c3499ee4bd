"""Facts that a page sets out as label and value in two cells: definition lists and tables."""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from readership.numbers import parse_count

Pair = tuple[Tag, str]


def label_pairs(soup: BeautifulSoup) -> Iterator[Pair]:
    """Every pair as one line “label: value”, with the element that holds the value."""
    for term in soup.find_all("dt"):
        value = term.find_next_sibling(["dd", "dt"])
        if value is not None and value.name == "dd":
            yield value, _line(term, value)
    for row in soup.find_all("tr"):
        cells = [cell for cell in _cells(row) if _text(cell) not in ("", ":")]
        if len(cells) == 2:
            yield cells[1], _line(*cells)
    for table in soup.find_all("table"):
        yield from _one_row_under_headings(table)


def _one_row_under_headings(table: Tag) -> Iterator[Pair]:
    """A heading row and a single row of numbers. More rows, or a row with words, list other things than this page."""
    rows = [_cells(row) for row in table.find_all("tr")]
    if len(rows) != 2 or len(rows[0]) < 2 or len(rows[0]) != len(rows[1]):
        return
    if all(cell.name == "th" for cell in rows[0]) and all(parse_count(_text(cell)) is not None for cell in rows[1]):
        yield from ((value, _line(label, value)) for label, value in zip(*rows, strict=True))


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _line(label: Tag, value: Tag) -> str:
    return f"{_text(label).rstrip(': ')}: {_text(value).lstrip(': ')}"


def _text(tag: Tag) -> str:
    return tag.get_text(" ").strip()
