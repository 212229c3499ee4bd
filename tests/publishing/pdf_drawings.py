"""PDF files as a forger draws and revises them."""

import io
import re
from collections.abc import Callable
from datetime import datetime

import time_machine
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tests.publishing.pdf_people import (
    Holder,
    from_objects,
    plain,
    updated,
)


def page_behind(pdf: bytes, text: str) -> bytes:
    """One more page behind, in a revision that nobody signed."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        first = pages["/Kids"][0]
        words = PdfFileReader(io.BytesIO(plain(text)), strict=False).root["/Pages"]["/Kids"][0]["/Contents"].data
        new = generic.DictionaryObject({key: first.raw_get(key) for key in first})
        new["/Contents"] = writer.add_object(generic.StreamObject(stream_data=words))
        pages["/Kids"].append(writer.add_object(new))
        pages["/Count"] = generic.NumberObject(2)
        writer.update_container(pages["/Kids"])
        writer.update_container(pages)

    return updated(pdf, add)


def page_replaced(pdf: bytes, old: str, new: str) -> bytes:
    """The words of the page exchanged by one more revision."""

    def replace_words(writer: IncrementalPdfFileWriter) -> None:
        contents = writer.root["/Pages"]["/Kids"][0]["/Contents"]
        words = contents.data.replace(old.encode(), new.encode())
        contents._data = words
        contents._encoded_data = None
        writer.update_container(contents)

    return updated(pdf, replace_words)


def in_an_annotation(line: str) -> bytes:
    """A sheet with an empty page and the line in a note over it, as some readers show."""
    return from_objects(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Annots[4 0 R]>>",
        f"<</Type/Annot/Subtype/FreeText/Rect[20 600 580 700]/F 4/DA(/Helv 8 Tf 0 g)/Contents({line})>>",
    )  # fmt: skip


def in_a_form_field(line: str) -> bytes:
    drawn = f"BT /F1 4 Tf 2 10 Td ({line}) Tj ET"
    return from_objects(
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DR<</Font<</F1 6 0 R>>>>/DA(/F1 4 Tf 0 g)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Annots[4 0 R]>>",
        f"<</Type/Annot/Subtype/Widget/FT/Tx/T(isi)/V({line})/Rect[20 600 580 640]/F 4/DA(/F1 4 Tf 0 g)/AP<</N 5 0 R>>>>",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 560 40]/Resources<</Font<</F1 6 0 R>>>>/Length {len(drawn)}>>"
        f"stream\n{drawn}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    )  # fmt: skip


def filled_in(pdf: bytes) -> bytes:
    """The value of the form's own field is another one in one more revision."""

    def fill(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        assert field["/FT"] == "/Tx"
        field["/V"] = generic.pdf_string("lain")
        writer.update_container(field)

    return updated(pdf, fill)


def in_the_metadata(line: str) -> bytes:
    return updated(plain("Selembar kertas"), lambda writer: _titled(writer, line))


def _titled(writer: IncrementalPdfFileWriter, line: str) -> None:
    writer.set_info(writer.add_object(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string(line)})))


def in_a_hidden_layer(line: str) -> bytes:
    words = [line[at : at + 60] for at in range(0, len(line), 60)]
    text = "BT /F1 9 Tf 12 TL 50 700 Td " + " ".join(f"({part}) Tj T*" for part in words) + " ET"
    drawn = f"/OC /L1 BDC {text} EMC"
    return from_objects(
        "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/Order[6 0 R]>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>/Properties<</L1 6 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
        "<</Type/OCG/Name(Lapis)>>",
    )  # fmt: skip


def with_catalog(entries: str) -> Callable[[str], bytes]:
    """A sheet whose catalog holds something besides."""

    def draw(line: str) -> bytes:
        return plain(line).replace(b"/Type/Catalog", b"/Type/Catalog" + entries.encode())

    def whole(line: str) -> bytes:
        data = draw(line)
        grown = len(entries)
        moved = re.sub(rb"(\d{10}) 00000 n", lambda place: b"%010d 00000 n" % _moved(int(place[1]), grown), data)
        return re.sub(rb"startxref\n(\d+)", lambda place: b"startxref\n%d" % (int(place[1]) + grown), moved)

    return whole


def _moved(place: int, grown: int) -> int:
    return place if place < 20 else place + grown


def locked(line: str, at: datetime, by_whom: Holder) -> bytes:
    """Encrypted, then signed."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(plain(line)), strict=False))
    writer.encrypt("pemilik", "pembaca")
    out = io.BytesIO()
    writer.write(out)
    inside = IncrementalPdfFileWriter(io.BytesIO(out.getvalue()), strict=False)
    inside.encrypt("pemilik")
    with time_machine.travel(at, tick=False):
        return signers.sign_pdf(inside, signers.PdfSignatureMetadata(field_name="Tanda1"), by_whom.signer()).getvalue()


def with_empty_field(line: str) -> bytes:
    """A field for a signature, which nobody has signed."""
    return updated(plain(line), lambda writer: append_signature_field(writer, SigFieldSpec("Tanda1", box=(50, 50, 200, 100))))


def with_many_signatures(pdf: bytes, many: int = 1000) -> bytes:
    """So many fields that all point to the signature that is there."""

    def multiply(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        value = form["/Fields"][0].raw_get("/V")
        for number in range(many):
            field = generic.DictionaryObject({
                generic.pdf_name("/FT"): generic.pdf_name("/Sig"), generic.pdf_name("/T"): generic.pdf_string(f"S{number}"),
                generic.pdf_name("/V"): generic.IndirectObject(value.idnum, value.generation, writer),
            })  # fmt: skip
            form["/Fields"].append(writer.add_object(field))
        writer.update_container(form["/Fields"])

    return updated(pdf, multiply)
