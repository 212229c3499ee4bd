"""Finds the lines of a disposition sheet that can be seen on the pages of one PDF. A program of its own: pdfium is native code
that reads what strangers have made.

Called with a PDF and how many of its first bytes to read; it writes to its output one JSON list of what it found: each line
as `{"text": …, "seen": …}`, without its spaces. A line is seen if every letter of it leaves ink of its own on its page as
pdfium draws it, with nothing else under or over it. What a letter looks like is not read: a font
may show other letters than it says.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from ctypes import addressof, byref, c_double, c_int
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageStat
from pypdfium2 import raw

FORMAT = "TAYANG-DISPOSISI/1"
MEMORY = 2**30
SECONDS = 10
MOST_PAGES = 30
MOST_LETTERS = 50_000
MOST_LINES = 20
LONGEST = 700
SIDE = 3000
DOTS = 3.0
SMALLEST = 3.0
"""Points that a letter must be high, line above and below counted."""
CONTRAST = 80
"""Of 255: how much darker than its ground a letter must be somewhere, and how even the ground must be."""
_LINE = re.compile(
    re.escape(FORMAT)
    + r"SATKER:[^:]{1,60}PAKET:.{1,300}?LANGKAH:\d{1,2}JAWABAN:(?:…|[A-Z]{1,20})(?:SHA-256:[0-9a-f]{64}|KEBUTUHAN)"
)
_AGAIN = re.compile(r"LANGKAH:\d+JAWABAN:")
Box = tuple[int, int, int, int]


def confine() -> None:
    """Bound what this process may take, whatever the PDF makes of it."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def found(data: bytes) -> list[dict[str, Any]]:
    """Every line on the first pages; raises ValueError for a document with more than anybody would sign."""
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()  # what a form or a mark of a signature covers is not seen
        if len(document) > MOST_PAGES:
            raise ValueError("pages")
        lines = [line for number in range(len(document)) for line in _on_page(document[number])]
    if len(lines) > MOST_LINES:
        raise ValueError("lines")
    return lines


def _on_page(page: pypdfium2.PdfPage) -> Iterator[dict[str, Any]]:
    layer = page.get_textpage()
    if layer.count_chars() > MOST_LETTERS:
        raise ValueError("letters")
    places = [(letter, at) for at in range(layer.count_chars()) if (letter := _letter(layer, at))]
    text = "".join(letter for letter, _ in places)
    starts = [match.start() for match in re.finditer(re.escape(FORMAT), text)]
    for start, stop in zip(starts, (*starts[1:], len(text)), strict=False):
        line = _LINE.match(text[start : min(stop, start + LONGEST)])
        if line is None:
            continue
        # A package may be called what a line contains: two lines in one can be read in two ways.
        plain = len(_AGAIN.findall(text[start:stop])) == 1
        letters = [at for _, at in places[start : start + line.end()]]
        yield {"text": line[0], "seen": plain and _seen(page, layer, letters)}


def _letter(layer: pypdfium2.PdfTextPage, at: int) -> str:
    """The letter, "" for a space. A hyphen at the end of a line comes as a control character."""
    code = raw.FPDFText_GetUnicode(layer, at)
    if raw.FPDFText_IsHyphen(layer, at) == 1 or code in (0x02, 0xAD, 0xFFFE):
        return "-"
    letter = chr(code) if 0 < code < 0x110000 else "\ufffd"
    return "" if letter.isspace() else letter if letter.isprintable() else "\ufffd"


def _seen(page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, letters: list[int]) -> bool:
    """Whether each letter has ink of its own on an even ground: drawn with the text and without it."""
    width, height = page.get_size()
    if not (min(width, height) > 0 and max(width, height) < 15_000):
        return False
    scale = min(DOTS, SIDE / max(width, height))
    boxes = [_box(page, layer, at, scale) for at in letters]
    if any(box is None for box in boxes):
        return False
    drawn = _picture(page, scale)
    objects = {addressof(one.contents): one for at in letters if (one := raw.FPDFText_GetTextObject(layer, at))}
    for one in objects.values():
        raw.FPDFPageObj_SetIsActive(one, False)
    bare = _picture(page, scale)
    for one in objects.values():
        raw.FPDFPageObj_SetIsActive(one, True)
    ink = ImageChops.difference(drawn, bare)
    whole = (0, 0, drawn.width, drawn.height)
    return all(box is not None and _inside(box, whole) and _has_ink(ink, bare, box) for box in boxes)


def _has_ink(ink: Image.Image, bare: Image.Image, box: Box) -> bool:
    low, high = ImageStat.Stat(bare.crop(box)).extrema[0]
    return ink.crop(box).getextrema()[1] >= CONTRAST and high - low < CONTRAST // 2  # type: ignore[operator]


def _inside(box: Box, whole: Box) -> bool:
    return box[0] >= whole[0] and box[1] >= whole[1] and box[2] <= whole[2] and box[3] <= whole[3]


def _box(page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, at: int, scale: float) -> Box | None:
    """Where a letter is in the picture; None for one too small to be read."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    if not raw.FPDFText_GetCharBox(layer, at, byref(left), byref(right), byref(bottom), byref(top)):
        return None
    if raw.FPDFText_GetFontSize(layer, at) <= 0 or _height(layer, at) < SMALLEST:
        return None
    width, height = (round(side * scale) for side in page.get_size())
    xs, ys = [], []
    for x, y in ((left.value, top.value), (right.value, bottom.value)):
        in_x, in_y = c_int(), c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, byref(in_x), byref(in_y))
        xs.append(in_x.value)
        ys.append(in_y.value)
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1


def _height(layer: pypdfium2.PdfTextPage, at: int) -> float:
    rect = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(layer, at, byref(rect)):
        return 0.0
    return float(min(abs(rect.top - rect.bottom), 4 * abs(rect.right - rect.left)))


def _picture(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    shown = page.render(scale=scale, fill_color=(255, 255, 255, 255), may_draw_forms=True, draw_annots=True)
    picture: Image.Image = shown.to_pil().convert("L")
    return picture


def main(pdf: str, end: str) -> None:
    """The program."""
    confine()
    sys.stdout.write(json.dumps(found(Path(pdf).read_bytes()[: int(end)])))
