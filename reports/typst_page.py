"""Ways to print: a Typst template of ours and what it is to say, as PDF bytes. A long table is set in parts."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

import typst

from language.say import later, t, tn
from reports.pdf_joined import JoinedPdf

ROWS_AT_ONCE = 200
"""Typst holds about a quarter of a megabyte for each row of a recap until all of them are set."""
_PLACES_OF_FONTS = ("HOME", "XDG_", "FONTCONFIG_")
_PATIENCE = 600
WHOLE = {"first": True, "last": True, "page": 1, "pages": 0}


@dataclass(frozen=True)
class _Part:
    """Rows that fill pages of their own, from the first up to one that is not among them."""

    start: int
    end: int
    pages: int


def printed(template: str, told: Mapping[str, object], at: datetime) -> bytes:
    """What the template in reports/templates/ makes of `told`, dated `at`; the same input and fonts give the same bytes."""
    with as_file(files("reports") / "templates" / template) as place:
        said = json.dumps(told, ensure_ascii=False)
        made = typst.compile(place, sys_inputs={"data": said}, format="pdf", timestamp=int(at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(t("Typst tidak mengembalikan satu berkas PDF"))
    return made


def printed_with_rows(
    template: str, told: Mapping[str, object], rows: Sequence[object], at: datetime, at_once: int = ROWS_AT_ONCE
) -> bytes:
    """The same with `rows`, however many: above `at_once` in parts, each in a process of its own, joined into one document.

    The template knows by `part` whether its head and its end belong to the part, on which page it begins and how many there are
    (0: count them), and says under `<pages>` on which page each row stands and which page is the last.
    """
    if len(rows) <= at_once:
        return printed(template, {**told, "rows": rows, "part": WHOLE}, at)
    with as_file(files("reports") / "templates" / template) as place:
        press = _Press(place, told, rows, int(at.timestamp()), at_once)
        return press.joined(list(press.parts()))


@dataclass(frozen=True)
class _Press:
    """Sets the rows of one print, a part at a time."""

    template: Path
    told: Mapping[str, object]
    rows: Sequence[object]
    timestamp: int
    at_once: int

    def parts(self) -> Iterator[_Part]:
        """Where the rows are to be parted: where a page ends, so that no page stays half empty."""
        start = 0
        while start < len(self.rows):
            end = min(start + self.at_once, len(self.rows))
            found = json.loads(self._set(start, end, 1, 0, "pages"))
            last = int(found["last"])
            if end < len(self.rows) and last > 1:
                end, last = start + sum(page < last for page in found["rows"]), last - 1
            yield _Part(start, end, last)
            start = end

    def joined(self, parts: Sequence[_Part]) -> bytes:
        """The whole, with its pages counted right through."""
        whole, page, pages = JoinedPdf(), 1, sum(part.pages for part in parts)
        for part in parts:
            if whole.add(self._set(part.start, part.end, page, pages)) != part.pages:
                said = later("bagian mulai baris {row} tidak memenuhi {n} halaman")
                raise ValueError(tn(said, part.pages, row=part.start + 1))
            page += part.pages
        return whole.close()

    def _set(self, start: int, end: int, page: int, pages: int, asked: str = "") -> bytes:
        part = {"first": start == 0, "last": end == len(self.rows), "page": page, "pages": pages}
        told = {**self.told, "rows": self.rows[start:end], "part": part}
        given = json.dumps([str(self.template), told, self.timestamp, asked]).encode()
        with as_file(files("reports") / "typst_child.py") as child:
            words = [sys.executable, "-I", str(child)]
            fonts = {name: value for name, value in os.environ.items() if name.startswith(_PLACES_OF_FONTS)}
            done = subprocess.run(words, input=given, capture_output=True, env=fonts, timeout=_PATIENCE, check=False)
        if done.returncode:
            why = done.stderr.decode(errors="replace")[-500:]
            raise RuntimeError(t("Typst gagal mencetak baris {first} sampai {last}: {why}", first=start + 1, last=end, why=why))
        return done.stdout
