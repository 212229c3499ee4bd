"""PDF files for tests: a decision as an office writes it, a scan, and what a stranger might send."""

import io
import zlib
from collections.abc import Sequence

import typst
from PIL import Image as Pillow
from PIL import ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject


def decision(pages: int = 3, words: str = "KEPUTUSAN KOMISI PEMILIHAN UMUM NOMOR 27 TAHUN 2026") -> bytes:
    """So many pages of text, each with its number; the same bytes every time."""
    source = '#set page("a4")\n#set document(date: none)\n' + "\n#pagebreak()\n".join(
        f'= "{words}"\n#"Halaman nomor {number} tentang standar pelayanan informasi publik."' for number in range(1, pages + 1)
    )
    source = source.replace(f'= "{words}"', f'= #"{words}"')
    made: bytes = typst.compile(source.encode())
    return made


def scan() -> bytes:
    """One page that is a picture."""
    picture = Pillow.new("RGB", (1000, 1400), "white")
    ImageDraw.Draw(picture).rectangle((100, 100, 900, 300), fill="black")
    out = io.BytesIO()
    picture.save(out, "PDF")
    return out.getvalue()


def locked(password: str, owner: str = "pemilik") -> bytes:
    """A decision that is encrypted; with an empty password anybody can open it, but not change it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(decision(1))))
    writer.encrypt(password, owner)
    return _written(writer)


def sheets(sizes: Sequence[tuple[float, float]], bombs: Sequence[int] = ()) -> bytes:
    """Pages of any size with one line across; those in `bombs` (from 1) with a drawing that takes minutes."""
    writer = PdfWriter()
    for number, (width, height) in enumerate(sizes, 1):
        page = writer.add_blank_page(width, height)
        line = f"10 w 0 0 m {width} {height} l S\n".encode()
        content = StreamObject()
        content._data = zlib.compress(b"0 0 m 500 500 l 3 200 l 500 7 l S\n" * 3_000_000 if number in bombs else line, 9)
        content[NameObject("/Filter")] = NameObject("/FlateDecode")
        page[NameObject("/Contents")] = writer._add_object(content)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
