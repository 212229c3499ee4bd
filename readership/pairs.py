"""Facts that a page sets out as label and value in two cells: definition lists and tables."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from readership.numbers import parse_count

Pair = tuple[Tag, str]


def label_pairs(soup: Tag) -> Iterator[Pair]:
    """Every pair as one line “label: value”, with the element that holds the value."""
    for term in soup.find_all("dt"):
        value = term.find_next_sibling(["dd", "dt"])
        if value is not None and value.name == "dd":
            yield value, _line(term, value)
    for row in soup.find_all("tr"):
        cells = [cell for cell in _cells(row) if _text(cell) not in ("", ":")]
        if len(cells) == 2:
            yield cells[1], _line(*cells)
        elif len(cells) in (4, 6) and [cell.name for cell in cells] == ["th", "td"] * (len(cells) // 2):
            yield from ((value, _line(label, value)) for label, value in zip(cells[::2], cells[1::2], strict=True))
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


_NUMBER = re.compile(r"\d[\d.,]*\+?(?: ?(?:rb|ribu|k|jt|juta))?(?: ?(?:kali|x))?", re.IGNORECASE)
_FACT = re.compile(
    r"(?:tanggal|tgl|date|penulis|author|oleh|kategori|category|nomor|jenis|tahun|format|ukuran|sumber|status|bahasa|tipe|editor|"
    r"diterbitkan|dipublikasikan|diunggah|published|unduhan|diunduh|downloads?|penerbit|penanggung jawab)\b",
    re.IGNORECASE,
)


def rows_of_numbers(soup: BeautifulSoup) -> Iterator[Pair]:
    """Numbers and their names in turn, all in one row: what comes first tells which number a name goes with."""
    for row in soup.find_all(["div", "ul", "p", "span", "td", "dl", "section"]):
        parts = [part for part in row.children if _shown(part)]
        if len(parts) < 4 or len(parts) % 2:
            continue
        kinds = [bool(_NUMBER.fullmatch(_shown(part))) for part in parts]
        if kinds == [kinds[0], not kinds[0]] * (len(parts) // 2) and not any(
            re.search(r"\d", _shown(p)) for p, k in zip(parts, kinds, strict=True) if not k
        ):
            for first, second in zip(parts[::2], parts[1::2], strict=True):
                label, value = (second, first) if kinds[0] else (first, second)
                yield row, f"{_shown(label).rstrip(': ')}: {_shown(value)}"


def fact_tables(soup: BeautifulSoup) -> Iterator[Pair]:
    """The pairs of a table or list that also tells the date, the author or the number of the document."""
    for table in soup.find_all(["table", "dl"]):
        names = [_text(name) for name in table.find_all(["dt", "th", "td"])]
        if any(_FACT.match(name) for name in names):
            yield from label_pairs(table)
            yield from _one_row_of_facts(table)


def _one_row_of_facts(table: Tag) -> Iterator[Pair]:
    """The headings of the document's facts and one row below them, which may hold words."""
    rows = [_cells(row) for row in table.find_all("tr")]
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) and not any(cell.find("a") for cell in rows[1]):
        yield from ((value, _line(label, value)) for label, value in zip(*rows, strict=True))


def _shown(part: PageElement) -> str:
    return part.get_text(" ").strip()
