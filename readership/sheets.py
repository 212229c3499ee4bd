"""Reads a table that people filled in, XLSX or CSV, as plain text cells under the names of its first row."""

import csv
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from language.say import t

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MOST_BYTES = 64 * 1024 * 1024
_MOST_ROWS = 100_000


class Unreadable(Exception):
    """The file is no table that can be read; the sentence says what to do."""


def read_table(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows under the first row's names; rows that are empty are left out. Raises Unreadable."""
    lines = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    heading = next(lines, [])
    found = [dict(zip(heading, cells, strict=False)) for cells in lines if any(cell.strip() for cell in cells)]
    if len(found) > _MOST_ROWS:
        raise Unreadable(t("berkas memuat lebih dari {most} baris", most=_MOST_ROWS))
    return found


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(t("berkas bukan UTF-8; simpan sebagai “CSV UTF-8”")) from None
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else "\t" if first.count("\t") > first.count(",") else ","
    for cells in csv.reader(StringIO(text), delimiter=separator):
        yield [cell.strip().removeprefix("'") for cell in cells]


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            if sum(item.file_size for item in book.infolist()) > _MOST_BYTES:
                raise Unreadable(t("berkas XLSX terlalu besar"))
            shared = _shared(book)
            sheet = ElementTree.fromstring(book.read(_first_sheet(book)))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, DefusedXmlException, RuntimeError):
        raise Unreadable(t("berkas bukan XLSX yang utuh; simpan ulang dari Excel atau LibreOffice")) from None
    for row in sheet.iter(f"{_MAIN}row"):
        cells: dict[int, str] = {}
        for at, cell in enumerate(row.iter(f"{_MAIN}c")):
            cells[_column(cell.get("r", ""), at)] = _value(cell, shared).strip()
        yield [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]


def _first_sheet(book: zipfile.ZipFile) -> str:
    names = sorted(name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
    return min(names, key=lambda name: int(re.sub(r"\D", "", name)), default="xl/worksheets/sheet1.xml")


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    tree = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in tree.iter(f"{_MAIN}si")]


def _column(reference: str, otherwise: int) -> int:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return otherwise
    column = 0
    for letter in letters.group():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _value(cell: Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    whole = re.fullmatch(r"(\d+)\.0+", value)
    return whole.group(1) if whole else value
