"""Draws the first pages of one PDF as JPEG. A program of its own: pdfium is native code that reads what strangers have made.

Called with the PDF, a folder to write into, and how many pages. For each page that is drawn it writes `N.jpg`, then one line of
`TOLD`; what was written before a page that kills it stays good. Its last line says `whole`, or why there is no page at all.
"""

import contextlib
import hashlib
import io
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from PIL.Image import Image

TOLD = "pages.jsonl"
MEMORY = 2**30
SECONDS = 10
LARGEST_FILE = 16 * 2**20
SIDE = 2048
DOTS = 200 / 72
NARROWEST = 64
WORDS = 1500
MOST_BYTES = 1_000_000
QUALITIES = (85, 75, 65, 50, 35)


def confine() -> None:
    """Bound what this process may take, whatever the PDF makes of it."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def draw(pdf: Path, folder: Path, most: int) -> Iterator[dict[str, Any]]:
    """What is to be told of each page, after its picture was written."""
    data = pdf.read_bytes()
    yield {"source": hashlib.sha256(data).hexdigest()}
    try:
        document = pypdfium2.PdfDocument(data)
        with contextlib.suppress(pypdfium2.PdfiumError):
            document.init_forms()  # the visible mark of an electronic signature is a form field
        count = len(document)
    except pypdfium2.PdfiumError as error:
        yield {"why": "locked" if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else "damaged"}
        return
    for number in range(1, min(most, count) + 1):
        with contextlib.suppress(pypdfium2.PdfiumError, ValueError, ZeroDivisionError, OverflowError):
            page = document[number - 1]
            picture = _picture(page)
            (folder / f"{number}.jpg").write_bytes(_jpeg(picture))
            yield {"number": number, "width": picture.width, "height": picture.height, "text": _words(page)}
    yield {"whole": True}


def _picture(page: pypdfium2.PdfPage) -> Image:
    """The page on white. Raises ValueError for one that would be a mere line, or that shows nothing."""
    size = page.get_size()
    scale = min(DOTS, (SIDE - 1) / max(size))
    if not min(size) * scale >= NARROWEST:  # also true of what is no number
        raise ValueError(size)
    picture: Image = page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil()
    shown = picture.convert("RGB")
    if shown.getcolors(1):
        raise ValueError("an empty page")
    return shown


def _jpeg(picture: Image) -> bytes:
    """A file that every platform takes: coarser rather than heavier."""
    data = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
        data = out.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data


def _words(page: pypdfium2.PdfPage) -> str:
    """The beginning of the page's text layer, empty where it has none."""
    try:
        layer = page.get_textpage()
        return str(layer.get_text_range(0, min(WORDS, layer.count_chars())))
    except (pypdfium2.PdfiumError, ValueError):
        return ""


if __name__ == "__main__":
    confine()
    place = Path(sys.argv[2])
    with (place / TOLD).open("w", encoding="utf-8") as told:
        for line in draw(Path(sys.argv[1]), place, int(sys.argv[3])):
            told.write(json.dumps(line) + "\n")
            told.flush()
